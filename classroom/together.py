"""Batched writes: one thread collects the jobs that arrived since its last transaction and commits them together.

A commit waits for the disk or the network: one commit for each vote would keep a class of a thousand waiting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from sqlalchemy import Connection

from classroom.database import writing
from classroom.refusals import ClassError, DatabaseGoneError

Job = TypeVar("Job")
Result = TypeVar("Result")
MOST_AT_ONCE = 500
# How long a batch waits for more jobs: nobody notices, and a transaction costs as much for ten votes as for one.
TOGETHER_SECONDS = 0.08


class Together(Generic[Job, Result]):
    """A thread that writes jobs in batches; each future gets its result, or the reason of its refusal, after the commit."""

    def __init__(self, write: Callable[[Connection, Sequence[Job]], Sequence[Result | ClassError]]) -> None:
        self._write = write
        self._waiting: SimpleQueue[tuple[Job, Future[Result]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> Future[Result]:
        """Queue a job; its future is done when it is committed."""
        future: Future[Result] = Future()
        self._waiting.put((job, future))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="votes", daemon=True)
                self._thread.start()
        return future

    def _run(self) -> None:
        while True:
            taken = [self._waiting.get()]
            time.sleep(TOGETHER_SECONDS)
            try:
                while len(taken) < MOST_AT_ONCE:
                    taken.append(self._waiting.get_nowait())
            except Empty:
                pass
            self._commit([(job, future) for job, future in taken if future.set_running_or_notify_cancel()])

    def _commit(self, taken: Sequence[tuple[Job, Future[Result]]]) -> None:
        try:
            with writing() as connection:
                results = self._write(connection, [job for job, _future in taken])
        except DatabaseGoneError as error:
            for _job, future in taken:
                future.set_exception(error)
            return
        except Exception as error:  # the thread must survive any error, and one bad job must not fail the others
            if len(taken) == 1:
                taken[0][1].set_exception(error)
            else:
                for one in taken:
                    self._commit([one])
            return
        for (_job, future), result in zip(taken, results, strict=True):
            if isinstance(result, ClassError):
                future.set_exception(result)
            else:
                future.set_result(result)
