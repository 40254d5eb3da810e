"""Times and sizes with the unit in which they are read."""

from __future__ import annotations

from bn_view.words.numbers import number, short


def time_in_words(seconds: float) -> str:
    """Return a time with three digits: 20.1 µs, 3.08 ms, 1.20 s."""
    for unit, in_a_second in (("µs", 1e6), ("ms", 1e3)):
        if seconds * in_a_second < 999.5:
            return f"{number(seconds * in_a_second)} {unit}"
    return f"{number(seconds)} s"


def size_in_words(count: float) -> str:
    """Return a number of bytes in kB or MB: 1 kB, 30 MB."""
    return f"{short(count / 1e6)} MB" if count >= 1e6 else f"{short(count / 1e3)} kB"
