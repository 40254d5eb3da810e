"""What a class predicts before it sees what a linear map does to two peaks."""

from __future__ import annotations

import bn_core
from bn_view.predicting.asked import draw
from bn_view.state.language import gettext_noop
from classroom.questions import Question
from pages.linear_map.values import bimodal_images

# Bars of half a standard deviation, one of them around 0.
_PLACES, _REACH = 13, 3.25


def question() -> Question:
    """Return the histogram of the two peaks after standardization, to be drawn; its bars are shares in percent."""
    standardized = bn_core.standardize(bimodal_images(), axis=(0, 1, 2, 3))
    counts = bn_core.histogram(standardized, _PLACES, (-_REACH, _REACH)).counts
    return draw(
        gettext_noop("Half of all values are near 0, half near 4. Draw their histogram after standardization."),
        [f"{middle}".replace("-", "−") for middle in range(-3, 4)],
        (100 * counts / standardized.size).tolist(),
        high=40.0,
        across=gettext_noop("value after standardization"),
        upwards=gettext_noop("% of the values"),
    )
