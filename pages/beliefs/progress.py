"""How far the session has come: what was predicted, and whose answer is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from pages.beliefs.all import BELIEFS
from pages.beliefs.belief import Verdict

UNTOUCHED, PREDICTED, RIGHT, WRONG, SHOWN = "", "…", "✓", "✗", "–"


@dataclass
class Progress:
    """The predictions by the belief's number, and the numbers of the beliefs whose answer is shown."""

    predictions: dict[int, Verdict] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)

    def mark(self, number: int) -> str:
        """Return the sign that stands beside the number of a belief."""
        predicted = self.predictions.get(number)
        if number not in self.answered:
            return PREDICTED if predicted else UNTOUCHED
        return SHOWN if predicted is None else RIGHT if predicted == BELIEFS[number].verdict else WRONG


def present_progress() -> Progress:
    """Return the progress of this session."""
    progress: Progress = st.session_state.setdefault("progress", Progress())
    return progress
