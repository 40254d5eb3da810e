"""Beliefs: what learners get wrong. Predict, run the experiment, see what happens and why."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from bn_view.state.language import _
from bn_view.widgets import controls
from bn_view.widgets.ask import ask, missing_sentence, tensorflow_is_installed
from bn_view.widgets.chart import draw_chart
from bn_view.words.table import table
from pages.beliefs.all import beliefs
from pages.beliefs.belief import Belief, Chart, Rows
from pages.beliefs.figure import curves_figure

UNTOUCHED, PREDICTED, RIGHT, WRONG, SHOWN = "", "…", "✓", "✗", "–"


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    st.markdown(f"## {_('Beliefs')}")
    controls.warn_of_refused()
    every = beliefs()
    _list(every)
    belief = every[st.session_state.belief]
    with st.container(key="claim"):
        st.markdown(f"### “{belief.claim}”")
    if belief.number in _answered():
        _answer(belief)
    else:
        _prediction(belief)
    st.markdown(_("Where it shows: {sources}").format(sources=_sources(belief)))
    _neighbours(list(every), belief.number)
    controls.write_address()


def _predictions() -> dict[int, str]:
    """Return what was predicted this session: the verdict by the belief's number."""
    return st.session_state.setdefault("predictions", {})  # type: ignore[no-any-return]


def _answered() -> set[int]:
    """Return the beliefs whose answer was shown this session."""
    return st.session_state.setdefault("answered", set())  # type: ignore[no-any-return]


def _mark(belief: Belief) -> str:
    predicted = _predictions().get(belief.number)
    if belief.number not in _answered():
        return PREDICTED if predicted else UNTOUCHED
    return SHOWN if predicted is None else RIGHT if predicted == belief.verdict else WRONG


def _list(every: dict[int, Belief]) -> None:
    """Draw how far one has come, and the beliefs to choose from with a mark on each."""
    marks = {number: _mark(belief) for number, belief in every.items()}
    st.markdown(
        _("Predict, then run the experiment. Predicted **{predicted}** of {all}, **{right}** right").format(
            predicted=len(_predictions()), all=len(every), right=list(marks.values()).count(RIGHT)
        )
    )
    st.pills(
        _("Belief"),
        list(every),
        key="belief",
        format_func=lambda number: f"{number} {marks[number]}".strip(),
        required=True,
        label_visibility="collapsed",
    )


def _verdicts() -> dict[str, str]:
    return {"true": _("True"), "false": _("False"), "depends": _("It depends")}


def _prediction(belief: Belief) -> None:
    """Draw the three predictions, and Run, which waits for one of them."""
    predicted = _predictions().get(belief.number)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="prediction"):
        for key, (verdict, word) in zip("123", _verdicts().items(), strict=True):
            st.button(
                word,
                key=f"predict_{verdict}",
                type="primary" if predicted == verdict else "secondary",
                shortcut=key,
                on_click=_setter(_predictions(), belief.number, verdict),
            )
    with st.container(horizontal=True, gap="small", key="run_or_show"):
        add = _answered().add
        st.button(
            _("Run"),
            key="run_belief",
            type="primary",
            disabled=predicted is None,
            shortcut="4",
            on_click=add,
            args=(belief.number,),
            help=None if predicted else _("Predict first."),
        )
        st.button(_("Show me"), key="show_belief", type="tertiary", on_click=add, args=(belief.number,))


def _setter(predictions: dict[int, str], number: int, verdict: str) -> Callable[[], None]:
    def predict() -> None:
        predictions[number] = verdict

    return predict


def _answer(belief: Belief) -> None:
    """Run the experiment now and draw what it gives."""
    with st.container(key="answer"):
        st.markdown(f"#### {_verdict_sentence(belief)}")
        outcome = belief.run()
        st.markdown(outcome.said)  # before Keras is asked, which may take a moment
        rows = [*outcome.rows, *_witness_rows(belief)]
        shown = table(outcome.head, rows) if rows else ""
        if outcome.chart is None:
            st.markdown(shown)
        else:
            left, right = st.columns(2, gap="large")
            with left:
                _chart(outcome.chart, outcome.said)
            right.markdown(shown)
        st.markdown(f"**{_('Why')}** {belief.why}")
        if belief.link is not None:
            st.markdown(
                _("See it move: [{page}]({address})").format(
                    page=belief.link.title, address=controls.link(belief.link.page, belief.link.settings)
                )
            )


def _verdict_sentence(belief: Belief) -> str:
    words = _verdicts()
    predicted, verdict = _predictions().get(belief.number), words[belief.verdict]
    if predicted is None:
        return verdict
    if predicted == belief.verdict:
        return _("✓ {verdict}, as you predicted").format(verdict=verdict)
    return _("✗ {verdict}. You predicted: {predicted}").format(verdict=verdict, predicted=words[predicted])


def _witness_rows(belief: Belief) -> Rows:
    """Ask Keras, where the belief is about what Keras does and TensorFlow is there to be asked."""
    if belief.witness is None:
        return []
    if not tensorflow_is_installed():
        st.info(missing_sentence())
        return []
    answer = ask(belief.witness.ask)
    return [] if answer is None else belief.witness.rows(answer)


def _chart(chart: Chart, said: str) -> None:
    draw_chart(
        curves_figure(chart.curves, x=chart.x, y=chart.y, log_x=chart.log_x, log_y=chart.log_y),
        key="chart_belief",
        alt=said.replace("**", "").replace("`", ""),
    )


def _neighbours(numbers: list[int], number: int) -> None:
    """Draw the way to the belief before and to the one behind."""
    at = numbers.index(number)

    def go_to(index: int) -> None:
        st.session_state.belief = numbers[index]

    with st.container(horizontal=True, gap="small", key="neighbours"):
        st.button(_("Previous"), key="previous_belief", shortcut="Left", disabled=at == 0, on_click=go_to, args=(at - 1,))
        last = at == len(numbers) - 1
        st.button(_("Next"), key="next_belief", shortcut="Right", disabled=last, on_click=go_to, args=(at + 1,))


def _sources(belief: Belief) -> str:
    return ", ".join(s.name if s.address is None else f"[{s.name}]({s.address})" for s in belief.sources)
