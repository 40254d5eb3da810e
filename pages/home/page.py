"""Home: a lesson of 45 minutes, its links and notes for the teacher."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from bn_view.data.batches import Batch, normalized, present_batch
from bn_view.data.mini_batch import Affine
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import Teaching, present
from bn_view.widgets.chart import sent_histogram
from bn_view.widgets.controls import toggle
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of
from bn_view.words.readout import folded_answer, introduction, lesson_parts, side_by_side, stage_names
from pages.home.lesson import STEPS
from pages.home.lesson_bar import step_link

STAGES = {"before": colours.BEFORE, "batch_norm": colours.BATCH_NORM}
LOW = 200
PAGES_OF_A_PART = 3


def render() -> None:
    """Draw the page."""
    draw_heading(_("See batch normalization"), introduction())
    titles = stage_names()
    places = (f"<h3>{titles[name]}</h3>{place_of(f'chart_home_{name}', LOW)}" for name in STAGES)
    st.html(side_by_side(places, in_pairs=True))
    note = _(
        "“The study note” on these pages is a Korean one on Jae Duk Seo’s article “Understanding Batch Normalization with "
        "Examples in Numpy and Tensorflow”."
    )
    st.markdown(f"## {_('A lesson of {minutes} minutes').format(minutes=sum(step.minutes for step in STEPS))}")
    with st.container(horizontal=True, gap="medium"):
        with_notes = toggle(Teaching.teacher)
        toggle(Teaching.presenter)
    st.html(_lesson(with_notes=with_notes))
    st.markdown(note)
    batch, affine = present_batch(), present(Affine)
    draw_in_places("charts", kept(("home", batch.key, affine.key), lambda: _before_and_after(batch, affine)))


def _before_and_after(batch: Batch, affine: Affine) -> Mapping[str, Any]:
    stages = {"before": batch.before, "batch_norm": normalized(batch, affine)}
    return in_places(
        *(
            sent_histogram(f"chart_home_{name}", stage_names()[name], stage.histogram, stage.summary, STAGES[name], height=LOW)
            for name, stage in stages.items()
        )
    )


def _lesson(*, with_notes: bool) -> str:
    """Return the lesson as HTML: its parts beside each other, and in each the steps of its pages."""
    pages = list(dict.fromkeys(step.page for step in STEPS))
    parts: list[str] = []
    for part, name in enumerate(lesson_parts()):
        numbers = [number for number, step in enumerate(STEPS, start=1) if pages.index(step.page) // PAGES_OF_A_PART == part]
        steps = "".join(_step(number, with_note=with_notes) for number in numbers)
        parts.append(f'<h3>{name}</h3><ol class="lesson-part" start="{numbers[0]}">{steps}</ol>')
    return side_by_side(parts)


def _step(number: int, *, with_note: bool) -> str:
    """Return a step of the lesson as HTML, its answer folded away."""
    step = STEPS[number - 1]
    minutes = _("{minutes} min").format(minutes=step.minutes)
    note = f'<p class="note">{_(step.note)}</p>' if with_note else ""
    return (
        f'<li class="lesson-step"><a href="{step_link(number)}" target="_self">{_(step.title)}</a> <small>{minutes}</small>'
        f"<p>{_(step.question)}</p>{folded_answer(_(step.answer))}{note}</li>"
    )
