"""A histogram on its way from x to y, over and over: a linear map moves and stretches it, which CSS can do alone.

`home.css` knows the times and the steps; from here come the shape, its mean and standard deviation, and how far the axes reach.
"""

from __future__ import annotations

import html

import bn_core
from bn_view.data.batches import Stage
from bn_view.figures import colours
from bn_view.figures.histograms import covering, ladder
from bn_view.state.language import _
from bn_view.words.numbers import number, short
from bn_view.words.readout import meanings_of_steps

# A scale and a shift that are told apart from a distance, and keep the picture on its axis.
_GAMMA, _BETA = 0.6, 1.5
_QUARTERS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def living_picture(stage: Stage) -> str:
    """Return the picture as HTML, for all values of a mini-batch with one mean and one variance."""
    summary = stage.summary
    ends = [summary.minimum, summary.maximum]
    deviation = summary.standard_deviation or 1.0  # equal values stay in one place
    centred = [end - summary.mean for end in ends]
    normalized, output = (
        bn_core.batch_norm_inference([ends], summary.mean, deviation**2, gamma, beta, epsilon=0.0)[0].tolist()
        for gamma, beta in ((1.0, 0.0), (_GAMMA, _BETA))
    )
    raw, normal = (ladder(*covering(*pair))[1] for pair in ((ends, centred), (normalized, output)))
    given = {"low": ends[0], "high": ends[1], "mean": summary.mean, "deviation": deviation}
    given |= {"half-raw": raw, "half-normalized": normal, "gamma": _GAMMA, "beta": _BETA}
    numbers = "".join(f"--{name}:{value:.6g};" for name, value in given.items())
    tones = {"x": colours.BEFORE, "normalized": colours.STANDARDIZED, "y": colours.BATCH_NORM}
    of_tones = "".join(f"--tone-{name}:{colour};" for name, colour in tones.items())
    alt = _("A histogram on its way: the mean is subtracted, the standard deviation divides, γ scales and β shifts.")
    numbers_of_steps = ("", *map(number, (summary.mean, deviation, _GAMMA, _BETA)))
    steps = "".join(
        f'<li style="--n:{n}"><b>{symbols}</b><span>{meaning}</span><small>{of_step}</small></li>'
        for n, ((symbols, meaning), of_step) in enumerate(zip(meanings_of_steps().items(), numbers_of_steps, strict=True))
    )
    ticks = "".join(_tick(share * half, kind) for kind, half in (("raw", raw), ("normalized", normal)) for share in _QUARTERS)
    return (
        f'<div class="living" style="{numbers}{of_tones}"><ol class="living-steps">{steps}</ol>'
        f'<div class="living-plot" role="img" aria-label="{html.escape(alt)}"><i class="band"></i>'
        f'{_shape(stage.histogram)}<i class="mean"></i></div><div class="living-axis" aria-hidden="true">{ticks}</div></div>'
    )


def _shape(histogram: bn_core.Histogram) -> str:
    """Return the counts as steps that are cut out of a box; Streamlit drops a picture in SVG."""
    counts = histogram.counts.tolist()
    width, highest = 100 / len(counts), max(counts)
    tops = [f"{width * edge:.2f}% {100 * (1 - count / highest):.1f}%" for n, count in enumerate(counts) for edge in (n, n + 1)]
    return f'<i class="shape" style="clip-path:polygon(0 100%,{",".join(tops)},100% 100%)"></i>'


def _tick(value: float, kind: str) -> str:
    return f'<span class="{kind}" style="--at:{value:g}">{short(value)}</span>'
