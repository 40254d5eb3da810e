"""How precise is it really: each witness's error on data further and further from 0, and a float32 mean that falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any

import streamlit as st

from bn_view.figures.colours import WITNESSES
from bn_view.figures.layout import Figure, few_digits, title
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets import ask, controls
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import Motion, frames, frames_from, motion
from bn_view.words.numbers import short
from pages.numpy_and_tensorflow.figures import dot_spoken, falling_mean_figure
from pages.numpy_and_tensorflow.rows import GLIDES, HEIGHT, rows_figure
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from witnesses import long_sum
from witnesses.measurement import errors_around_each
from workers.memory import free_bytes

# Of float32, where nothing is wrong.
_ALL_DECIMALS = 7
# How the classes begin of what follows the slider.
_FOLLOWED = "errors"
# At the bare address: to 0, where all are right, and as far from it as there is a stop.
_SWEEPS = [[NumpyAndTensorFlow.data_mean.name, -5]]


def draw(titles: Mapping[str, str], with_tensorflow: bool) -> None:
    """Draw the errors of the witnesses that are installed, by name and title, and a sum that one can watch."""
    draw_heading(
        _("How precise is it, far from 0?"),
        _("One formula, the same float32 values: rounding makes the difference."),
        experiment=_("drag the mean of the data to 1,000,000, then to 0."),
        parts=NumpyAndTensorFlow.part,
    )
    _draw_errors(titles)
    st.markdown(f"## {_('The mean of {millions} million numbers between 0 and 1').format(millions=long_sum.NUMBERS // 10**6)}")
    st.markdown(_("{images} uniform images of 32×32×3 in float32, added image after image").format(images=f"{long_sum.IMAGES:,}"))
    start, stop, _rest = st.columns([1, 1, 4])
    started = start.button(_("Run"), key="run_long_sum", type="primary", width="stretch")
    # Any click ends the run in progress at its next step: this one asks for nothing else.
    stop.button(_("Stop"), key="stop_long_sum", width="stretch")
    again = [st.session_state.get(ask.again_key(step)) for step in (long_sum.add_slab, long_sum.tensorflow_mean)]
    if started or any(again):
        result = _run_long_sum(with_tensorflow)
        if result is not None:
            st.session_state.long_sum = result
    if "long_sum" in st.session_state:
        _draw_long_sum(*st.session_state.long_sum)


# Around each mean, by the names of the witnesses: the slider needs those of every stop to move the dots.
Errors = list[dict[str, float]]


def _draw_errors(titles: Mapping[str, str]) -> None:
    with st.container(key="stage"):
        st.html(place_of("chart_errors", HEIGHT))
        with st.container(key="controls"):
            names = tuple(titles)
            means = NumpyAndTensorFlow.data_mean.stops
            errors = ask.ask_once(("errors", names), errors_around_each, means, names)
            _data_mean(titles, errors)
            st.html(place_of_words("errors"))
            st.markdown(_("64 images of 32×32×3, float32, one mean per channel, ε\u00a0=\u00a00"))
    if errors is not None:
        draw_in_places(
            "still", kept(("precision", *titles), lambda: in_places(motions={"chart_errors": _motion(errors, titles)}))
        )
        st.markdown(_why(errors))


@fragment
def _data_mean(titles: Mapping[str, str], errors: Errors | None) -> None:
    """Draw the mean of the data and, in their place, the dots, which it moves; a released slider runs this alone."""
    setting = NumpyAndTensorFlow.data_mean
    stop = setting.stops.index(controls.stops_slider(setting, "{:,.0f}".format))
    if errors is not None:
        of_stop = errors[stop]
        draw_in_places("errors", kept(("precision", *titles, stop), lambda: _of_stop(of_stop, titles, stop)))


def _why(errors: Errors) -> str:
    """Say where the errors come from, and how large they are where activations usually lie."""
    sentence = _(
        "**Why?** Far from 0 a sum of float32 values rounds away the digits that mean and variance are made of. scikit-learn "
        "adds in float64, then rounds the mean to float32. bn_core first subtracts a guess of the mean: whatever the mean, it is "
        "wrong by {best} at most. Activations usually lie near 0: there the largest error of all is {near}. Computed on this "
        "server’s processor: a GPU, and PyTorch, add in another order."
    )
    best, near = max(of_stop["bn_core"] for of_stop in errors), max(errors[0].values())
    return sentence.format(best=short(best), near=short(near))


def _of_stop(of_stop: Mapping[str, float], titles: Mapping[str, str], stop: int) -> dict[str, Any]:
    at = {NumpyAndTensorFlow.data_mean.name: stop}
    verdict = f'<p><b class="{_FOLLOWED}-verdict">{_verdict(of_stop, titles)}</b></p>'
    chart = sent("chart_errors", _figure(of_stop, titles), _said(of_stop, titles), at=at)
    return in_places(chart, words={"errors": verdict})


def _whose(of_stop: Mapping[str, float], titles: Mapping[str, str]) -> str:
    """Return who makes the largest error: all whose errors read the same."""
    worst = dot_spoken(max(of_stop.values()))
    return ", ".join(titles[name] for name, error in of_stop.items() if dot_spoken(error) == worst)


def _verdict(of_stop: Mapping[str, float], titles: Mapping[str, str]) -> str:
    """Say what the largest error leaves of a number of about 1, and whose it is."""
    right = right_decimals(max(of_stop.values()))
    said = _("{names}: {count} decimals are right.") if right > 1 else _("{names}: one decimal is right.")
    said = said if right else _("{names}: not one decimal is right.")
    return said.format(names=_whose(of_stop, titles), count=right)


def _note(error: float) -> str:
    """Say the same in as few words as there is room for above a bar, and the error itself."""
    right = right_decimals(error)
    said = _("{count} decimals right").format(count=right) if right else _("none right")
    return f"{_('1 decimal right') if right == 1 else said} · ±\u2009{dot_spoken(error)}"


def right_decimals(error: float) -> int:
    """Return how many decimals of a number of about 1 an error leaves right."""
    return floor(_decimals(error))


def _decimals(error: float) -> float:
    """Return how many decimals of a number an error leaves right, and the share of the next."""
    return min(max(-log10(2 * error), 0.0), _ALL_DECIMALS) if error else _ALL_DECIMALS


def _motion(errors: Errors, titles: Mapping[str, str]) -> Motion:
    """Return the dots of every stop, and what there is to say of each."""
    name = NumpyAndTensorFlow.data_mean.name
    figures = [_figure(of_stop, titles) for of_stop in errors]
    moved = frames_from(name, figures, *GLIDES, ("data", 1, "text"))
    texts: Mapping[tuple[str | int, ...], list[str]] = {
        ("numbers", "errors"): [_said(of_stop, titles) for of_stop in errors],
        ("numbers", "verdict"): [_verdict(of_stop, titles) for of_stop in errors],
    }
    every = [*moved, *frames(name, texts)]
    return motion(name, numbers=_FOLLOWED, said="{errors}", frames=every, glides=GLIDES, sweeps=_SWEEPS)


def _figure(of_stop: Mapping[str, float], titles: Mapping[str, str]) -> Figure:
    """Draw how many decimals each leaves right: with each that is lost, an error is ten times as large."""
    return rows_figure(
        [titles[name] for name in of_stop],
        [_note(error) for error in of_stop.values()],
        few_digits([_decimals(error) for error in of_stop.values()]),
        [WITNESSES[name] for name in of_stop],
        most=_ALL_DECIMALS,
        x_axis={
            "tickvals": list(range(_ALL_DECIMALS + 1)),
            "tickfont": {"size": 16},
            "title": title(_("decimals that are right")),
        },
    )


def _said(of_stop: Mapping[str, float], titles: Mapping[str, str]) -> str:
    return "; ".join(f"{titles[name]}: {dot_spoken(error)}" for name, error in of_stop.items())


def _run_long_sum(with_tensorflow: bool) -> tuple[list[long_sum.LongSum], float | None] | None:
    """Add slab after slab in the worker process; return the sum after each, and TensorFlow's mean where it fits in memory."""
    progress = st.progress(0.0)
    history: list[long_sum.LongSum] = []
    while not history or history[-1].images < long_sum.IMAGES:
        so_far = ask.ask(long_sum.add_slab, history[-1] if history else None)
        if so_far is None:
            progress.empty()
            return None
        history.append(so_far)
        words = _("{images} of {all} images").format(images=f"{so_far.images:,}", all=f"{long_sum.IMAGES:,}")
        progress.progress(so_far.images / long_sum.IMAGES, words)
    by_tensorflow = None
    if with_tensorflow and free_bytes() > long_sum.TENSORFLOW_BYTES:
        progress.progress(1.0, _("TensorFlow takes all images at once: {size} MB").format(size=long_sum.IMAGES_BYTES // 10**6))
        by_tensorflow = ask.ask(long_sum.tensorflow_mean)
    progress.empty()
    return history, by_tensorflow


def _draw_long_sum(history: Sequence[long_sum.LongSum], by_tensorflow: float | None) -> None:
    last = history[-1]
    means = {"np.mean(axis=(0, 1, 2))": last.numpy_mean, "bn_core.moments": last.mean}
    if by_tensorflow is not None:
        means["tf.nn.moments"] = by_tensorflow
    st.markdown(" &nbsp; ".join(f"`{name}` **{value:.5f}**" for name, value in means.items()), unsafe_allow_html=True)
    alt = _("Mean over the number of images: NumPy falls to {numpy}, bn_core stays at {ours}.")
    draw_chart(
        falling_mean_figure(
            [s.images for s in history], [s.numpy_mean for s in history], [s.mean for s in history], _("images"), _("mean")
        ),
        key="chart_long_sum",
        alt=alt.format(numpy=f"{last.numpy_mean:.5f}", ours=f"{last.mean:.5f}"),
    )
    st.markdown(
        _("A float32 has 24 significant bits. From 2²⁴ = 16,777,216 on, adding a number below 1 changes nothing: the sum stands "
          "still, and the mean of ever more numbers falls.")
    )  # fmt: skip
