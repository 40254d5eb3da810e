"""The coloured block, in which a click picks a statistic, and the histograms before and after."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.figures import colours
from bn_view.figures.histograms import histogram_figure, ladder
from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.state.session import put
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_chart import hold_motion
from bn_view.widgets.live_chart.motion import frames, frames_from, motion
from bn_view.words.readout import alternative_text, four_numbers, histogram_alt, histogram_labels
from pages.who_shares_statistics.figure import SHADES, cells_of, sharing_figure, statistic_at
from pages.who_shares_statistics.norms import Norm
from pages.who_shares_statistics.scripts import BLOCK, normalized
from pages.who_shares_statistics.sentences import SLIDER, values_numbers
from pages.who_shares_statistics.settings import Sharing

# 384 values leave the lab's 60 bins half empty.
BINS = 24


def draw_block(norm: Norm, statistics: NDArray[np.intp], number: int) -> None:
    """Draw the block with statistic `number`, counted from 1, marked."""
    draw_chart(
        _block_figure(statistics, number - 1),
        key="chart_sharing",
        on_click=lambda x, y: put(Sharing.statistic, 1 + statistic_at(statistics, x, y)),
        alt=_block_alt(norm, statistics, number),
        at={SLIDER: number},
    )


def draw_histograms(y: NDArray[np.floating], shared: NDArray[np.bool_], number: int) -> None:
    """Draw all values as a line and those of the picked statistic filled, before and after."""
    st.markdown(_("Line: all values. Filled: those of the picked statistic, with their mean ± std."))
    for column, (name, (title, values)) in zip(st.columns(2, gap="medium"), _stages(y).items(), strict=True):
        summary = bn_core.summary(values[shared])
        with column:
            st.markdown(f"#### {title}")
            alt = alternative_text(title, summary)
            draw_chart(_histogram_figure(name, values, shared), key=f"chart_{name}", alt=alt, at={SLIDER: number})
            st.markdown(four_numbers(name, summary), unsafe_allow_html=True)


def hold_motions(norm: Norm, groups: int) -> None:
    """Say how the slider moves the charts: what there is to say of each statistic crosses the wire once for a normalization."""
    statistics, y = norm.statistics(BLOCK.shape, groups), normalized(norm, groups)
    parts = _parts(norm, groups)
    alts = {"sharing": _block_alt(norm, statistics, f"{{{SLIDER}}}")}
    alts |= {name: histogram_alt(title, int((statistics == 0).sum())) for name, (title, _values) in _stages(y).items()}
    for name, said in alts.items():
        hold_motion(motion(SLIDER, numbers=name, said=said, **parts[name]), f"chart_{name}")


@functools.cache
def _parts(norm: Norm, groups: int) -> Mapping[str, Mapping[str, Any]]:
    """Return what each chart shows of each statistic, which no setting but these changes."""
    statistics, y = norm.statistics(BLOCK.shape, groups), normalized(norm, groups)
    picks = range(int(statistics.max()) + 1)
    blocks = [_block_figure(statistics, picked) for picked in picks]
    paths: list[tuple[str | int, ...]] = [("data", 1, "x"), ("data", 1, "y"), ("data", 1, "line", "color")]
    if len(blocks[0]["data"]) > 3:
        paths += [("data", 2, "text"), ("data", 2, "textfont", "color")]
    cells = {"slider": SLIDER, "path": ["data", 0, "z"], "of": cells_of(statistics), "shades": SHADES}
    parts: dict[str, Mapping[str, Any]] = {"sharing": {"picks": [cells], "frames": frames_from(SLIDER, blocks, *paths)}}
    for name, (_title, values) in _stages(y).items():
        figures = [_histogram_figure(name, values, statistics == picked) for picked in picks]
        marks = [("layout", "shapes", shape, end) for shape in (0, 1) for end in ("x0", "x1")]
        each = [values_numbers(norm, values[statistics == picked]) for picked in picks]
        numbers: dict[tuple[str | int, ...], list[float]] = {("numbers", part): [of[part] for of in each] for part in each[0]}
        parts[name] = {"frames": [*frames_from(SLIDER, figures, ("data", 1, "y"), *marks), *frames(SLIDER, numbers)]}
    return parts


def _block_figure(statistics: NDArray[np.intp], picked: int) -> Figure:
    return sharing_figure(statistics, picked, channels=_("channel"), images=_("image"), hover=_("statistic %{customdata}"))


def _block_alt(norm: Norm, statistics: NDArray[np.intp], number: object) -> str:
    return _("{norm}: {count} statistics, each shared by {values} of {all} values; statistic {picked} is marked.").format(
        norm=_(norm.title),
        count=int(statistics.max()) + 1,
        values=int((statistics == 0).sum()),
        all=statistics.size,
        picked=number,
    )


def _stages(y: NDArray[np.floating]) -> Mapping[str, tuple[str, NDArray[np.floating]]]:
    return {"before": (_("Before"), BLOCK), "after": (_("After"), y)}


def _histogram_figure(name: str, values: NDArray[np.floating], shared: NDArray[np.bool_]) -> Figure:
    """Draw a histogram on an axis that holds for every statistic."""
    bounds = float(values.min()), float(values.max())
    return histogram_figure(
        bn_core.histogram(values[shared], BINS, bounds),
        bn_core.summary(values[shared]),
        colours.PICKED,
        labels=histogram_labels(),
        x_range=ladder(*bounds) if name == "after" else bounds,
        height=230,
        outline=(bn_core.histogram(values, BINS, bounds), colours.BATCH_NORM if name == "after" else colours.BEFORE),
    )
