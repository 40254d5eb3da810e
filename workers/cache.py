"""What is made once for all sessions, up to so many values or bytes, and how what somebody takes back is forgotten."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
# Seconds in which anything that a page makes is made.
_MADE_BY_THEN = 60.0

_FORGETTING: list[Callable[[str], object]] = []


def forgets(forget: Callable[[str], object]) -> None:
    """Let `forget_soon` call this with the mark of what is to be forgotten."""
    _FORGETTING.append(forget)


def forget_soon(mark: str) -> None:
    """Keep nothing whose key has this mark: from another thread, as this one may hold a lock while it lets go.

    And once more a while later, when what was being made meanwhile is done.
    """

    def forget() -> None:
        for one in _FORGETTING:
            one(mark)

    for seconds in (0.0, _MADE_BY_THEN):
        later = threading.Timer(seconds, forget)
        later.daemon = True
        later.start()


def shared_cache(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator as `functools.lru_cache`, whose results, quick to make again, `forget_soon` drops."""

    def cached(function: Callable[P, T]) -> Callable[P, T]:
        kept = lru_cache(maxsize=maxsize)(function)
        forgets(lambda _mark: kept.cache_clear())
        return kept  # type: ignore[return-value]

    return cached


class Cache(Generic[T]):
    """What is made once for all who ask for it by one key, at the same time or later.

    What was asked for last stays, up to so many values, or up to so many bytes where `size_of` says how many each has; and
    nothing for much longer than `idle_seconds`.
    """

    def __init__(self, most: int, size_of: Callable[[T], int] = lambda _value: 1, idle_seconds: float = 60.0) -> None:
        self._most, self._size_of, self._idle_seconds = most, size_of, idle_seconds
        self._size = 0
        self._values: OrderedDict[Hashable, tuple[T, float]] = OrderedDict()
        self._being_made: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._clearing: threading.Timer | None = None
        forgets(self.forget)

    @property
    def size(self) -> int:
        """How much is kept: so many values, or bytes."""
        return self._size

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._values.clear()
            self._size = 0

    def forget(self, mark: str) -> None:
        """Drop what has this mark anywhere in its key."""
        with self._lock:
            for key in [key for key in self._values if mark in repr(key)]:
                self._size -= self._size_of(self._values.pop(key)[0])

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what has this key, made now where it is not kept."""
        with self._lock:
            if key in self._values:
                return self._touch(key)
            made_by_one = self._being_made.setdefault(key, threading.Lock())
        with made_by_one:
            with self._lock:
                if key in self._values:
                    return self._touch(key)
            try:
                value = make()
                with self._lock:
                    self._keep(key, value)
            finally:
                with self._lock:
                    self._being_made.pop(key, None)
            return value

    def _touch(self, key: Hashable) -> T:
        value, _asked = self._values.pop(key)
        self._values[key] = value, time.monotonic()
        return value

    def _keep(self, key: Hashable, value: T) -> None:
        if key in self._values:  # made twice, as the first was dropped before one who had waited for it took it
            self._size -= self._size_of(self._values.pop(key)[0])
        self._values[key] = value, time.monotonic()
        self._size += self._size_of(value)
        while self._size > self._most:
            self._drop_oldest()
        self._clear_later()

    def _drop_oldest(self) -> None:
        _key, (value, _asked) = self._values.popitem(last=False)
        self._size -= self._size_of(value)

    def _clear_later(self) -> None:
        if self._values and self._clearing is None:
            self._clearing = threading.Timer(self._idle_seconds, self._clear_idle)
            self._clearing.daemon = True
            self._clearing.start()

    def _clear_idle(self) -> None:
        with self._lock:
            oldest = time.monotonic() - self._idle_seconds
            while self._values and next(iter(self._values.values()))[1] <= oldest:
                self._drop_oldest()
            self._clearing = None
            self._clear_later()
