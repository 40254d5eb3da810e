"""Asking the worker process from a page: what takes long shows that it works, what fails says so, nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from concurrent.futures import wait
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from bn_view.state.language import _
from workers.worker import Worker, WorkerDiedError, WorkerTimeoutError, tensorflow_is_installed

__all__ = [
    "again_key",
    "ask",
    "ask_once",
    "failure_sentence",
    "is_known",
    "missing_sentence",
    "tensorflow_is_installed",
    "worker",
]

MOST_SECONDS = 60.0
# A quick answer shows nothing on its way; while one waits, each look lets Streamlit end this run if something else was clicked.
_AT_ONCE, _BETWEEN_LOOKS = 0.3, 0.2

P = ParamSpec("P")
Result = TypeVar("Result")


@st.cache_resource(show_spinner=False)
def worker() -> Worker:
    """Return the server's worker."""
    return Worker()


def ask(function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result | None:
    """Return what `function` answers in the worker process; where it cannot, say why and return None."""
    answer = worker().submit(function, *args, **kwargs)
    place = st.empty()
    asked = started = time.monotonic()
    wait([answer], _AT_ONCE)
    try:
        while not answer.done() and time.monotonic() - started < MOST_SECONDS:
            words = _("TensorFlow's process is at work: {seconds} s. The first answer takes a few seconds.")
            place.info(words.format(seconds=f"{time.monotonic() - asked:.1f}"))
            wait([answer], _BETWEEN_LOOKS)
            if not answer.running():  # calls go before it that were asked earlier
                started = time.monotonic()
    except BaseException:  # Streamlit ends this run, as something else was clicked: whoever waits behind it need not
        answer.cancel()
        raise
    try:
        result = worker().result(answer, seconds=0.0)
    except (WorkerDiedError, WorkerTimeoutError) as error:
        place.error(failure_sentence(error))
        st.button(_("Try again"), key=again_key(function))
        return None
    place.empty()
    return result


@st.cache_resource(show_spinner=False)
def _known() -> dict[Hashable, Any]:
    return {}


def ask_once(key: Hashable, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result | None:
    """Return what `function` answers to what `key` stands for, the same for everybody: kept for the server's life."""
    known = _known()
    if key not in known:
        answer = ask(function, *args, **kwargs)
        if answer is None:
            return None
        known[key] = answer
    kept: Result = known[key]
    return kept


def is_known(key: Hashable) -> bool:
    """Return whether `ask_once` has the answer to what `key` stands for, and asks nobody."""
    return key in _known()


def failure_sentence(error: Exception) -> str:
    """Return what to say where the worker did not answer."""
    if isinstance(error, WorkerTimeoutError):
        return _("TensorFlow's process gave no answer in time and was stopped. Nothing else is lost: try again.")
    return _("TensorFlow's process ended before it answered. Nothing else is lost: try again.")


def again_key(function: Callable[..., object]) -> str:
    """Return the key of the button that asks for `function` again."""
    return f"again_{function.__name__}"


def missing_sentence() -> str | None:
    """Return what is missing and how to get it, where TensorFlow is not installed."""
    if tensorflow_is_installed():
        return None
    return _("TensorFlow is not installed here, so its rows are left out: `pip install tensorflow` (Python 3.11 to 3.13).")
