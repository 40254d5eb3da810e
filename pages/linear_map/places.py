"""Where charts and words stand, as HTML with what no widget changes."""

from __future__ import annotations

from bn_view.figures.through import HEIGHT
from bn_view.state.language import _
from bn_view.widgets.live_chart import place_of, place_of_words
from bn_view.words.readout import side_by_side, through
from pages.linear_map import figures
from pages.linear_map.charts import HISTOGRAM_HEIGHT
from pages.linear_map.examples import titles_of_two_tests


def picture() -> str:
    """Return the places of the values on the line, with the line as a formula, and of what comes out, with what it keeps."""
    charts = place_of("chart_map", HEIGHT), place_of("chart_after", HEIGHT)
    return through((_("Before: x"), _("After: y")), charts, (place_of_words("map_line"), place_of_words("kept")))


def formula() -> str:
    """Return the map as a formula, in Markdown, and what it is at gamma 1 and beta 0."""
    definition = _("Mathematicians call such a line an affine map: a linear map in the strict sense keeps 0 at 0.")
    turned, gone = (
        _("A negative γ mirrors the shape: the skewness changes its sign."),
        _("γ = 0 puts every value at β: no shape is left."),
    )
    formula = r"$$y = \gamma\,\frac{x-\mu}{\sqrt{\sigma^2+\varepsilon}}+\beta$$"
    return "\n\n".join((formula, place_of_words("standardization"), f"{turned} {gone}", definition))


def many_maps() -> str:
    """Return the places of what each group's own line makes of all values."""
    lines = place_of("chart_lines", figures.HEIGHT) + place_of_words("shown_lines")
    quantiles = place_of("chart_quantiles_many", figures.HEIGHT) + place_of_words("distance_many")
    tables = {"shape_all": _("All values"), "shape_middle": _("The group of the middle pixel alone")}
    return (
        place_of_words("groups")
        + side_by_side((lines, quantiles))
        + _histogram("pooled", _("After, all values together (line: one map for all)"))
        + side_by_side(f"<h3>{title}</h3>{place_of_words(name)}" for name, title in tables.items())
    )


def examples() -> str:
    """Return the places of the note's images and of two tests on one scale."""
    return (
        f"<h2>{_('The 30 images of the study note')}</h2>{place_of_words('kurtosis_of_the_note')}"
        f"<h2>{_('What standardizing is good for')}</h2>{place_of_words('two_tests')}"
        + side_by_side(_histogram(name, title) for name, title in titles_of_two_tests().items())
    )


def _histogram(name: str, title: str) -> str:
    return f"<h3>{title}</h3>{place_of(f'chart_{name}', HISTOGRAM_HEIGHT)}{place_of_words(f'numbers_{name}')}"
