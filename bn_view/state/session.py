"""The settings of one session: taken from the address, kept from page to page, and written back to the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bn_view.state import address, room
from bn_view.state.kept import Kept
from bn_view.state.language import _, gettext_noop, language_parameter, one_language, start_language
from bn_view.state.settings import (
    Setting,
    Settings,
    Switch,
    T,
    Value,
    all_settings,
    defaults,
    known_parameters,
    personal_settings,
)

Group = TypeVar("Group", bound=Settings)
P = ParamSpec("P")


class Teaching(Settings):
    """How a teacher sees every page."""

    personal = True
    teacher = Switch(False, gettext_noop("Notes for the teacher"))
    presenter = Switch(False, gettext_noop("Presenter: large type"))


# In a run of a page the values are looked up once; in a callback, before it, the widgets are asked each time.
_in_this_run: ContextVar[Kept | None] = ContextVar("kept", default=None)
# Of each fragment that is being drawn, from the outermost inwards, the settings whose widgets it draws.
_drawn_here: ContextVar[tuple[set[str], ...]] = ContextVar("drawn_here", default=())


def _start(presets: Mapping[str, Mapping[str, Value]]) -> None:
    """Take language and settings from the address, when the session starts or Back or Forward led here; keep what was refused."""
    # Not whenever the address differs from what was written last: a slider released before that arrived sends the one before.
    came_back = getattr(get_script_run_ctx(), "is_history_navigation", False)
    unknown_language = start_language(anew=came_back)
    if "settings" in st.session_state and not came_back:
        return
    values, refused = address.read(st.query_params.to_dict(), presets)
    if unknown_language is not None:
        refused["lang"] = unknown_language
    before: Kept | None = st.session_state.get("settings")
    st.session_state.settings = kept = Kept(values, refused, {**values, "lang": st.session_state.lang})
    if before is not None:
        kept.drawn, kept.page = before.in_browser, before.page
        st.session_state.update({name: values[name] for name in kept.drawn})


@contextmanager
def page(presets: Mapping[str, Mapping[str, Value]]) -> Iterator[None]:
    """Frame the run of a whole page: settings from the address or the widgets before, and to the address afterwards."""
    _start(presets)
    # A copy, as the run that this one cuts short may go on for a moment, in its own thread.
    st.session_state.settings = kept = _take_from_widgets().for_run((_page_hash(), st.session_state.lang))
    with _run():
        yield
        write_address()
    kept.is_running = False
    kept.finished = _page_hash(), st.session_state.lang  # now that `st.navigation` has found the page of a bare address


def _page_hash() -> str | None:
    return getattr(get_script_run_ctx(), "page_script_hash", None)


@contextmanager
def _run(names: set[str] | None = None) -> Iterator[None]:
    """Look settings and language up once for a run of a page, or of a part that runs alone, and give room back at its end.

    Of a part that runs alone `names` are the settings that its widgets hold: whatever else has changed brings its own part.
    """
    if _in_this_run.get() is not None:
        yield
        return
    token = _in_this_run.set(_take_from_widgets(names))
    _kept().hear()
    try:
        with one_language(), room.run():
            try:
                yield
            except room.GoneError:
                st.info(_(room.IT_MADE_ROOM))
    finally:
        _in_this_run.reset(token)


def keep_address() -> None:
    """Write the address before `st.navigation` takes the browser to another page: Back would meet that page's bare address."""
    page, kept = _page_hash(), _kept()
    if kept.page not in (None, page):
        write_address()
        kept.values.update({name: defaults()[name] for name, value in kept.opens_on.items() if kept.values[name] == value})
        kept.opens_on = {}
    kept.page = page


def open_on(values: Mapping[str, Value]) -> None:
    """Let this page open on values other than the settings' defaults, where neither its address nor another page has set any.

    An address that does not name them means these values, on this page alone; what is left at them is the default elsewhere.
    """
    kept = _kept()
    if not kept.opens_on:
        untouched = {name for name in values if kept.values[name] == defaults()[name] and name not in st.query_params}
        kept.values.update({name: value for name, value in values.items() if name in untouched})
    kept.opens_on = values


def get(setting: Setting[T]) -> T:
    """Return the present value of a setting."""
    return _present_values()[setting.name]  # type: ignore[return-value]


def put(setting: Setting[T], value: T) -> None:
    """Give a setting a value; only before its widget is drawn, or in a callback."""
    _put({setting.name: value})


def key_of(setting: Setting[Any], *, has_other_ends: bool = False) -> str:
    """Return the key of a setting's widget, which holds its value from now on; a slider with other ends is another widget."""
    kept, name = _kept(), setting.name
    # Another page's widget of this name is another to Streamlit. And one that was drawn may hold another value: one that was put
    # meanwhile or, from a browser that draws buttons anew while a run ends, none.
    if name not in (kept.drawn if has_other_ends else kept.drawn | kept.shown) or st.session_state.get(name) != kept.values[name]:
        st.session_state[name] = kept.values[name]
    kept.drawn.add(name)
    for drawn in _drawn_here.get():
        drawn.add(name)
    return name


def start_anew(values: Mapping[str, Value]) -> None:
    """Give these settings these values, and every other that is not personal its default, whatever their widgets hold now."""
    kept = _kept()
    kept.values.update({**defaults(), **_own(), **values})
    kept.opens_on, kept.page = {}, None  # this is no page's address
    kept.drawn.clear()  # the next run takes nothing from them, nor from those of the run before
    kept.shown.clear()
    kept.replaced.clear()


def present(group: type[Group]) -> Group:
    """Return a group of settings as they stand."""
    values = _present_values()
    return group(**{name: values[name] for name in group.settings})


def _kept() -> Kept:
    kept: Kept = _in_this_run.get() or st.session_state.settings
    return kept


def _present_values() -> dict[str, Value]:
    kept = _in_this_run.get()
    return (_take_from_widgets() if kept is None else kept).values


def _put(values: Mapping[str, Value]) -> None:
    kept = _kept()
    kept.values.update(values)
    if _in_this_run.get() is None:  # in a callback: the run will take them from the widgets
        for name in kept.in_browser & values.keys():
            kept.put(name, values[name])


def _take_from_widgets(names: set[str] | None = None) -> Kept:
    kept, settings = _kept(), all_settings()
    for name in kept.in_browser if names is None else kept.drawn & names:
        held = st.session_state.get(name)
        if held is not None:
            kept.values[name] = settings[name].held(kept.settled(name, held) if name in kept.replaced else held)
    if names is not None:
        # A look may come with the new address and still the old value of what was put: a whole run after it would take that.
        for name in (kept.replaced.keys() & kept.in_browser) - names:
            if st.session_state.get(name) == kept.replaced[name]:
                st.session_state[name] = kept.values[name]
    return kept


def setter(values: Mapping[str, Value]) -> Callable[[], None]:
    """Return the callback of a button that sets these settings; what a link asked for in vain is then forgotten."""

    def set_values() -> None:
        _put(values)
        _kept().refused = {}

    return set_values


def write_address() -> None:
    """Make the address recreate what is on screen. Writing sends a message, so only what changed is written."""
    present = st.query_params.to_dict()
    settings = address.parameters(_present_values(), _kept().opens_on)
    wanted = {**address.of_others(present), **settings, **language_parameter(is_named="lang" in present)}
    _kept().write(wanted, present)


def fragment(draw: Callable[P, None], run_every: float | None = None) -> Callable[P, None]:
    """Make a part of a page that its widgets rerun alone, and that ends by writing the address, as a whole page does."""

    @st.fragment(run_every=run_every)
    @wraps(draw)
    def draw_and_write_address(drawn: set[str], args: Any, kwargs: Any) -> None:
        is_part_of_a_run = _in_this_run.get() is not None
        with _run(drawn):
            token = _drawn_here.set((*_drawn_here.get(), drawn))
            try:
                draw(*args, **kwargs)
            finally:
                _drawn_here.reset(token)
            if not is_part_of_a_run:  # which will write it
                write_address()

    @wraps(draw)
    def begin(*args: P.args, **kwargs: P.kwargs) -> None:
        draw_and_write_address(set(), args, kwargs)

    return begin


def link(page: str, values: Mapping[str, Value]) -> str:
    """Return a relative link to a page (its folder, "" for the lab) in a state, with all that is this session's own."""
    return address.link(page, {**_own(), **values}, st.session_state.lang, getattr(get_script_run_ctx(), "query_string", ""))


def _own() -> dict[str, Value]:
    """Return the values of what is this session's own."""
    return {name: get(setting) for name, setting in personal_settings().items()}


def warn_of_refused() -> None:
    """Say in one sentence which parameters of the address could not be used."""
    kept = _kept()
    if not kept.refused:
        return
    # What somebody has set since is no longer the link's.
    now = {**kept.values, "lang": st.session_state.lang}

    def stands(parameter: str) -> bool:
        setting = known_parameters().get(parameter, parameter)
        return now == kept.at_start if parameter == "preset" else now[setting] == kept.at_start[setting]

    refused = {parameter: text for parameter, text in kept.refused.items() if stands(parameter)}
    if refused:
        listed = ", ".join(f"`{name}={' '.join(text.split())[:40].replace('`', '')}`" for name, text in refused.items())
        st.warning(_("Ignored these values from the link (unknown or out of range): {listed}").format(listed=listed))
