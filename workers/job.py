"""A run: some tasks that are trained together, and what has come of them so far."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import count

from workers.steps import Chunk, Item, Task

__all__ = ["Job", "Tasks"]

Tasks = tuple[Task, ...]
_numbers = count()


class Job:
    """What was asked for, how far it is and who looks at it. `Runs` alone writes to it.

    Attributes
    ----------
    state : str
        "open" (waiting or in progress), "done", "stopped" (nobody looked any more) or "died" (its worker did, or the training
        failed there).
    begun : threading.Event
        Set as soon as there is something of every task.
    """

    def __init__(self, tasks: Tasks) -> None:
        self.number = next(_numbers)
        self.tasks = tasks
        self.state = "open"
        self.begun = threading.Event()
        self.items: dict[Task, list[Item]] = {task: [] for task in tasks}
        self.ended: set[Task] = set()
        self.seen: dict[str, float] = {}
        self.served: dict[int, float] = {}

    def take(self, task: Task, chunk: Chunk) -> None:
        """Add what some steps gave."""
        self.items[task] += chunk.items
        if all(self.items.values()):
            self.begun.set()
        if chunk.ended:
            self.ended.add(task)

    @property
    def is_complete(self) -> bool:
        """Whether every task is at its end."""
        return len(self.ended) == len(self.tasks)

    def step(self, task: Task) -> int:
        """Return how many steps of a task are known."""
        items = self.items[task]
        return items[-1][1].step if items else 0

    @property
    def progress(self) -> float:
        """Return which share of all steps is done; what ended early counts as done."""
        done = [1.0 if task in self.ended else self.step(task) / task.recipe.steps for task in self.tasks]
        return sum(done) / len(done)

    def diverged(self, task: Task) -> bool:
        """Return whether a task ended as its loss is no number any more."""
        items = self.items[task]
        return bool(items) and items[-1][1].diverged

    def unfinished(self, lane: int, lanes: int) -> Sequence[Task]:
        """Return the tasks of one worker that are not at their end. Neighbours take turns, as some arms need longer."""
        return [t for i, t in enumerate(self.tasks) if (i // lanes + i) % lanes == lane and t not in self.ended]
