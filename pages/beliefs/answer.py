"""The answer: what the experiment gives, in words, a table and a chart, and why."""

from __future__ import annotations

import streamlit as st

from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.state.session import link
from bn_view.widgets import ask
from bn_view.words.table import table
from pages.beliefs.belief import VERDICTS, Belief, Rows, Verdict
from pages.beliefs.result import draw_result


def draw_answer(belief: Belief, predicted: Verdict | None) -> None:
    """Run the experiment now and draw its outcome."""
    with st.container(key="answer"):
        st.markdown(f"### {_in_colour(_verdict_sentence(belief, predicted), belief.verdict, predicted)}")
        outcome = belief.experiment()
        st.markdown(outcome.sentence)  # before Keras runs, which may take a moment
        of_keras, figure_of_keras = _answer_of_keras(belief)
        rows, figure = [*outcome.rows, *of_keras], outcome.figure or figure_of_keras
        text = table(outcome.head, rows) if rows else ""
        draw_result(figure, text, outcome.sentence.replace("**", "").replace("`", ""))
        st.markdown(f"**{_('Why')}** {_(belief.why)}")
        if belief.link is not None:
            address = link(belief.link.page, belief.link.settings)
            st.markdown(_("See it move: [{page}]({address})").format(page=_(belief.link.title), address=address))


def _verdict_sentence(belief: Belief, predicted: Verdict | None) -> str:
    words = _(belief.verdict_in_words or VERDICTS[belief.verdict])
    if predicted is None:
        return words
    if predicted == belief.verdict and not belief.verdict_in_words:
        return _("✓ {verdict}, as you predicted").format(verdict=words)
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
