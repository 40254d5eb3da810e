"""How the updates and the momentum move the charts before they are released."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.data.sizes import MOST_IMAGES
from bn_view.figures.histograms import ladder
from bn_view.figures.layout import few_digits, seven_digits
from bn_view.widgets.live_chart.motion import Motion, axes_ladder, frames, motion
from pages.training_and_inference.figures import START, drawn_steps
from pages.training_and_inference.sentences import gap_in_words, running_in_words
from pages.training_and_inference.settings import Running
from pages.training_and_inference.values import Given, Stream

EVERY = range(Running.updates.most + 1)
# Where the traces of mean and variance are in the running figure.
_BATCHES, _RUNNING = (0, 3), (2, 5)
_FIRST_LETTER = ord("0")


def of_running(stream: Stream) -> dict[str, Motion]:
    """Return how updates, momentum and batch size move the running statistics, which the browser computes."""
    drawn_anew = stream.images.count <= MOST_IMAGES
    parts = zip(START, _RUNNING, _BATCHES, strict=True)
    averages = {
        "complement": stream.settings.convention == "pytorch",
        "steps": drawn_steps(Running.updates.most).tolist(),
        "parts": [{"number": part, "start": START[part], "running": line, "dots": dots} for part, line, dots in parts],
        **({"epochs": _epochs(stream)} if drawn_anew else {"batches": _batches(stream)}),
    }
    after_release = (".live-words-stream", ".live-words-both_modes", ".chart_modes", ".chart_gap")
    waiting = dict.fromkeys(("momentum", "batch_size") if drawn_anew else ("momentum",), after_release)
    running = motion(
        "updates",
        *waiting,
        numbers="stream",
        said=running_in_words(stream),
        cursor={"slider": "updates"},
        averages=averages,
        after_release=waiting,
    )
    return {"chart_running": running}


def _batches(stream: Stream) -> list[tuple[float, float]]:
    """Return mean and variance of each mini-batch."""
    mean, variance = stream.batches.mean[:, 0], stream.stored_variance(stream.batches)
    return list(zip(seven_digits(mean), seven_digits(variance), strict=True))


def _epochs(stream: Stream) -> dict[str, Any]:
    """Return what the browser makes the mini-batches of any size of: each image's mean and variance, and the shuffled images.

    A letter stands for an image.
    """
    each, last = stream.images.each, Running.updates.most
    # Mini-batches of more than half of the images need most epochs: one each.
    images = bn_core.shuffled_batches(stream.images.count, stream.images.count, last, stream.seed)
    return {
        "means": seven_digits(each.mean[:, 0]),
        "variances": seven_digits(each.variance[:, 0]),
        "letter": _FIRST_LETTER,
        "order": "".join(chr(_FIRST_LETTER + image) for image in images.ravel()),
        "updates": last,
        "values": each.count,
        "ddof": int(stream.settings.unbiased),
    }


def of_modes(given: Given, x: NDArray[np.floating], settings: Running) -> dict[str, Motion]:
    """Return how the updates move both charts of the modes, for as long as all other settings stay."""
    stream = given.stream(settings)
    return {"chart_modes": modes_motion(given, x, stream), "chart_gap": gap_motion(given.gaps(settings))}


def modes_motion(given: Given, x: NDArray[np.floating], stream: Stream) -> Motion:
    """Return the motion of the histogram in inference mode, whose edges each update moves; several channels are no such line."""
    if x.shape[-1] > 1:
        return motion("updates", after_release={"updates": [".chart_modes"]})
    edges = bn_core.histogram(x, BINS).edges
    # What becomes of 0 and of 1 is all there is to know of a line.
    of_0, of_1 = (
        bn_core.batch_norm_inference(
            np.full((len(EVERY), 1), value), stream.running.mean[:, :1], stream.running.variance[:, :1], epsilon=given.epsilon
        )[:, 0]
        for value in (0.0, 1.0)
    )
    _histogram, training = given.training
    _low, least = ladder(training.minimum, training.maximum)  # the axis has room for the other mode as well
    inference = {
        "slider": "updates",
        "bases": {"edges": seven_digits([edges[0], *edges])},
        "parts": [{"path": ["data", 1, "x"], "base": "edges", "b": 1}],
        "scales": few_digits(of_1 - of_0),
        "shifts": few_digits(of_0),
    }
    return motion("updates", affine=inference, ladder=axes_ladder(lambda end: {"xaxis": {"range": (-end, end)}}, least))


def gap_motion(gaps: NDArray[np.float64]) -> Motion:
    """Return the motion of the gap between the modes: a line, and its number."""
    return motion(
        "updates",
        numbers="stream",
        said=gap_in_words(gaps),
        cursor={"slider": "updates"},
        frames=frames("updates", {("numbers", "gap"): few_digits(gaps)}),
    )
