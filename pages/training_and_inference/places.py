"""Where charts and words stand on the page, as HTML that no slider changes."""

from __future__ import annotations

from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets.live_chart import place_of, place_of_words
from bn_view.words.numbers import short
from bn_view.words.readout import side_by_side, swatch
from pages.training_and_inference.figures import LOW, MIDDLE, TALL
from pages.training_and_inference.sentences import norm_of_one_image, titles_of_bands
from pages.training_and_inference.values import Given, Images


def of_running() -> str:
    """Return the place of the running statistics."""
    return place_of("chart_running", TALL)


def of_the_rest(given: Given) -> str:
    """Return the places of all that stands below the sliders."""
    epsilon = _("γ = 1, β = 0, ε = {epsilon} as in the lab.").format(epsilon=short(given.epsilon))
    modes = {"modes": _("Normalized values"), "gap": _("Largest difference, update by update (log scale)")}
    parts = (
        f"<h2>{_('The same mini-batch in both modes')}</h2>",
        place_of_words("both_modes"),
        side_by_side(_titled(title, f"chart_{name}", MIDDLE) for name, title in modes.items()),
        f"<p>{epsilon}</p><h2>{_('Batch size')}</h2>",
        place_of_words("batch_sizes"),
        _of_bands(given.images),
        place_of_words("below_the_bands"),
    )
    return "".join(parts)


def _of_bands(images: Images) -> str:
    key = f": {swatch(colours.BATCH_NORM)} {_('batch norm')}, {swatch(colours.MIN_MAX)} {norm_of_one_image(images)}"
    keys = {"output": key}
    return side_by_side(
        _titled(title, f"chart_of_sizes_{name}", LOW, keys.get(name, "")) for name, title in titles_of_bands().items()
    )


def _titled(title: str, chart: str, height: int, colour_key: str = "") -> str:
    return f"<p><b>{title}</b>{colour_key}</p>{place_of(chart, height)}"
