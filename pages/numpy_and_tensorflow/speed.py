"""Speed: how long every witness takes for how much data, how exact it is on the lab's mini-batch, and its script."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bn_core.conventions import PYTORCH
from bn_view.data.batches import Batch, present_batch
from bn_view.data.mini_batch import Affine, present_source
from bn_view.state.language import _
from bn_view.state.session import fragment, get, key_of, present, put
from bn_view.widgets import ask, controls
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, kept, place_of, place_of_words
from bn_view.widgets.sidebar import sidebar
from bn_view.words.numbers import short
from bn_view.words.table import table
from pages.numpy_and_tensorflow import times
from pages.numpy_and_tensorflow.mini_batch_code import mini_batch_code
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.numpy_and_tensorflow.times_figure import HEIGHT
from pages.numpy_and_tensorflow.units import size_in_words
from witnesses.batch_norms import WITNESSES
from witnesses.measurement import differences
from workers.speed import Speed

# How often a session looks how far the measuring is: 200 of them take a fifth of a core.
LOOK_SECONDS = 2.0


def draw(titles: Mapping[str, str]) -> None:
    """Draw the times of the witnesses that are installed, by name and title; below, how exact they are, and a script."""
    sidebar(with_batch_size=True)
    draw_heading(
        _("How long does batch normalization take?"),
        _("Small data: the call itself takes the time. Large data: the time grows with the size."),
        experiment=_("drag the size along the lines, and see who is ahead."),
        parts=NumpyAndTensorFlow.part,
    )
    with st.container(key="stage"):
        st.html(place_of("chart_times", HEIGHT))
        _size()
        with st.container(key="controls"):
            st.html(place_of_words("lead") + place_of_words("times"))
            dtype = controls.choice(NumpyAndTensorFlow.dtype)
            speed = _speed(tuple(titles), dtype)
            # Until the libraries have started, their process answers nothing else, and this run would wait for it.
            is_started = bool(speed.of_sizes) or speed.is_over or bool(st.session_state.get("speed_stopped"))
            _draw_speed(speed, titles, is_started=is_started)
        st.html(place_of_words("lines"))
    st.html(place_of_words("notes"))
    st.markdown(f"## {_('How exact is it?')}")
    batch, affine = present_batch(), present(Affine)
    if is_started:
        _draw_differences(titles, batch, affine, dtype)
    else:
        st.markdown(_("Once the libraries have started."))
    name = _select_witness(titles)
    st.code(
        witness_script(mini_batch_code(present_source(), batch.settings, affine), dtype, name), language="python", wrap_lines=True
    )


@fragment
def _size() -> None:
    """Draw the size of the data, which the browser has all numbers for."""
    controls.stops_slider(NumpyAndTensorFlow.data_size, size_in_words)


@st.cache_resource(show_spinner=False)
def _speed(names: tuple[str, ...], dtype: str) -> Speed:
    return Speed(ask.worker(), names, dtype, at_once=[name for name in ("textbook", "bn_core") if name in names])


def _draw_speed(speed: Speed, titles: Mapping[str, str], *, is_started: bool) -> None:
    """Draw what is measured and, as long as this session looks on, how far that is."""
    if speed.is_over or st.session_state.get("speed_stopped"):
        _draw_times(speed, titles, measuring=False)
        if speed.error is not None:
            st.error(ask.failure_sentence(speed.error))
        if not speed.is_complete:
            st.button(_("Measure on"), key="measure_on", on_click=_measure_on, args=[speed], width="stretch")
    else:
        fragment(_look, run_every=LOOK_SECONDS)(speed, titles, is_started)
        st.button(_("Stop"), key="stop_measuring", on_click=_stop, args=[speed], width="stretch")


def _look(speed: Speed, titles: Mapping[str, str], is_started: bool) -> None:
    """Draw how far the measuring is; all of the page once the libraries have started, and once it is over."""
    speed.look()
    if speed.is_over or (speed.of_sizes and not is_started):
        st.rerun()
    st.progress(speed.progress, times.at_work(speed))
    _draw_times(speed, titles, measuring=True)


def _draw_times(speed: Speed, titles: Mapping[str, str], *, measuring: bool) -> None:
    known = len(speed.of_sizes), len(speed.known), speed.free, measuring
    key = ("times", *titles, speed.dtype, *known, get(NumpyAndTensorFlow.data_size))
    draw_in_places("times", kept(key, lambda: times.of_speed(speed, titles, measuring=measuring)))


def _measure_on(speed: Speed) -> None:
    st.session_state.speed_stopped = False
    speed.try_again()


def _stop(speed: Speed) -> None:
    st.session_state.speed_stopped = True
    speed.stop()


def _draw_differences(titles: Mapping[str, str], batch: Batch, affine: Affine, dtype: str) -> None:
    """Draw how far each witness is from extended precision on the lab's mini-batch."""
    x, axes = batch.before.values.astype(dtype), batch.settings.axes
    of_witnesses = ask.ask(differences, x, affine.gamma, affine.beta, axes, affine.epsilon, list(titles))
    if of_witnesses is None:
        return
    rows = [(titles[name], short(difference)) for name, difference in of_witnesses.items()]
    defaults = f"`eps={PYTORCH.epsilon}`, `momentum={PYTORCH.momentum}`"
    rows.append(("PyTorch", _("not run here; its defaults: {defaults}").format(defaults=defaults)))
    st.markdown(table(("", _("largest difference")), rows))
    st.markdown(_("From extended precision, on the lab’s mini-batch with its γ, β and ε. scikit-learn’s scaler has no ε."))


def witness_script(code: str, dtype: str, name: str) -> str:
    """Return the whole script of one witness: the code of the mini-batch, and the witness's own."""
    cast = 'x = x.astype("float32")\n' if dtype == "float32" else ""
    return f"{code}{cast}\n{WITNESSES[name].setup}{WITNESSES[name].call}"


def _select_witness(titles: Mapping[str, str]) -> str:
    setting = NumpyAndTensorFlow.witness
    if get(setting) not in titles:
        put(setting, next(iter(titles)))
    return st.selectbox(_(setting.label), list(titles), format_func=titles.__getitem__, key=key_of(setting))
