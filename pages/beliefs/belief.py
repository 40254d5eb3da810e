"""What a belief is made of: the claim, the experiment that tests it, and what the experiment shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from bn_view.figures.layout import Figure
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Value
from pages.beliefs.dial import Dial

Verdict = Literal["true", "false", "depends"]
VERDICTS: Mapping[Verdict, str] = {
    "true": gettext_noop("True"),
    "false": gettext_noop("False"),
    "depends": gettext_noop("It depends"),
}
Rows = Sequence[Sequence[str]]


class Outcome(NamedTuple):
    """The result of an experiment, in the language of the session: a sentence with its numbers, a table, a figure.

    `figure` is that of a belief without a `dial`, and `shown` says in a few words what it shows: a dial makes its own.
    """

    sentence: str
    head: Sequence[str]
    rows: Rows = ()
    figure: Figure | None = None
    shown: str = ""


class Witness(NamedTuple):
    """A question to Keras, to run in TensorFlow's process; what its answer makes: rows, and a figure where there is no other."""

    question: Callable[[], Any]
    rows: Callable[[Any], Rows]
    figure: Callable[[Any], Figure] | None = None


class Setup(NamedTuple):
    """What goes into an experiment, which is seen before it runs, and what is asked of it."""

    figure: Figure
    question: str


class Source(NamedTuple):
    """Where people held the belief, or what clears it up."""

    name: str
    address: str | None = None


class Link(NamedTuple):
    """Another page (its folder's name, "" for the lab) in the state that shows the same."""

    title: str
    page: str
    settings: Mapping[str, Value] = {}


@dataclass(frozen=True)
class Belief:
    """One thing that learners believe. `why` explains the numbers and holds none itself.

    `seen` is where people held it, `reading` what has more on it. `verdict_in_words` stands on the page where the verdict
    alone would say too much. A `dial` lets one try the answer for other numbers than the experiment's; `before` is what one may
    move while the question is open, and where it `becomes_result` the one is seen turning into the other. Without a `before`
    the `setup` is seen, which computes nothing of the answer. No result is shown before somebody asks for it.

    The texts are English, marked for the catalogues. ``@partial(Belief, claim=..., ...)`` makes a belief of its experiment.
    """

    experiment: Callable[[], Outcome]
    claim: str
    verdict: Verdict
    why: str
    verdict_in_words: str = ""
    seen: Sequence[Source] = ()
    reading: Sequence[Source] = ()
    link: Link | None = None
    witness: Witness | None = None
    dial: Callable[[], Dial] | None = None
    before: Callable[[], Dial] | None = None
    becomes_result: bool = False
    setup: Callable[[], Setup] | None = None


def issue(repository: str, number: int) -> Source:
    """Return an issue on GitHub as a source."""
    return Source(f"{repository} #{number}", f"https://github.com/{repository}/issues/{number}")


def pull_request(repository: str, number: int) -> Source:
    """Return a pull request on GitHub as a source."""
    return Source(f"{repository} PR {number}", f"https://github.com/{repository}/pull/{number}")


def paper(name: str, arxiv: str) -> Source:
    """Return a paper on arXiv as a source."""
    return Source(name, f"https://arxiv.org/abs/{arxiv}")


ORIGINAL_PAPER = paper("Ioffe & Szegedy 2015", "1502.03167")
