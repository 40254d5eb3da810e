"""The batch-normalization chart follows a slider while it is dragged; Streamlit alone redraws on release.

The server stays the source of truth. It sends, once per mini-batch, the exact histogram for every stop of the epsilon slider at
gamma 1 and beta 0; gamma and beta only move its edges. The script beside this file reads the native sliders on each frame and
redraws the native chart from these counts; on release the server's figure takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from bn_core import EpsilonSweep
from bn_view.figures.histograms import HALF_WIDTH
from bn_view.words.numbers import DECIMALS

# The class of what only the server can bring up to date, when a slider is released.
AFTER_RELEASE = "after-release"
_mount = st.components.v2.component("live_preview", js=Path(__file__).with_name("live_preview.js").read_text(encoding="utf-8"))


def live_preview(
    sweep: EpsilonSweep, *, chart: str, numbers: str, shared_range: tuple[float, float] | None, after_release: Sequence[str]
) -> None:
    """Tie the sliders `gamma`, `beta` and `epsilon` to the chart with key `chart` and the numbers of class `numbers`-….

    What the selectors `after_release` name is updated by the server on release only; it is dimmed during a drag.
    """
    _mount(
        key="live_preview",
        data={
            "chart": chart,
            "numbers": numbers,
            "afterRelease": ", ".join(after_release),
            "decimals": DECIMALS,
            "halfWidth": HALF_WIDTH,
            "sharedRange": shared_range,
            "counts": sweep.counts.tolist(),
            "minimum": sweep.minimum.tolist(),
            "maximum": sweep.maximum.tolist(),
            "deviation": sweep.standard_deviation.tolist(),
        },
        height="content",
    )
