"""Training and inference: running statistics, their conventions, the gap they leave, and what the batch size does."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data import batches
from bn_view.figures import colours
from bn_view.figures.histograms import covering
from bn_view.state.language import _
from bn_view.state.settings import BINS, SETTINGS, Whole
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words import numbers, readout
from bn_view.words.table import table
from pages.training_and_inference import values as streams
from pages.training_and_inference.figures import band_figure, gap_figure, running_figure, shown_steps, two_histograms_figure
from pages.training_and_inference.values import Images, Stream

FRAMEWORKS = {"keras": "Keras", "pytorch": "PyTorch"}
OTHER = {"keras": "pytorch", "pytorch": "keras"}
# The note's recipe, drawn on until its mean tells what the running mean is on its way to.
RECIPE_IMAGES = 2000


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    controls.sidebar(with_grouping=False)
    st.markdown(f"## {_('Training and inference')}")
    st.markdown(
        _("Training normalizes a mini-batch with its own mean and variance. Inference uses **running** ones: the moving averages "
          "of the mini-batches that went by.")
    )  # fmt: skip
    controls.warn_of_refused()
    images = streams.images_of(controls.settings())
    _stream_and_both_modes(images)
    _batch_sizes(images)
    _by_hand()


@st.fragment
def _stream_and_both_modes(images: Images) -> None:
    """Draw the stream with its controls, and a mini-batch in both modes; a moved control runs this alone."""
    # As in the lab, so that on a phone the chart stays in sight while the sliders below it are moved.
    with st.container(key="chart_and_sliders"):
        left, right = st.columns([5, 2], gap="medium")
    stream = streams.stream_of(images, controls.settings())
    with left:
        _running_chart(images, stream)
    with right:
        _controls()
    st.markdown("\n\n".join(_what_runs(images, stream)))
    _both_modes(stream)
    controls.write_address()


def _controls() -> None:
    controls.choice("convention", _("The momentum is read as in"), FRAMEWORKS)
    controls.real("momentum", _("Momentum"))
    other = FRAMEWORKS[OTHER[st.session_state.convention]]
    st.button(_("Translate to {framework}").format(framework=other), key="translate", on_click=_translate, width="stretch")
    controls.whole_slider("updates", _("Updates"))
    st.button(_("Next mini-batch"), key="next_update", on_click=_next, width="stretch")
    controls.batch_size_slider()
    controls.switch("unbiased", _("Unbiased variance (m − 1)"))


def _translate() -> None:
    st.session_state.momentum = streams.translated(st.session_state.momentum)
    st.session_state.convention = OTHER[st.session_state.convention]


def _next() -> None:
    setting = SETTINGS["updates"]
    assert isinstance(setting, Whole)
    st.session_state.updates = min(st.session_state.updates + 1, setting.most)


def _true_variance(images: Images) -> float:
    together = images.all_together
    return float((together.unbiased_variance if st.session_state.unbiased else together.variance)[0])


def _stored_variances(stream: Stream) -> NDArray[np.float64]:
    """Return the variance of each mini-batch as it is stored, first channel."""
    return (stream.batches.unbiased_variance if st.session_state.unbiased else stream.batches.variance)[:, 0]


def _running_chart(images: Images, stream: Stream) -> None:
    updates, running, misread = st.session_state.updates, stream.running, stream.misread
    steps = shown_steps(updates)
    other = FRAMEWORKS[OTHER[st.session_state.convention]]
    panels = {
        _("Mean μ"): {
            "batches": stream.batches.mean[steps[1:] - 1, 0],
            "misread": misread.mean[steps, 0],
            "true": images.all_together.mean[0],
            "running": running.mean[steps, 0],
        },
        _("Variance σ²"): {
            "batches": _stored_variances(stream)[steps[1:] - 1],
            "misread": misread.variance[steps, 0],
            "true": _true_variance(images),
            "running": running.variance[steps, 0],
        },
    }
    names = {
        "running": _("running"),
        "batches": _("mini-batches"),
        "true": _("all images"),
        "misread": _("read as in {framework}").format(framework=other),
    }
    said = _("After {updates} updates the running mean is {mean} and that of all images {true_mean}; the running variance is "
             "{variance} and that of all images {true_variance}.")  # fmt: skip
    draw_chart(
        running_figure(steps, panels, names, x_title=_("updates"), height=460),
        key="chart_running",
        alt=said.format(updates=updates, **_ends(images, stream)),
    )


def _ends(images: Images, stream: Stream) -> dict[str, str]:
    ends = {
        "mean": stream.running.mean[-1, 0],
        "true_mean": images.all_together.mean[0],
        "variance": stream.running.variance[-1, 0],
        "true_variance": _true_variance(images),
    }
    return {name: f"{value:.2f}" for name, value in ends.items()}


def _what_runs(images: Images, stream: Stream) -> list[str]:
    """Say what the curves end at, what the number means, and where the mini-batches come from."""
    updates, momentum, convention = (st.session_state[name] for name in ("updates", "momentum", "convention"))
    kept = streams.share_of_the_old(momentum, convention)
    ends = _("After **{updates}** updates: mean **{mean}** of {true_mean}, variance **{variance}** of {true_variance}.")
    rule = _(
        "{framework} {momentum}: new = **{kept}** · old + **{taken}** · mini-batch. {other} calls that momentum **{number}**."
    )
    source = _("Each epoch shuffles the {count} images (seed {seed}) into full mini-batches ({batches}), then goes round again. "
               "One mean and variance per channel, as in a layer.")  # fmt: skip
    count = len(images.each.mean)
    said = [
        ends.format(updates=updates, **_ends(images, stream)),
        rule.format(
            framework=FRAMEWORKS[convention],
            momentum=numbers.short(momentum),
            kept=numbers.short(kept),
            taken=numbers.short(streams.translated(kept)),
            other=FRAMEWORKS[OTHER[convention]],
            number=numbers.short(streams.translated(momentum)),
        ),
        source.format(count=f"{count:,}", seed=st.session_state.seed, batches=f"{count // stream.size:,}"),
    ]
    if images.each.mean.shape[1] > 1:
        said.append(_("The chart shows the first channel."))
    if st.session_state.unbiased:
        present = _("A mini-batch has m = {count} values a channel: stored is the variance times {ratio}.")
        m = stream.batches.count
        said.append(present.format(count=f"{m:,}", ratio=f"{_ratio(m):.4g}" if m < 1000 else f"{_ratio(m):.6f}"))
    average, true = float(_stored_variances(stream).mean()), _true_variance(images)
    if true - average > 0.01 * true:
        short_of = _("The variance stays short of {true}: {size} images differ less among themselves than all {count}, and "
                     "mini-batches average {average}.")  # fmt: skip
        amounts = {"size": stream.size, "count": f"{count:,}", "average": f"{average:.1f}", "true": f"{true:.1f}"}
        said.append(short_of.format(**amounts))
    return said


def _both_modes(stream: Stream) -> None:
    """Send one mini-batch through both modes."""
    st.markdown(f"### {_('The same mini-batch in both modes')}")
    settings = controls.settings()
    x, epsilon, updates = batches.batch_of(settings).before.values, float(settings["epsilon"]), int(settings["updates"])
    running = stream.running
    training, inference = streams.both_modes(x, running.mean[-1], running.variance[-1], epsilon)
    gap = numbers.number(bn_core.largest_difference(training, inference))
    said = _("Mini-batch {batch} after {updates} updates: training and inference differ by up to **{gap}**. That is no bug: it "
             "is what the running statistics still lack, and what this mini-batch has of its own.")  # fmt: skip
    st.markdown(said.format(batch=settings["batch"], updates=updates, gap=gap))
    summaries = [bn_core.summary(training), bn_core.summary(inference)]
    span = covering(*((s.minimum, s.maximum) for s in summaries))
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{_('Normalized values')}**")
        draw_chart(
            two_histograms_figure(
                bn_core.histogram(training, BINS, span),
                bn_core.histogram(inference, BINS, span),
                (_("training"), _("inference")),
                height=300,
            ),
            key="chart_modes",
            alt="; ".join(map(readout.alternative_text, (_("training"), _("inference")), summaries)),
        )
    with right:
        st.markdown(f"**{_('Largest difference, update by update (log scale)')}**")
        steps = shown_steps(updates)
        curve = streams.gaps(x, running, steps, epsilon)
        draw_chart(
            gap_figure(steps, curve, x_title=_("updates"), height=300),
            key="chart_gap",
            alt=_("Largest difference between the modes: {first} before the first update, {last} after {updates}.").format(
                first=numbers.number(curve[0]), last=numbers.number(curve[-1]), updates=updates
            ),
        )
    st.markdown(_("γ = 1, β = 0, ε = {epsilon} as in the lab.").format(epsilon=numbers.short(epsilon)))


def _batch_sizes(images: Images) -> None:
    """Draw what the batch size does to the statistics and to one image's output."""
    settings = controls.settings()
    st.markdown(f"### {_('Batch size')}")
    spreads = streams.spreads_of(images, int(settings["seed"]), float(settings["epsilon"]))
    alone = _("instance norm") if images.each.mean.shape[1] == 1 else _("group norm")
    said = _("Who else is in the mini-batch changes what one image becomes: its middle pixel wanders over a range of "
             "**{small}** at batch size {least}, of **{large}** at {most}. With {alone} no neighbour has a say: "
             "**{number}** at any size.")  # fmt: skip
    st.markdown(
        said.format(
            small=numbers.number(spreads.output.width[0]),
            large=numbers.number(spreads.output.width[-1]),
            least=streams.SIZES[0],
            most=streams.SIZES[-1],
            alone=alone,
            number=numbers.number(spreads.alone),
        )
    )
    true = images.all_together
    panels = (
        ("mean", _("Mean μ"), spreads.mean, float(true.mean[0])),
        ("variance", _("Variance σ²"), spreads.variance, float(true.variance[0])),
        ("output", _("One pixel"), spreads.output, spreads.alone),
    )
    beside = f": {readout.swatch(colours.BATCH_NORM)} {_('batch norm')}, {readout.swatch(colours.MIN_MAX)} {alone}"
    for column, (name, title, band, flat) in zip(st.columns(3, gap="medium"), panels, strict=True):
        with column:
            st.markdown(f"**{title}**" + (beside if name == "output" else ""), unsafe_allow_html=True)
            draw_chart(
                band_figure(streams.SIZES, band, flat=flat, of_others=name == "output", x_title=_("batch size"), height=280),
                key=f"chart_of_sizes_{name}",
                alt=_("{title}: nine of ten within {small} at batch size {least}, within {large} at {most}.").format(
                    title=title,
                    small=numbers.number(band.width[0]),
                    large=numbers.number(band.width[-1]),
                    least=streams.SIZES[0],
                    most=streams.SIZES[-1],
                ),
            )
    how = _("{resamples} mini-batches of each size, drawn from the {count} images with replacement (seed {seed}); nine of ten "
            "lie in the band. Dashed: all images. Image {image}, first channel.")  # fmt: skip
    count = len(images.each.mean)
    st.markdown(how.format(resamples=streams.RESAMPLES, count=f"{count:,}", seed=settings["seed"], image=0))
    st.markdown(_one_value(spreads.pixel))


def _one_value(pixel: float) -> str:
    """Say what becomes of a group that holds one value."""
    gamma, beta = 2.0, 0.5
    output = bn_core.batch_norm([[pixel]], gamma, beta, axis=0).output.item()
    said = _("**Batch size 1**, one value a group: the value is its own mean, and nothing of it is left. With γ = {gamma} and "
             "β = {beta}, {x} becomes **{output}**: exactly β. Keras says nothing; PyTorch refuses to train.")  # fmt: skip
    return said.format(gamma=numbers.short(gamma), beta=numbers.short(beta), x=numbers.number(pixel), output=output)


def _by_hand() -> None:
    """Draw the numbers one can check on paper."""
    st.markdown(f"### {_('Check it by hand')}")
    left, right = st.columns(2, gap="large")
    x = [1.0, 2.0, 3.0, 4.0]
    starts = (streams.start(0.0), streams.start(0.0, unbiased=True))
    keras, pytorch = (start.update(bn_core.moments(x)).variance.item() for start in starts)
    with left:
        st.markdown(_("**Which variance is stored?** Both normalize with the biased one; PyTorch stores the other."))
        counts = (2, 4, 10, 100)
        stored = (_("stored variance"), f"**{keras:.2f}**", f"**{pytorch:.3f}**")
        st.markdown(table(("x = [1, 2, 3, 4]", "Keras", "PyTorch"), [stored]))
        ratios = ("m / (m − 1)", *(f"**{_ratio(m):.2f}**" for m in counts))
        st.markdown(table((_("values a group, m"), *map(str, counts)), [ratios]))
    with right:
        target = streams.recipe_mean(RECIPE_IMAGES)
        said = _("**How soon is it ready?** Momentum 0.99 in Keras, on the way from 0 to {target}, the mean of {count} images of "
                 "the note's recipe:")  # fmt: skip
        st.markdown(said.format(target=f"{target:.2f}", count=f"{RECIPE_IMAGES:,}"))
        after = (1, 10, 100, 500)
        constant = bn_core.Moments(1, np.full(after[-1], target), np.zeros(after[-1]))
        history = bn_core.running_history(streams.start(0.99), constant)
        digits = (2, 2, 1, 1)
        reached = (_("running mean"), *(f"**{history.mean[n]:.{d}f}**" for n, d in zip(after, digits, strict=True)))
        st.markdown(table((_("updates"), *(f"{n:,}" for n in after)), [reached]))


def _ratio(count: int) -> float:
    """Return by how much the unbiased variance of so many values is larger."""
    return float(bn_core.Moments(count, np.zeros(()), np.ones(())).unbiased_variance)
