"""Where charts and words stand, as HTML with what no widget changes."""

from __future__ import annotations

from bn_view.figures.colours import NORMAL
from bn_view.state.language import _
from bn_view.widgets.live_chart import place_of, place_of_words
from bn_view.words.readout import side_by_side
from pages.linear_map import figures
from pages.linear_map.charts import HISTOGRAM_HEIGHT


def quantiles(name: str) -> str:
    """Return the places of quantiles and of their distance from the line."""
    return place_of(f"chart_quantiles_{name}", figures.HEIGHT) + place_of_words(f"distance_{name}")


def line() -> str:
    """Return the places of the line that the map is, and beside it of the shape that it keeps."""
    return side_by_side((quantiles("one"), place_of_words("shape_one")))


def formula() -> str:
    """Return the map as a formula, in Markdown, with places for its numbers and for what it is at gamma 1 and beta 0."""
    definition = _(
        "A linear map carries one vector space to another and preserves sums and scalar multiples; with a shift, as here, it "
        "is called affine. ε is 0 on this page."
    )
    turned, gone = (
        _("A negative γ mirrors the shape: the skewness changes its sign."),
        _("γ = 0 puts every value at β: no shape is left."),
    )
    numbers, standardization = place_of_words("map_numbers"), place_of_words("standardization")
    return "\n\n".join((r"$$y = \gamma\,\frac{x-\mu}{\sigma}+\beta$$", numbers, standardization, f"{turned} {gone}", definition))


def before_and_after() -> str:
    """Return the places of both histograms, and what the dashed line in them is."""
    dashes = f'<span class="dashes" style="border-color:{NORMAL}"></span>'
    key = f'<p class="key">{dashes} {_("a normal distribution with the same mean and std")}</p>'
    return key + side_by_side((_histogram("before", _("Before")), _histogram("after", _("After"))), in_pairs=True)


def many_maps() -> str:
    """Return the places of what each group's own line makes of all values."""
    lines = place_of("chart_lines", figures.HEIGHT) + place_of_words("shown_lines")
    tables = {"shape_all": _("All values"), "shape_middle": _("The group of the middle pixel alone")}
    return (
        place_of_words("groups")
        + side_by_side((lines, quantiles("many")))
        + _histogram("pooled", _("After, all values together (line: one map for all)"))
        + side_by_side(f"<h3>{title}</h3>{place_of_words(name)}" for name, title in tables.items())
    )


def examples() -> str:
    """Return the places of the note's images and of two tests on one scale."""
    return (
        f"<h2>{_('The 30 images of the study note')}</h2>{place_of_words('kurtosis_of_the_note')}"
        f"<h2>{_('What standardizing is good for')}</h2>{place_of_words('two_tests')}"
        + side_by_side((_histogram("tests_before", _("Before")), _histogram("tests_after", _("After"))))
    )


def _histogram(name: str, title: str) -> str:
    return f"<h3>{title}</h3>{place_of(f'chart_{name}', HISTOGRAM_HEIGHT)}{place_of_words(f'numbers_{name}')}"
