"""The lab: one mini-batch, four histograms, and sliders that move the picture."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_view.data import batches
from bn_view.data.batches import Batch, Stage
from bn_view.figures import colours
from bn_view.figures.histograms import covering, histogram_figure, ladder
from bn_view.figures.images import sheet, shown_count
from bn_view.state.language import _
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_preview import live_preview
from bn_view.words import readout
from pages.lab.copy_link import copy_link

CHART = "chart_batch_norm"
TALL, LOW = 300, 190


# What follows the sliders only when they are released is faint while they move (keys of containers, a class in the readout).
AFTER_RELEASE = (f".{readout.AFTER_RELEASE}", ".st-key-formula", ".st-key-images_after", ".st-key-statistics")


class Places(NamedTuple):
    """Where the parts go that follow the sliders."""

    chart: DeltaGenerator
    reading: DeltaGenerator
    other_charts: dict[str, DeltaGenerator]
    formula: DeltaGenerator
    images: DeltaGenerator
    table: DeltaGenerator


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    controls.sidebar()
    batch = batches.batch_of(controls.settings())

    st.markdown(f"## {_('See batch normalization')}\n\n{readout.introduction()}")
    with st.container(horizontal=True, gap="small"):
        controls.presets()
        copy_link()
    controls.warn_of_refused()
    # The chart comes first, so that on a phone, where columns stack, it stands above the thumb and not under the hand.
    with st.container(key="chart_and_sliders"):
        left, right = st.columns([5, 2], gap="medium")
    with left:
        _heading("batch_norm", colours.BATCH_NORM)
        chart, reading = st.empty(), st.empty()
    other_charts = _other_three(batch)
    with st.container(key="formula"):
        formula = st.empty()
    images = _images(batch)
    table, latest_table = _statistics()
    places = Places(chart, reading, other_charts, formula, images, table)
    shared_range = _shared_range(batch) if st.session_state.shared_x else None
    if shared_range is None:
        _draw_other_charts(batch, other_charts, None)
    with right:
        _sliders_and_what_follows(batch, places, shared_range, latest_table)
        controls.batch_size_slider()
    live_preview(
        batches.sweep_of(controls.settings()),
        chart=CHART,
        numbers="batch_norm",
        shared_range=shared_range,
        after_release=AFTER_RELEASE,
    )


def _others(batch: Batch) -> dict[str, tuple[Stage, str]]:
    """Return the three stages that no slider moves, with their colours."""
    return {
        "before": (batch.before, colours.BEFORE),
        "standardized": (batch.standardized, colours.STANDARDIZED),
        "min_max": (batch.min_max, colours.MIN_MAX),
    }


def _other_three(batch: Batch) -> dict[str, DeltaGenerator]:
    """Draw what surrounds the three other charts; return the charts' places."""
    places = {}
    for column, (name, (stage, colour)) in zip(st.columns(3, gap="medium"), _others(batch).items(), strict=True):
        with column:
            _heading(name, colour)
            places[name] = st.empty()
            st.markdown(readout.four_numbers(name, stage.summary), unsafe_allow_html=True)
            if st.session_state.tables:
                st.html(readout.histogram_table(readout.stage_names()[name], stage.histogram))
    controls.chart_controls()
    return places


def _draw_other_charts(batch: Batch, places: dict[str, DeltaGenerator], shared: tuple[float, float] | None) -> None:
    for name, (stage, colour) in _others(batch).items():
        own = _normalized_range(stage, None) if name == "standardized" else None
        _chart(places[name], name, stage, colour, shared or own, LOW)


def _shared_range(batch: Batch) -> tuple[float, float]:
    return covering(*((stage.summary.minimum, stage.summary.maximum) for stage, _colour in _others(batch).values()))


def _images(batch: Batch) -> DeltaGenerator:
    """Draw the images before; return the place of the images after."""
    st.markdown(f"### {_('Images')}")
    controls.colour_control()
    st.html(_image_row(_("Before"), batch.before, batch))
    with st.container(key="images_after"):
        return st.empty()


def _statistics() -> tuple[DeltaGenerator, list[pd.DataFrame]]:
    """Draw the download; return the place of the table, and the list whose last table is downloaded."""
    st.markdown(f"### {_('Statistics')}")
    with st.container(key="statistics"):
        place = st.empty()
    tables: list[pd.DataFrame] = []
    # Streamlit asks for the data at the click, outside any session: the table is there already.
    st.download_button(
        _("Download as CSV"),
        data=lambda: str(tables[-1].to_csv()),
        file_name="batch_normalization.csv",
        mime="text/csv",
        on_click="ignore",
    )
    return place, tables


@st.fragment
def _sliders_and_what_follows(
    batch: Batch, places: Places, shared_range: tuple[float, float] | None, latest_table: list[pd.DataFrame]
) -> None:
    """Draw the sliders and, elsewhere on the page, what they move; a released slider runs this alone.

    Every element costs the server a message to each of 200 students, so that what belongs together is one.
    """
    controls.sliders()
    gamma, beta, epsilon = (st.session_state[name] for name in ("gamma", "beta", "epsilon"))
    output = batches.normalized(batch, gamma, beta, epsilon)

    x_range = _normalized_range(output, shared_range)
    _chart(places.chart, "batch_norm", output, colours.BATCH_NORM, x_range, TALL, batch.standardized)
    if shared_range is not None:
        _draw_other_charts(batch, places.other_charts, x_range)
    parts = [
        readout.four_numbers("batch_norm", output.summary),
        readout.difference_from_standardization(batch, output),
        *_sentences(batch, epsilon),
    ]
    if st.session_state.tables:
        parts.append(readout.histogram_table(readout.stage_names()["batch_norm"], output.histogram))
    places.reading.markdown("\n\n".join(parts), unsafe_allow_html=True)
    places.formula.markdown(readout.formula(batch, output, gamma, beta, epsilon))
    texture = readout.texture_sentence(batch, output)
    places.images.html(_image_row(_("After batch normalization"), output, batch) + (f"<p>{texture}</p>" if texture else ""))
    latest_table[:] = [readout.statistics(batch, output)]
    places.table.markdown(readout.statistics_markdown(latest_table[-1]))
    controls.write_address()


def _sentences(batch: Batch, epsilon: float) -> list[str]:
    if not batch.constant_groups:
        return []
    said = _("Groups that hold one value only: {count}. Batch normalization gives β there, and all values together spread less.")
    if epsilon == 0:
        said = _("Groups that hold one value only: {count}. Their variance is 0, and with ε = 0 that is 0/0; defined as β here.")
    return [said.format(count=f"{batch.constant_groups:,}")]


def _heading(name: str, colour: str) -> None:
    st.markdown(f"#### {readout.swatch(colour)} {readout.stage_names()[name]}", unsafe_allow_html=True)


def _chart(
    place: DeltaGenerator,
    name: str,
    stage: Stage,
    colour: str,
    x_range: tuple[float, float] | None,
    height: int,
    behind: Stage | None = None,
) -> None:
    outline = None if behind is None else (behind.histogram, colours.STANDARDIZED)
    draw_chart(
        histogram_figure(
            stage.histogram,
            stage.summary,
            colour,
            mean_label=_("mean ± std"),
            x_range=x_range,
            height=height,
            outline=outline,
        ),
        key=f"chart_{name}",
        alt=readout.alternative_text(readout.stage_names()[name], stage.summary),
        place=place,
    )


def _normalized_range(stage: Stage, shared: tuple[float, float] | None) -> tuple[float, float]:
    own = ladder(stage.summary.minimum, stage.summary.maximum)
    return covering(own, shared) if shared else own


def _image_row(label: str, stage: Stage, batch: Batch) -> str:
    shown = stage.values[: shown_count(stage.values.shape)]
    of_whom = {"batch": batch.before, "row": stage, "image": None}[st.session_state.colours]
    scale = None if of_whom is None else (of_whom.summary.minimum, of_whom.summary.maximum)
    return readout.image_row(label, sheet(shown, scale), batch.first, len(shown), len(stage.values), scale)
