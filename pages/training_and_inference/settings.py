"""Which of the page's ideas is on screen, and how running statistics are updated."""

from __future__ import annotations

from typing import Self

from bn_core.conventions import CONVENTIONS, KERAS, complement
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Stops, Switch, Whole


class TrainingAndInference(Settings):
    """The part of the page, and which running statistic its picture is about."""

    topic = Choice(
        "running_statistics",
        {
            "running_statistics": gettext_noop("Running statistics"),
            "two_modes": gettext_noop("Two modes"),
            "batch_size": gettext_noop("Batch size"),
        },
        gettext_noop("Topic"),
    )
    large = Choice("mean", {"mean": gettext_noop("Mean μ"), "variance": gettext_noop("Variance σ²")}, gettext_noop("Large panel"))


# What one framework calls 0.99 the other calls 0.01: the closer to an end, the more stops, and each has its rest among them.
_SHARES = (0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4)


class Running(Settings):
    """How running statistics are updated, and how often."""

    momentum = Stops(
        KERAS.momentum,
        (0.0, *_SHARES, 0.5, *map(complement, reversed(_SHARES)), 1.0),
        gettext_noop("Momentum"),
    )
    convention = Choice("keras", {"keras": "Keras", "pytorch": "PyTorch"}, gettext_noop("Momentum as in"))
    unbiased = Switch(False, gettext_noop("Unbiased variance (m − 1)"))
    updates = Whole(300, 0, 500, gettext_noop("Updates"))

    @property
    def framework(self) -> str:
        """The framework whose convention it is."""
        return Running.convention.titles[self.convention]

    @property
    def momentum_of_old(self) -> float:
        """The share that the old value keeps: Keras's momentum itself, what PyTorch's leaves."""
        return CONVENTIONS[self.convention].share_of_old(self.momentum)

    def translated(self) -> Self:
        """Return the same update as the other framework writes it."""
        other = "pytorch" if self.convention == "keras" else "keras"
        return self.replace(momentum=complement(self.momentum), convention=other)
