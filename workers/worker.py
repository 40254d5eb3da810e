"""A worker process, for what must not enter the server: TensorFlow would slow every session down there (README, "Why")."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

from workers.limits import give_back_freed_arrays

# TensorFlow's process takes half a gigabyte, and a few seconds to start: it rests soon after the last who asked.
IDLE_SECONDS = 120
# A server that was killed cannot stop its processes: each looks this often whether it is still there.
_LOOK_SECONDS = 1.0
P = ParamSpec("P")
Result = TypeVar("Result")


class WorkerDiedError(RuntimeError):
    """The worker process ended before it answered; the next call starts another one."""


class WorkerTimeoutError(TimeoutError):
    """The worker process did not answer in time."""


@cache
def tensorflow_is_installed() -> bool:
    """Return whether TensorFlow can be imported, without importing it."""
    return find_spec("tensorflow") is not None


_workers: WeakSet[Worker] = WeakSet()


def stop_all() -> None:
    """End all processes at once: the server ends, and would wait for what they do."""
    for worker in list(_workers):
        worker.stop(wait=True)


class Worker:
    """A process that starts at the first call, stops when idle, and starts again when asked or when it died.

    Calls from several threads stand in line and are answered one after the other.
    """

    def __init__(self, *, threads: int | None = None, nice: int = 0) -> None:
        """Keep the process to so many threads of linear algebra, and behind others by so much (`os.nice`)."""
        self._threads, self._nice = threads, nice
        self._lock = threading.Lock()
        self._pool: Any = None
        _workers.add(self)

    def submit(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Future[Result]:
        """Ask for ``function(*args, **kwargs)`` in the process; the function must be importable there."""
        with self._lock:
            if self._pool is not None:
                with suppress(RuntimeError):  # it died, or was shut down, while nobody looked
                    return self._pool.submit(function, *args, **kwargs)  # type: ignore[no-any-return]
            self._pool = _new_pool(self._threads, self._nice)
            return self._pool.submit(function, *args, **kwargs)  # type: ignore[no-any-return]

    def result(self, answer: Future[Result], *, seconds: float) -> Result:
        """Wait for what was asked.

        Raises
        ------
        WorkerDiedError
            The process ended, whatever the reason.
        WorkerTimeoutError
            No answer within `seconds`; the process is stopped, as it cannot be interrupted.
        """
        from loky.process_executor import BrokenProcessPool, ShutdownExecutorError

        try:
            return answer.result(seconds)
        except (BrokenProcessPool, ShutdownExecutorError, CancelledError) as error:
            raise WorkerDiedError("the worker process ended before it answered") from error
        except FutureTimeoutError:
            if answer.done():  # the function itself ran into a time limit
                raise
            self.stop()
            raise WorkerTimeoutError(f"the worker process gave no answer within {seconds:g} s") from None

    def call(self, function: Callable[..., Result], *args: Any, seconds: float, **kwargs: Any) -> Result:
        """Ask and wait: `submit` and `result` in one."""
        return self.result(self.submit(function, *args, **kwargs), seconds=seconds)

    def stop(self, *, wait: bool = False) -> None:
        """End the process at once, or have it ended when this returns; the next call starts another one."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, kill_workers=True)


def _new_pool(threads: int | None, nice: int) -> Any:
    from loky import ProcessPoolExecutor

    environment = {
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3"),
        # Where psutil is installed, loky takes the import of TensorFlow for a leak, and would end the process after every call.
        "LOKY_MAX_MEMORY_LEAK_SIZE": "1e12",
    }
    if threads is not None:
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
        environment |= dict.fromkeys(names, str(threads))
    return ProcessPoolExecutor(
        max_workers=1, timeout=IDLE_SECONDS, env=environment, initializer=_settle_in, initargs=(nice, os.getpid())
    )


def _settle_in(nice: int, server: int) -> None:
    """Prepare the process: behind others, sparing of memory, and gone with its server."""
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    give_back_freed_arrays()
    threading.Thread(target=_end_with, args=(server,), name="end with the server", daemon=True).start()


def _end_with(server: int) -> None:
    # Linux can send a signal instead, but at the end of the thread that started the process, which was a page's.
    while os.getppid() == server:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
