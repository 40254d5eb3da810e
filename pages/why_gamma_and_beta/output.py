"""What an activation function makes of the values: a histogram on its side, on an axis that no slider moves."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core import ACTIVATIONS, OutputBins, output_bins
from bn_core.arguments import FloatArray
from bn_view.figures import colours
from bn_view.figures.histograms import Labels
from bn_view.figures.layout import Figure, few_digits, hover
from bn_view.figures.through import beside, carried_on, on_side
from bn_view.words.numbers import short

# From where to where the outputs are shown, and how many bins a unit has: all that sigmoid and tanh can give; of ReLU and GELU
# those of two standard deviations with a gamma of 3, and all of GELU's below 0 in one bin. The last bin has what lies beyond.
_SHOWN = {"sigmoid": (0.0, 1.0, 60), "tanh": (-1.0, 1.0, 30), "relu": (0.0, 6.0, 10), "gelu": (-0.2, 6.0, 5)}
# A bin with more than this share of the values leaves the picture, with its count at the rim.
_SHARE = 0.12


@cache  # of each function
def bins_of(activation: str) -> OutputBins:
    """Return the bins of the outputs of an activation function."""
    low, high, of_unit = _SHOWN[activation]
    return output_bins(ACTIVATIONS[activation], np.linspace(low, high, round((high - low) * of_unit) + 1).round(9))


@cache
def outputs_axis(activation: str) -> dict[str, Any]:
    """Return the axis of the outputs, the same for the curve and for the histogram beside it."""
    low, high, _of_unit = _SHOWN[activation]
    margin = 0.03 * (high - low)
    ticks = np.linspace(low, high, 5) if high <= 1 else np.arange(0, high + 1, 2)
    names = [short(tick) for tick in ticks.tolist()]
    if high > 1:
        names[-1] = f"≥ {names[-1]}"
    return {"range": few_digits([low - margin, high + margin]), "tickvals": ticks.tolist(), "ticktext": names}


def output_figure(activation: str, counts: NDArray[np.int64], inputs: FloatArray, top: float, *, labels: Labels) -> Figure:
    """Draw the counts on their side, so that each output is as high as on the curve to the left, which has the axis's names.

    Behind them arrive the `inputs` that are followed. Counts reach as far as `top`; a bin that leaves the picture, no less than
    its neighbours, has its count at the rim.
    """
    bins = bins_of(activation)
    named = hover(labels.y, ACTIVATIONS[activation].title)
    steps = on_side(counts, bins.edges.tolist(), colours.ACTIVATION, named)
    words = {"x": [top] * len(counts), "y": middles(bins), "text": _beyond(counts, top), "textfont": {"size": 14}}
    beyond = {"type": "scatter", "mode": "text", **words, "textposition": "top left", "hoverinfo": "skip", "cliponaxis": False}
    ways = carried_on(few_digits(ACTIVATIONS[activation].value(inputs)), colours.ACTIVATION)
    return beside([ways, steps, beyond], labels.y, top, outputs_axis(activation))


def top_of(count: int) -> float:
    """Return how high the axis is for so many values, which stands still while the values pile up."""
    return _SHARE * count


def middles(bins: OutputBins) -> list[float]:
    """Return the middle of each bin."""
    centres: list[float] = ((bins.edges[1:] + bins.edges[:-1]) / 2).round(9).tolist()
    return centres


def _beyond(counts: NDArray[np.int64], top: float) -> list[str]:
    around = np.concatenate([[0], counts, [0]])
    is_peak = (counts >= top) & (counts >= around[:-2]) & (counts >= around[2:])
    return [f"{count:,} ▸" if peak else "" for count, peak in zip(counts.tolist(), is_peak.tolist(), strict=True)]
