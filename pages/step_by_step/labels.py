"""What the small words beside the rows say: what becomes of all values there, with gamma and beta as they stand."""

from __future__ import annotations

from typing import Any

from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.words.numbers import signed
from bn_view.words.readout import meanings_of_steps


def row_labels(affine: Affine) -> list[str]:
    """Return the words of each row; the rows of gamma and beta say so where they leave the values as they are."""
    of_row = {row: _said(affine.values[label["slider"]], label) for row, label in moved_labels().items()}
    return [of_row.get(row, meaning) for row, meaning in enumerate(meanings_of_steps().values())]


def moved_labels() -> dict[int, dict[str, Any]]:
    """Return the words that a slider moves, by their row: at its neutral place, and with its number in braces elsewhere."""
    return {
        3: {"slider": Affine.gamma.name, "neutral": 1.0, "same": _("γ = 1: the same"), "other": "γ = {}"},
        4: {"slider": Affine.beta.name, "neutral": 0.0, "same": _("β = 0: the same"), "other": "β = {}"},
    }


def _said(value: Any, label: dict[str, Any]) -> str:
    said: str = label["same"] if value == label["neutral"] else label["other"].format(signed(f"{value:.2f}"))
    return said
