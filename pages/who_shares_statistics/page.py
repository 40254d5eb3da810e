"""Who shares statistics: batch, layer, instance, group and RMS normalization as one coloured block."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.figures import colours
from bn_view.figures.histograms import histogram_figure, ladder
from bn_view.state.language import _
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words import numbers, readout
from bn_view.words.table import table
from pages.who_shares_statistics import norms as norm_calls
from pages.who_shares_statistics.figure import sharing_figure
from witnesses import article

CHART = "chart_sharing"
# 384 values leave the lab's 60 bins half empty.
BINS = 24
Array = NDArray[np.floating]


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    st.markdown(f"## {_('Who shares statistics')}")
    controls.warn_of_refused()
    norm = controls.choice("norm", _("Normalization"), _titles())
    st.markdown(_sentences()[norm])
    groups = int(controls.choice("groups", _("Groups of channels"), {n: n for n in "1236"})) if norm == "group" else 1
    _block_and_statistic(norm, groups)
    _scripts(norm, groups)
    _the_note()


@st.fragment
def _block_and_statistic(norm: str, groups: int) -> None:
    """Draw the block, and one statistic of it that is picked; another pick runs this alone."""
    left, right = st.columns([5, 3], gap="large")
    with right:
        statistic = bn_core.statistic_of_each_value(norm_calls.SHAPE, norm, groups)
        picked = _picked(int(statistic.max()) + 1)
    x = norm_calls.block()
    y = bn_core.normalize(x, norm, groups, epsilon=norm_calls.EPSILON)
    shared = statistic == picked
    with left:
        _block(statistic, picked, norm)
    with right:
        _numbers(x, y, shared, norm)
        _calls(norm, groups)
    _histograms(x, y, shared)
    controls.write_address()


def _titles() -> dict[str, str]:
    return {
        "batch": _("Batch"),
        "position": _("Batch, per position (the note)"),
        "layer": _("Layer"),
        "instance": _("Instance"),
        "group": _("Group"),
        "rms": _("RMS"),
    }


def _sentences() -> dict[str, str]:
    return {
        "batch": _("One mean and variance for each channel, over all images: an image's result depends on the others."),
        "position": _("One for each pixel position and channel, over the images alone: an image's result depends on the others."),
        "layer": _("One for each image: no image sees another, so that training and inference are the same."),
        "instance": _("One for each channel of each image: no image sees another."),
        "group": _("One for each image and each group of channels: between layer (1 group) and instance (1 channel a group)."),
        "rms": _("The values share as in layer norm, but no mean is subtracted: they are divided by their root mean square."),
    }


def _picked(count: int) -> int:
    """Draw the slider that picks one statistic; return its number from 0 on."""
    st.session_state.statistic = min(st.session_state.statistic, count)
    st.slider(_("Statistic (or click a value)"), 1, count, key="statistic")
    return int(st.session_state.statistic) - 1


def _take_clicked() -> None:
    points = st.session_state[CHART].selection.points
    if points:
        clicked = points[0]["customdata"]
        st.session_state.statistic = int(clicked[0] if isinstance(clicked, list) else clicked)


def _block(statistic: NDArray[np.int64], picked: int, norm: str) -> None:
    draw_chart(
        sharing_figure(statistic, picked, channels=_("channel"), images=_("image"), hover=_("statistic %{customdata}")),
        key=CHART,
        on_select=_take_clicked,
        selection_mode="points",
        alt=_("{norm}: {count} statistics, each shared by {values} of {all} values; statistic {picked} is marked.").format(
            norm=_titles()[norm],
            count=int(statistic.max()) + 1,
            values=int((statistic == picked).sum()),
            all=statistic.size,
            picked=picked + 1,
        ),
    )
    images, height, width, depth = statistic.shape
    st.markdown(
        _(
            "{images} images of {height}×{width} pixels and {channels} channels; the outlined values share statistic {picked}."
        ).format(images=images, height=height, width=width, channels=depth, picked=picked + 1)
    )


def _numbers(x: Array, y: Array, shared: NDArray[np.bool_], norm: str) -> None:
    """Say how many statistics there are, and what the picked one's values are before and after."""
    values = int(shared.sum())
    said = _("**{count}** statistics · **{values}** values share each").format(count=x.size // values, values=values)
    before, after = (bn_core.summary(a[shared]) for a in (x, y))
    rows = [
        (_("mean"), before.mean, after.mean),
        (_("std"), before.standard_deviation, after.standard_deviation),
    ]
    if norm == "rms":
        squares = [bn_core.moments(a[shared] ** 2).mean.item() for a in (x, y)]
        rows.append((_("root mean square"), squares[0] ** 0.5, squares[1] ** 0.5))
    head = (_("of statistic {number}").format(number=st.session_state.statistic), _("Before"), _("After"))
    shown = [(name, numbers.number(old), f"**{numbers.number(new)}**") for name, old, new in rows]
    st.markdown(f"#### {said}\n\n{table(head, shown)}")


def _calls(norm: str, groups: int) -> None:
    rows = [f"| {library} | `{norm_calls.call(library, norm, groups)}` |" for library in norm_calls.LIBRARIES]
    st.markdown("\n".join([f"| | {_('the call')} |", "|:--|:--|", *rows]))
    if norm == "position":
        st.markdown(
            _("Keras and PyTorch have no such layer: `x.reshape(4, -1)` first makes every position a channel of its own.")
        )
    st.info(
        _("`axis` names what is **reduced** in NumPy and what is **kept** in Keras' batch norm: NumPy's `axis=(0, 1, 2)` is "
          "Keras' `axis=-1`. Keras' layer norm and RMS norm name what is reduced, as NumPy does.")
    )  # fmt: skip


def _histograms(x: Array, y: Array, shared: NDArray[np.bool_]) -> None:
    st.markdown(_("Line: all values. Filled: those of the picked statistic, with their mean ± std."))
    stages = {"before": (_("Before"), x, colours.BEFORE), "after": (_("After"), y, colours.BATCH_NORM)}
    for column, (name, (title, values, colour)) in zip(st.columns(2, gap="medium"), stages.items(), strict=True):
        every, picked = bn_core.summary(values), bn_core.summary(values[shared])
        bounds = every.minimum, every.maximum
        with column:
            st.markdown(f"#### {title}")
            draw_chart(
                histogram_figure(
                    bn_core.histogram(values[shared], BINS, bounds),
                    picked,
                    colours.PICKED,
                    mean_label=_("mean ± std"),
                    x_range=ladder(*bounds) if name == "after" else None,
                    height=230,
                    outline=(bn_core.histogram(values, BINS, bounds), colour),
                ),
                key=f"chart_{name}",
                alt=readout.alternative_text(title, picked),
            )
            st.markdown(readout.four_numbers(name, picked), unsafe_allow_html=True)


def _scripts(norm: str, groups: int) -> None:
    st.markdown(f"### {_('The same as a script')}")
    for tab, library in zip(st.tabs(norm_calls.LIBRARIES), norm_calls.LIBRARIES, strict=True):
        tab.code(norm_calls.script(library, norm, groups), language="python")


def _the_note() -> None:
    """Count the statistics of the note's own mini-batch, and say by how much the two ways differ."""
    batch = article.steps()["data"][: article.BATCH]
    position, channel = (bn_core.normalize(batch, norm, epsilon=article.EPSILON) for norm in ("position", "batch"))
    count = {norm: int(bn_core.statistic_of_each_value(batch.shape, norm).max()) + 1 for norm in ("position", "batch")}
    st.markdown(f"### {_('On the images of the note')}")
    st.markdown(
        _("10 images of 32×32×1: **{position}** statistics per pixel position, as in the note, against **{channel}** per "
          "channel, as a layer has. The two results differ by up to **{difference}**.").format(
            position=f"{count['position']:,}",
            channel=count["batch"],
            difference=f"{bn_core.largest_difference(position, channel):.3f}",
        )
    )  # fmt: skip
