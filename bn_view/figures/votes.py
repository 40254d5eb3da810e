"""What a class has predicted, as HTML and SVG that the server makes: bars, a number line, a cloud of drawings.

Each is as wide as where it stands. What is computed lies over it, and grows there by a rule of class.css.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bn_view.figures.colours import COMPUTED, PREDICTED

# More drawings than this are one blur: so many of them are drawn, evenly from the first to the last.
MOST_DRAWN = 200
# The size in which the pictures are laid out, and the margins of their axes.
_WIDTH, _HEIGHT = 320, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 16, 8, 46
# A number line has no more bars than this: neighbours share one where there are more numbers.
_MOST_BARS = 31
_SIZE = 14


class Axes(NamedTuple):
    """What a picture calls its axes; `labels` stand evenly under the one across, from its first place to its last."""

    across: str
    upwards: str
    labels: Sequence[str]


def option_bars(
    options: Sequence[str], counts: Sequence[int], before: Sequence[int] | None, right: int | None, *, caption: str
) -> str:
    """Return a bar for each option: how many chose it, beside an outline of how many did `before`; the right one has a mark."""
    all_of_them, all_before = max(1, sum(counts)), max(1, sum(before or ()))
    rows = []
    for place, (option, count) in enumerate(zip(options, counts, strict=True)):
        share = 100 * count / all_of_them
        then = f'<i style="inline-size:{100 * before[place] / all_before:.0f}%"></i>' if before else ""
        colour = COMPUTED if place == right else PREDICTED
        mark = ' <b class="right">✓</b>' if place == right else ""
        rows.append(
            f'<tr><th scope="row">{html.escape(option)}{mark}</th><td><div>{then}'
            f'<div style="inline-size:{share:.0f}%;background:{colour}"></div></div></td><td>{count}</td></tr>'
        )
    return f'<table class="class-bars"><caption>{html.escape(caption)}</caption>{"".join(rows)}</table>'


def number_line(
    values: Sequence[float], low: float, high: float, step: float, right: float | None, *, answer: str, axes: Axes, alt: str
) -> str:
    """Return the numbers that were given as bars over their line, and the right one as a line across, with what it is called."""
    count = round((high - low) / step) + 1
    together = -(-count // _MOST_BARS)
    width = step * together
    bars = -(-count // together)
    counts = np.bincount([_bar_of(value, low, width, bars) for value in values], minlength=bars)
    most = max(1, int(counts.max()))
    across = (_WIDTH - _LEFT - _RIGHT) / bars
    drawn = "".join(
        f'<rect x="{_LEFT + place * across + 1:.1f}" y="{_height(n, 0, most):.1f}" width="{max(across - 2, 1):.1f}" '
        f'height="{_height(0, 0, most) - _height(n, 0, most):.1f}" rx="2" fill="{PREDICTED}"/>'
        for place, n in enumerate(counts.tolist())
        if n
    )
    over = ""
    if right is not None:
        at = _LEFT + (min(max((right - low) / width, 0), bars) + 0.5 / together) * across
        anchor = "start" if at < _WIDTH / 2 else "end"
        beside = at + (6 if anchor == "start" else -6)
        over = (
            f'<g class="computed"><path d="M{at:.1f} {_HEIGHT - _BOTTOM}V{_TOP}" stroke="{COMPUTED}" stroke-width="4"/></g>'
            f'<text class="halo" x="{beside:.1f}" y="{_TOP + 14}" text-anchor="{anchor}" font-weight="700" '
            f'fill="{COMPUTED}">{html.escape(answer)}</text>'
        )
    return _picture(drawn + over, axes, bars, (0, most), alt)


def drawings_cloud(
    drawings: Sequence[Sequence[float]],
    right: Sequence[float] | None,
    low: float,
    high: float,
    *,
    is_curve: bool,
    axes: Axes,
    alt: str,
) -> str:
    """Return all drawings over each other, the class's median among them, and what is computed over that."""
    drawn = ""
    if drawings:
        some = [drawings[i] for i in np.linspace(0, len(drawings) - 1, min(MOST_DRAWN, len(drawings))).astype(int).tolist()]
        opacity = min(0.6, max(0.08, 3 / len(some)))
        every = "".join(f'<path d="{_line(one, low, high, is_curve)}"/>' for one in some)
        median = _line(np.median(np.asarray(drawings, float), axis=0).tolist(), low, high, is_curve)
        cloud = f'<g fill="none" stroke="{PREDICTED}" stroke-width="3" stroke-opacity="{opacity:.2f}">{every}</g>'
        drawn = f'{cloud}<path d="{median}" fill="none" stroke="{PREDICTED}" stroke-width="3" stroke-dasharray="5 4"/>'
    over = "" if right is None else _computed(right, low, high, is_curve)
    places = len(right or next(iter(drawings), axes.labels))
    return _picture(drawn + over, axes, places, (low, high), alt)


def _computed(values: Sequence[float], low: float, high: float, is_curve: bool) -> str:
    if is_curve:
        return (
            f'<path class="computed-line" pathLength="1" d="{_line(values, low, high, True)}" fill="none" '
            f'stroke="{COMPUTED}" stroke-width="4" stroke-linejoin="round"/>'
        )
    across, base = (_WIDTH - _LEFT - _RIGHT) / len(values), _height(low, low, high)
    bars = "".join(
        f'<rect x="{_LEFT + (place + 0.15) * across:.1f}" y="{_height(value, low, high):.1f}" width="{0.7 * across:.1f}" '
        f'height="{base - _height(value, low, high):.1f}"/>'
        for place, value in enumerate(values)
    )
    return f'<g class="computed" fill="{COMPUTED}" fill-opacity="0.55" stroke="{COMPUTED}" stroke-width="2">{bars}</g>'


def _line(values: Sequence[float], low: float, high: float, is_curve: bool) -> str:
    """Return the path of a drawing: from place to place, or along the upper ends of its bars."""
    across = (_WIDTH - _LEFT - _RIGHT) / len(values)
    heights = [round(_height(value, low, high)) for value in values]
    if is_curve:
        return "M" + "L".join(f"{_LEFT + (place + 0.5) * across:.0f} {y}" for place, y in enumerate(heights))
    return f"M{_LEFT} {heights[0]}" + "".join(f"V{y}H{_LEFT + (place + 1) * across:.0f}" for place, y in enumerate(heights))


def _picture(inside: str, axes: Axes, places: int, ends: tuple[float, float], alt: str) -> str:
    """Return a picture with so many places across, and its axes: ends and middle upwards have a number."""
    base, across = _HEIGHT - _BOTTOM, (_WIDTH - _LEFT - _RIGHT) / places
    apart = (places - 1) * across / max(1, len(axes.labels) - 1)
    names = "".join(
        f'<text x="{_LEFT + across / 2 + i * apart:.1f}" y="{base + 18}" text-anchor="middle">{html.escape(label)}</text>'
        for i, label in enumerate(axes.labels)
    )
    marks = "".join(
        f'<path d="M{_LEFT} {_height(at, *ends):.1f}H{_WIDTH - _RIGHT}" stroke="currentColor" stroke-opacity="0.15"/>'
        f'<text x="{_LEFT - 6}" y="{_height(at, *ends) + 5:.1f}" text-anchor="end">{at:g}</text>'
        for at in _marked(*ends)
    )
    title = (
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 6}" text-anchor="middle">{html.escape(axes.across)}</text>'
        f'<text transform="translate(11 {(_TOP + base) / 2}) rotate(-90)" text-anchor="middle">{html.escape(axes.upwards)}</text>'
    )
    return (
        f'<svg class="class-picture" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{html.escape(alt)}" '
        f'font-size="{_SIZE}" fill="currentColor">{marks}{names}{title}{inside}</svg>'
    )


def _marked(low: float, high: float) -> list[float]:
    """Return where the axis upwards has a number: its ends, and its middle unless that were half a vote."""
    middle = (low + high) / 2
    return [low, middle, high] if middle.is_integer() else [low, high]


def _bar_of(value: float, low: float, width: float, bars: int) -> int:
    return min(max(int((value - low) / width + 1e-9), 0), bars - 1)


def _height(value: float, low: float, high: float) -> float:
    share = min(max((value - low) / (high - low), 0.0), 1.0)
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)
