"""Kinds of questions, which answers each of them accepts, and which are right."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from classroom.refusals import BadQuestionError, BadValueError

# A text in each language; where one is missing, the English is shown.
Text: TypeAlias = Mapping[str, str]
# The index of an option, a number on the line, or a height at each place of a drawing.
Answer: TypeAlias = int | float | tuple[float, ...]

MOST_CHARACTERS, MOST_OPTIONS, MOST_PLACES = 600, 8, 40
# From 0 to the farther end of a line: the ten digits to which a number is rounded still tell one step from the next.
MOST_STEPS = 10**9
# A link holds the settings of a page.
MOST_OF_LINK = 2000


def both(text: str) -> Text:
    """Return a typed text, which is shown unchanged in every language."""
    return {"en": text}


@dataclass(frozen=True)
class Choice:
    """Choose one of several options, as true, false or it depends."""

    options: Sequence[Text]

    def __post_init__(self) -> None:
        """Refuse too few or too many options."""
        if not 2 <= len(self.options) <= MOST_OPTIONS:
            raise BadQuestionError("bad_question")
        for option in self.options:
            _check_text(option)

    def read(self, raw: object) -> int:
        """Return the index of the option that a phone sent."""
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < len(self.options):
            raise BadValueError
        return raw

    def is_right(self, answer: Answer, right: Answer, _tolerance: float) -> bool:
        """Return whether it is the right option."""
        return answer == right


@dataclass(frozen=True)
class Number:
    """A number on a line."""

    low: float
    high: float
    step: float
    unit: Text | None = None

    def __post_init__(self) -> None:
        """Refuse a line without length or with too many steps."""
        has_length = all(map(math.isfinite, (self.low, self.high, self.step))) and self.low < self.high and self.step > 0
        if not has_length or max(abs(self.low), abs(self.high)) > MOST_STEPS * self.step:
            raise BadQuestionError("bad_question")
        if self.unit:
            _check_text(self.unit)

    def read(self, raw: object) -> float:
        """Return the step nearest to the number that a phone sent; the last step may be before the end of the line."""
        number = _number(raw, self.low, self.high)
        last = math.floor((self.high - self.low) / self.step + 1e-6)
        steps = min(last, round((number - self.low) / self.step))
        return min(self.high, float(f"{self.low + steps * self.step:.10g}"))

    def is_right(self, answer: Answer, right: Answer, tolerance: float) -> bool:
        """Return whether it is within the tolerance."""
        return abs(_one(answer) - _one(right)) <= tolerance + 1e-9


@dataclass(frozen=True)
class Drawing:
    """Draw bars or a curve: a height at each of `places` places.

    `labels` are spread evenly from the first place to the last; `below` and `beside` are the titles of the axes. Where the
    question says how high the first place is, that is the `start` of every drawing. Shares of a whole are `total` together: a
    drawing counts with its own shape, and as high as makes it that.
    """

    places: int
    low: float
    high: float
    shape: Literal["bars", "curve"] = "bars"
    labels: Sequence[str] = ()
    below: Text | None = None
    beside: Text | None = None
    start: float | None = None
    total: float | None = None

    def __post_init__(self) -> None:
        """Refuse a drawing without height or with too many places or labels."""
        extends = math.isfinite(self.high - self.low) and self.low < self.high
        fits = all(len(label) <= 20 for label in self.labels) and len(self.labels) <= MOST_PLACES
        starts = self.start is None or self.low <= self.start <= self.high
        if not (extends and fits and starts and 2 <= self.places <= MOST_PLACES and self.shape in ("bars", "curve")):
            raise BadQuestionError("bad_question")
        for text in filter(None, (self.below, self.beside)):
            _check_text(text)

    def read(self, raw: object) -> tuple[float, ...]:
        """Return the height at each place, rounded to a thousandth of the whole height."""
        if not isinstance(raw, list | tuple) or len(raw) != self.places:
            raise BadValueError
        thousandth = (self.high - self.low) / 1000
        heights = self._scaled([_number(one, self.low, self.high) for one in raw])
        rounded = tuple(float(f"{self.low + round((height - self.low) / thousandth) * thousandth:.6g}") for height in heights)
        return rounded if self.start is None else (self.start, *rounded[1:])

    def _scaled(self, heights: Sequence[float]) -> Sequence[float]:
        """Return shares that are the total together, but for rounding, or as near to it as the axis has room for."""
        together = sum(heights)
        if not self.total or not together or abs(together - self.total) <= self.total / 100:
            return heights
        scale = min(self.total / together, self.high / max(heights))
        return [min(self.high, height * scale) for height in heights]

    def is_right(self, answer: Answer, right: Answer, tolerance: float) -> bool:
        """Return whether the mean distance from the right heights is within the tolerance, a share of the whole height."""
        pairs = zip(_heights(answer), _heights(right), strict=True)
        return sum(abs(one - other) for one, other in pairs) / self.places <= tolerance * (self.high - self.low) + 1e-9


Kind: TypeAlias = Choice | Number | Drawing
_KINDS: Mapping[str, type[Kind]] = {"choice": Choice, "number": Number, "drawing": Drawing}


@dataclass(frozen=True)
class Question:
    """What is asked, how it is answered, and what is right, if anything is.

    `tolerance` is how far from the right answer still counts as right: in the number's own unit, or as a share of a drawing's
    height. `why` is what the phone shows beside the right answer.
    """

    text: Text
    kind: Kind
    answer: Answer | None = None
    tolerance: float = 0.0
    why: Text | None = None

    def __post_init__(self) -> None:
        """Refuse a text that is empty or too long, and a right answer that nobody can give."""
        _check_text(self.text)
        if self.why:
            _check_text(self.why)
        if self.answer is not None:
            object.__setattr__(self, "answer", self._checked(self.answer))
        if not math.isfinite(self.tolerance) or self.tolerance < 0:
            raise BadQuestionError("bad_question")

    def _checked(self, answer: Answer) -> Answer:
        """Return the right answer as phones give theirs; refuse one that no phone can give, as a number between two steps."""
        try:
            read = self.kind.read(answer)
        except BadValueError as error:
            raise BadQuestionError("bad_answer") from error
        if isinstance(self.kind, Number) and abs(_one(read) - _one(answer)) > 1e-6 * self.kind.step:
            raise BadQuestionError("bad_answer")
        return read

    def is_right(self, answer: Answer) -> bool:
        """Return whether an answer is right; none is when the teacher named no right one."""
        return self.answer is not None and self.kind.is_right(answer, self.answer, self.tolerance)

    def shown(self) -> dict[str, Any]:
        """Return what a phone gets for the vote: everything but the right answer."""
        return _without_nothing({"text": dict(self.text), **_written(self.kind)})

    def revealed(self) -> dict[str, Any]:
        """Return what a phone gets in addition once the answer is shown."""
        return _without_nothing({"answer": self.answer, "tolerance": self.tolerance, "why": self.why and dict(self.why)})


def written(question: Question) -> str:
    """Return a question with its right answer as JSON, for the database."""
    return json.dumps({**question.shown(), **question.revealed()}, ensure_ascii=False, sort_keys=True)


def read(text: str) -> Question:
    """Return the question that `written` wrote."""
    said: dict[str, Any] = json.loads(text)
    about = {name: said.pop(name) for name in ("text", "answer", "tolerance", "why") if name in said}
    return Question(kind=_KINDS[said.pop("kind")](**said), **about)


def _written(kind: Kind) -> dict[str, Any]:
    name = next(name for name, of in _KINDS.items() if isinstance(kind, of))
    fields: dict[str, Any] = {"kind": name}
    for field, value in vars(kind).items():
        fields[field] = _plain(value)
    return fields


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _without_nothing(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _check_text(text: Text) -> None:
    if not text.get("en", "").strip():
        raise BadQuestionError("empty")
    for words in text.values():
        if len(words) > MOST_CHARACTERS:
            raise BadQuestionError("too_long")
        if any("\ud800" <= letter <= "\udfff" for letter in words):  # half a surrogate pair, which UTF-8 cannot encode
            raise BadQuestionError("bad_question")


def _number(raw: object, low: float, high: float) -> float:
    # A tolerance for rounding errors of the browser at the ends; NaN fails the comparison.
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not low - 1e-6 <= raw <= high + 1e-6:
        raise BadValueError
    return min(high, max(low, float(raw)))


def _one(answer: Answer) -> float:
    if isinstance(answer, tuple):
        raise BadValueError
    return answer


def _heights(answer: Answer) -> tuple[float, ...]:
    if not isinstance(answer, tuple):
        raise BadValueError
    return answer
