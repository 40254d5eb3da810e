"""What a class predicts before it sees what a linear map does to two peaks."""

from __future__ import annotations

import bn_core
from bn_view.figures.colours import BEFORE
from bn_view.figures.votes import Axes, shares_before
from bn_view.predicting.asked import draw
from bn_view.state.language import _, gettext_noop
from classroom.questions import Question
from pages.linear_map.values import bimodal_images

# Bars of half a standard deviation, one of them around 0.
_PLACES, _REACH = 13, 3.25
# Those before are a quarter of a unit wide, one of them around each of these numbers; the highest has less than so many percent.
_NUMBERS, _A_UNIT, _HIGH = (-2, 0, 2, 4, 6), 4, 12.0


def picture() -> str:
    """Return the histogram of the two peaks as they are, as HTML: nothing says where a value comes out."""
    images, half = bimodal_images(), 0.5 / _A_UNIT
    low, high = _NUMBERS[0], _NUMBERS[-1]
    counts = bn_core.histogram(images, (high - low) * _A_UNIT + 1, (low - half, high + half)).counts
    axes = Axes("x", _("% of the values"), [f"{number}".replace("-", "−") for number in _NUMBERS])
    alt = _("Half of all values lie around 0, half around 4.")
    drawn = shares_before((100 * counts / images.size).tolist(), _HIGH, BEFORE, axes=axes, alt=alt)
    return f'<div class="class-given"><p class="class-how">{_("Before: x")}</p>{drawn}</div>'


def question() -> Question:
    """Return the histogram of the two peaks after standardization, to be drawn; its bars are shares in percent."""
    standardized = bn_core.standardize(bimodal_images(), axis=(0, 1, 2, 3))
    counts = bn_core.histogram(standardized, _PLACES, (-_REACH, _REACH)).counts
    return draw(
        gettext_noop("Half of all values are near 0, half near 4. Draw their histogram after standardization."),
        [f"{middle}".replace("-", "−") for middle in range(-3, 4)],
        (100 * counts / standardized.size).tolist(),
        high=40.0,
        total=100.0,
        across=gettext_noop("value after standardization"),
        upwards=gettext_noop("% of the values"),
    )
