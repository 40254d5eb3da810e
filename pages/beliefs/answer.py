"""The answer: the verdict on a prediction, what the experiment gives in words, a chart and a table, and why."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_view.figures.layout import Figure
from bn_view.state.language import _, gettext_noop
from bn_view.state.session import link
from bn_view.widgets import ask
from bn_view.words.table import table
from pages.beliefs.all import BELIEFS
from pages.beliefs.belief import VERDICTS, Belief, Outcome, Rows, Verdict
from pages.beliefs.dial import Dial
from pages.beliefs.result import draw_figure, draw_motion, draw_with_dial

_AS_PREDICTED: Mapping[Verdict, str] = {
    "true": gettext_noop("✓ True, as you predicted"),
    "false": gettext_noop("✓ False, as you predicted"),
    "depends": gettext_noop("✓ It depends, as you predicted"),
}


def draw_verdict(belief: Belief, predicted: Verdict | None) -> Outcome:
    """Run the experiment now; draw the verdict and the outcome in a sentence."""
    st.markdown(f"### {_in_colour(_verdict_sentence(belief, predicted), belief.verdict, predicted)}")
    outcome = belief.experiment()
    st.markdown(outcome.sentence)
    return outcome


def draw_reason(belief: Belief) -> None:
    """Say why it is so, and where one sees it move."""
    st.markdown(f"**{_('Why')}** {_(belief.why)}")
    if belief.link is not None:
        address = link(belief.link.page, belief.link.settings)
        st.markdown(_("See it move: [{page}]({address})").format(page=_(belief.link.title), address=address))


def draw_numbers(number: int, outcome: Outcome, caption: DeltaGenerator, picture: DeltaGenerator, dial: Dial | None) -> None:
    """Draw the chart in its place, and here the table; Keras, which may take a moment, adds to both."""
    if dial is not None:
        with picture:
            draw_with_dial(number, dial, outcome.sentence)
        draw_motion(number, dial, outcome.sentence)
    elif outcome.figure is not None:
        with picture:
            draw_figure(outcome.figure, outcome.sentence)
    with st.container(key="numbers"):
        place = st.empty()
        if outcome.rows:
            place.markdown(table(outcome.head, outcome.rows))
        below = st.container()
    with below if outcome.rows else caption:
        of_keras, figure_of_keras = _answer_of_keras(BELIEFS[number])
    if of_keras:
        place.markdown(table(outcome.head, [*outcome.rows, *of_keras]))
    if figure_of_keras is not None:
        with picture:
            draw_figure(figure_of_keras, outcome.sentence)


def _verdict_sentence(belief: Belief, predicted: Verdict | None) -> str:
    words = _(belief.verdict_in_words or VERDICTS[belief.verdict])
    if predicted is None:
        return words
    if predicted == belief.verdict and not belief.verdict_in_words:
        return _(_AS_PREDICTED[predicted])
    sign = "✓" if predicted == belief.verdict else "✗"
    return _("{sign} {verdict}. You predicted: {predicted}").format(sign=sign, verdict=words, predicted=_(VERDICTS[predicted]))


def _in_colour(sentence: str, verdict: Verdict, predicted: Verdict | None) -> str:
    """Return the verdict in the colour of a right or a wrong prediction, if there was one."""
    if predicted is None:
        return sentence
    return f":{'green' if predicted == verdict else 'red'}[{sentence}]"


def _answer_of_keras(belief: Belief) -> tuple[Rows, Figure | None]:
    """Run Keras, where the belief is about it and TensorFlow is installed; return its rows, and its figure where it has one."""
    witness = belief.witness
    if witness is None:
        return [], None
    if missing := ask.missing_sentence():
        st.info(missing)
        return [], None
    answer = ask.ask(witness.question)
    if answer is None:
        return [], None
    return witness.rows(answer), witness.figure(answer) if witness.figure else None
