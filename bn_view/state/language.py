"""English in the code, other languages in catalogues that are read when first asked for (gettext and Babel; no build step)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from pathlib import Path

import streamlit as st
from babel.messages.pofile import read_po

# Another language is its catalogue in `locale` and a line here.
LANGUAGES = {"en": "English", "ko": "한국어"}
CATALOGUES = Path(__file__).with_name("locale")


class _Catalogue(NullTranslations):
    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__()
        self.messages = messages

    def gettext(self, message: str) -> str:
        return self.messages.get(message) or message


@cache
def _catalogue(language: str) -> _Catalogue:
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return _Catalogue({})
    with path.open("rb") as file:
        return _Catalogue({str(m.id): str(m.string) for m in read_po(file) if m.id})


_in_this_run: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """Return the language of this session."""
    return _in_this_run.get() or str(st.session_state.get("lang", "en"))


@contextmanager
def one_language() -> Iterator[None]:
    """Look the language up once for a run of a page."""
    token = _in_this_run.set(language())
    try:
        yield
    finally:
        _in_this_run.reset(token)


def _(message: str) -> str:
    """Return `message` in the language of this session."""
    return _catalogue(language()).gettext(message)


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogues where no session is known yet; `_` translates it when it is drawn."""
    return message


def in_each_language(message: str, **values: object) -> dict[str, str]:
    """Return `message`, with `values` in it, in every language: for whoever reads it later, in a language of their own."""
    said = {name: _catalogue(name).gettext(message) for name in LANGUAGES}
    return {name: text.format(**values) for name, text in said.items()} if values else said


def start_language(*, anew: bool = False) -> str | None:
    """Give a new session its language: the address's, else the browser's. Return what the address asked for in vain."""
    wanted = st.query_params.get("lang")
    # A browser may answer that no button of the picker is chosen: what the address says still holds.
    if anew or st.session_state.get("lang") not in LANGUAGES:
        st.session_state.lang = wanted if wanted in LANGUAGES else browser_language()
    return None if wanted is None or wanted in LANGUAGES else wanted


def browser_language() -> str:
    """Return the browser's language where there is a catalogue of it, else English."""
    spoken = (st.context.locale or "").lower().partition("-")[0]
    return spoken if spoken in LANGUAGES else "en"


def language_parameter(*, is_named: bool) -> dict[str, str]:
    """Return the parameter of the address that names the language, where one is needed or `is_named` already."""
    # A link that names the language keeps it: one address less for the Back button to go through.
    needed = is_named or language() != "en" or browser_language() != "en"
    return {"lang": language()} if needed else {}
