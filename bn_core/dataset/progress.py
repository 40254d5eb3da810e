"""One line on the error output that says how far a run is, and what is left of it."""

from __future__ import annotations

import sys
import time

# A terminal shows each look, a log a line now and then.
_SECONDS, _LOG_SECONDS = 0.2, 10.0


class Progress:
    """Counts bytes of chunks; those of an earlier run say nothing about the speed of this one."""

    def __init__(self, total: int, done: int, *, quiet: bool = False) -> None:
        self._total, self._done, self._before = max(1, total), done, done
        self._quiet, self._live = quiet, sys.stderr.isatty()
        self._start = time.monotonic()
        self._next = self._start + (0.0 if self._live else _LOG_SECONDS)
        self._width = 0

    def add(self, size: int, skipped: int) -> None:
        """Say that so many more bytes are read, and how much could not be read so far."""
        self._done += size
        now = time.monotonic()
        if not self._quiet and now >= self._next:
            self._next = now + (_SECONDS if self._live else _LOG_SECONDS)
            self._show(self._line(now - self._start, skipped))

    def say(self, sentence: str) -> None:
        """Write a sentence of its own."""
        self.clear()
        print(printable(sentence), file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            print(f"\r{'':<{self._width}}\r", end="", file=sys.stderr, flush=True)
            self._width = 0

    @property
    def share(self) -> float:
        """How much is read, from 0 to 1."""
        return min(1.0, self._done / self._total)

    def _line(self, seconds: float, skipped: int) -> str:
        rate = (self._done - self._before) / max(seconds, 1e-9)
        left = f", {_time((self._total - self._done) / rate)} left" if rate else ""
        damaged = f", {skipped:,} skipped" if skipped else ""
        return f"{self.share:4.0%}  {_size(self._done)} of {_size(self._total)}, {_size(rate)}/s{left}{damaged}"

    def _show(self, line: str) -> None:
        end = "" if self._live else "\n"
        start = "\r" if self._live else ""
        print(f"{start}{line:<{self._width}}", end=end, file=sys.stderr, flush=True)
        self._width = len(line) if self._live else 0


def printable(text: str) -> str:
    """Return text that no terminal takes for a command: a file's name may hold anything."""
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
    encoding = sys.stderr.encoding or "utf-8"
    return safe.encode(encoding, "backslashreplace").decode(encoding)


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
