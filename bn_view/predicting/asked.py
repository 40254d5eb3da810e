"""Questions in every language, with the right answer that a page has computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from bn_view.state.language import in_each_language
from bn_view.state.session import get
from bn_view.state.settings import Value, all_settings
from classroom.questions import Choice, Drawing, Number, Question

# How far a drawing may lie from the computed one, on average and as a share of its height, to count as right.
_NEAR = 0.15


class Asked(NamedTuple):
    """What a page asks: the key under which a class keeps it, the question, and where one looks at it oneself.

    The page's title asks it in the same words; `has_options` says that the options stand there as well, and the reason.
    Until it is answered, the `covered` parts of the page, a selector of CSS, are not seen; beside a class, which has the question
    in their place, only what is `seen` is, another selector, and a `picture` of what it is about, as HTML. When it is run,
    `reveals` are set, which stood as `unanswered_at` has them, and `go_on` leads to what is asked next.
    """

    key: str
    question: Callable[[], Question]
    link: str
    has_options: bool = False
    covered: str = ""
    unanswered_at: Mapping[str, Value] = MappingProxyType({})
    reveals: Mapping[str, Value] = MappingProxyType({})
    seen: str = ""
    picture: Callable[[], str] | None = None
    go_on: Callable[[], None] | None = None

    def stands_unanswered(self) -> bool:
        """Return whether what the answer reveals is set as it was before."""
        return all(get(all_settings()[name]) == value for name, value in self.unanswered_at.items())


def choose(text: str, options: Sequence[str], right: int, *, why: str = "") -> Question:
    """Return a question with options, the right one by its place; all are English, marked for the catalogues."""
    kind = Choice([in_each_language(option) for option in options])
    return Question(in_each_language(text), kind, right, why=in_each_language(why) if why else None)


def give_number(text: str, *, low: float, high: float, step: float, right: float) -> Question:
    """Return a question for a number on a line."""
    return Question(in_each_language(text), Number(low, high, step), right)


def draw(
    text: str,
    labels: Sequence[str],
    right: Sequence[float],
    *,
    high: float,
    across: str,
    upwards: str,
    shape: Literal["bars", "curve"] = "bars",
    start: float | None = None,
    total: float | None = None,
) -> Question:
    """Return a question for a drawing from 0 to `high`, a height for each place; some have `labels`, the first its `start`.

    Shares are `total` together.
    """
    kind = Drawing(len(right), 0.0, high, shape, labels, in_each_language(across), in_each_language(upwards), start, total)
    return Question(in_each_language(text), kind, tuple(right), _NEAR)
