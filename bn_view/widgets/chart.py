"""A figure on a page."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_core import Histogram, Summary
from bn_view.figures.histograms import histogram_figure
from bn_view.state.language import _
from bn_view.words.readout import alternative_text


def draw_chart(figure: go.Figure, *, key: str, alt: str, place: DeltaGenerator | None = None, **selection: Any) -> None:
    """Draw a figure without Plotly's bar of buttons, here or in `place`; `alt` says what it shows, with its present numbers."""
    (place or st).plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False}, **selection)


def draw_histogram(
    key: str,
    title: str,
    histogram: Histogram,
    summary: Summary,
    colour: str,
    *,
    height: int,
    x_range: tuple[float, float] | None = None,
    outline: tuple[Histogram, str] | None = None,
    place: DeltaGenerator | None = None,
) -> None:
    """Draw a histogram with its mean and standard deviation marked; `title` is its name in the alternative text."""
    figure = histogram_figure(
        histogram, summary, colour, mean_label=_("mean ± std"), x_range=x_range, height=height, outline=outline
    )
    draw_chart(figure, key=key, alt=alternative_text(title, summary), place=place)
