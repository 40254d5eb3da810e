"""How precise is it really: one value's digits, as each makes it of data further and further from 0, and a mean that falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_view.state.language import _
from bn_view.state.session import fragment, get
from bn_view.widgets import ask, controls
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, is_drawn_natively, kept, place_of_words, sent
from bn_view.widgets.live_chart.motion import frames, motion
from bn_view.words.numbers import short
from pages.numpy_and_tensorflow import digits
from pages.numpy_and_tensorflow.figures import falling_mean_figure
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from witnesses import long_sum
from witnesses.batch_norms import ONE_PASS, WITNESSES
from witnesses.measurement import VALUES, Around, around_each
from workers.memory import free_bytes

_MEAN = NumpyAndTensorFlow.data_mean
# At the bare address: to 0, where all are right, and as far from it as there is a stop.
_DEFAULT = _MEAN.stops.index(_MEAN.default)
_SWEEPS = [[_MEAN.name, -_DEFAULT, _DEFAULT]]


def draw(titles: Mapping[str, str], with_tensorflow: bool) -> None:
    """Draw a value as the witnesses that are installed, by name and title, have it, and a sum that one can watch."""
    draw_heading(
        _("How precise is it, far from 0?"),
        _("One formula, the same float32 values, one output value: which of its digits are right?"),
        experiment=_("drag the mean of the data to 0, then up."),
        parts=NumpyAndTensorFlow.part,
    )
    every = {**titles, "one_pass": ONE_PASS.title}
    _draw_digits({name: every[name] for name in digits.ORDER if name in every})
    title = _("The mean of {millions} million numbers between 0 and 1 in each channel")
    st.markdown(f"## {title.format(millions=long_sum.NUMBERS // 10**6)}")
    st.markdown(_("{images} uniform images of 32×32×3 in float32, added image after image").format(images=f"{long_sum.IMAGES:,}"))
    start, stop, _rest = st.columns([1, 1, 4])
    started = start.button(_("Run"), key="run_long_sum", type="primary", width="stretch")
    place = stop.empty()
    again = [st.session_state.get(ask.again_key(step)) for step in (long_sum.add_slab, long_sum.tensorflow_mean)]
    if started or any(again):
        # Any click ends the run in progress at its next step: this one asks for nothing else.
        place.button(_("Stop"), key="stop_long_sum", width="stretch")
        with st.container(key="adding"):
            result = _run_long_sum(with_tensorflow)
        if result is not None:
            st.session_state.long_sum = result
    place.button(_("Stop"), key="nothing_to_stop", disabled=True, width="stretch")
    if "long_sum" in st.session_state:
        _draw_long_sum(*st.session_state.long_sum)


def _draw_digits(titles: Mapping[str, str]) -> None:
    """Draw what needs no TensorFlow at once, and the rest when its process, which takes seconds to start, has answered."""
    at_once = tuple(name for name in titles if name == "one_pass" or not WITNESSES[name].needs_tensorflow)
    later = tuple(name for name in titles if name not in at_once)
    with st.container(key="stage"):
        st.html(digits.places())
        with st.container(key="controls"):
            _data_mean()
            st.html(place_of_words("verdict"))
            st.markdown(_data())
            place = st.empty()
            arounds = _asked(at_once)
            # A server that knows the rest has it at once, too; and a chart of Streamlit's own has one place in a run.
            if arounds is not None and later and not ask.is_known(_key(later)) and not is_drawn_natively():
                _draw_known(place, arounds, titles)
            rest = _asked(later) if arounds is not None and later else None
    if arounds is None or (later and rest is None):
        return
    if rest is not None:
        arounds = list(map(_joined, arounds, rest))
    _draw_known(place, arounds, titles)
    st.markdown(_why(arounds))


def _joined(one: Around, other: Around) -> Around:
    """Return what two groups of witnesses make of the same data."""
    return Around(one.exact, {**one.values, **other.values}, {**one.errors, **other.errors})


def _asked(names: tuple[str, ...]) -> list[Around] | None:
    return ask.ask_once(_key(names), around_each, _MEAN.stops, names)


def _key(names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return "digits", names


def _draw_known(place: DeltaGenerator, arounds: Sequence[Around], titles: Mapping[str, str]) -> None:
    """Draw the digits that are known by now; the others are awaited."""
    # The browser has those of all means, whichever they come with: they are made once.
    mean = get(_MEAN) if is_drawn_natively() else _MEAN.default
    key = ("digits", *titles, mean, *arounds[0].values)
    with place.container():
        draw_in_places("digits", kept(key, lambda: _of_all_means(arounds, titles, mean)))


def _data() -> str:
    """Say what the digits are of, and of what the lines."""
    sentence = _(
        "One output value of 64 images of 32×32×3 in float32, one mean per channel, ε\u00a0=\u00a00. Lines: how many decimals "
        "are right in all {count} values."
    )
    return sentence.format(count=f"{VALUES:,}")


@fragment
def _data_mean() -> None:
    """Draw the mean of the data, which the browser has all digits for."""
    controls.stops_slider(_MEAN, "{:,.0f}".format)


def _of_all_means(arounds: Sequence[Around], titles: Mapping[str, str], mean: float) -> dict[str, Any]:
    """Return the lines and, at one mean, the digits, with how the slider moves them to any other."""
    known = {name: title for name, title in titles.items() if name in arounds[0].values}
    texts = [digits.texts(around, of, titles) for around, of in zip(arounds, _MEAN.stops, strict=True)]
    stop, said = _MEAN.stops.index(mean), digits.spoken(titles)
    moves = motion(
        _MEAN.name,
        numbers=digits.FOLLOWED,
        said=said,
        lasting=[_MEAN.name],
        sweeps=_SWEEPS,
        cursor={"slider": _MEAN.name, "values": list(range(len(texts)))},
        frames=frames(_MEAN.name, {("numbers", name): [of_stop[name] for of_stop in texts] for name in texts[0]}),
    )
    figure = digits.lines_figure(arounds, _MEAN.stops, known, stop)
    chart = sent("chart_errors", figure, said.format(**texts[stop]), motion=moves)
    return in_places(chart, words={"digits": digits.table(titles, texts[stop]), "verdict": digits.verdict(texts[stop])})


def _why(arounds: Sequence[Around]) -> str:
    """Say where the errors come from, and how large they are where activations usually lie."""
    sentence = _(
        "**Why?** Far from 0 a sum of float32 values rounds away the digits that mean and variance are made of; the difference "
        "E[x²] − E[x]² of two large numbers loses twice as many (catastrophic cancellation). scikit-learn adds in float64, then "
        "rounds the mean to float32. bn_core first subtracts a guess of the mean: whatever the mean, it is wrong by {best} at "
        "most. Activations usually lie near 0: there the largest error of all is {near}. The exact value moves a little: float32 "
        "rounds the data themselves. Computed on this server’s processor: a GPU, and PyTorch, add in another order."
    )
    best = max(around.errors["bn_core"] for around in arounds)
    near = max(max(around.errors.values()) for around in arounds[: digits.USUAL])
    return sentence.format(best=short(best), near=short(near))


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
