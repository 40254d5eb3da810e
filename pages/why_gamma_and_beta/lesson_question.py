"""What a class predicts before it sees what a sigmoid makes of standardized values."""

from __future__ import annotations

import bn_core
from bn_core import ACTIVATIONS
from bn_view.data.batches import batch_of
from bn_view.data.mini_batch import MiniBatch
from bn_view.data.sources import RandomImages
from bn_view.predicting.asked import draw
from bn_view.state.language import gettext_noop
from classroom.questions import Question

_PLACES = 10


def question() -> Question:
    """Return the histogram of a sigmoid's outputs for the standardized mini-batch, to be drawn; bars are shares in percent."""
    outputs = ACTIVATIONS["sigmoid"].value(batch_of(RandomImages(), MiniBatch()).standardized.values)
    counts = bn_core.histogram(outputs, _PLACES, (0.0, 1.0)).counts
    return draw(
        gettext_noop("A sigmoid gets standardized values. Draw the histogram of what comes out."),
        ["0.05", "0.35", "0.65", "0.95"],
        (100 * counts / outputs.size).tolist(),
        high=40.0,
        total=100.0,
        across=gettext_noop("output of the sigmoid"),
        upwards=gettext_noop("% of the values"),
    )
