"""Two examples: the kurtosis of the study note's images, and two tests on one scale."""

from __future__ import annotations

import bn_core
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent
from bn_view.words.numbers import number, signed
from bn_view.words.readout import paragraphs
from pages.linear_map.charts import histogram
from pages.linear_map.sentences import numbers
from pages.linear_map.values import DEVIATIONS, MEANS, results_of_two_tests
from witnesses import article


def kurtosis_of_the_note() -> str:
    """Return the kurtosis of the note's images after one map and after one map for each position, as HTML."""
    steps = article.steps()
    rows = {
        _("Before"): steps["data"],
        _("Standardization, one map for all"): bn_core.standardize(steps["data"]),
        _("Min-max scaling per pixel position"): steps["min_max"],
        _("Standardization per pixel position"): steps["standardized"],
    }
    sentence = _("{name}: kurtosis <b>{kurtosis}</b>, excess kurtosis {excess}")
    excess = {name: bn_core.summary(values).excess_kurtosis for name, values in rows.items()}
    # A list, not a table, which would be wider than a phone.
    lines = [sentence.format(name=name, kurtosis=f"{e + 3:.5f}", excess=signed(f"{e:.5f}")) for name, e in excess.items()]
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


def titles_of_two_tests() -> dict[str, str]:
    """Return the title of each chart of the two tests, by its name."""
    return {"tests_before": _("Before standardizing"), "tests_after": _("After standardizing")}


def two_tests() -> tuple[list[Sent], dict[str, str]]:
    """Return charts and words of two normal distributions before and after: what standardization is good for."""
    points = results_of_two_tests()
    first, second = bn_core.batch_norm_inference([[70.0, 80.0]], MEANS, DEVIATIONS**2, epsilon=0.0)[0].tolist()
    sentence = _(
        "70 points in a test with mean 60 and std 5 (filled), or 80 points in one with mean 70 and std 10 (line): which is "
        "better? Standardized they are <b>{first}</b> and <b>{second}</b>: each map is a line, and both tests now have one "
        "scale."
    )
    charts, words = [], {"two_tests": paragraphs(sentence.format(first=number(first), second=number(second)))}
    stages = points, bn_core.standardize(points, axis=0)
    for (name, title), values in zip(titles_of_two_tests().items(), stages, strict=True):
        summary = bn_core.summary(values[:, 0])
        charts.append(histogram(name, title, values[:, 0], summary, colours.BEFORE, values[:, 1]))
        words[f"numbers_{name}"] = numbers(name, summary)
    return charts, words
