"""What a belief is made of: the claim, the experiment that tests it, and what the experiment shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bn_view.state.settings import Value

Verdict = Literal["true", "false", "depends"]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Chart:
    """Curves over one x axis, by their names; each is its x and its y values."""

    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]]
    x: str
    y: str
    log_x: bool = False
    log_y: bool = False


@dataclass(frozen=True)
class Outcome:
    """What an experiment gave: one sentence with its numbers, a table of strings, a chart."""

    said: str
    head: Sequence[str] = ()
    rows: Rows = ()
    chart: Chart | None = None


@dataclass(frozen=True)
class Witness:
    """A function that asks Keras, to run in TensorFlow's process, and the table rows its answer makes."""

    ask: Callable[[], Any]
    rows: Callable[[Any], Rows]


@dataclass(frozen=True)
class Source:
    """Where the belief shows."""

    name: str
    address: str | None = None


@dataclass(frozen=True)
class Link:
    """Another page (its file's name, "" for the lab) in the state that shows the same."""

    title: str
    page: str
    settings: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Belief:
    """One thing that learners believe. `why` says in a few sentences what the numbers mean and holds none itself."""

    number: int
    claim: str
    verdict: Verdict
    run: Callable[[], Outcome]
    why: str
    sources: Sequence[Source]
    link: Link | None = None
    witness: Witness | None = None


def issue(repository: str, number: int) -> Source:
    """Return an issue on GitHub as a source."""
    return Source(f"{repository} #{number}", f"https://github.com/{repository}/issues/{number}")


def pull_request(repository: str, number: int) -> Source:
    """Return a pull request on GitHub as a source."""
    return Source(f"{repository} PR {number}", f"https://github.com/{repository}/pull/{number}")


def paper(name: str, arxiv: str) -> Source:
    """Return a paper on arXiv as a source."""
    return Source(name, f"https://arxiv.org/abs/{arxiv}")
