"""Side by side: every witness on the lab's mini-batch, how far off, how fast, how large, and as a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from bn_view.data.batches import present_batch
from bn_view.data.mini_batch import present_source
from bn_view.state.language import _
from bn_view.state.session import get, key_of, put
from bn_view.widgets import ask, controls
from bn_view.widgets.live_chart.motion import AFTER_RELEASE
from bn_view.widgets.sidebar import sidebar
from bn_view.words.numbers import number, short
from bn_view.words.table import table
from pages.numpy_and_tensorflow.mini_batch_code import mini_batch_code
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from witnesses.batch_norms import WITNESSES
from witnesses.measurement import Measurement, measure


def draw(titles: Mapping[str, str]) -> None:
    """Draw the table of the witnesses that are installed, by name and title, and the script of one of them."""
    sidebar(with_batch_size=True)
    batch = present_batch()
    left, right = st.columns([5, 2], gap="large")
    with right:
        affine = controls.affine_sliders(batch.middle_variance)
        dtype = controls.choice(NumpyAndTensorFlow.dtype)
    with left, st.container(key=f"{AFTER_RELEASE}-measurements"):
        x, axes = batch.before.values.astype(dtype), batch.settings.axes
        rows = ask.ask(measure, x, affine.gamma, affine.beta, axes, affine.epsilon, list(titles))
        if rows is not None:
            st.markdown(_measurements_table(titles, rows))
            st.markdown(
                _("Difference: the largest from extended precision. Time: the fastest of several calls. Memory: at the highest "
                  "point, output included. scikit-learn’s scaler has no ε.")
            )  # fmt: skip
    name = _select_witness(titles)
    with st.container(key=f"{AFTER_RELEASE}-code"):
        st.code(witness_script(mini_batch_code(present_source(), batch.settings, affine), dtype, name), language="python")


def witness_script(code: str, dtype: str, name: str) -> str:
    """Return the whole script of one witness: the code of the mini-batch, and the witness's own."""
    cast = 'x = x.astype("float32")\n' if dtype == "float32" else ""
    return f"{code}{cast}\n{WITNESSES[name].setup}{WITNESSES[name].call}"


def _select_witness(titles: Mapping[str, str]) -> str:
    setting = NumpyAndTensorFlow.witness
    if get(setting) not in titles:
        put(setting, next(iter(titles)))
    return st.selectbox(_(setting.label), list(titles), format_func=titles.__getitem__, key=key_of(setting))


def _measurements_table(titles: Mapping[str, str], rows: Sequence[Measurement]) -> str:
    cells = [(titles[row.name], short(row.difference), _time(row.seconds), _memory(row.peak_bytes)) for row in rows]
    return table(("", _("difference"), _("time"), _("memory")), cells)


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs" if seconds < 1e-3 else f"{number(seconds * 1e3)} ms"


def _memory(peak_bytes: int | None) -> str:
    if peak_bytes is None:
        return "–"
    megabytes = peak_bytes / 1e6
    return "< 0.1 MB" if megabytes < 0.1 else f"{number(megabytes)} MB"
