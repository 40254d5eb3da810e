"""All runs of the server, trained in worker processes.

How a run goes from the click to the chart:

    page      Queue.start(tasks, viewer)    a `Run`: the one there is of equal tasks, or a new one at the end of the line
    thread    the run whose turn it is, its task that is farthest behind; a thread for each worker process
    process   steps.advance(task, ...)      some steps of that task, which come back as `Point`s
    thread    run.points[task] grows        until all tasks are over, and the run is "done" and kept for whoever wants it
    page      Queue.watch(run, viewer)      again and again, and draws run.points; a run nobody watches is "stopped"

A run is what somebody asked for, a task one network of it, a viewer one session that looks at it. A viewer has one open run at a
time. Short runs go before long ones, so that a class need not wait for the one who asks for the largest network; the oldest run
is always in progress, so that it is not passed over for ever.
"""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from itertools import count

from workers.archive import Archive, find_in, keep_in
from workers.steps import Point, Task, advance, get_ready
from workers.worker import Worker

Tasks = tuple[Task, ...]
_log = logging.getLogger(__name__)
_numbers = count()
# How long a run goes on before it is another one's turn, and after what silence a process is stopped.
TURN_SECONDS, MOST_SECONDS = 0.15, 20.0
# How long processes that were made ready are taken to be there; they rest only much later.
_READY_SECONDS = 60.0


class QueueFullError(RuntimeError):
    """Too many runs wait already."""


class Run:
    """Some tasks that are trained together, and how far they are. Once it is open, `Queue` alone writes to it."""

    def __init__(self, tasks: Tasks) -> None:
        self.number, self.tasks = next(_numbers), tasks
        # About how long it takes.
        self.seconds = sum(task.seconds for task in tasks)
        # Or "done", "stopped" (nobody watched it) or "died" (its process did, or the training failed there).
        self.state = "open"
        self.points: dict[Task, list[Point]] = {task: [] for task in tasks}
        # Set as soon as there is a point of every task.
        self.begun = threading.Event()
        # When each viewer watched last, and when the run had its latest turn at each worker.
        self.viewers: dict[str, float] = {}
        self.latest_turns: dict[int, float] = {}

    def add(self, task: Task, points: Sequence[Point]) -> None:
        """Add what some steps gave."""
        self.points[task] += points
        if all(self.points.values()):
            self.begun.set()

    def step(self, task: Task) -> int:
        """Return how many steps of a task are done."""
        points = self.points[task]
        return points[-1].snapshot.step if points else 0

    def diverged(self, task: Task) -> bool:
        """Return whether a task ended because its loss is no longer a number."""
        points = self.points[task]
        return bool(points) and points[-1].snapshot.diverged

    def left(self) -> Run:
        """Return what somebody has seen of it who looks no longer: it stays as it is, though others go on with the run."""
        left = Run(self.tasks)
        for task, points in self.points.items():
            left.add(task, points[:])
        left.state = "stopped"
        return left

    @property
    def progress(self) -> float:
        """Return which share of all steps is done; what ended early counts as done."""
        done = [1.0 if self.diverged(task) else self.step(task) / task.recipe.steps for task in self.tasks]
        return sum(done) / len(done)

    def unfinished(self, worker: int = 0, workers: int = 1) -> list[Task]:
        """Return the tasks of one worker that are not over. Neighbours take turns, as some arms need longer."""
        mine = [task for i, task in enumerate(self.tasks) if (i // workers + i) % workers == worker]
        return [task for task in mine if not task.is_over(self.points[task])]


def finished_run(points: Mapping[Task, Sequence[Point]]) -> Run:
    """Return a run that is over before anybody asked for it: what was trained beforehand."""
    run = Run(tuple(points))
    for task, of_task in points.items():
        run.add(task, of_task)
    run.state = "done"
    return run


def new_workers() -> list[Worker]:
    """Return two workers, or one where there are two cores or fewer: the server has pages to draw meanwhile."""
    return [Worker(threads=1, nice=5) for _ in range(max(1, min(2, (os.cpu_count() or 1) - 1)))]


class Queue:
    """Trains what sessions ask for, in worker processes that start when the first page gets ready and stop when idle.

    At most `at_once` runs are in progress. A new one is refused where `waiting` more, or more than about `most_seconds` of work,
    would go before it. Of those that are done, the last `kept` stay. A run stops when `watch` has not been called for `patience`
    seconds. What is neither kept nor open may be in the `archive`.
    """

    def __init__(
        self,
        workers: Sequence[Worker] | None = None,
        *,
        archive: Archive | None = None,
        at_once: int = 4,
        waiting: int = 40,
        most_seconds: float = 300.0,
        kept: int = 16,
        patience: float = 20.0,
    ) -> None:
        self._workers = new_workers() if workers is None else list(workers)
        self._threads: dict[int, threading.Thread] = {}
        self._lock = threading.Lock()
        self._open: OrderedDict[Tasks, Run] = OrderedDict()
        self._done: OrderedDict[Tasks, Run] = OrderedDict()
        self._at_once, self._waiting, self._most_seconds = at_once, waiting, most_seconds
        self._kept, self.patience = kept, patience
        self._archive = archive
        self._got_ready = -math.inf

    def get_ready(self) -> None:
        """Start the processes before the first run is asked for, and wait for nothing; a minute later they are still there."""
        with self._lock:
            was_asked, self._got_ready = self._got_ready, time.monotonic()
        if self._got_ready - was_asked > _READY_SECONDS:
            for worker in self._workers:
                worker.submit(get_ready)

    def start(self, tasks: Tasks, viewer: str, *, anew: bool = False) -> Run:
        """Return the run of these tasks: the finished one unless it is wanted `anew`, the one in progress or a new one.

        Where it is not finished, the viewer looks at no other any longer.

        Raises
        ------
        QueueFullError
            It would be a new one, and too many wait already; the viewer goes on looking at what it looked at.
        """
        if not anew:
            self._take_from_archive(tasks)
        with self._lock:
            if tasks in self._done and not anew:
                self._done.move_to_end(tasks)
                return self._done[tasks]
            self._stop_unwatched()
            if tasks not in self._open:
                run = Run(tasks)
                self._refuse_where_too_many_go_before(run, viewer)
                self._open[tasks] = run
            for other in self._open.values():
                if other.tasks != tasks:
                    other.viewers.pop(viewer, None)
            run = self._open[tasks]
            run.viewers[viewer] = time.monotonic()
            self._stop_unwatched()
            self._start_threads()
            return run

    def watch(self, run: Run, viewer: str) -> int:
        """Note that somebody still looks; return the run's place in line, 0 where it is in progress or over."""
        with self._lock:
            run.viewers[viewer] = time.monotonic()
            if run.state != "open":
                return 0
            return max(0, self._line().index(run) + 1 - self._at_once)

    @property
    def followers(self) -> int:
        """How many look at open runs."""
        with self._lock:
            return sum(len(run.viewers) for run in self._open.values())

    def leave(self, run: Run, viewer: str) -> None:
        """Note that a viewer looks no longer: if nobody else does, the run stops."""
        with self._lock:
            run.viewers.pop(viewer, None)
            self._stop_unwatched()

    def stop_all(self) -> None:
        """Stop every run; the processes end when they have been idle for a while."""
        with self._lock:
            for run in list(self._open.values()):
                self._close(run, "stopped")

    def _line(self) -> list[Run]:
        """Return the open runs in their order: the oldest, then short ones before long ones, of equal ones the older first."""
        runs = list(self._open.values())
        return runs[:1] + sorted(runs[1:], key=lambda run: run.seconds)

    def _take_from_archive(self, tasks: Tasks) -> None:
        """Take a run over that another replica has finished. Not under the lock: a database may take its time."""
        if tasks in self._done or tasks in self._open:
            return
        points = find_in(self._archive, tasks)
        if points is not None:
            with self._lock:
                self._add_done(finished_run(points))

    def _add_done(self, run: Run) -> None:
        self._done[run.tasks] = run
        while len(self._done) > self._kept:
            self._done.popitem(last=False)

    def _refuse_where_too_many_go_before(self, run: Run, viewer: str) -> None:
        # What this viewer alone looks at stops when the new one is accepted.
        others = [other for other in self._open.values() if other.viewers.keys() != {viewer}]
        before = [other.seconds for other in others if other.seconds <= run.seconds]
        if len(before) >= self._at_once + self._waiting or sum(before) > self._most_seconds:
            raise QueueFullError(f"{len(before)} runs that take no more time are in progress or wait")

    def _start_threads(self) -> None:
        for worker in range(len(self._workers)):
            if worker not in self._threads:
                thread = threading.Thread(target=self._serve, args=(worker,), name=f"training {worker}", daemon=True)
                self._threads[worker] = thread
                thread.start()

    def _serve(self, worker: int) -> None:
        """Give a worker one task after the other, until there is nothing left for it."""
        while (next_one := self._next(worker)) is not None:
            run, task, open_runs = next_one
            known = len(run.points[task])
            seconds = TURN_SECONDS if known else 0.0  # the first point of every task comes before the second of any
            arguments = run.number, task, known, seconds, open_runs
            try:
                points = self._workers[worker].call(advance, *arguments, seconds=MOST_SECONDS)
            except Exception:
                # Whatever it was, the sessions that wait must hear of it, and the others must go on.
                _log.warning("a training ended before its time", exc_info=True)
                with self._lock:
                    self._close(run, "died")
                continue
            is_done = False
            with self._lock:
                if run.state == "open":
                    run.add(task, points)
                    is_done = not run.unfinished()
                    if is_done:
                        self._close(run, "done")
            if is_done:
                keep_in(self._archive, run.points)

    def _next(self, worker: int) -> tuple[Run, Task, list[int]] | None:
        """Return the run whose turn it is, its task that is farthest behind, and the numbers of all open runs."""
        with self._lock:
            self._stop_unwatched()
            in_progress = self._line()[: self._at_once]
            unfinished = {run: tasks for run in in_progress if (tasks := run.unfinished(worker, len(self._workers)))}
            if not unfinished:
                # A run that waits gets its turn when one in progress is over; whoever closes that one starts this thread again.
                del self._threads[worker]
                return None
            run = min(unfinished, key=lambda run: (run.latest_turns.get(worker, 0.0), run.number))
            run.latest_turns[worker] = time.monotonic()
            task = min(unfinished[run], key=lambda task: (len(run.points[task]) > 0, run.step(task)))
            return run, task, [other.number for other in self._open.values()]

    def _close(self, run: Run, state: str) -> None:
        # The last steps of a run that was stopped may fail while the same settings are trained anew.
        if self._open.get(run.tasks) is not run:
            return
        del self._open[run.tasks]
        run.state = state
        if state == "done":
            self._add_done(run)
        if self._open:
            self._start_threads()

    def _stop_unwatched(self) -> None:
        oldest = time.monotonic() - self.patience
        for run in list(self._open.values()):
            if all(at < oldest for at in run.viewers.values()):
                self._close(run, "stopped")
