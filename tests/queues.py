"""Queues that train on processes which several of them share, as replicas or tests do, and waiting for their runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from workers.queue import Queue, Run
from workers.worker import Worker

PATIENT = 60


@contextmanager
def queues_on(workers: Sequence[Worker]) -> Iterator[Callable[..., Queue]]:
    """Give a function that makes a queue of its own, on processes that are warm already."""
    made: list[Queue] = []

    def start(**options: Any) -> Queue:
        made.append(Queue(workers, **options))
        return made[-1]

    yield start
    for queue in made:
        queue.stop_all()


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENT
    while not condition():
        assert time.monotonic() < until, "it hangs"
        time.sleep(0.01)


def ended(queue: Queue, run: Run, viewer: str = "me") -> Run:
    wait_until(lambda: queue.watch(run, viewer) == 0 and run.state != "open")
    return run
