"""Parts merged in an order that does not depend on which of them is there first, so that the result has the same bits."""

from __future__ import annotations

from typing import Generic, Protocol, Self, TypeVar


class Mergeable(Protocol):
    """What ``|`` makes one of two."""

    def __or__(self, other: Self, /) -> Self:
        """Return both together."""
        ...


Part = TypeVar("Part", bound=Mergeable)


class MergeTree(Generic[Part]):
    """Merges neighbours, and neighbouring pairs, and so on: part 0 | part 1 as soon as both are there, never 1 | 2.

    What is held is little: of parts that come in order, one for each binary digit of their number.

    Attributes
    ----------
    nodes : dict
        (level, index) to what parts ``index << level`` up to ``(index + 1) << level`` have together.
    """

    def __init__(self, nodes: dict[tuple[int, int], Part] | None = None) -> None:
        self.nodes = dict(nodes or {})

    def add(self, number: int, part: Part) -> None:
        """Add the part with this number."""
        level, index = 0, number
        while (level, index ^ 1) in self.nodes:
            other = self.nodes.pop((level, index ^ 1))
            part = other | part if index & 1 else part | other
            level, index = level + 1, index >> 1
        self.nodes[level, index] = part

    def has(self, number: int) -> bool:
        """Return whether the part with this number was added."""
        deepest = max((level for level, _index in self.nodes), default=-1)
        return any((level, number >> level) in self.nodes for level in range(deepest + 1))

    def result(self) -> Part:
        """Return all parts together: the last ones, which have no neighbours, from left to right."""
        in_order = sorted(self.nodes, key=lambda node: node[1] << node[0])
        whole = self.nodes[in_order[0]]
        for node in in_order[1:]:
            whole = whole | self.nodes[node]
        return whole
