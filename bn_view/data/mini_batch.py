"""Which mini-batch is on screen, how its values share statistics, and the gamma, beta and epsilon it is normalized with."""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.data.sources import SOURCES, Source
from bn_view.state.language import gettext_noop
from bn_view.state.session import get, present
from bn_view.state.settings import Choice, Real, Settings, Stops, Value, Whole

# The reduced axes of (N, H, W, C) for each way to share statistics.
AXES: Mapping[str, tuple[int, ...]] = {"position": (0,), "channel": (0, 1, 2), "all": (0, 1, 2, 3)}
BINS = 60
# 0, then ten steps a decade (the R10 series of preferred numbers) from 1e-8 to 10.
_R10 = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)
EPSILONS = (0.0, *(float(f"{mantissa}e{exponent}") for exponent in range(-8, 1) for mantissa in _R10), 10.0)
_FEWEST, _MOST = 2, 256  # images
# The largest mini-batch, (N, H, W, C), of any source.
LARGEST = (_MOST, *(max(source.largest[axis] for source in SOURCES.values()) for axis in (1, 2, 3)))


class MiniBatch(Settings):
    """Which images of a source, and which of their values share statistics."""

    data = Choice("random", {name: source.title for name, source in SOURCES.items()}, gettext_noop("Images"))
    batch_size = Whole(10, _FEWEST, _MOST, gettext_noop("Batch size"))
    mini_batch = Whole(
        0, 0, -(-max(source.largest[0] for source in SOURCES.values()) // _FEWEST) - 1, former_name="batch", former_least=1
    )
    grouping = Choice(
        "channel",
        {
            "channel": gettext_noop("channel"),
            "position": gettext_noop("pixel position"),
            "all": gettext_noop("all values"),
        },
        gettext_noop("One mean and variance per"),
    )

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes that are reduced."""
        return AXES[self.grouping]

    @property
    def first(self) -> int:
        """The number of its first image."""
        return self.mini_batch * self.batch_size


class Affine(Settings):
    """What batch normalization is given besides the mini-batch."""

    gamma = Real(1.0, -3.0, 3.0, 0.01, gettext_noop("γ gamma: scale"))
    beta = Real(0.0, -5.0, 5.0, 0.01, gettext_noop("β beta: shift"))
    epsilon = Stops(1e-8, EPSILONS, gettext_noop("ε epsilon: keeps the root from 0"))


def present_source() -> Source:
    """Return the source that is chosen, with its settings as they stand."""
    return present(SOURCES[get(MiniBatch.data)]).in_session()


def last_mini_batch(source: Source, batch_size: int) -> int:
    """Return the number of the last mini-batch of the images, counted from 0; it may be smaller."""
    return (source.count - 1) // batch_size


def present_mini_batch() -> MiniBatch:
    """Return the mini-batch that is chosen, the last one where there are not as many, of all images where there are fewer."""
    chosen, source = present(MiniBatch), present_source()
    size = max(MiniBatch.batch_size.least, min(chosen.batch_size, source.count))
    return at_batch_size(source, chosen, size)


def at_batch_size(source: Source, chosen: MiniBatch, size: int) -> MiniBatch:
    """Return the mini-batch that is chosen with so many images, the last one where there are not as many."""
    return chosen.replace(batch_size=size, mini_batch=min(chosen.mini_batch, last_mini_batch(source, size)))


_OF_SOURCES = {name: value for source in SOURCES.values() for name, value in source().values.items()}
# Those of the study note, but for its own mean and variance at each pixel position: layers have one for each channel.
DEFAULTS: Mapping[str, Value] = {**_OF_SOURCES, **MiniBatch().values, **Affine().values}
# Every preset but "note" starts from these, so that one does the same whichever was clicked before it.
_OF_PRESETS = ("data", "spread", "shift", "batch_size", "mini_batch", "grouping", "gamma", "beta", "epsilon")
_START = {name: DEFAULTS[name] for name in _OF_PRESETS}
# What one click sets; what a preset does not name keeps its value.
PRESETS: Mapping[str, Mapping[str, Value]] = {
    "note": {**DEFAULTS, "grouping": "position"},
    "standardization": {**_START, "epsilon": 0.0},
    "gamma_0": {**_START, "gamma": 0.0, "beta": 1.0},
    "negative_gamma": {**_START, "gamma": -1.0},
    # The note's variances of 200 would swallow it: noise of 0 or 1 around 0 does not.
    "huge_epsilon": {**_START, "spread": 2, "shift": 1, "epsilon": 10.0},
    "batch_of_2": {**_START, "batch_size": 2},
}
