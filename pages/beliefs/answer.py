"""The answer: what the experiment gives, in words, a table and a chart, and why."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import link
from bn_view.widgets import ask
from bn_view.widgets.chart import draw_chart
from bn_view.words.table import table
from pages.beliefs.belief import VERDICTS, Belief, Rows, Verdict


def draw_answer(belief: Belief, predicted: Verdict | None) -> None:
    """Run the experiment now and draw its outcome."""
    with st.container(key="answer"):
        st.markdown(f"### {_verdict_sentence(belief, predicted)}")
        outcome = belief.experiment()
        st.markdown(outcome.sentence)  # before Keras runs, which may take a moment
        rows = [*outcome.rows, *_keras_rows(belief)]
        text = table(outcome.head, rows) if rows else ""
        if outcome.figure is None:
            st.markdown(text)
        else:
            left, right = st.columns(2, gap="large")
            alternative = outcome.sentence.replace("**", "").replace("`", "")
            with left:
                draw_chart(outcome.figure, key="chart_belief", alt=alternative)
            right.markdown(text)
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


def _keras_rows(belief: Belief) -> Rows:
    """Run Keras, where the belief is about it and TensorFlow is installed."""
    if belief.witness is None:
        return []
    if missing := ask.missing_sentence():
        st.info(missing)
        return []
    answer = ask.ask(belief.witness.question)
    return [] if answer is None else belief.witness.rows(answer)
