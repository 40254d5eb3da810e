"""Step by step: One value of a mini-batch, followed through the arithmetic."""

from __future__ import annotations

import time

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data import batches
from bn_view.data.batches import Batch
from bn_view.figures import colours
from bn_view.figures.histograms import covering, histogram_figure
from bn_view.figures.images import sheet
from bn_view.state.language import _
from bn_view.state.settings import BINS
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words import numbers, readout
from bn_view.words.table import table
from pages.step_by_step.exchange import exchanged
from pages.step_by_step.formulas import trace_formulas
from pages.step_by_step.pixels import pixel_figure
from pages.step_by_step.travel import MOST_DOTS, Lane, travel_figure

Index = tuple[int, int, int, int]

# What the parts of the index are called in the address.
PIXEL = ("pixel_image", "pixel_row", "pixel_column", "pixel_channel")
# The steps in their order, with the symbols that every language writes.
PHASES = {"x": "x", "centred": "x − μ", "normalized": "÷ √(σ²+ε)", "gamma": "× γ", "beta": "+ β"}
PHASE_COLOURS = (colours.BEFORE, colours.BEFORE, colours.STANDARDIZED, colours.BATCH_NORM, colours.BATCH_NORM)
# Which formulas belong to a step, counted as CSS does.
FORMULAS = {"x": (1,), "centred": (2,), "normalized": (3, 4), "gamma": (5,), "beta": (5,)}
SECONDS_A_STEP = 1.0


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    controls.sidebar()
    with st.sidebar:
        controls.batch_size_slider()
    batch = batches.batch_of(controls.settings())
    st.markdown(
        f"## {_('Step by step')}\n\n{_('Pick a value: click a pixel. Follow it, and all that share its mean and variance.')}"
    )
    controls.warn_of_refused()
    _follow(batch)


@st.fragment
def _follow(batch: Batch) -> None:
    """Draw the picked value's way, what picks it, and what the other images do to it."""
    st.session_state.playing = None
    picture, picking = st.columns([3, 2], gap="large")
    arithmetic, moving = st.columns([3, 2], gap="large")
    index, beyond = _picked(batch)
    gamma, beta, epsilon = (st.session_state[name] for name in ("gamma", "beta", "epsilon"))
    trace = bn_core.trace(batch.before.values, index, gamma, beta, axis=batch.axes, epsilon=epsilon)
    # First the way, as the browser draws what has come while the rest is under way.
    with picture:
        st.markdown(_group_sentence(trace, index))
        _travel(trace)
    # One element a formula, so that the browser typesets only those that a slider changes.
    with arithmetic, st.container(key="trace_formulas", horizontal=True):
        for formula in trace_formulas(trace, epsilon).values():
            st.latex(formula, width="content")
    with moving:
        controls.sliders()
    with picking:
        _pick(batch, index, beyond=beyond)
    _companions(batch, index, trace, epsilon)
    controls.write_address()


def _picked(batch: Batch) -> tuple[Index, bool]:
    """Return the index that is picked, and whether somebody had asked for one beyond the mini-batch."""
    shape = batch.before.values.shape
    beyond = [controls.fit(name, count) for name, count in zip(PIXEL, shape, strict=True)]
    image, row, column, channel = (int(st.session_state[name]) for name in PIXEL)
    return (image, row, column, channel), any(beyond)


def _pick(batch: Batch, index: Index, *, beyond: bool) -> None:
    """Draw the picked image, whose pixels can be clicked, and a box for each part of the index."""
    image, row, column, channel = index
    draw_chart(
        pixel_figure(batch.before.values[image, :, :, channel], (row, column), colour=colours.FOLLOWED, height=330),
        key="chart_pixels",
        alt=_("Image {image}, channel {channel}, of the mini-batch: row {row}, column {column} is picked.").format(
            image=image, channel=channel, row=row, column=column
        ),
        on_select=_take_clicked_pixel,
        selection_mode="points",
    )
    shape = batch.before.values.shape
    labels = (_("Image"), _("Row"), _("Column"), _("Channel"))
    with st.container(horizontal=True):
        for name, label, count in zip(PIXEL, labels, shape, strict=True):
            controls.whole_below(name, label, count, width=130)
    if beyond:
        st.warning(
            _(
                "The mini-batch has {images} images of {height}×{width}×{channels}, counted from 0: the nearest pixel is picked."
            ).format(images=shape[0], height=shape[1], width=shape[2], channels=shape[3])
        )


def _take_clicked_pixel() -> None:
    points = st.session_state.chart_pixels.selection.points
    if points:
        st.session_state.pixel_row, st.session_state.pixel_column = int(points[0]["y"]), int(points[0]["x"])


def _group_sentence(trace: bn_core.Trace, index: Index) -> str:
    said = {
        "position": _(
            "**{count} values** share one mean and one variance: row {row}, column {column}, channel {channel} of every image."
        ),
        "channel": _("**{count} values** share one mean and one variance: all of channel {channel}, in every image."),
        "all": _("**{count} values** share one mean and one variance: all of the mini-batch."),
    }[st.session_state.grouping]
    _image, row, column, channel = index
    return said.format(count=f"{trace.count:,}", row=row, column=column, channel=channel)


@st.fragment
def _travel(trace: bn_core.Trace) -> None:
    """Draw the way up to the chosen step; while it is played, go on to the next after a moment."""
    order = list(PHASES)
    playing = st.session_state.playing
    if playing == st.session_state.phase:
        st.session_state.phase = order[order.index(playing) + 1]
    elif playing != "":  # somebody chose another step meanwhile
        st.session_state.playing = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # A slider, and not buttons: arrow keys alone move it.
        phase = st.select_slider(_("Step"), order, key="phase", format_func=PHASES.__getitem__)
        st.button(_("Play"), key="play", icon=":material/play_arrow:", on_click=_play)
    draw_chart(
        _travel_figure(trace, order.index(phase) + 1),
        key="chart_travel",
        alt=_travel_sentence(trace, order.index(phase) + 1),
    )
    colour = PHASE_COLOURS[order.index(phase)]
    places = ",".join(f".st-key-trace_formulas > :nth-child({n}) .katex-display" for n in FORMULAS[phase])
    st.html(f"<style>{places}{{border-color:{colour}}}</style>")
    st.markdown(_("◆ the picked value · grey: mean ± std of those that share them"))
    controls.write_address()
    if st.session_state.playing is not None:
        if phase == order[-1]:
            st.session_state.playing = None
            return
        time.sleep(SECONDS_A_STEP)
        st.session_state.playing = phase
        st.rerun(scope="fragment")


def _play() -> None:
    # The step that has been shown; none of them yet.
    st.session_state.phase, st.session_state.playing = next(iter(PHASES)), ""


def _travel_figure(trace: bn_core.Trace, shown: int) -> go.Figure:
    group = trace.group
    if group.min() == group.max():
        group = group[:1]  # all in one place: a histogram would give it a width, and 1/√ε would make that a range
    histogram = None if len(group) <= MOST_DOTS else bn_core.histogram(group, BINS)
    places = trace.steps(group if histogram is None else histogram.edges)
    deviation = np.sqrt(trace.variance)
    spreads = trace.steps([trace.mean - deviation, trace.mean + deviation])
    picked = [step.item() for step in trace.steps(trace.value)]
    lanes = [
        Lane(name, colour, place, (spread.min().item(), spread.max().item()), at, numbers.number(at))
        for name, colour, place, spread, at in zip(PHASES.values(), PHASE_COLOURS, places, spreads, picked, strict=True)
    ]
    counts = None if histogram is None else histogram.counts
    return travel_figure(lanes, counts, shown=shown, picked_colour=colours.FOLLOWED, height=470)


def _travel_sentence(trace: bn_core.Trace, shown: int) -> str:
    places = zip(PHASES.values(), trace.steps(trace.value), strict=True)
    way = "; ".join(f"{name}: {numbers.number(at.item())}" for name, at in list(places)[:shown])
    return _("{count} values and the picked one among them, step after step: {way}.").format(count=f"{trace.count:,}", way=way)


def _companions(batch: Batch, index: Index, trace: bn_core.Trace, epsilon: float) -> None:
    """Exchange another image of the mini-batch and show what becomes of the picked one."""
    st.markdown(f"### {_('Exchange another image')}")
    values, image = batch.before.values, index[0]
    if len(values) == 1:
        st.markdown(_("This mini-batch holds one image: there is no other."))
        return
    choosing, result = st.columns([2, 3], gap="large")
    with choosing:
        other = _other_image(len(values), image)
        words = {"itself": _("Itself"), "negative": _("Negative"), "white": _("White"), "black": _("Black")}
        becomes = controls.choice("companion_becomes", _("Becomes"), words)
    changed = exchanged(values, other, becomes)
    after = bn_core.trace(changed, index, trace.gamma, trace.beta, axis=batch.axes, epsilon=epsilon)
    outputs = [
        bn_core.batch_norm(x, trace.gamma, trace.beta, axis=batch.axes, epsilon=epsilon).output[image] for x in (values, changed)
    ]
    with choosing:
        scale = (batch.before.summary.minimum, batch.before.summary.maximum)
        channel = index[3]
        st.html(_pair(_("x of image {image}").format(image=other), values[other], changed[other], channel, scale))
        scale = covering(*((output.min().item(), output.max().item()) for output in outputs))
        st.html(_pair(_("y of image {image}").format(image=image), outputs[0], outputs[1], channel, scale))
    with result:
        moved = numbers.short(bn_core.largest_difference(*outputs))
        st.markdown(
            _("Image {image} stays as it is; its output moves by up to **{moved}** (outline: before).").format(
                image=image, moved=moved
            )
        )
        _output_chart(outputs, image)
        with st.container(key="before_and_after"):
            st.markdown(_before_and_after(trace, after))


def _other_image(count: int, picked: int) -> int:
    beyond = controls.fit("companion", count)
    if st.session_state.companion == picked:
        st.session_state.companion = (picked + 1) % count
    other = controls.whole_below("companion", _("Image to exchange"), count)
    if beyond:
        st.warning(
            _("The images of the mini-batch end at {last}: image {other} is exchanged.").format(last=count - 1, other=other)
        )
    return other


def _output_chart(outputs: list[NDArray[np.floating]], image: int) -> None:
    summaries = [bn_core.summary(output) for output in outputs]
    before, after = (bn_core.histogram(output, BINS) for output in outputs)
    name = _("y of image {image}").format(image=image)
    draw_chart(
        histogram_figure(
            after,
            summaries[1],
            colours.BATCH_NORM,
            mean_label=_("mean ± std"),
            x_range=covering(*((s.minimum - s.standard_deviation, s.maximum + s.standard_deviation) for s in summaries)),
            height=240,
            outline=(before, colours.WITNESSES["textbook"]),
        ),
        key="chart_exchanged",
        alt=readout.alternative_text(name, summaries[1]),
    )


def _pair(label: str, before: NDArray[np.floating], after: NDArray[np.floating], channel: int, scale: tuple[float, float]) -> str:
    picture = sheet(np.stack([before, after])[..., channel : channel + 1], scale)
    words = "".join(f"<span>{word}</span>" for word in (_("before"), _("after")))
    return (
        f'<div>{label} · {readout.colour_scale(scale)}</div><div class="image-row" style="max-width:22rem">'
        f'<img alt="{label}: {_("before")}, {_("after")}" src="{picture}" style="border:1px solid #888888">'
        f"<div>{words}</div></div>"
    )


def _before_and_after(before: bn_core.Trace, after: bn_core.Trace) -> str:
    """Return the picked pixel's mean, variance and output as a Markdown table."""
    rows = {
        _("mean"): (before.mean, after.mean),
        _("variance"): (before.variance, after.variance),
        _("y of the picked pixel"): (before.output, after.output),
    }
    shown = [(name, numbers.number(a), f"**{numbers.number(b)}**", numbers.number(b - a)) for name, (a, b) in rows.items()]
    return table(("", _("before"), _("after"), _("change")), shown)
