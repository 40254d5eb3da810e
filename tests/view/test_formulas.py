"""The formulas of a value say `bn_core`'s numbers, to the digits they show."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import AXES, EPSILONS
from pages.step_by_step.formulas import decimal, moved_numbers, trace_formulas


def random_states(count, seed=0):
    """Return states of the page as a link would name them."""
    draw = np.random.default_rng(seed)
    for _ in range(count):
        images, height, width, channels = (*draw.integers(2, 40, 3), draw.choice([1, 3]))
        batch_size = min(int(draw.integers(2, 40)), int(images))
        yield {
            "seed": int(draw.integers(2**32)),
            "images": int(images),
            "height": int(height),
            "width": int(width),
            "channels": int(channels),
            "batch_size": batch_size,
            "grouping": str(draw.choice(list(AXES))),
            "gamma": round(float(draw.uniform(-3, 3)), 2),
            "beta": round(float(draw.uniform(-5, 5)), 2),
            "epsilon": float(draw.choice(EPSILONS)),
            "pixel_image": int(draw.integers(batch_size)),
            "pixel_row": int(draw.integers(height)),
            "pixel_column": int(draw.integers(width)),
            "pixel_channel": int(draw.integers(channels)),
        }


def as_shown(markdown, words):
    """Return the five formulas as they stand on the page, with the numbers that come by themselves, in LaTeX's signs."""
    names = ("mean", "centred", "variance", "normalized", "output")
    symbols = dict(zip(names, re.findall(r"\$\$\n(.*)\n\$\$", markdown), strict=True))
    for name in ("normalized", "output"):
        symbols[name] += re.sub("(·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", power_of_ten, words[name].replace("−", "-"))
    return symbols


def power_of_ten(found):
    raised = found[2].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return (r"\cdot " if found[1] else "") + f"10^{{{raised}}}"


def formulas_of(trace, epsilon):
    return as_shown(trace_formulas(trace), moved_numbers(trace, epsilon))


def result(formula):
    """Return the number at the end of a formula."""
    ((latex, html),) = re.findall(r"\\mathbf\{(.*)\} \\end|<b>(.*)</b>", formula)
    mantissa, _, power = (latex or html).partition(r"\cdot 10^{")
    return float(f"{mantissa}e{power.rstrip('}') or 0}")


def assert_formulas_say(formulas, state):
    """Compare with `batch_norm` of the whole mini-batch, which knows nothing of one value's trace."""
    images = bn_core.random_images(*(state[name] for name in ("seed", "images", "height", "width", "channels")))
    x, axes = images[: state["batch_size"]], AXES[state["grouping"]]
    index = tuple(state[f"pixel_{part}"] for part in ("image", "row", "column", "channel"))
    whole = bn_core.batch_norm(x, state["gamma"], state["beta"], axis=axes, epsilon=state["epsilon"])
    of_group = tuple(0 if a in axes else i for a, i in enumerate(index))
    mean, variance = whole.mean[of_group], whole.variance[of_group]
    normalized = bn_core.batch_norm(x, axis=axes, epsilon=state["epsilon"]).output[index]
    expected = {
        "mean": mean,
        "centred": x[index] - mean,
        "variance": variance,
        "normalized": normalized,
        "output": whole.output[index],
    }
    assert list(formulas) == list(expected)
    for name, value in expected.items():
        shown = result(formulas[name])
        # To the digits shown: half of the last of four decimals, or of five significant digits.
        assert shown == pytest.approx(value, abs=0.5000001 * 10.0 ** (-4 if abs(shown) >= 1e-3 or shown == 0 else -7)), name
    assert rf"{{{x.size // whole.mean.size}}}" in formulas["mean"]
    assert f"{decimal(x[index])}-" in formulas["centred"]
    assert decimal(variance) in formulas["normalized"]
    assert decimal(normalized) in formulas["output"]


@pytest.mark.parametrize("state", list(random_states(30)), ids=lambda state: f"{state['seed']}-{state['grouping']}")
def test_the_numbers_in_the_formulas_are_those_of_batch_norm(state):
    images = bn_core.random_images(*(state[name] for name in ("seed", "images", "height", "width", "channels")))
    followed = bn_core.trace(
        images[: state["batch_size"]],
        tuple(state[f"pixel_{part}"] for part in ("image", "row", "column", "channel")),
        state["gamma"],
        state["beta"],
        axis=AXES[state["grouping"]],
        epsilon=state["epsilon"],
    )
    assert_formulas_say(formulas_of(followed, state["epsilon"]), state)


def test_a_group_of_three_by_hand():
    formulas = formulas_of(bn_core.trace([1.0, -2.0, 7.0], (1,), -2.0, -1.0, axis=0, epsilon=1e-8), 1e-8)
    assert r"\tfrac{1}{3}\bigl(1.0000+\dots+7.0000\bigr)" in formulas["mean"]
    assert r"-2.0000-2.0000" in formulas["centred"]
    assert r"\tfrac{1}{3}\bigl((-1.0000)^2+\dots+(5.0000)^2\bigr)" in formulas["variance"]
    assert '<span>-4.0000</span><span>√<span class="root">14.0000 + 10^{-8}</span></span>' in formulas["normalized"]
    assert "(-2) · (-1.0690) + (-1)" in formulas["output"]
    assert result(formulas["output"]) == 1.1381


@pytest.mark.parametrize(("count", "sum_"), [(1, "(5.0000"), (2, "(5.0000+5.0000"), (4, r"(5.0000+\dots+5.0000")])
def test_a_sum_writes_no_dots_that_stand_for_nothing(count, sum_):
    assert sum_ in trace_formulas(bn_core.trace([5.0] * count, (0,), axis=0))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.23456, "1.2346"),
        (-0.5, "-0.5000"),
        (0, "0.0000"),
        (-1e-15, "0.0000"),
        (1.2e-5, r"1.2000\cdot 10^{-5}"),
        (1e-8, "10^{-8}"),
    ],
)
def test_four_decimals_unless_they_would_hide_the_number(value, written):
    assert decimal(value) == written
