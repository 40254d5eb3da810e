"""How long each witness takes for more and more data: measured once for all who look, and only while somebody looks."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from witnesses.measurement import Times, times, times_of_each
from workers.memory import free_bytes
from workers.worker import Worker

Size = TypeVar("Size")
Answer = TypeVar("Answer")
_log = logging.getLogger(__name__)
# In bytes, two in a decade.
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000)
# What the process grows by, measured: the data, what TensorFlow and Keras keep of theirs, and what scikit-learn takes for a call.
TIMES_THE_DATA = 7
# What is measured without asking whether there is room: it takes less than the import of TensorFlow.
_SURELY_FITS = 1_000_000
# Who looks again within so many seconds still looks.
PATIENCE = 5.0
_MOST_SECONDS = 60.0


class Speed:
    """The times of some witnesses in one number format, size by size, smallest first.

    Those `at_once`, which need no import of seconds, are first measured by themselves: until all have been, in turns, one sees
    theirs.
    """

    def __init__(self, worker: Worker, names: Sequence[str], dtype: str, at_once: Sequence[str] = ()) -> None:
        """Measure nothing before somebody looks."""
        self._worker, self._names, self.dtype, self._at_once = worker, names, dtype, at_once
        self._until = 0.0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.of_sizes: Sequence[Mapping[str, Times]] = ()
        self._early: Sequence[Mapping[str, Times]] = ()
        self.free: int | None = None
        self.error: Exception | None = None

    @property
    def known(self) -> Sequence[Mapping[str, Times]]:
        """What is measured by now, size by size: of all witnesses, then of those at once."""
        return (*self.of_sizes, *self._early[len(self.of_sizes) :])

    @property
    def is_starting(self) -> bool:
        """Whether only the first call of all witnesses is awaited, which imports them."""
        return bool(self._early) and not self.of_sizes

    @property
    def is_complete(self) -> bool:
        """Whether all sizes are measured."""
        return len(self.of_sizes) == len(SIZES)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be measured: all sizes are, there is no room for the next, or the process failed."""
        return self.is_complete or self.free is not None or self.error is not None

    @property
    def progress(self) -> float:
        """Which share of the sizes is measured."""
        return len(self.of_sizes) / len(SIZES)

    @property
    def next_size(self) -> int:
        """The size that is being measured, or for which `free` bytes of memory are too few."""
        return SIZES[min(len(self.of_sizes), len(SIZES) - 1)]

    def look(self) -> None:
        """Say that somebody looks, for which measuring begins or goes on."""
        with self._lock:
            self._until = time.monotonic() + PATIENCE
            if not self.is_over and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._measure, name="speed", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Measure no further size, unless somebody else looks."""
        self._until = 0.0

    def try_again(self) -> None:
        """Forget that there was no room, or that the process failed."""
        self.free, self.error = None, None

    def _measure(self) -> None:
        if self._at_once and not self.known:
            self._early = self._ask(times_of_each, _sizes_at_once(), self._at_once) or ()
        while not self.is_over and time.monotonic() < self._until:
            size, free = self.next_size, free_bytes()
            if size > _SURELY_FITS and free < TIMES_THE_DATA * size:
                self.free = free
                return
            if (answer := self._ask(times, size, self._names)) is not None:
                self.of_sizes = (*self.of_sizes, answer)

    def _ask(self, function: Callable[[Size, str, Sequence[str]], Answer], size: Size, names: Sequence[str]) -> Answer | None:
        """Return what the worker answers; None where it does not, and keep why."""
        free = free_bytes()
        try:
            return self._worker.call(function, size, self.dtype, names, seconds=_MOST_SECONDS)
        except MemoryError:
            self.free = free
        except Exception as error:
            # Whatever it was, those who look must hear of it.
            _log.warning("measuring %s bytes failed", size, exc_info=True)
            self.error = error
        return None


def _sizes_at_once() -> Sequence[int]:
    """Return the sizes for which a few witnesses are measured first, all in one call: together they take less than a second."""
    return [size for size in SIZES if size <= _SURELY_FITS]
