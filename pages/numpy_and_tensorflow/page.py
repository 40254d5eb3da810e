"""NumPy and TensorFlow: the article's experiment replayed, the witnesses side by side, and how precise each one is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data import batches
from bn_view.figures import colours
from bn_view.figures.histograms import histogram_figure
from bn_view.figures.images import sheet
from bn_view.state.language import _
from bn_view.state.settings import BINS
from bn_view.widgets import controls
from bn_view.widgets.ask import again_key, ask, missing_sentence, tensorflow_is_installed
from bn_view.widgets.chart import draw_chart
from bn_view.words import numbers, readout
from pages.numpy_and_tensorflow import notebook
from pages.numpy_and_tensorflow.code import ARTICLE_CODE, witness_script
from pages.numpy_and_tensorflow.figures import error_figure, falling_mean_figure
from witnesses import article, long_sum
from witnesses.batch_norms import NEED_TENSORFLOW, WITNESSES
from witnesses.measured import errors_around, measured, outputs

# The article shows two images at each step; the second is a constant one, to which the first ten bring the more surprise.
SHOWN_IMAGES = [0, 6]
Array = NDArray[np.floating]


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    st.markdown(f"## {_('NumPy and TensorFlow')}")
    parts = {
        "article": _("The article, replayed"),
        "side_by_side": _("Side by side"),
        "precision": _("How precise is it really?"),
        "take_home": _("Take it home"),
    }
    part = controls.choice("part", _("Part"), parts, label_visibility="collapsed")
    controls.warn_of_refused()
    missing = missing_sentence()
    if missing:
        st.info(missing)
    {"article": _article, "side_by_side": _side_by_side, "precision": _precision, "take_home": _take_home}[part]()
    controls.write_address()


def _article() -> None:
    """Draw the five steps with their golden numbers, one of them in full, and what misleads in them."""
    steps: dict[str, Array] = dict(article.steps())
    images = steps["data"]
    batch = images[: article.BATCH]
    differences: dict[str, float] = {}
    if tensorflow_is_installed():
        for dtype in ("float64", "float32"):
            x = batch.astype(dtype)
            answers = ask(outputs, x, 1.0, 0.0, (0,), article.EPSILON, ["bn_core", "tf_nn"])
            if answers is None:
                break
            differences[dtype] = bn_core.largest_difference(answers["bn_core"], answers["tf_nn"])
            if dtype == "float64":
                steps["tensorflow"] = answers["tf_nn"]
    words = {
        "data": _("1 The 30 images"),
        "min_max": _("2 Min-max"),
        "standardized": _("3 Standardization"),
        "numpy": _("4 Batch norm in NumPy"),
        "tensorflow": _("5 The same in TensorFlow"),
    }
    step = controls.choice("step", _("Step"), words)
    if step in steps:
        _step(step, words[step], steps[step], images)
    st.code(ARTICLE_CODE[step], language="python")
    st.markdown(f"### {_('The numbers, then and now')}")
    seen = {name: article.four(x) for name, x in steps.items()}
    st.markdown(readout.golden_markdown(words, seen, article.GOLDEN))
    if "float32" in differences:
        st.markdown(
            _("NumPy and TensorFlow differ by at most **{double}** in float64 and **{single}** in float32.").format(
                double=numbers.short(differences["float64"]), single=numbers.short(differences["float32"])
            )
        )
    _what_misleads(steps)


def _step(name: str, title: str, values: Array, images: Array) -> None:
    left, right = st.columns([3, 2], gap="large")
    colour = {
        "data": colours.BEFORE,
        "min_max": colours.MIN_MAX,
        "standardized": colours.STANDARDIZED,
        "numpy": colours.BATCH_NORM,
        "tensorflow": colours.WITNESSES["tf_nn"],
    }[name]
    with left:
        summary = bn_core.summary(values)
        draw_chart(
            histogram_figure(
                bn_core.histogram(values, BINS), summary, colour, mean_label=_("mean ± std"), x_range=None, height=280
            ),
            key="chart_step",
            alt=readout.alternative_text(title, summary),
        )
        st.markdown(readout.four_numbers("step", summary), unsafe_allow_html=True)
    with right:
        before = article.four(images)
        scale = (
            (before.minimum, before.maximum) if controls.switch("article_colours", _("One colour scale for all steps")) else None
        )
        said = _("Images {first} and {second}: {scale}").format(
            first=SHOWN_IMAGES[0], second=SHOWN_IMAGES[1], scale=readout.colour_scale(scale)
        )
        st.html(
            f'<img alt="{said}" src="{sheet(values[SHOWN_IMAGES], scale)}" '
            f'style="width:100%;max-width:28rem;image-rendering:pixelated;border-radius:.25rem"><div>{said}</div>'
        )


def _what_misleads(steps: Mapping[str, Array]) -> None:
    """Say what the article and the note leave out, in numbers computed now."""
    images, normalized = steps["data"], steps["numpy"]
    correlations = [article.correlation(images[0], steps[name][0]) for name in ("min_max", "standardized", "numpy")]
    per_channel = bn_core.batch_norm(images[: article.BATCH], axis=(0, 1, 2), epsilon=article.EPSILON).output
    raw, scaled, standardized = (bn_core.summary(steps[name]).excess_kurtosis + 3 for name in ("data", "min_max", "standardized"))
    deviation = bn_core.summary(normalized[6]).standard_deviation
    st.markdown(f"### {_('What misleads')}")
    points = [
        _("**“No visual difference.”** Each image is stretched to its own black and white. On one scale the difference is plain: "
          "image 0 and its own result correlate by {min_max} / {standardized} / {numpy}."),
        _("**A constant image gains texture.** Image 6 has one value everywhere; batch-normalized, its standard deviation is "
          "{deviation}: the other images of the mini-batch leak in."),
        _("**One mean per pixel position is not what a layer does.** The note has {means} means; a Keras layer has one per "
          "channel. The two results differ by up to {difference}."),
        _("**“The shape stays.”** It does for values that share their statistics. Kurtosis of all values together: {raw} before, "
          "{global_map} after one map for all, {scaled} after min-max and {kurtosis} after standardization per position."),
    ]  # fmt: skip
    computed = {
        "means": f"{bn_core.moments(images, 0).mean.size:,}",
        "min_max": f"{correlations[0]:.2f}",
        "standardized": f"{correlations[1]:.2f}",
        "numpy": f"{correlations[2]:.2f}",
        "deviation": f"{deviation:.3f}",
        "difference": f"{bn_core.largest_difference(normalized, per_channel):.3f}",
        "raw": f"{raw:.5f}",
        "global_map": f"{bn_core.summary(bn_core.standardize(images)).excess_kurtosis + 3:.5f}",
        "scaled": f"{scaled:.5f}",
        "kurtosis": f"{standardized:.5f}",
    }
    st.markdown("\n".join(f"- {point.format(**computed)}" for point in points))


def _side_by_side() -> None:
    """Run every witness on the lab's mini-batch and sliders."""
    controls.sidebar()
    settings = controls.settings()
    batch = batches.batch_of(settings)
    left, right = st.columns([5, 2], gap="large")
    with right:
        controls.sliders()
        controls.batch_size_slider()
        controls.choice("dtype", _("Number format"), {"float64": "float64", "float32": "float32"})
    with left:
        names = _installed()
        gamma, beta, epsilon, dtype = (st.session_state[name] for name in ("gamma", "beta", "epsilon", "dtype"))
        answers = ask(measured, batch.before.values.astype(dtype), gamma, beta, batch.axes, epsilon, names)
        if answers is not None:
            st.markdown(readout.measured_markdown(_names(), answers))
            st.markdown(
                _("Difference: the largest from extended precision. Time: the fastest of several calls. Memory: at the highest "
                  "point, output included. scikit-learn’s scaler knows no ε.")
            )  # fmt: skip
    if st.session_state.witness not in names:
        st.session_state.witness = names[0]
    st.selectbox(_("The same as a script"), names, format_func=_names().__getitem__, key="witness")
    st.code(witness_script(controls.settings(), st.session_state.witness), language="python")


def _precision() -> None:
    """Draw each witness's error on data that lie further and further from 0, and a mean that falls."""
    names = _installed()
    left, right = st.columns([5, 2], gap="large")
    with right:
        mean = controls.stop("data_mean", _("Mean of the data (standard deviation 1)"), "{:,.0f}".format)
        st.markdown(_("64 images of 32×32×3, float32, one mean per channel, ε = 1e-5"))
    with left:
        errors = ask(errors_around, mean, names)
        if errors is not None:
            titles = _names()
            draw_chart(
                error_figure(
                    {titles[name]: error for name, error in errors.items()},
                    {titles[name]: colours.WITNESSES[name] for name in names},
                    x_title=_("largest error of a normalized value"),
                    x_range=(-8, 2),
                ),
                key="chart_errors",
                alt="; ".join(f"{titles[name]}: {numbers.short(error, 2)}" for name, error in errors.items()),
            )
    st.markdown(
        _("The formula is the same everywhere; the sums are not. Adding float32 values far from 0 rounds away the digits that "
          "the variance is made of. Activations usually stay near 0, so that frameworks can choose speed.")
    )  # fmt: skip
    st.markdown(f"### {_('The mean of {millions} million numbers between 0 and 1').format(millions=long_sum.NUMBERS // 10**6)}")
    _long_sum()


def _long_sum() -> None:
    """Add up 50,000 images in steps that one can watch and stop."""
    st.markdown(_("{images} uniform images of 32×32×3 in float32, added image after image").format(images=f"{long_sum.IMAGES:,}"))
    start, stop, _rest = st.columns([1, 1, 4])
    running = start.button(_("Run"), key="run_long_sum", type="primary", width="stretch")
    # Any click ends the run in progress at its next step: this one asks for nothing else.
    stop.button(_("Stop"), key="stop_long_sum", width="stretch")
    if running or st.session_state.get(again_key(long_sum.added)):
        result = _run_long_sum()
        if result is not None:
            st.session_state.long_sum = result
    if st.session_state.get("long_sum") is not None:
        _draw_long_sum(*st.session_state.long_sum)


def _run_long_sum() -> tuple[list[int], list[float], list[float], float | None] | None:
    progress = st.progress(0.0)
    so_far: long_sum.LongSum | None = long_sum.start()
    images, falling, true = [], [], []
    while so_far is not None and so_far.images < long_sum.IMAGES:
        so_far = ask(long_sum.added, so_far)
        if so_far is None:
            progress.empty()
            return None
        images.append(so_far.images)
        falling.append(so_far.numpy_mean)
        true.append(so_far.mean)
        words = _("{images} of {all} images").format(images=f"{so_far.images:,}", all=f"{long_sum.IMAGES:,}")
        progress.progress(so_far.images / long_sum.IMAGES, words)
    by_tensorflow = None
    if tensorflow_is_installed() and long_sum.free_bytes() > long_sum.TENSORFLOW_BYTES:
        progress.progress(1.0, _("TensorFlow takes all images at once: {size} MB").format(size=long_sum.IMAGES_BYTES // 10**6))
        by_tensorflow = ask(long_sum.tensorflow_mean)
    progress.empty()
    return images, falling, true, by_tensorflow


def _draw_long_sum(images: list[int], falling: list[float], true: list[float], by_tensorflow: float | None) -> None:
    rows = {"np.mean(axis=(0, 1, 2))": falling[-1], "bn_core.moments": true[-1]}
    if by_tensorflow is not None:
        rows["tf.nn.moments"] = by_tensorflow
    st.markdown(" &nbsp; ".join(f"`{name}` **{value:.5f}**" for name, value in rows.items()), unsafe_allow_html=True)
    draw_chart(
        falling_mean_figure(
            images,
            {"NumPy, float32": falling, "bn_core": true},
            {"NumPy, float32": colours.WITNESSES["textbook"], "bn_core": colours.WITNESSES["bn_core"]},
            x_title=_("images"),
            last=long_sum.IMAGES,
        ),
        key="chart_long_sum",
        alt=_("Mean over the number of images: NumPy falls to {numpy}, bn_core stays at {ours}.").format(
            numpy=f"{falling[-1]:.5f}", ours=f"{true[-1]:.5f}"
        ),
    )
    st.markdown(
        _("A float32 has 24 bits. From 2²⁴ = 16,777,216 on, adding a number below 1 changes nothing: the sum stands still, and "
          "the mean of ever more numbers falls.")
    )  # fmt: skip


def _take_home() -> None:
    """Offer the lab's state as a notebook and as a script."""
    settings = controls.settings()
    st.markdown(
        _("The state of the lab, recreated from its seed in plain NumPy, TensorFlow and scikit-learn. It needs nothing of ours "
          "and runs in Colab.")
    )  # fmt: skip
    with st.container(horizontal=True):
        st.download_button(
            _("Download as notebook"),
            data=notebook.notebook(settings),
            file_name="batch_normalization.ipynb",
            mime="application/x-ipynb+json",
            on_click="ignore",
            type="primary",
        )
        st.download_button(
            _("Download as script"),
            data=notebook.script(settings),
            file_name="batch_normalization.py",
            mime="text/x-python",
            on_click="ignore",
        )
    st.code(notebook.script(settings), language="python")


def _installed() -> list[str]:
    return [name for name in WITNESSES if tensorflow_is_installed() or name not in NEED_TENSORFLOW]


def _names() -> dict[str, str]:
    return {
        "textbook": _("NumPy (textbook)"),
        "bn_core": "bn_core",
        "tf_nn": "tf.nn",
        "keras": "Keras",
        "scikit_learn": "scikit-learn",
    }
