"""The settings of one session: taken from the address, kept from page to page, and written back to the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bn_view.state import address, room
from bn_view.state.language import _, browser_language, gettext_noop, start_language
from bn_view.state.settings import Setting, Settings, Switch, T, Value, all_settings

Group = TypeVar("Group", bound=Settings)
P = ParamSpec("P")


class Teaching(Settings):
    """How a teacher sees every page."""

    teacher = Switch(False, gettext_noop("Notes for the teacher"))
    presenter = Switch(False, gettext_noop("Presenter: large type, answers hidden"))


def start(presets: Mapping[str, Mapping[str, Value]]) -> None:
    """Take language and settings from the address, when the session starts or Back or Forward led here; keep what was refused."""
    # Not whenever the address differs from what was written last: a slider released before that arrived sends the one before.
    context = get_script_run_ctx()
    came_back = context is not None and context.is_history_navigation
    unknown_language = start_language(anew=came_back)
    if "refused" in st.session_state and not came_back:
        return
    values, refused = address.read(st.query_params, presets)
    if unknown_language is not None:
        refused["lang"] = unknown_language
    st.session_state.refused, st.session_state.at_start = refused, {**values, "lang": st.session_state.lang}
    st.session_state.update(values)


def keep() -> None:
    """Hold the settings whose widgets this page does not draw: Streamlit would forget them."""
    for name, setting in all_settings().items():
        st.session_state[name] = st.session_state.get(name, setting.default)


def keep_address() -> None:
    """Write the address before `st.navigation` takes the browser to another page: Back would meet that page's bare address."""
    context = get_script_run_ctx()
    page = context and context.page_script_hash
    if st.session_state.get("page", page) != page:
        write_address()
    st.session_state.page = page


def get(setting: Setting[T]) -> T:
    """Return the present value of a setting."""
    return setting.held(st.session_state[setting.name])


def put(setting: Setting[T], value: T) -> None:
    """Give a setting a value; only before its widget is drawn, or in a callback."""
    st.session_state[setting.name] = value


def present(group: type[Group]) -> Group:
    """Return a group of settings as they stand."""
    return group(**{name: get(setting) for name, setting in group.settings.items()})


def setter(values: Mapping[str, Value]) -> Callable[[], None]:
    """Return the callback of a button that sets these settings; what a link asked for in vain is then forgotten."""

    def set_values() -> None:
        st.session_state.update(values)
        st.session_state.refused = {}

    return set_values


def write_address() -> None:
    """Make the address recreate what is on screen. Writing sends a message, so only what changed is written."""
    wanted = address.parameters({name: get(setting) for name, setting in all_settings().items()})
    present = st.query_params.to_dict()
    # A link that names the language keeps it: one address less for the Back button to go through.
    if "lang" in present or st.session_state.lang != browser_language() or st.session_state.lang != "en":
        wanted["lang"] = st.session_state.lang
    of_others = {name: text for name, text in present.items() if name not in {*all_settings(), "lang", "preset"}}
    if present != {**of_others, **wanted}:
        st.query_params.from_dict({**of_others, **wanted})


def fragment(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a part of a page that its widgets rerun alone; as a whole page, it ends by writing the address."""

    @st.fragment
    @wraps(draw)
    def draw_and_write_address(*args: P.args, **kwargs: P.kwargs) -> None:
        with room.run():
            draw(*args, **kwargs)
        write_address()

    return draw_and_write_address


def link(page: str, values: Mapping[str, Value]) -> str:
    """Return a relative link to a page (its folder's name, "" for the lab) in a state, in this session's language and mode."""
    return address.link(page, {**present(Teaching).values, **values}, st.session_state.lang)


def warn_of_refused() -> None:
    """Say in one sentence which parameters of the address could not be used."""
    start = st.session_state.at_start
    # What somebody has set since is no longer the link's.
    now = {name: st.session_state.get(name) for name in start}
    refused = {
        name: text
        for name, text in st.session_state.refused.items()
        if (now == start if name == "preset" else now[name] == start[name])
    }
    if refused:
        listed = ", ".join(f"`{name}={' '.join(text.split())[:40].replace('`', '')}`" for name, text in refused.items())
        st.warning(_("Ignored these values from the link (unknown or out of range): {listed}").format(listed=listed))
