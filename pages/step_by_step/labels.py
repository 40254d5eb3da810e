"""What stands beside the rows: in a word what becomes of all values there, and below it by which gamma and beta."""

from __future__ import annotations

from typing import Any

from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.words.numbers import number
from bn_view.words.readout import meanings_of_steps
from pages.step_by_step.settings import PHASES


def row_formulas(affine: Affine) -> list[str]:
    """Return the formula of each row; the rows of gamma and beta say so where they leave the values as they are."""
    of_row = {row: _said(value, moved_labels()[row]) for row, value in ((3, affine.gamma), (4, affine.beta))}
    return [of_row.get(row, phase.symbols) for row, phase in enumerate(PHASES)]


def row_words() -> list[str]:
    """Return what becomes of all values in each row."""
    return list(meanings_of_steps().values())


def moved_labels() -> dict[int, dict[str, Any]]:
    """Return the formulas that a slider moves, by their row, as a part of a motion: its number, but where it is neutral."""
    return {
        3: {"plusGamma": 1.0, "neutral": 1.0, "same": _("γ = 1: the same"), "text": "× γ = {}"},
        4: {"plusBeta": 1.0, "neutral": 0.0, "same": _("β = 0: the same"), "text": "+ β = {}"},
    }


def _said(value: float, label: dict[str, Any]) -> str:
    said: str = label["same"] if value == label["neutral"] else label["text"].format(number(value))
    return said
