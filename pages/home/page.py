"""Home: the idea in one moving picture, and a lesson of 45 minutes with its links and notes for the teacher."""

from __future__ import annotations

import html

import streamlit as st

from bn_view.data.batches import present_batch
from bn_view.predicting.lead import leads
from bn_view.predicting.opening import link_to_open
from bn_view.state.language import _
from bn_view.state.session import Teaching, link
from bn_view.widgets.controls import toggle
from bn_view.words.readout import as_html, folded_answer, side_by_side
from pages.home.film import draw_film
from pages.home.lesson import STEPS, parts, values_at
from pages.home.lesson_bar import step_link


def render() -> None:
    """Draw the page."""
    st.html(f'<div class="opening">{_idea()}</div>')
    draw_film(present_batch())
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="lesson_head"):
        st.html(f"<h2>{_('A lesson of {minutes} minutes').format(minutes=sum(step.minutes for step in STEPS))}</h2>")
        with_notes = toggle(Teaching.teacher)
        toggle(Teaching.presenter)
    st.html(_lesson(with_notes=with_notes))
    st.markdown(
        _(
            "“The study note” on these pages is a Korean one on Jae Duk Seo’s article “Understanding Batch Normalization with "
            "Examples in Numpy and Tensorflow”."
        )
    )


def _idea() -> str:
    """Return the title, the idea in one sentence, and the way into the lesson, as HTML."""
    idea = _(
        "It brings the values of each channel in a mini-batch to mean 0 and standard deviation\u00a01. Then γ and β, which the "
        "network learns, set a new standard deviation and mean ([Ioffe & Szegedy 2015]({paper}))."
    ).format(paper="https://arxiv.org/abs/1502.03167")
    values = {**values_at(1), Teaching.presenter.name: True}
    first, with_class = (html.escape(to(STEPS[0].page, values)) for to in (link, link_to_open))
    # Whose class is open takes it along: another one would leave its phones behind.
    to_class = "" if leads() else f'<a href="{with_class}" target="_self">{_("With a class")}</a>'
    return (
        f"<header><h1>{_('See batch normalization')}</h1><p>{as_html(idea)}</p></header>"
        f'<p class="ways"><a class="begin" href="{first}" target="_self">{_("Begin the lesson")} →</a>'
        f"{to_class}</p>"
    )


def _lesson(*, with_notes: bool) -> str:
    """Return the lesson as HTML: its parts beside each other, and in each the steps of its pages."""
    pages = [step.page for step in STEPS]
    columns: list[str] = []
    begins = [*map(pages.index, parts()), len(STEPS)]
    for name, first, end in zip(parts().values(), begins, begins[1:], strict=False):
        steps = "".join(_step(number, with_note=with_notes) for number in range(first + 1, end + 1))
        columns.append(f'<h3>{name}</h3><ol class="lesson-part" start="{first + 1}">{steps}</ol>')
    return side_by_side(columns)


def _step(number: int, *, with_note: bool) -> str:
    """Return a step of the lesson as HTML; for the teacher with its note, and its answer folded away."""
    step = STEPS[number - 1]
    minutes = _("{minutes} min").format(minutes=step.minutes)
    note = f'{folded_answer(_(step.answer))}<p class="note">{_(step.note)}</p>' if with_note else ""
    return (
        f'<li class="lesson-step"><a href="{step_link(number)}" target="_self">{_(step.title)}</a> <small>{minutes}</small>'
        f"<p>{_(step.question)}</p>{note}</li>"
    )
