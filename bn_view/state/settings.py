"""Every setting: its name in the address, its default and what it may be. Each stands here once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bn_core import ACTIVATIONS
from bn_core.network.network import ARMS, Recipe
from bn_core.sharing import NORMS
from witnesses.batch_norms import WITNESSES

Value = int | float | str | bool

# 0, then ten steps a decade (the R10 series of preferred numbers) from 1e-8 to 10.
_R10 = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)
EPSILONS: tuple[float, ...] = (
    0.0,
    *(float(f"{mantissa}e{exponent}") for exponent in range(-8, 1) for mantissa in _R10),
    10.0,
)
# The mean of float32 data whose precision is put to the test.
DATA_MEANS: tuple[float, ...] = (0.0, *(10.0**exponent for exponent in range(7)))
# 1, 2 and 5 a decade: what a training run takes as a step.
LEARNING_RATES: tuple[float, ...] = (*(float(f"{m}e{e}") for e in range(-4, 1) for m in (1, 2, 5)), 10.0)
BINS = 60


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    default: int
    least: int
    most: int

    def read(self, text: str) -> int:
        """Return the number that `text` says; ValueError if it says none or one out of range."""
        number = int(text)
        if not self.least <= number <= self.most:
            raise ValueError(text)
        return number


@dataclass(frozen=True)
class Real:
    """A number from `least` to `most` in steps of `step`."""

    default: float
    least: float
    most: float
    step: float

    def read(self, text: str) -> float:
        """Return the step nearest to the number that `text` says; ValueError if it says none or one out of range."""
        number = float(text)
        if not self.least <= number <= self.most:
            raise ValueError(text)
        return round(self.least + round((number - self.least) / self.step) * self.step, 10)


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    default: str
    words: tuple[str, ...]

    def read(self, text: str) -> str:
        """Return `text` if it is one of the words."""
        if text not in self.words:
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class Step:
    """One of the stops of a slider; a number between two stops becomes the nearest."""

    default: float
    stops: tuple[float, ...]

    def read(self, text: str) -> float:
        """Return the stop nearest to what `text` says, on the slider's own logarithmic scale."""
        number = float(text)
        if not self.stops[0] <= number <= self.stops[-1]:
            raise ValueError(text)
        if number == 0:
            return 0.0
        return min((stop for stop in self.stops if stop), key=lambda stop: abs(math.log(stop / number)))


@dataclass(frozen=True)
class Switch:
    """On or off, 1 or 0 in the address."""

    default: bool

    def read(self, text: str) -> bool:
        """Return whether `text` is 1; ValueError unless it is 0 or 1."""
        if text not in ("0", "1"):
            raise ValueError(text)
        return text == "1"


Setting = Whole | Real | Choice | Step | Switch

_RECIPE = Recipe()

# The keys are the names in the address and the keys of the widgets. The defaults are the study note's.
_BATCH: Mapping[str, Setting] = {
    "data": Choice("random", ("random", "digits")),
    "seed": Whole(678, 0, 2**32 - 1),
    "images": Whole(30, 2, 1024),
    "height": Whole(32, 1, 64),
    "width": Whole(32, 1, 64),
    "channels": Choice("1", ("1", "3")),
    "spread": Whole(5, 1, 30),
    "shift": Whole(60, 1, 255),
    "batch_size": Whole(10, 2, 256),
    "batch": Whole(1, 1, 899),
    "grouping": Choice("position", ("position", "channel", "all")),
    "gamma": Real(1.0, -3.0, 3.0, 0.01),
    "beta": Real(0.0, -5.0, 5.0, 0.01),
    "epsilon": Step(1e-8, EPSILONS),
}
_LAB: Mapping[str, Setting] = {
    "shared_x": Switch(False),
    "colours": Choice("row", ("batch", "row", "image")),
    "tables": Switch(False),
}
_NUMPY_AND_TENSORFLOW: Mapping[str, Setting] = {
    "part": Choice("article", ("article", "side_by_side", "precision", "take_home")),
    "step": Choice("data", ("data", "min_max", "standardized", "numpy", "tensorflow")),
    "article_colours": Switch(False),
    "dtype": Choice("float64", ("float64", "float32")),
    "data_mean": Step(1e4, DATA_MEANS),
    "witness": Choice("textbook", tuple(WITNESSES)),
}
_STEP_BY_STEP: Mapping[str, Setting] = {
    "pixel_image": Whole(0, 0, 255),
    "pixel_row": Whole(16, 0, 63),
    "pixel_column": Whole(16, 0, 63),
    "pixel_channel": Whole(0, 0, 2),
    "phase": Choice("beta", ("x", "centred", "normalized", "gamma", "beta")),
    "companion": Whole(6, 0, 255),
    "companion_becomes": Choice("itself", ("itself", "negative", "white", "black")),
}
_LINEAR_MAP: Mapping[str, Setting] = {
    "shape": Choice("bimodal", ("bimodal", "uniform", "batch")),
}
_WHY_GAMMA_AND_BETA: Mapping[str, Setting] = {
    "activation": Choice("sigmoid", tuple(ACTIVATIONS)),
    "undo": Switch(False),
}
_WHO_SHARES_STATISTICS: Mapping[str, Setting] = {
    "norm": Choice("batch", NORMS),
    "groups": Choice("2", ("1", "2", "3", "6")),
    "statistic": Whole(1, 1, 96),
}
_TRAINING_AND_INFERENCE: Mapping[str, Setting] = {
    "momentum": Real(0.99, 0.0, 1.0, 0.001),
    "convention": Choice("keras", ("keras", "pytorch")),
    "unbiased": Switch(False),
    "updates": Whole(300, 1, 500),
}
_TRAINING: Mapping[str, Setting] = {
    "learning_rate": Step(_RECIPE.learning_rate, LEARNING_RATES),
    "train_batch": Choice(str(_RECIPE.batch_size), ("4", "16", "64", "256")),
    "depth": Whole(_RECIPE.depth, 1, 8),
    "units": Choice(str(_RECIPE.width), ("16", "32", "64", "128")),
    "train_activation": Choice(_RECIPE.activation, ("relu", "tanh", "sigmoid")),
    "weight_scale": Step(_RECIPE.weight_scale, (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)),
    "norm_place": Choice("before", ("before", "after")),
    "train_seed": Whole(_RECIPE.seed, 0, 2**32 - 1),
    "train_steps": Choice(str(_RECIPE.steps), ("100", "200", "500", "1000", "2000")),
    "arm": Choice("batch_norm", ARMS),
    "trained": Switch(False),
}
_BELIEFS: Mapping[str, Setting] = {
    "belief": Whole(1, 1, 18),
}
_HOME: Mapping[str, Setting] = {
    "teacher": Switch(False),
    "presenter": Switch(False),
    "lesson": Whole(0, 0, 9),  # the step that a link led to
}
SETTINGS: Mapping[str, Setting] = {
    **_BATCH,
    **_LAB,
    **_NUMPY_AND_TENSORFLOW,
    **_STEP_BY_STEP,
    **_LINEAR_MAP,
    **_WHY_GAMMA_AND_BETA,
    **_WHO_SHARES_STATISTICS,
    **_TRAINING_AND_INFERENCE,
    **_TRAINING,
    **_BELIEFS,
    **_HOME,
}

DEFAULTS: Mapping[str, Value] = {name: setting.default for name, setting in SETTINGS.items()}
LAB_DEFAULTS: Mapping[str, Value] = {name: DEFAULTS[name] for name in (*_BATCH, *_LAB)}

# Every preset but "note" starts from these defaults, so that one does the same whichever was clicked before it.
_START = {name: DEFAULTS[name] for name in ("data", "spread", "shift", "batch_size", "batch", "gamma", "beta", "epsilon")}

# What one click sets; what a preset does not name keeps its value. "note" is every default but how things are shown.
PRESETS: Mapping[str, Mapping[str, Value]] = {
    "note": {name: DEFAULTS[name] for name in _BATCH},
    "standardization": {**_START, "epsilon": 0.0},
    "gamma_0": {**_START, "gamma": 0.0, "beta": 1.0},
    "negative_gamma": {**_START, "gamma": -1.0},
    # The note's variances of 200 would swallow it: noise of 0 or 1 around 0 does not.
    "huge_epsilon": {**_START, "spread": 2, "shift": 1, "epsilon": 10.0},
    "batch_of_2": {**_START, "batch_size": 2},
}

# Of the page "Training"; what one does not name is the default there.
TRAINING_PRESETS: Mapping[str, Mapping[str, Value]] = {
    "default": {},
    "too_high": {"learning_rate": 0.5},
    "sigmoid": {"train_activation": "sigmoid"},
}
# What determines a run.
TRAINING_RECIPE = tuple(name for name in _TRAINING if name not in ("arm", "trained"))
