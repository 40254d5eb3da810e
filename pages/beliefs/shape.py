"""The belief about what standardizing does to the shape of a distribution."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import NamedTuple

import numpy as np

import bn_core
from bn_view.figures.colours import BEFORE, STANDARDIZED
from bn_view.figures.histograms import Curve, normal_curve
from bn_view.figures.layout import Figure
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short, term
from pages.beliefs.belief import Belief, Link, Outcome, Source
from pages.beliefs.dial import Dial, Dials
from pages.beliefs.figures import histograms_beside_normal

SEED = 678
# Of each of the two peaks.
DEVIATION = 0.55
# Before and after are on one axis, so that one sees the values move. Each normal curve comes down to 0 on it.
X_RANGE = (-3.5, 9.7)


class Standardized(NamedTuple):
    """Summaries and histograms before and after all values were standardized together."""

    before: bn_core.Summary
    after: bn_core.Summary
    histogram_before: bn_core.Histogram
    histogram: bn_core.Histogram


@cache
def standardized_uniform_and_bimodal(apart: float = Dials.peaks_apart.default) -> list[Standardized]:
    """Standardize uniform values, and values with two peaks that lie so many of their standard deviations apart."""
    draw = np.random.default_rng(SEED)
    uniform = draw.uniform(0, 6, 20_000)
    middle, away = 3.1, apart * DEVIATION / 2
    bimodal = draw.normal(np.repeat([middle - away, middle + away], 10_000), DEVIATION)
    pairs = ((x, bn_core.standardize(x)) for x in (uniform, bimodal))
    return [
        Standardized(bn_core.summary(x), bn_core.summary(z), bn_core.histogram(x, 60), bn_core.histogram(z, 60)) for x, z in pairs
    ]


@cache
def _beside_normal(apart: float) -> list[tuple[bn_core.Histogram, Curve]]:
    """Return both standardized histograms with the normal distribution that belongs to them."""
    both = standardized_uniform_and_bimodal(apart)
    return [(kind.histogram, normal_curve(kind.histogram, 0.0, 1.0)) for kind in both]


def _before(apart: float) -> Figure:
    both = [
        (of.histogram_before, normal_curve(of.histogram_before, of.before.mean, of.before.standard_deviation))
        for of in standardized_uniform_and_bimodal(apart)
    ]
    return _drawn(both, _("before standardizing"), BEFORE, is_result=False)


def _drawn(both: Iterable[tuple[bn_core.Histogram, Curve]], x: str, colour: str, *, is_result: bool) -> Figure:
    return histograms_beside_normal(
        dict(zip((_("uniform"), _("two peaks")), both, strict=True)),
        x,
        _("count"),
        x_range=X_RANGE,
        colour=colour,
        normal=_("normal, same mean and std"),
        is_result=is_result,
    )


def _after(apart: float) -> Figure:
    return _drawn(_beside_normal(apart), _("after standardizing"), STANDARDIZED, is_result=True)


def peaks_dial() -> Dial:
    """Move the two peaks together until they are one: the axes stay those of the experiment's."""

    def figure(apart: float) -> Figure:
        return {**_after(apart), "layout": _after(Dials.peaks_apart.default)["layout"]}

    def says(apart: float) -> str:
        peaks = standardized_uniform_and_bimodal(apart)[1]
        before, after = (number(of.excess_kurtosis) for of in (peaks.before, peaks.after))
        return _("Excess kurtosis of the two peaks: {before} before, {after} after").format(before=before, after=after)

    return Dial(Dials.peaks_apart, figure, says)


def peaks_before() -> Dial:
    """Move the two peaks before anything is done to them."""

    def figure(apart: float) -> Figure:
        return {**_before(apart), "layout": _before(Dials.peaks_apart.default)["layout"]}

    def asks(apart: float) -> str:
        return _("Peaks {apart} times their std apart: normal afterwards?").format(apart=short(apart))

    return Dial(Dials.peaks_apart, figure, asks)


@cache
def pooled_kurtosis() -> tuple[float, float]:
    """Return the kurtosis of the note's 30 images, all values together, before and after a standardization per position."""
    images = bn_core.random_images()
    return bn_core.summary(images).excess_kurtosis, bn_core.summary(bn_core.standardize(images, 0)).excess_kurtosis


@partial(
    Belief,
    claim=gettext_noop("Standardizing makes data normally distributed."),
    verdict="false",
    why=gettext_noop(
        "Standardizing is one shift and one scale: it moves the axis under a histogram, not the histogram's shape. "
        "Only where every group has a map of its own, all values together can change shape."
    ),
    seen=[Source(gettext_noop("many tutorials"))],
    link=Link(gettext_noop("A linear map"), "linear_map", {"shape": "uniform"}),
    dial=peaks_dial,
    before=peaks_before,
    becomes_result=True,
)
def standardizing_makes_normal() -> Outcome:
    """Compare the shape of two distributions before and after."""
    uniform, bimodal = standardized_uniform_and_bimodal()
    kinds = {_("uniform"): uniform, _("two peaks"): bimodal}
    rows = []
    for name, kind in kinds.items():
        rows.append((f"{name}, {_('skewness')}", kind.before.skewness, kind.after.skewness))
        rows.append((f"{name}, {_('excess kurtosis')}", kind.before.excess_kurtosis, kind.after.excess_kurtosis))
    return Outcome(
        _("The two peaks stay two peaks: excess kurtosis **{before}** before, **{after}** after; a normal one has 0.").format(
            before=number(bimodal.before.excess_kurtosis), after=number(bimodal.after.excess_kurtosis)
        ),
        ("", _("before"), _("after")),
        [
            *((label, number(old), number(new)) for label, old, new in rows),
            (_("30 images, per position, excess kurtosis"), *map(term, pooled_kurtosis())),  # which differ by little
        ],
    )
