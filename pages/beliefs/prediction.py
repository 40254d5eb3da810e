"""Before the answer: the three predictions, and Run."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from pages.beliefs.belief import VERDICTS
from pages.beliefs.predicting import teaches
from pages.beliefs.progress import Progress, predict, show_answer


def draw_prediction(progress: Progress, number: int) -> None:
    """Draw the three predictions, and Run, which waits for one of them but where the class is asked and not the teacher."""
    predicted = progress.predictions.get(number)
    with st.container(key="prediction"):
        for key, (verdict, word) in zip("123", VERDICTS.items(), strict=True):
            st.button(
                _(word),
                key=f"predict_{verdict}",
                type="primary" if predicted == verdict else "secondary",
                width="stretch",
                shortcut=key,
                on_click=predict,
                args=(number, verdict),
            )
        may_run = predicted is not None or teaches()
        st.button(
            _("Run"),
            key="run_belief",
            type="primary",
            disabled=not may_run,
            width="stretch",
            shortcut="4",
            on_click=show_answer,
            args=(number,),
            help=None if may_run else _("Predict first."),
        )
        st.button(_("Answer"), "show_belief", type="tertiary", width="stretch", on_click=show_answer, args=(number,))
