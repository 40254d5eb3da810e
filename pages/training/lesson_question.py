"""What a class predicts before it sees which network still learns."""

from __future__ import annotations

from bn_view.predicting.asked import choose
from bn_view.state.language import gettext_noop
from classroom.questions import Question
from pages.training.recipes import COMPARED, SWEEP_RATES
from pages.training.settings import PRESETS
from pages.training.sweep import sweep_made_beforehand
from pages.training.sweep_sentences import LEARNS

_RATE = PRESETS["too_high"][1].learning_rate


def question() -> Question:
    """Return which network has learned at a high learning rate: read from the sweep on which the page opens."""
    at_rate = {arm: of_rates[SWEEP_RATES.index(_RATE)] for arm, of_rates in sweep_made_beforehand().means.items()}
    plain, normalized = (bool(at_rate[arm] >= LEARNS) for arm in COMPARED)
    options = {
        (True, True): gettext_noop("Both"),
        (False, True): gettext_noop("Only the one with batch normalization"),
        (True, False): gettext_noop("Only the one without"),
        (False, False): gettext_noop("Neither"),
    }
    right = list(options).index((plain, normalized))
    return choose(gettext_noop("At a learning rate of 0.5: which network still learns?"), list(options.values()), right)
