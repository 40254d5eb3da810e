"""How far somebody has come: what was predicted, and whose answer is shown. The address holds it, so that a reload loses none."""

from __future__ import annotations

from dataclasses import dataclass, field

from bn_view.state.session import get, put
from bn_view.state.settings import Digits, Settings
from pages.beliefs.all import BELIEFS
from pages.beliefs.belief import VERDICTS, Verdict

UNTOUCHED, PREDICTED, RIGHT, WRONG, SHOWN = "", "…", "✓", "✗", "–"
_VERDICTS = tuple(VERDICTS)
_ANSWERED = 4


class BeliefProgress(Settings):
    """For each belief 1, 2 or 3 for what was predicted, and 4 more where the answer is shown."""

    personal = True
    progress = Digits(len(BELIEFS), 7)


@dataclass
class Progress:
    """The predictions by the belief's number, and the numbers of the beliefs whose answer is shown."""

    predictions: dict[int, Verdict] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)

    def mark(self, number: int) -> str:
        """Return the sign that stands beside the number of a belief."""
        predicted = self.predictions.get(number)
        if number not in self.answered:
            return PREDICTED if predicted else UNTOUCHED
        return SHOWN if predicted is None else RIGHT if predicted == BELIEFS[number].verdict else WRONG

    @property
    def digits(self) -> str:
        """What the address says."""
        each = (self._digit(number) for number in BELIEFS)
        return "".join(map(str, each)).rstrip("0")

    def _digit(self, number: int) -> int:
        predicted = self.predictions.get(number)
        return (1 + _VERDICTS.index(predicted) if predicted else 0) + _ANSWERED * (number in self.answered)


def present_progress() -> Progress:
    """Return the progress of this session."""
    progress = Progress()
    for number, digit in enumerate(map(int, get(BeliefProgress.progress)), start=1):
        if predicted := digit % _ANSWERED:
            progress.predictions[number] = _VERDICTS[predicted - 1]
        if digit >= _ANSWERED:
            progress.answered.add(number)
    return progress


def predict(number: int, verdict: Verdict) -> None:
    """Keep a prediction; in a callback."""
    progress = present_progress()
    progress.predictions[number] = verdict
    put(BeliefProgress.progress, progress.digits)


def show_answer(number: int) -> None:
    """Keep that an answer is shown; in a callback."""
    progress = present_progress()
    progress.answered.add(number)
    put(BeliefProgress.progress, progress.digits)
