"""The widgets, each with its setting's name as key, so that session state, address and page agree."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from bn_view.data.batches import batch_count, image_count
from bn_view.state import address
from bn_view.state.language import LANGUAGES, _, browser_language, start_language
from bn_view.state.settings import DEFAULTS, LAB_DEFAULTS, PRESETS, SETTINGS, Choice, Real, Step, Value, Whole
from bn_view.words.numbers import short

LabelVisibility = Literal["visible", "hidden", "collapsed"]


def start_session() -> None:
    """Take language and settings from the address, once a session; remember what could not be used."""
    unknown_language = start_language()
    if "refused" in st.session_state:
        return
    values, refused = address.read(st.query_params)
    if unknown_language is not None:
        refused["lang"] = unknown_language
    st.session_state.refused, st.session_state.at_start = refused, {**values, "lang": st.session_state.lang}
    st.session_state.update(values)


def keep_settings() -> None:
    """Hold the settings through a visit to another page, where their widgets are not drawn and would be forgotten."""
    for name, default in DEFAULTS.items():
        st.session_state[name] = st.session_state.get(name, default)


def settings() -> dict[str, Value]:
    """Return the settings as they stand, with the last mini-batch where there are not as many as asked for."""
    values = {name: st.session_state[name] for name in SETTINGS}
    return {**values, "batch": min(values["batch"], batch_count(values))}


def write_address() -> None:
    """Make the address recreate what is on screen. Writing sends a message, so only what changed is written."""
    wanted = address.parameters(settings())
    present = st.query_params.to_dict()
    # A link that names the language keeps it: one address less for the Back button to go through.
    if "lang" in present or st.session_state.lang != browser_language() or st.session_state.lang != "en":
        wanted["lang"] = st.session_state.lang
    others = {name: text for name, text in present.items() if name not in SETTINGS and name not in ("lang", "preset")}
    if present != {**others, **wanted}:
        st.query_params.from_dict({**others, **wanted})


def link(page: str, wanted: Mapping[str, Value]) -> str:
    """Return a relative link to a page (its file's name, "" for the lab) in a state, in this session's language and mode."""
    mode = {name: st.session_state[name] for name in ("teacher", "presenter")}
    return address.link(page, {**mode, **wanted}, st.session_state.lang)


def answer(text: str) -> None:
    """Write what the class should find out by itself: a presenter sees it when asked for."""
    if st.session_state.presenter:
        with st.expander(_("Answer")):
            st.markdown(text)
    else:
        st.markdown(text)


def warn_of_refused() -> None:
    """Say in one sentence which parameters of the address could not be used."""
    start = st.session_state.at_start
    # What somebody has set since is no longer the link's.
    present = {name: st.session_state.get(name) for name in start}
    refused = {
        name: text
        for name, text in st.session_state.refused.items()
        if (present == start if name == "preset" else present[name] == start[name])
    }
    if not refused:
        return
    listed = ", ".join(f"`{name}={' '.join(text.split())[:40].replace('`', '')}`" for name, text in refused.items())
    st.warning(_("These values of the link are not possible and were left out: {listed}").format(listed=listed))


def language_picker() -> None:
    """Draw the choice of language."""
    st.segmented_control(
        "Language · 언어",
        list(LANGUAGES),
        key="lang",
        format_func=LANGUAGES.__getitem__,
        label_visibility="collapsed",
        required=True,
    )


def sidebar(*, with_grouping: bool = True) -> None:
    """Draw what the mini-batch is made of beside the page; without the grouping where the page has it in its midst."""
    with st.sidebar:
        st.subheader(_("Data"))
        _data_controls()
        st.subheader(_("Mini-batch"))
        _batch_controls()
        if with_grouping:
            grouping()


def _data_controls() -> None:
    if choice("data", _("Images"), {"random": _("Random"), "digits": _("Digits")}) == "digits":
        st.markdown(_("1,797 real images of 8×8, from scikit-learn"))
        return
    seed, new_seed = st.columns([3, 2], vertical_alignment="bottom")
    with seed:
        whole("seed", _("Seed"))
    new_seed.button(_("New seed"), on_click=_draw_seed, width="stretch")
    whole("images", _("Number of images"))
    height, width = st.columns(2)
    with height:
        whole("height", _("Height"))
    with width:
        whole("width", _("Width"))
    choice("channels", _("Channels"), {"1": "1", "3": "3"})
    spread, shift = st.columns(2)
    with spread:
        whole("spread", _("Spread"), help=_("Each image's noise is multiplied by a whole number below this."))
    with shift:
        whole("shift", _("Shift"), help=_("To each image a whole number below this is added."))


def _batch_controls() -> None:
    count = batch_count(settings())
    beyond = st.session_state.batch > count
    st.session_state.batch = settings()["batch"]
    st.number_input(_("Which mini-batch (of {count})").format(count=count), 1, count, key="batch")
    if beyond:
        st.warning(_("The last mini-batch is number {count}: it is shown.").format(count=count))


def grouping() -> str:
    """Draw the choice of which values share a mean and a variance; return it."""
    words = {
        "position": _("per pixel position (the note)"),
        "channel": _("per channel (framework layers)"),
        "all": _("all values together"),
    }
    st.radio(_("One mean and variance"), list(words), key="grouping", format_func=words.__getitem__)
    return str(st.session_state.grouping)


def batch_size_slider() -> None:
    """Draw the slider of the batch size, and a sentence where there are not as many images."""
    whole_slider("batch_size", _("Batch size"))
    total = image_count(settings())
    if st.session_state.batch_size > total:
        st.warning(_("The mini-batch holds all {total} images: there are no more.").format(total=total))


def chart_controls() -> None:
    """Draw the switches of how the histograms are shown."""
    with st.container(horizontal=True, gap="large"):
        switch("shared_x", _("One x axis for all four histograms"))
        switch("tables", _("Show the charts as tables"))


def colour_control() -> None:
    """Draw the choice of which values black and white stand for."""
    choice(
        "colours", _("Colour scale"), {"batch": _("One for all"), "row": _("One for each row"), "image": _("One for each image")}
    )


def sliders(*, disabled: bool = False) -> None:
    """Draw gamma, beta and epsilon."""
    real("gamma", _("γ gamma: scale"), disabled=disabled)
    real("beta", _("β beta: shift"), disabled=disabled)
    stop("epsilon", _("ε epsilon, log scale: keeps the root from 0"), disabled=disabled)


def presets() -> None:
    """Draw the presets and the reset button in one row that wraps."""
    words = {
        "note": _("The note"),
        "standardization": _("γ = 1, β = 0: standardization"),
        "gamma_0": _("γ = 0, β = 1"),
        "negative_gamma": _("Negative γ"),
        "huge_epsilon": _("Huge ε, small values"),
        "batch_of_2": _("Batch of 2"),
    }
    with st.container(horizontal=True, gap="small", key="presets"):
        for name, values in PRESETS.items():
            st.button(words[name], key=f"preset_{name}", on_click=setter(values))
        st.button(_("Reset"), key="reset", on_click=setter(LAB_DEFAULTS), type="tertiary")


def setter(values: Mapping[str, Value]) -> Callable[[], None]:
    """Return what a button does that sets these settings: the link's refused ones are then of no interest any more."""

    def set_values() -> None:
        st.session_state.update(values)
        st.session_state.refused = {}

    return set_values


def _draw_seed() -> None:
    # Six digits are enough to differ and short enough to read out in class.
    st.session_state.seed = secrets.randbelow(1_000_000)


def whole(name: str, label: str, help: str | None = None) -> int:
    """Draw a box for the whole number `name`; return it."""
    setting = SETTINGS[name]
    assert isinstance(setting, Whole)
    st.number_input(label, setting.least, setting.most, key=name, help=help)
    return int(st.session_state[name])


def whole_slider(name: str, label: str) -> None:
    """Draw a slider for the whole number `name`."""
    setting = SETTINGS[name]
    assert isinstance(setting, Whole)
    st.slider(label, setting.least, setting.most, key=name)


def fit(name: str, count: int) -> bool:
    """Hold the setting `name`, counted from 0, below `count`; return whether somebody had asked for a larger one.

    A larger one becomes the last, or the middle where it is only the default.
    """
    asked = int(st.session_state[name])
    if asked < count:
        return False
    by_default = asked == DEFAULTS[name]
    st.session_state[name] = count // 2 if by_default else count - 1
    return not by_default


def whole_below(name: str, label: str, count: int, width: int | Literal["stretch"] = "stretch") -> int:
    """Draw a box for the setting `name`, counted from 0 below `count`; return it."""
    st.number_input(label, 0, count - 1, key=name, width=width)
    return int(st.session_state[name])


def real(name: str, label: str, *, disabled: bool = False) -> float:
    """Draw a slider for the number `name`; return it."""
    setting = SETTINGS[name]
    assert isinstance(setting, Real)
    st.slider(label, setting.least, setting.most, step=setting.step, key=name, disabled=disabled)
    return float(st.session_state[name])


def stop(name: str, label: str, format_func: Callable[[float], str] = short, *, disabled: bool = False) -> float:
    """Draw a slider with the stops of `name`; return where it stands."""
    setting = SETTINGS[name]
    assert isinstance(setting, Step)
    st.select_slider(label, setting.stops, key=name, format_func=format_func, disabled=disabled)
    return float(st.session_state[name])


def choice(name: str, label: str, words: Mapping[str, str], label_visibility: LabelVisibility = "visible") -> str:
    """Draw buttons for the choice `name`, with what each is called on screen; return the chosen word."""
    setting = SETTINGS[name]
    assert isinstance(setting, Choice)
    assert set(words) == set(setting.words)
    st.segmented_control(
        label, list(words), key=name, format_func=words.__getitem__, required=True, label_visibility=label_visibility
    )
    return str(st.session_state[name])


def switch(name: str, label: str) -> bool:
    """Draw the switch `name`; return whether it is on."""
    st.toggle(label, key=name)
    return bool(st.session_state[name])
