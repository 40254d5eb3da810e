"""How the updates and the momentum move the charts before they are released."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.figures.histograms import ladder
from bn_view.widgets.live_chart.motion import Motion, axes_ladder, frames, motion, seven_digits
from bn_view.words.numbers import number
from pages.training_and_inference.figures import START
from pages.training_and_inference.settings import Running
from pages.training_and_inference.values import Stream

EVERY = range(Running.updates.most + 1)
# Where the traces of the running figure are: those read in the other convention, and as it is set.
_OTHER, _RUNNING = ((0, 4), (3, 7))


def running_motion(stream: Stream, steps: NDArray[np.intp], said: str) -> Motion:
    """Return the motion of the running statistics, which are computed in the browser: no slider but the batch size changes it."""
    batches = {"mean": stream.batches.mean[:, 0], "variance": stream.stored_variance(stream.batches)}
    averages = {
        "complement": stream.settings.convention == "pytorch",
        "steps": steps.tolist(),
        "parts": [
            {"number": name, "start": START[name], "batches": seven_digits(batches[name]), "running": running, "other": other}
            for name, running, other in zip(batches, _RUNNING, _OTHER, strict=True)
        ],
    }
    return motion(
        "updates",
        "momentum",
        numbers="stream",
        said=said,
        cursor={"slider": "updates"},
        averages=averages,
        after_release={"momentum": [".st-key-words", ".st-key-modes"]},
    )


def modes_motion(x: NDArray[np.floating], training: NDArray[np.floating], stream: Stream, epsilon: float) -> Motion:
    """Return the motion of the histogram in inference mode, whose edges each update moves; several channels are no such line.

    `training` is what becomes of `x` in the other mode, for which the axis has room as well.
    """
    if x.shape[-1] > 1:
        return motion("updates", after_release={"updates": [".st-key-chart_modes"]})
    edges = bn_core.histogram(x, BINS).edges
    # What becomes of 0 and of 1 is all there is to know of a line.
    of_0, of_1 = (
        bn_core.batch_norm_inference(
            np.full((len(EVERY), 1), value), stream.running.mean[:, :1], stream.running.variance[:, :1], epsilon=epsilon
        )[:, 0]
        for value in (0.0, 1.0)
    )
    _low, least = ladder(training.min().item(), training.max().item())
    inference = {
        "slider": "updates",
        "bases": {"edges": seven_digits([edges[0], *edges])},
        "parts": [{"path": ["data", 1, "x"], "base": "edges", "b": 1}],
        "scales": seven_digits(of_1 - of_0),
        "shifts": seven_digits(of_0),
    }
    return motion("updates", affine=inference, ladder=axes_ladder(lambda end: {"xaxis": {"range": (-end, end)}}, least))


def gap_motion(gaps: NDArray[np.float64], said: str) -> Motion:
    """Return the motion of the gap between the modes: a line, and its number."""
    return motion(
        "updates",
        numbers="stream",
        said=said,
        cursor={"slider": "updates"},
        frames=frames("updates", {("numbers", "gap"): [number(gap) for gap in gaps.tolist()]}),
    )
