"""The curves of the stream, the two modes, and the bands over the batch size."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_chart import hold_motion
from bn_view.widgets.live_chart.motion import Stand
from bn_view.words.numbers import number
from bn_view.words.readout import alternative_text, swatch
from pages.training_and_inference.figures import band_figure, drawn_steps, gap_figure, running_figure, two_histograms_figure
from pages.training_and_inference.motions import gap_motion, modes_motion, running_motion
from pages.training_and_inference.sentences import last_statistics, norm_of_one_image
from pages.training_and_inference.settings import Running
from pages.training_and_inference.values import SIZES, Bands, Images, Stream, both_modes


def draw_running(stream: Stream) -> None:
    """Draw running mean and variance of the first channel over the updates."""
    settings, together = stream.settings, stream.images.together
    steps = drawn_steps(Running.updates.most)
    panels = {
        _("Mean μ"): {
            "batches": stream.batches.mean[steps[1:] - 1, 0],
            "other_convention": stream.other_convention.mean[steps, 0],
            "true": together.mean[0],
            "running": stream.running.mean[steps, 0],
        },
        _("Variance σ²"): {
            "batches": stream.stored_variance(stream.batches)[steps[1:] - 1],
            "other_convention": stream.other_convention.variance[steps, 0],
            "true": stream.stored_variance(together),
            "running": stream.running.variance[steps, 0],
        },
    }
    names = {
        "running": _("running"),
        "batches": _("mini-batches"),
        "true": _("all images"),
        "other_convention": _("read as in {framework}").format(framework=settings.translated().framework),
    }
    alt = _(
        "After {updates} updates the running mean is {mean} and that of all images {true_mean}; the running variance is "
        "{variance} and that of all images {true_variance}."
    )
    last = last_statistics(stream)
    draw_chart(
        running_figure(steps, panels, names, updates=settings.updates, x_title=_("updates")),
        key="chart_running",
        alt=alt.format(updates=settings.updates, **last),
        at=_at(settings),
    )
    hold_motion(running_motion(stream, steps, alt.format(**{**last, **_names("updates", "mean", "variance")})), "chart_running")


def draw_modes(x: NDArray[np.floating], stream: Stream, epsilon: float) -> None:
    """Draw the histograms of a mini-batch normalized in both modes."""
    names = (_("training"), _("inference"))
    at = stream.settings.updates
    both = both_modes(x, stream.running.mean[at], stream.running.variance[at], epsilon)
    histograms = [bn_core.histogram(values, BINS) for values in both]
    st.markdown(f"**{_('Normalized values')}**")
    draw_chart(
        two_histograms_figure(histograms, names),
        key="chart_modes",
        alt="; ".join(map(alternative_text, names, map(bn_core.summary, both))),
        at=_at(stream.settings),
    )
    hold_motion(modes_motion(x, both[0], stream, epsilon), "chart_modes")


def draw_gap(stream: Stream, gaps: NDArray[np.float64]) -> None:
    """Draw the largest difference between the modes over the updates."""
    updates, steps = stream.settings.updates, drawn_steps(Running.updates.most)
    st.markdown(f"**{_('Largest difference, update by update (log scale)')}**")
    alt = _("Largest difference between the modes: {first} before the first update, {last} after {updates}.")
    first = number(gaps[0])
    draw_chart(
        gap_figure(steps, gaps[steps], updates=updates, x_title=_("updates")),
        key="chart_gap",
        alt=alt.format(first=first, last=number(gaps[updates]), updates=updates),
        at=_at(stream.settings),
    )
    hold_motion(gap_motion(gaps, alt.format(first=first, last="{gap}", updates="{updates}")), "chart_gap")


def _at(settings: Running) -> Stand:
    return {"updates": settings.updates, "momentum": settings.momentum}


def _names(*names: str) -> dict[str, str]:
    return {name: f"{{{name}}}" for name in names}


def draw_bands(images: Images, bands: Bands) -> None:
    """Draw what the batch size does to the statistics and to one pixel's output."""
    colour_key = f": {swatch(colours.BATCH_NORM)} {_('batch norm')}, {swatch(colours.MIN_MAX)} {norm_of_one_image(images)}"
    panels = (
        ("mean", _("Mean μ"), "", bands.mean, float(images.together.mean[0])),
        ("variance", _("Variance σ²"), "", bands.variance, float(images.together.variance[0])),
        ("output", _("One pixel"), colour_key, bands.output, bands.alone),
    )
    for column, (name, title, key, band, level) in zip(st.columns(3, gap="medium"), panels, strict=True):
        small, large = np.ptp(band, axis=0)[[0, -1]].tolist()
        with column:
            st.markdown(f"**{title}**{key}", unsafe_allow_html=True)
            draw_chart(
                band_figure(SIZES, band, level=level, of_other_norm=name == "output", x_title=_("batch size")),
                key=f"chart_of_sizes_{name}",
                alt=_("{title}: nine of ten within {small} at batch size {least}, within {large} at {most}.").format(
                    title=title, small=number(small), large=number(large), least=SIZES[0], most=SIZES[-1]
                ),
            )
