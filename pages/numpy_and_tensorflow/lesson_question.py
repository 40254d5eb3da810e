"""What a class predicts before it sees two libraries under a magnifier, and how precise they are."""

from __future__ import annotations

from bn_view.predicting.asked import choose, give_number
from bn_view.state.language import gettext_noop
from classroom.questions import Question
from pages.numpy_and_tensorflow.digits import DECIMALS, compared
from witnesses.measurement import around

_MEAN = 1e4


def of_the_article() -> Question:
    """Return how far two libraries agree."""
    return choose(
        gettext_noop("Two libraries, one formula: the same numbers?"),
        [
            gettext_noop("Yes, to the last digit"),
            gettext_noop("Yes, but for rounding in the last digits"),
            gettext_noop("Only the first three digits agree"),
            gettext_noop("No"),
        ],
        1,
    )


def of_precision() -> Question:
    """Return how many digits of the page's output value NumPy's formula gets right far from 0: measured."""
    measured = around(_MEAN, ["textbook"])
    return give_number(
        gettext_noop("Float32 values around 10,000: how many digits does NumPy’s formula get right?"),
        low=0,
        high=DECIMALS + 1,
        step=1,
        right=compared(measured.values["textbook"], measured.exact).digits_right,
    )
