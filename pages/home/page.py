"""Home: a lesson of 45 minutes, its links and notes for the teacher."""

from __future__ import annotations

import streamlit as st

from bn_view.data import batches
from bn_view.figures import colours
from bn_view.figures.histograms import histogram_figure
from bn_view.state.language import _
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words import readout
from pages.home.lesson import LessonStep, lesson
from pages.home.lesson_bar import step_link

HEIGHT = 200


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    st.markdown(f"## {_('See batch normalization')}\n\n{readout.introduction()}")
    controls.warn_of_refused()
    _before_and_after()
    steps = lesson()
    st.markdown(
        _(
            "“The note” on these pages is a Korean study note on Jae Duk Seo’s article “Understanding Batch Normalization with "
            "Examples in Numpy and Tensorflow”."
        )
    )
    title = _("A lesson of {minutes} minutes").format(minutes=sum(step.minutes for step in steps))
    st.markdown(f"### {title}")
    with st.container(horizontal=True, gap="large"):
        notes = controls.switch("teacher", _("Notes for the teacher"))
        controls.switch("presenter", _("Presenter: large type, answers hidden"))
    for number, step in enumerate(steps, start=1):
        _step(number, step, with_note=notes)
    controls.write_address()


def _before_and_after() -> None:
    """Draw the lab's mini-batch before and after, one mean per channel as in the lesson's first step."""
    batch = batches.batch_of({**controls.settings(), "grouping": "channel"})
    after = batches.normalized(batch, *(st.session_state[name] for name in ("gamma", "beta", "epsilon")))
    names = readout.stage_names()
    stages = {"before": (batch.before, colours.BEFORE), "batch_norm": (after, colours.BATCH_NORM)}
    for column, (name, (stage, colour)) in zip(st.columns(2, gap="large"), stages.items(), strict=True):
        with column:
            st.markdown(f"#### {names[name]}")
            draw_chart(
                histogram_figure(stage.histogram, stage.summary, colour, mean_label=_("mean ± std"), x_range=None, height=HEIGHT),
                key=f"chart_home_{name}",
                alt=readout.alternative_text(names[name], stage.summary),
            )


def _step(number: int, step: LessonStep, *, with_note: bool) -> None:
    presenter = bool(st.session_state.presenter)
    link = step_link(number, step)
    minutes = _("{minutes} min").format(minutes=step.minutes)
    answer = "" if presenter else f"<p>{step.answer}</p>"
    with st.container(border=True):
        st.html(
            f'<div class="lesson-step"><span>{number}</span><div><a href="{link}" target="_self">{step.title}</a> '
            f"<small>{minutes}</small><p><strong>{step.question}</strong></p>{answer}</div></div>"
        )
        if presenter:
            controls.answer(step.answer)
        if with_note and not presenter:
            st.info(step.note)
