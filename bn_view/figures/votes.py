"""What a class has predicted, as HTML that the server makes: bars, a number line, a cloud of drawings.

What is computed lies over it, and grows there. Curves and bars are an SVG of its own, whose colours are read on light and dark;
what is written around it is HTML, as large as the rest of the page. It stands as wide as there is room, by rules of votes.css.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from bn_view.figures.colours import COMPUTED, GREY, PREDICTED

# More drawings than this are one blur: so many of them are drawn, evenly from the first to the last.
MOST_DRAWN = 200
_WIDTH, _HEIGHT = 300, 190
# A number line has no more bars than this: neighbours share one where there are more numbers.
_MOST_BARS = 31
# In front of what was predicted grows what is computed, unless no motion is wanted.
_MOTION = (
    "<style>@media(prefers-reduced-motion:no-preference){"
    f".bars{{transform-origin:0 {_HEIGHT}px;animation:bars 1.2s ease-out}}"
    ".line{stroke-dasharray:1;animation:line 1.2s ease-out}}"
    "@keyframes bars{from{transform:scaleY(0)}}@keyframes line{from{stroke-dashoffset:1}}</style>"
)


class Axes(NamedTuple):
    """What a picture calls its axes; `labels` stand evenly under the one across, from its first place to its last."""

    across: str
    upwards: str
    labels: Sequence[str]


def option_bars(
    options: Sequence[str], counts: Sequence[int], before: Sequence[int] | None, right: int | None, *, caption: str
) -> str:
    """Return a bar for each option, how many chose it, with a mark where that was in the vote before; the right one is green."""
    all_of_them, all_before = max(1, sum(counts)), max(1, sum(before or ()))
    rows = []
    for place, (option, count) in enumerate(zip(options, counts, strict=True)):
        then = f'<i style="inset-inline-start:{100 * before[place] / all_before:.0f}%"></i>' if before else ""
        colour = COMPUTED if place == right else PREDICTED
        mark = '\u00a0<b class="right">✓</b>' if place == right else ""
        rows.append(
            f'<tr><th scope="row">{html.escape(option)}{mark}</th><td><div>{then}'
            f'<div style="width:{100 * count / all_of_them:.0f}%;background:{colour}"></div></div></td><td>{count}</td></tr>'
        )
    told = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f'<table class="class-bars">{told}{"".join(rows)}</table>'


def number_line(
    values: Sequence[float], low: float, high: float, step: float, right: float | None, *, axes: Axes, alt: str
) -> str:
    """Return the numbers that were given as bars over their line, and the right one as a line across."""
    count = round((high - low) / step) + 1
    together = -(-count // _MOST_BARS)
    bars, width = -(-count // together), step * together
    counts = np.bincount([_bar_of(value, low, width, bars) for value in values], minlength=bars)
    most, across = max(1, int(counts.max())), _WIDTH / bars
    drawn = "".join(
        _bar(place, across, _height(n, 0, most), 0.12, f"fill='{PREDICTED}'") for place, n in enumerate(counts.tolist()) if n
    )
    over = ""
    if right is not None:
        at = (min(max((right - low) / width, 0), bars) + 0.5 / together) * across
        over = f"<path class='bars' d='M{at:.1f} {_HEIGHT}V0' stroke='{COMPUTED}' stroke-width='5'/>"
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
        every = "".join(f"<path d='{_line(one, low, high, is_curve)}'/>" for one in some)
        median = _line(np.median(np.asarray(drawings, float), axis=0).tolist(), low, high, is_curve)
        cloud = f"<g fill='none' stroke='{PREDICTED}' stroke-width='3' stroke-opacity='{opacity:.2f}'>{every}</g>"
        drawn = f"{cloud}<path d='{median}' fill='none' stroke='{PREDICTED}' stroke-width='3' stroke-dasharray='6 4'/>"
    over = "" if right is None else _computed(right, low, high, is_curve)
    places = len(right or next(iter(drawings), axes.labels))
    return _picture(drawn + over, axes, places, (low, high), alt)


def empty_axes(places: int, low: float, high: float, start: float | None, *, axes: Axes, alt: str) -> str:
    """Return the axes of a drawing with so many places, before anybody has drawn; a dot where its first place is given."""
    dot = ""
    if start is not None:
        at = f"M{0.5 * _WIDTH / places:.1f} {_height(start, low, high):.1f}h.1"
        dot = f"<path d='{at}' stroke='{PREDICTED}' stroke-width='16' stroke-linecap='round' vector-effect='non-scaling-stroke'/>"
    return _picture(dot, axes, places, (low, high), alt)


def shares_before(shares: Sequence[float], high: float, colour: str, *, axes: Axes, alt: str) -> str:
    """Return a histogram that a question is about as a picture like those of its answers: shares in percent, up to `high`."""
    across = _WIDTH / len(shares)
    drawn = "".join(_bar(place, across, _height(share, 0.0, high), 0.06) for place, share in enumerate(shares))
    return _picture(f"<g class='bars' fill='{colour}'>{drawn}</g>", axes, len(shares), (0.0, high), alt)


def _computed(values: Sequence[float], low: float, high: float, is_curve: bool) -> str:
    if is_curve:
        line = _line(values, low, high, True)
        return f"<path class='line' pathLength='1' d='{line}' fill='none' stroke='{COMPUTED}' stroke-width='5'/>"
    across = _WIDTH / len(values)
    bars = "".join(_bar(place, across, _height(value, low, high), 0.15) for place, value in enumerate(values))
    return f"<g class='bars' fill='{COMPUTED}' fill-opacity='.5' stroke='{COMPUTED}' stroke-width='2'>{bars}</g>"


def _bar(place: int, across: float, top: float, gap: float, look: str = "") -> str:
    x, width = (place + gap) * across, (1 - 2 * gap) * across
    return f"<rect x='{x:.1f}' y='{top:.1f}' width='{width:.1f}' height='{_HEIGHT - top:.1f}' {look}/>"


def _line(values: Sequence[float], low: float, high: float, is_curve: bool) -> str:
    """Return the path of a drawing: from place to place, or along the upper ends of its bars."""
    across = _WIDTH / len(values)
    heights = [round(_height(value, low, high)) for value in values]
    if is_curve:
        return "M" + "L".join(f"{(place + 0.5) * across:.0f} {y}" for place, y in enumerate(heights))
    return f"M0 {heights[0]}" + "".join(f"V{y}H{(place + 1) * across:.0f}" for place, y in enumerate(heights))


def _picture(inside: str, axes: Axes, places: int, ends: tuple[float, float], alt: str) -> str:
    """Return a picture with so many places across, and its axes: ends and middle upwards have a number."""
    marked = numbered(*ends)
    lines = "".join(f"M0 {_height(at, *ends):.1f}H{_WIDTH}" for at in marked)
    grid = f"<path d='{lines}' stroke='{GREY}' stroke-opacity='.4'/>"
    # A margin of half a line, which is not cut off.
    box = f"viewBox='0 -3 {_WIDTH} {_HEIGHT + 6}' preserveAspectRatio='none'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' {box}>{_MOTION}{grid}{inside}</svg>"
    numbers = "".join(f"<i>{at:g}</i>" for at in reversed(marked))
    names = "".join(f"<i>{html.escape(label)}</i>" for label in axes.labels)
    return (
        f'<div class="class-picture" role="img" aria-label="{html.escape(alt)}">'
        f'<span class="upwards">{html.escape(axes.upwards)}</span><span class="numbers">{numbers}</span>'
        f'<img alt="" src="data:image/svg+xml,{quote(svg, safe=_UNTOUCHED)}">'
        f'<span class="names" style="padding-inline:{50 / places:.1f}%">{names}</span>'
        f'<span class="across">{html.escape(axes.across)}</span></div>'
    )


# What may stand as it is in the address of a picture.
_UNTOUCHED = " ='/:,.()-;@{}"


def numbered(low: float, high: float) -> list[float]:
    """Return where an axis has a number: at its ends, and in its middle unless that were half a vote."""
    middle = (low + high) / 2
    return [low, middle, high] if float(middle).is_integer() else [low, high]


def _bar_of(value: float, low: float, width: float, bars: int) -> int:
    return min(max(int((value - low) / width + 1e-9), 0), bars - 1)


def _height(value: float, low: float, high: float) -> float:
    return (1 - min(max((value - low) / (high - low), 0.0), 1.0)) * _HEIGHT
