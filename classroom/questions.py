"""Kinds of questions, what answers each of them, and which answers are right."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from classroom.refusals import BadQuestionError, BadValueError

# What one says, in each language there is; of a language that is missing the English stands.
Text: TypeAlias = Mapping[str, str]
# The place of an option; a number on the line; a height at each place of a drawing.
Answer: TypeAlias = int | float | tuple[float, ...]

MOST_CHARACTERS, MOST_OPTIONS, MOST_PLACES = 600, 8, 40
# More than any finger can tell apart, and few enough for ten digits to tell one from the next.
MOST_STEPS = 10**9
# A link leads to a page in a state.
MOST_OF_LINK = 2000


def both(text: str) -> Text:
    """Return what somebody typed as it stands in every language."""
    return {"en": text}


@dataclass(frozen=True)
class Choice:
    """Choose one: true, false or it depends is a choice as well."""

    options: Sequence[Text]

    def __post_init__(self) -> None:
        """Refuse what no phone could show."""
        if not 2 <= len(self.options) <= MOST_OPTIONS:
            raise BadQuestionError("bad_question")
        for option in self.options:
            _check_text(option)

    def read(self, raw: object) -> int:
        """Return the place of an option, as a phone says it."""
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < len(self.options):
            raise BadValueError
        return raw

    def is_right(self, answer: Answer, right: Answer, _tolerance: float) -> bool:
        """Return whether it is the option that is right."""
        return answer == right


@dataclass(frozen=True)
class Number:
    """A number on a line."""

    low: float
    high: float
    step: float
    unit: Text | None = None

    def __post_init__(self) -> None:
        """Refuse a line without length."""
        has_length = all(map(math.isfinite, (self.low, self.high, self.step))) and self.low < self.high and self.step > 0
        if not has_length or self.high - self.low > MOST_STEPS * self.step:
            raise BadQuestionError("bad_question")
        if self.unit:
            _check_text(self.unit)

    def read(self, raw: object) -> float:
        """Return the step nearest to what a phone says; the last one may be short of the end of the line."""
        number = _number(raw, self.low, self.high)
        last = math.floor((self.high - self.low) / self.step + 1e-6)
        steps = min(last, round((number - self.low) / self.step))
        return min(self.high, float(f"{self.low + steps * self.step:.10g}"))

    def is_right(self, answer: Answer, right: Answer, tolerance: float) -> bool:
        """Return whether it is no further from the right one than that."""
        return abs(_one(answer) - _one(right)) <= tolerance + 1e-9


@dataclass(frozen=True)
class Drawing:
    """Draw what you expect: a height at each of some places, as bars or as a curve.

    `labels` name the first place, any between at even distances, and the last; `below` and `beside` say what the axes are.
    """

    places: int
    low: float
    high: float
    shape: Literal["bars", "curve"] = "bars"
    labels: Sequence[str] = ()
    below: Text | None = None
    beside: Text | None = None

    def __post_init__(self) -> None:
        """Refuse a drawing without extent."""
        extends = math.isfinite(self.high - self.low) and self.low < self.high
        fits = all(len(label) <= 20 for label in self.labels) and len(self.labels) <= MOST_PLACES
        if not (extends and fits and 2 <= self.places <= MOST_PLACES and self.shape in ("bars", "curve")):
            raise BadQuestionError("bad_question")
        for text in filter(None, (self.below, self.beside)):
            _check_text(text)

    def read(self, raw: object) -> tuple[float, ...]:
        """Return the height at each place, to a thousandth of the whole."""
        if not isinstance(raw, list | tuple) or len(raw) != self.places:
            raise BadValueError
        thousandth = (self.high - self.low) / 1000
        heights = (_number(one, self.low, self.high) for one in raw)
        return tuple(float(f"{self.low + round((height - self.low) / thousandth) * thousandth:.6g}") for height in heights)

    def is_right(self, answer: Answer, right: Answer, tolerance: float) -> bool:
        """Return whether the heights lie, on average, no further from the right ones than that share of the whole."""
        pairs = zip(_heights(answer), _heights(right), strict=True)
        return sum(abs(one - other) for one, other in pairs) / self.places <= tolerance * (self.high - self.low) + 1e-9


Kind: TypeAlias = Choice | Number | Drawing
_KINDS: Mapping[str, type[Kind]] = {"choice": Choice, "number": Number, "drawing": Drawing}


@dataclass(frozen=True)
class Question:
    """What is asked, how one answers, and what is right, where anything is.

    `tolerance` is how far from right is right enough: in the number's own unit, or a share of a drawing's height. `why` is what
    the phone says beside the right answer.
    """

    text: Text
    kind: Kind
    answer: Answer | None = None
    tolerance: float = 0.0
    why: Text | None = None

    def __post_init__(self) -> None:
        """Refuse a question that is empty or too long, and an answer that is none to it."""
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
        """Return what a phone is shown while it votes: everything but what is right."""
        return _without_nothing({"text": dict(self.text), **_written(self.kind)})

    def revealed(self) -> dict[str, Any]:
        """Return what a phone is told when the vote is over."""
        return _without_nothing({"answer": self.answer, "tolerance": self.tolerance, "why": self.why and dict(self.why)})


def written(question: Question) -> str:
    """Return a question as JSON, for the database: what is right is in it."""
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
        if any("\ud800" <= letter <= "\udfff" for letter in words):  # half a letter, which cannot be sent
            raise BadQuestionError("bad_question")


def _number(raw: object, low: float, high: float) -> float:
    # A tolerance for what a browser's arithmetic makes of an end; not a number fails the comparison.
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
