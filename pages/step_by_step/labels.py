"""What stands beside the rows: what is done to all values there, large, and below it the number with which it is done."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.words.numbers import number
from pages.step_by_step.way import Way


def row_numbers(way: Way, affine: Affine) -> list[str]:
    """Return the number of each row; the rows of gamma and beta say so where they leave the values as they are."""
    (root,) = roots(way.variance, [affine.epsilon])
    moved = (_said(value, label) for value, label in zip((affine.gamma, affine.beta), moved_labels().values(), strict=True))
    return [_("the values"), f"μ = {number(way.mean)}", root, *moved]


def roots(variance: float, epsilons: Iterable[float]) -> list[str]:
    """Return what the values are divided by, for each epsilon."""
    return [f"= {number(math.sqrt(variance + epsilon))}" for epsilon in epsilons]


def units(variance: float, epsilons: Iterable[float]) -> list[str]:
    """Return what the axis of the normalized values says of its unit, for each epsilon."""
    said = _("normalized: 1 stands for {root} units of the data")
    return [said.format(root=number(math.sqrt(variance + epsilon))) for epsilon in epsilons]


def moved_labels() -> dict[int, dict[str, Any]]:
    """Return the numbers that gamma and beta are, by their row, as a part of a motion, which says where one is neutral."""
    return {
        3: {"plusGamma": 1.0, "neutral": 1.0, "same": _("γ = 1: the same"), "text": "γ = {}"},
        4: {"plusBeta": 1.0, "neutral": 0.0, "same": _("β = 0: the same"), "text": "β = {}"},
    }


def _said(value: float, label: dict[str, Any]) -> str:
    said: str = label["same"] if value == label["neutral"] else label["text"].format(number(value))
    return said
