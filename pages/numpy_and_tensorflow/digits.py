"""One output value digit by digit as each implementation has it, and how many decimals of all values are right at every mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite, isnan, log10
from typing import Any, NamedTuple

from bn_view.figures.colours import DIFFERENCE, GREY, WITNESSES, faint
from bn_view.figures.layout import AXIS, ON_LINES, Figure, drawing, few_digits, layout, title
from bn_view.state.language import _
from bn_view.widgets.live_chart import place_of, place_of_words
from bn_view.words.numbers import signed
from bn_view.words.readout import swatch
from pages.numpy_and_tensorflow.figures import size_spoken
from pages.numpy_and_tensorflow.units import shared_start
from witnesses.measurement import Around

# The height of the chart, where the screen has room.
HEIGHT = 232
# From the most precise to the least.
ORDER = ("bn_core", "scikit_learn", "textbook", "tf_nn", "keras", "one_pass")
# Whose right digits are counted in a sentence.
_COUNTED = ("bn_core", "textbook")
# How the classes begin of what follows the slider.
FOLLOWED = "digits"
# Of a value of a few units a float32 has so many decimals, which with the digit before them are all its digits.
DECIMALS = 6
# Of float32, where nothing is wrong.
_ALL_DECIMALS = 7
_WIDTH = 3.5
_DASHES = {"one_pass": "dot"}
# Of the means, each the next stop of the slider, every fourth has its number: more have no room side by side on a phone.
_EVERY = 4
# So many of the means, 0 and 1, are such as activations usually have.
USUAL = 2
# At which stop, on which side of its line, and how far beside and above, a name has room. Lines that coincide have that of the
# first of them, which beside a class has hardly any below the line above it.
_NAMED = {
    "bn_core": (-1, "right", "bottom", 0, 8),
    "scikit_learn": (10, "left", "bottom", 0, 1),
    "one_pass": (5, "left", "bottom", 8, 3),
}
_ELSE_NAMED = -1, "right", "bottom", 0, 1
# Closer than their widths, in decimals, at every mean.
_COINCIDE = 0.1


class Digits(NamedTuple):
    """A value as it is written: the digits that are those of the exact one, and from the first on that is not."""

    right: str
    wrong: str

    @property
    def digits_right(self) -> int:
        """How many digits are right."""
        return sum(map(str.isdigit, self.right))


def written(value: float) -> str:
    """Write a value with all decimals that it has, or that it is no number."""
    return signed(f"{value:.{DECIMALS}f}") if isfinite(value) else "NaN"


def compared(value: float, exact: float) -> Digits:
    """Return the digits of a value beside the exact one's."""
    text = written(value)
    same = shared_start(text, written(exact))
    return Digits(text[:same], text[same:])


def _decimals(error: float) -> float:
    """Return how many decimals of a number an error leaves right, and the share of the next: none where there is no number."""
    if isnan(error):
        return 0.0
    return min(max(-log10(2 * error), 0.0), _ALL_DECIMALS) if error else _ALL_DECIMALS


def texts(around: Around, mean: float, names: Iterable[str] = ()) -> dict[str, str]:
    """Return what follows the slider, at one of its stops; of those `names` whose value is awaited, an ellipsis."""
    said = {"mean": f"{mean:,.0f}", "exact": written(around.exact), "all": str(compared(around.exact, around.exact).digits_right)}
    for name in names:
        said |= {name: "…", f"{name}_same": "…", f"{name}_rest": ""}
    for name, value in around.values.items():
        of = compared(value, around.exact)
        said |= {name: of.right + of.wrong, f"{name}_same": of.right, f"{name}_rest": of.wrong}
        if name in _COUNTED:
            said[f"{name}_right"] = str(of.digits_right)
    return said


def _error(error: float) -> str:
    return "NaN" if isnan(error) else size_spoken(error)


def spoken(titles: Mapping[str, str]) -> str:
    """Return what is said of the digits, each value by its name in braces."""
    rows = "; ".join(f"{title}: {{{name}}}" for name, title in titles.items())
    return _("One value around a mean of {mean}, exactly {exact}. {rows}").format(mean="{mean}", exact="{exact}", rows=rows)


def places() -> str:
    """Return the places of the digits and, beside them, of the lines, as HTML."""
    return f'<div class="digits-and-lines">{place_of_words("digits")}{place_of("chart_errors", HEIGHT)}</div>'


def table(titles: Mapping[str, str], said: Mapping[str, str]) -> str:
    """Return the value as each has it as HTML, digit below digit."""
    followed = {name: f'class="{FOLLOWED}-{name}"' for name in said}
    rows = [f"<tr><th scope='row'>{_('exact')}</th><td><code {followed['exact']}>{said['exact']}</code></td></tr>"]
    rows += [
        f"<tr><th scope='row'>{swatch(WITNESSES[name])} {title}</th><td><code>"
        f"<span {followed[f'{name}_same']}>{said[f'{name}_same']}</span><b {followed[f'{name}_rest']}>{said[f'{name}_rest']}</b>"
        "</code></td></tr>"
        for name, title in titles.items()
    ]
    return f'<table class="readings right-digits" style="--wrong:{DIFFERENCE}"><tbody>{"".join(rows)}</tbody></table>'


def verdict(said: Mapping[str, str]) -> str:
    """Say as HTML how many digits are right, where most are and in the formula that everybody writes."""
    bold = {
        name: f'<b class="{FOLLOWED}-{name}">{said[name]}</b>'
        for name in ("mean", *(f"{name}_right" for name in _COUNTED), "all")
    }
    sentence = _("At a mean of {mean} bn_core has {ours} of {all} digits right, NumPy {theirs}.").format(
        mean=bold["mean"], ours=bold["bn_core_right"], all=bold["all"], theirs=bold["textbook_right"]
    )
    return f'<p class="lead">{sentence}</p>'


def lines_figure(arounds: Sequence[Around], means: Sequence[float], titles: Mapping[str, str], stop: int) -> Figure:
    """Draw how many decimals each leaves right of all values over the means, as far apart as the stops of their slider."""
    places, named = list(range(len(means))), [f"{mean:,.0f}" for mean in means]
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": shown,
            "x": places,
            "y": few_digits([_decimals(around.errors[name]) for around in arounds]),
            "text": [f"{mean}: ±\u2009{_error(around.errors[name])}" for mean, around in zip(named, arounds, strict=True)],
            "line": {"color": WITNESSES[name], "width": _WIDTH, "dash": _DASHES.get(name, "solid")},
            "hovertemplate": f"<b>{shown}</b><br>%{{text}}<extra></extra>",
            "cliponaxis": False,
        }
        for name, shown in titles.items()
    ]
    # Of lines that lie on one another the first is drawn: in several colours they look like one that is none of theirs.
    for group in _coinciding(lines, titles):
        for _of, line in group[1:]:
            line["opacity"] = 0
    cursor = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": stop, "x1": stop, "line": {"color": GREY, "width": 3}}
    x_axis = {
        "range": [-0.3, len(means) - 0.7],
        "tickvals": places[1::_EVERY],
        "ticktext": named[1::_EVERY],
        "title": title(_("mean of the data (shaded: usual activations)")),
    }
    y_axis = {"range": [-0.4, _ALL_DECIMALS + 0.2], "tickvals": [0, 2, 4, 6], "title": title(_("decimals right"))}
    looks = {**AXIS, "tickangle": 0, "tickfont": {"size": 16}}
    usual = {"type": "rect", "layer": "below", "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}}
    usual |= {"x0": -0.3, "x1": USUAL - 0.5, "fillcolor": faint(GREY, 0.18)}
    return drawing(
        lines,
        layout(
            HEIGHT,
            left=26,
            right=30,
            xaxis={**looks, **x_axis},
            yaxis={**looks, **y_axis, "gridcolor": faint(GREY, 0.15)},
            shapes=[cursor, usual],
            annotations=_names(lines, titles),
        ),
    )


def _coinciding(lines: Sequence[dict[str, Any]], titles: Mapping[str, str]) -> list[list[tuple[str, dict[str, Any]]]]:
    """Return the lines with the names of who made them, those that coincide together."""
    groups: list[list[tuple[str, dict[str, Any]]]] = []
    for name, line in zip(titles, lines, strict=True):
        alike = (of for of in groups if all(abs(a - b) < _COINCIDE for a, b in zip(of[0][1]["y"], line["y"], strict=True)))
        group = next(alike, None)
        if group is None:
            groups.append([(name, line)])
        else:
            group.append((name, line))
    return groups


def _names(lines: Sequence[dict[str, Any]], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the names of the lines as annotations, one for those that coincide."""
    annotations = []
    for group in _coinciding(lines, titles):
        (name, line), shown = group[0], [of["name"] for _name, of in group]
        stop, x_anchor, y_anchor, beside, above = _NAMED.get(name, _ELSE_NAMED)
        # Of many the first stands above the others: in one row they have no room.
        text = " =<br>".join(filter(None, [shown[0], " = ".join(shown[1:])]))
        at = {
            "x": line["x"][stop],
            "y": line["y"][stop],
            "xanchor": x_anchor,
            "yanchor": y_anchor,
            "xshift": beside,
            "yshift": above,
            "align": "right",
        }
        shade = line["line"]["color"]
        ink = {} if shade == GREY else {"color": shade}  # grey is for marks: what is written has the colour of the page's text
        annotations.append({**ON_LINES, **at, "text": text, "font": {"size": 16, **ink}})
    return annotations
