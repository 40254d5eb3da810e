"""Home: a lesson of 45 minutes, its links and notes for the teacher."""

from __future__ import annotations

import streamlit as st

from bn_view.data.batches import normalized, present_batch
from bn_view.data.mini_batch import Affine
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import Teaching, get, present
from bn_view.widgets.chart import draw_histogram
from bn_view.widgets.controls import answer, toggle
from bn_view.words.readout import introduction, stage_names
from pages.home.lesson import STEPS
from pages.home.lesson_bar import step_link


def render() -> None:
    """Draw the page."""
    st.markdown(f"## {_('See batch normalization')}\n\n{introduction()}")
    _before_and_after()
    st.markdown(
        _(
            "“The note” on these pages is a Korean study note on Jae Duk Seo’s article “Understanding Batch Normalization with "
            "Examples in Numpy and Tensorflow”."
        )
    )
    st.markdown(f"### {_('A lesson of {minutes} minutes').format(minutes=sum(step.minutes for step in STEPS))}")
    with st.container(horizontal=True, gap="large"):
        with_notes = toggle(Teaching.teacher)
        toggle(Teaching.presenter)
    for number in range(1, len(STEPS) + 1):
        _step(number, with_note=with_notes)


def _before_and_after() -> None:
    """Draw the lab's mini-batch before and after, one mean per channel as in the lesson's first step."""
    batch = present_batch(grouping="channel")
    stages = {
        "before": (batch.before, colours.BEFORE),
        "batch_norm": (normalized(batch, present(Affine)), colours.BATCH_NORM),
    }
    for column, (name, (stage, colour)) in zip(st.columns(2, gap="large"), stages.items(), strict=True):
        with column:
            title = stage_names()[name]
            st.markdown(f"#### {title}")
            draw_histogram(f"chart_home_{name}", title, stage.histogram, stage.summary, colour, height=200)


def _step(number: int, *, with_note: bool) -> None:
    step, presenter = STEPS[number - 1], get(Teaching.presenter)
    minutes = _("{minutes} min").format(minutes=step.minutes)
    visible_answer = "" if presenter else f"<p>{_(step.answer)}</p>"
    with st.container(border=True):
        st.html(
            f'<div class="lesson-step"><span>{number}</span><div>'
            f'<a href="{step_link(number)}" target="_self">{_(step.title)}</a> <small>{minutes}</small>'
            f"<p><strong>{_(step.question)}</strong></p>{visible_answer}</div></div>"
        )
        if presenter:
            answer(_(step.answer))
        elif with_note:
            st.info(_(step.note))
