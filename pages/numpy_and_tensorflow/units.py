"""Times, sizes and zooms as they are read, with their unit."""

from __future__ import annotations

from bn_view.words.numbers import number, power, short

# No line ends between a number and its unit.
_JOINED = "\u00a0"


def time_in_words(seconds: float) -> str:
    """Return a time with three digits: 20.1 µs, 3.08 ms, 1.20 s."""
    for unit, in_a_second in (("µs", 1e6), ("ms", 1e3)):
        if seconds * in_a_second < 999.5:
            return f"{number(seconds * in_a_second)}{_JOINED}{unit}"
    return f"{number(seconds)}{_JOINED}s"


def size_in_words(count: float) -> str:
    """Return a number of bytes in kB or MB: 1 kB, 30 MB."""
    return f"{short(count / 1e6)}{_JOINED}MB" if count >= 1e6 else f"{short(count / 1e3)}{_JOINED}kB"


def zoom_in_words(zoom: float) -> str:
    """Return how many times larger one sees: ×1, ×5,000, ×2·10⁶."""
    return f"×{zoom:,.0f}" if zoom < 1e4 else f"×{power(f'{zoom:.0e}')}"


def shared_start(one: str, other: str) -> int:
    """Return with how many characters two numbers begin alike; with none where one has more digits before its point."""
    if len(one) != len(other):
        return 0
    return next((i for i, digits in enumerate(zip(one, other, strict=True)) if len(set(digits)) > 1), len(one))
