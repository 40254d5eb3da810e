"""The article, replayed: its five steps with the numbers they have to give, and what misleads in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.data.sources import RandomImages
from bn_view.figures import colours
from bn_view.figures.images import sheet
from bn_view.state.language import _, language
from bn_view.state.session import fragment, get
from bn_view.widgets import ask, controls
from bn_view.widgets.chart import draw_histogram
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, is_drawn_natively, kept, place_of_words
from bn_view.words import readout
from bn_view.words.numbers import number, short, signed
from pages.numpy_and_tensorflow import magnifier
from pages.numpy_and_tensorflow.magnifier import Pair
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.numpy_and_tensorflow.units import zoom_in_words
from witnesses import article
from witnesses.article import GOLDEN, GoldenNumbers, golden_numbers
from witnesses.batch_norms import WITNESSES
from witnesses.measurement import outputs

Array = NDArray[np.floating]

# The article shows two images at each step; image 6 is constant: it shows the leak most clearly.
SHOWN_IMAGES = [0, 6]
COLOURS = {
    "data": colours.BEFORE,
    "min_max": colours.MIN_MAX,
    "standardized": colours.STANDARDIZED,
    "numpy": colours.BATCH_NORM,
    "tensorflow": colours.WITNESSES["tf_nn"],
}
# What the article types, each step with what the steps before it have made.
CODE: Mapping[str, str] = {
    "data": RandomImages().code,
    "min_max": """\
least, greatest = images.min(axis=0), images.max(axis=0)
scaled = (images - least) / (greatest - least)
""",
    "standardized": """\
standardized = (images - images.mean(axis=0)) / images.std(axis=0)
""",
    "numpy": """\
x = images[:10]
gamma, beta, epsilon = 1.0, 0.0, 1e-8

mean = x.mean(axis=0)                                # of the mini-batch
variance = x.var(axis=0)
normalized = (x - mean) / np.sqrt(variance + epsilon)
y = gamma * normalized + beta                        # learned in a network
""",
    "tensorflow": """\
import tensorflow as tf

mean, variance = tf.nn.moments(x, axes=[0])
y = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon).numpy()
""",
}


def draw(with_tensorflow: bool) -> None:
    """Draw the results of NumPy and TensorFlow under a magnifier; below, the article's steps, and what misleads in them."""
    draw_heading(
        _("Do NumPy and TensorFlow give the same numbers?"),
        _("The same 10 images, batch-normalized by both: a histogram of all values, magnified around ▼."),
        experiment=_("zoom out until nobody sees a difference."),
        parts=NumpyAndTensorFlow.part,
    )
    other = "tf_nn" if with_tensorflow else "bn_core"
    with st.container(key="stage"):
        st.html(magnifier.places())
        with st.container(key="controls"):
            _zoom()
            st.html(place_of_words("key"))
            controls.answer(
                _(
                    "Yes, but for rounding. Both take the same steps in another order, and every step rounds: only the last "
                    "digits differ."
                ),
                place_of_words("differences"),
            )
            place = st.empty()
            if with_tensorflow and not _is_known(other) and not is_drawn_natively():
                _draw_pairs(place, "bn_core")  # until TensorFlow's process, which takes seconds to start, has answered
            pairs = _draw_pairs(place, other)
    steps: dict[str, Array] = article.steps()
    if pairs and with_tensorflow:
        steps["tensorflow"] = pairs[-1].other.reshape(steps["numpy"].shape)
    st.markdown(f"## {_('The study note’s five steps')}")
    step = controls.choice(NumpyAndTensorFlow.step, label_visibility="collapsed")
    if step in steps:
        left, right = st.columns([3, 1], gap="large")
        with left:
            _draw_histogram(step, steps[step])
        with right:
            _draw_images(steps["data"], steps[step])
    st.code(CODE[step], language="python", wrap_lines=True)
    st.markdown(_below(language(), tuple(steps), steps))


@fragment
def _zoom() -> None:
    """Draw the zoom, which the browser has all numbers for."""
    controls.stops_slider(NumpyAndTensorFlow.zoom, zoom_in_words)


def _draw_pairs(place: DeltaGenerator, other: str) -> list[Pair] | None:
    """Draw NumPy and another library under the magnifier, and return both; None where the worker does not answer."""
    pairs, setting = _pairs(other), NumpyAndTensorFlow.zoom
    if pairs is not None:
        # The browser has those of all zooms, whichever they come with: they are made once.
        zoom = get(setting) if is_drawn_natively() else setting.default
        with place.container():
            draw_in_places("magnifier", kept(("magnifier", other, zoom), lambda: _magnified(pairs, zoom)))
    return pairs


def _is_known(other: str) -> bool:
    return all(ask.is_known(_key(dtype, other)) for dtype in magnifier.DECIMALS)


def _key(dtype: str, other: str) -> tuple[str, str, str]:
    return "article", dtype, other


def _pairs(other: str) -> list[Pair] | None:
    """Return what NumPy and another library make of the article's mini-batch; None where the worker does not answer."""
    x, pairs = article.steps()["data"][: article.BATCH], list[Pair]()
    for dtype in magnifier.DECIMALS:
        arguments = x.astype(dtype), 1.0, 0.0, article.AXIS, article.EPSILON, ["textbook", other]
        answers = ask.ask_once(_key(dtype, other), outputs, *arguments)
        if answers is None:
            return None
        pairs.append(magnifier.compared(dtype, other, _title(other), answers["textbook"], answers[other]))
    return pairs


def _magnified(pairs: Sequence[Pair], zoom: float) -> dict[str, Any]:
    """Return the charts of both number formats, with what there is to say of them."""
    words = {"differences": magnifier.sentence(pairs), "key": magnifier.key()}
    for pair in pairs:
        words |= magnifier.words(pair, zoom)
    return in_places(*(magnifier.chart(pair, zoom) for pair in pairs), words=words)


def _title(other: str) -> str:
    return "TensorFlow" if other == "tf_nn" else _(WITNESSES[other].title)


# Streamlit hashes no argument that starts with an underscore: language and names stand for it, as the numbers never change.
@st.cache_resource(show_spinner=False)
def _below(language: str, names: tuple[str, ...], _steps: Mapping[str, Array]) -> str:
    """Return the golden numbers of all steps, and what misleads in them, as Markdown."""
    table = _golden_table({name: golden_numbers(x) for name, x in _steps.items()})
    return f"## {_('The numbers, then and now')}\n\n{table}\n\n## {_('What misleads')}\n\n{_what_misleads(_steps)}"


def _draw_histogram(step: str, values: Array) -> None:
    title, summary = _(NumpyAndTensorFlow.step.titles[step]), bn_core.summary(values)
    draw_histogram("chart_step", title, bn_core.histogram(values, BINS), summary, COLOURS[step], height=300)
    mark = _mark(golden_numbers(values).matches(GOLDEN[step]))
    st.markdown(f"{readout.four_numbers('step', summary)} &nbsp; {mark}", unsafe_allow_html=True)


def _draw_images(data: Array, values: Array) -> None:
    one_for_all = controls.toggle(NumpyAndTensorFlow.article_colours)
    scale = (float(data.min()), float(data.max())) if one_for_all else None
    caption = _("Images {first} and {second}: {scale}").format(
        first=SHOWN_IMAGES[0], second=SHOWN_IMAGES[1], scale=readout.colour_scale(scale)
    )
    st.html(
        f'<img alt="{caption}" src="{sheet(values[SHOWN_IMAGES], scale)}" '
        f'style="width:100%;max-width:28rem;image-rendering:pixelated;border-radius:.25rem"><div>{caption}</div>'
    )


def _mark(matches: bool) -> str:
    return _("✓ equal to 10⁻⁹") if matches else _("✗ differs")


def _golden_table(computed: Mapping[str, GoldenNumbers]) -> str:
    """Return the four numbers of each step as Markdown, computed above golden, with a mark where they match."""
    head = f"| | {_('max')} | {_('min')} | {_('mean')} | {_('variance')} | |\n|:--|--:|--:|--:|--:|:--|"
    rows = []
    for step, golden in GOLDEN.items():
        if step in computed:
            mark = _mark(computed[step].matches(golden))
            title = _(NumpyAndTensorFlow.step.titles[step])
            rows.append(f"| **{title}** | {_cells(computed[step], '**')} | {mark} |")
            rows.append(f"| {_('in the study note')} | {_cells(golden)} | |")
    return "\n".join([head, *rows])


def _cells(numbers: GoldenNumbers, emphasis: str = "") -> str:
    return " | ".join(f"{emphasis}{_ten_decimals(value)}{emphasis}" for value in numbers)


def _ten_decimals(value: float) -> str:
    """Write ten decimals, and by how little a number misses 1 where they would hide it."""
    if 1e-12 < abs(1 - value) < 1e-9:
        return f"1 − {short(1 - value, 2)}"
    return signed(f"{value + 0.0:.10f}") if abs(value) >= 5e-11 else f"{0:.10f}"


def _what_misleads(steps: Mapping[str, Array]) -> str:
    """Say what the article and the note leave out, in numbers computed now."""
    images, normalized = steps["data"], steps["numpy"]
    correlations = {name: number(article.correlation(images[0], values[0])) for name, values in steps.items()}
    before, after = (bn_core.summary(values[0]) for values in (images, normalized))
    ends = {"least_x": before.minimum, "most_x": before.maximum, "least_y": after.minimum, "most_y": after.maximum}
    per_channel = bn_core.batch_norm(images[: article.BATCH], axis=(0, 1, 2), epsilon=article.EPSILON).output
    one_scale = bn_core.standardize(images)
    per_position = {name: bn_core.standardize(steps[name]) for name in ("min_max", "standardized")}
    moved = {**per_position, "global_map": bn_core.standardize(one_scale)}
    apart = {name: number(bn_core.largest_difference(one_scale, values)) for name, values in moved.items()}
    points = [
        _("**“No visual difference.”** Each image is stretched to its own black and white, which hides the scale: image 0 has "
          "values from {least_x} to {most_x} before, from {least_y} to {most_y} after batch norm. Its pattern changes as well: "
          "image 0 and its own result correlate by {min_max} after min-max, {standardized} after standardization and {numpy} "
          "after batch norm.").format(**correlations, **{name: number(end) for name, end in ends.items()}),
        _("**A constant image gains texture.** Image 6 has one value everywhere; batch-normalized, its standard deviation is "
          "{deviation}: the other images of the mini-batch leak in.").format(
            deviation=number(bn_core.summary(normalized[6]).standard_deviation)),
        _("**One mean per pixel position is not what a layer does.** The study note has {means} means; a Keras layer has one per "
          "channel. The two results differ by up to {difference}.").format(
            means=f"{images[0].size:,}", difference=number(bn_core.largest_difference(normalized, per_channel))),
        _("**“The shape stays.”** It does for values that share their statistics. With statistics per position values move "
          "against each other: all of them brought to mean 0 and std 1 again, one lies up to {min_max} from where it was after "
          "min-max, {standardized} after standardization, and {global_map} after one map for all.").format(**apart),
    ]  # fmt: skip
    return "\n".join(f"- {point}" for point in points)
