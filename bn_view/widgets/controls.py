"""A widget for each kind of setting: the setting gives label, range and key, the widget gives back its value."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, TypeVar

import streamlit as st

from bn_view.data.mini_batch import Affine
from bn_view.state.language import LANGUAGES, _
from bn_view.state.session import get, key_of, put
from bn_view.state.settings import Choice, Real, Stops, Switch, Whole
from bn_view.words.numbers import short
from bn_view.words.readout import folded_answer

Word = TypeVar("Word", int, str)
Width = int | Literal["stretch"]
LabelVisibility = Literal["visible", "hidden", "collapsed"]


def number_box(
    setting: Whole, label: str = "", *, least: int | None = None, most: int | None = None, width: Width = "stretch"
) -> int:
    """Draw a box for a whole number, with the setting's own label and ends where no others are given.

    What is none is answered with a sentence, and the number before it stays.
    """
    first, last = setting.least if least is None else least, setting.most if most is None else most
    # A box for whole numbers alone would cut 1e3 to 1, and one with a default would put it where nothing is typed.
    st.number_input(
        label or _(setting.label),
        float(first),
        float(last),
        value=None,
        step=1.0,
        format="%.0f",
        key=key_of(setting),
        help=_(setting.help) if setting.help else None,
        width=width,
        on_change=_take_typed,
        args=(setting, get(setting)),
    )
    if st.session_state.get("not_whole") == setting.name:
        st.session_state.not_whole = None
        sentence = _("A whole number from {first} to {last}, please: {kept} stays.")
        st.warning(sentence.format(first=first, last=last, kept=get(setting)))
    return get(setting)


def _take_typed(setting: Whole, before: int) -> None:
    typed: float | None = st.session_state[setting.name]
    if typed is None or not typed.is_integer():
        put(setting, before)
        st.session_state.not_whole = setting.name


def index_box(setting: Whole, count: int) -> int:
    """Draw a box for an index below `count`."""
    return number_box(setting, least=0, most=count - 1)


def clamp_index(setting: Whole, count: int) -> bool:
    """Hold an index below `count`; return whether somebody had asked for a larger one.

    A larger one becomes the last, or the middle where it is only the default.
    """
    asked = get(setting)
    if asked < count:
        return False
    put(setting, count // 2 if asked == setting.default else count - 1)
    return asked != setting.default


def whole_slider(setting: Whole, *, most: int | None = None) -> int:
    """Draw a slider for a whole number; `most` where there are fewer than the setting allows."""
    last = setting.most if most is None else most
    key = key_of(setting, has_other_ends=most is not None)
    return st.slider(_(setting.label), setting.least, last, min(setting.default, last), key=key)


def slider(setting: Real, *, on_change: Callable[[], None] | None = None) -> float:
    """Draw a slider for a number."""
    ends = setting.least, setting.most, setting.default
    return st.slider(_(setting.label), *ends, step=setting.step, key=key_of(setting), on_change=on_change)


def stops_slider(
    setting: Stops,
    format_func: Callable[[float], str] = short,
    *,
    label: str = "",
    disabled: bool = False,
    on_change: Callable[[], None] | None = None,
) -> float:
    """Draw a slider with stops, with the setting's own label where no other is given."""
    return st.select_slider(
        label or _(setting.label),
        setting.stops,
        setting.default,
        key=key_of(setting),
        format_func=format_func,
        disabled=disabled,
        on_change=on_change,
    )


def choice(
    setting: Choice[Word], label_visibility: LabelVisibility = "visible", *, width: Width | Literal["content"] = "content"
) -> Word:
    """Draw a button for each word."""
    titles = _titles(setting)
    st.segmented_control(
        _(setting.label),
        list(titles),
        key=key_of(setting),
        format_func=titles.__getitem__,
        required=True,
        label_visibility=label_visibility,
        width=width,
    )
    return get(setting)


def radio(setting: Choice[str]) -> str:
    """Draw a line for each word."""
    titles = _titles(setting)
    return st.radio(_(setting.label), list(titles), key=key_of(setting), format_func=titles.__getitem__)


def toggle(setting: Switch) -> bool:
    """Draw a switch."""
    return st.toggle(_(setting.label), key=key_of(setting))


def affine_sliders(variance: float) -> Affine:
    """Draw gamma, beta and epsilon."""
    gamma, beta, epsilon = (draw() for draw in each_of_affine(variance))
    return Affine(gamma=gamma, beta=beta, epsilon=epsilon)


def each_of_affine(variance: float) -> tuple[Callable[[], float], ...]:
    """Return what draws gamma, what draws beta, and what draws epsilon."""
    return partial(slider, Affine.gamma), partial(slider, Affine.beta), partial(epsilon_slider, variance)


def epsilon_slider(variance: float, *, disabled: bool = False) -> float:
    """Draw epsilon, whose label says how large the variance is that it is added to."""
    return stops_slider(Affine.epsilon, label=_epsilon_label(variance), disabled=disabled)


def _epsilon_label(variance: float) -> str:
    """Return the label of epsilon: beside a variance that is much larger it moves hardly anything."""
    if variance == 0:
        return _(Affine.epsilon.label)
    return _("ε epsilon: added to σ² ≈ {variance}").format(variance=short(variance))


def answer(text: str, more: str = "") -> None:
    """Write an answer folded away, so that one can find it out first, and below it `more` as HTML."""
    st.html(folded_answer(text, more))


def language_picker() -> None:
    """Draw the choice of language."""
    st.segmented_control(
        _("Language"), list(LANGUAGES), key="lang", format_func=LANGUAGES.__getitem__, label_visibility="collapsed", required=True
    )


def _titles(setting: Choice[Word]) -> dict[Word, str]:
    return {word: _(title) for word, title in setting.titles.items()}
