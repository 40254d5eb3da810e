"""The four histograms of the lab: batch normalization, which follows the sliders, and the three others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_view.data.batches import Batch, Stage, epsilon_sweep
from bn_view.data.mini_batch import Affine
from bn_view.figures import colours
from bn_view.figures.histograms import covering, ladder
from bn_view.widgets.chart import draw_histogram, limit_of
from bn_view.widgets.controls import toggle
from bn_view.widgets.live_chart.motion import stands
from bn_view.words.readout import four_numbers, stage_names, swatch
from pages.lab.sentences import histogram_table
from pages.lab.view import View

Range = tuple[float, float]
Places = Mapping[str, DeltaGenerator]
COLOURS = {
    "before": colours.BEFORE,
    "standardized": colours.STANDARDIZED,
    "min_max": colours.MIN_MAX,
    "batch_norm": colours.BATCH_NORM,
}
TALL, LOW = 300, 190


def heading(name: str) -> None:
    """Write a stage's name with its colour."""
    st.markdown(f"#### {swatch(COLOURS[name])} {stage_names()[name]}", unsafe_allow_html=True)


def lay_out_others(batch: Batch, view: View) -> Places:
    """Draw what surrounds the three other charts; return the charts' places."""
    places = {}
    for column, (name, stage) in zip(st.columns(3, gap="medium"), _others(batch).items(), strict=True):
        with column:
            heading(name)
            places[name] = st.empty()
            st.markdown(four_numbers(name, stage.summary), unsafe_allow_html=True)
            if view.tables:
                st.html(histogram_table(stage_names()[name], stage.histogram))
    with st.container(horizontal=True, gap="large"):
        toggle(View.shared_x)
        toggle(View.tables)
    return places


def draw_others(batch: Batch, places: Places, shared: Range | None) -> None:
    """Draw the three other charts, on their own axes or on a shared one."""
    for name, stage in _others(batch).items():
        own = _symmetric_range(stage) if name == "standardized" else None
        _draw(name, stage, LOW, shared or own, places[name])


def draw_output(
    batch: Batch,
    output: Stage,
    affine: Affine,
    place: DeltaGenerator,
    others: Places,
    shared: Range | None,
    words: Mapping[str, str],
) -> None:
    """Draw the batch-normalized values, with the standardized ones as an outline; the others too where they share its axis."""
    own = _symmetric_range(output)
    x_range = covering(own, shared) if shared else own
    outline, limit = (batch.standardized.histogram, colours.STANDARDIZED), limit_of(epsilon_sweep(batch))
    _draw("batch_norm", output, TALL, x_range, place, outline=outline, limit=limit, at=stands(affine), words=words)
    if shared:
        draw_others(batch, others, x_range)


def shared_range(batch: Batch) -> Range:
    """Return the axis that covers the three charts that no slider moves."""
    return covering(*((stage.summary.minimum, stage.summary.maximum) for stage in _others(batch).values()))


def _others(batch: Batch) -> dict[str, Stage]:
    return {"before": batch.before, "standardized": batch.standardized, "min_max": batch.min_max}


def _symmetric_range(stage: Stage) -> Range:
    return ladder(stage.summary.minimum, stage.summary.maximum)


def _draw(name: str, stage: Stage, height: int, x_range: Range | None, place: DeltaGenerator, **rest: Any) -> None:
    draw_histogram(
        f"chart_{name}",
        stage_names()[name],
        stage.histogram,
        stage.summary,
        COLOURS[name],
        height=height,
        x_range=x_range,
        place=place,
        **rest,
    )
