"""Beliefs about the other images of a mini-batch: that none are needed, that their number or their content does not count."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import BATCH_NORM, BEFORE, CURVES
from bn_view.figures.layout import Figure
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import Belief, Link, Outcome, Setup, Witness, issue, paper, pull_request
from pages.beliefs.dial import Dial, Dials
from pages.beliefs.figures import Panel, curves_figure, histogram_curve, panels_figure, with_dots
from pages.beliefs.questions import asking_at, covered, marked_as_input
from witnesses import article, keras_layer

SEED = 678
BETA = 0.5
SIZES = tuple(map(int, Dials.images_in_batch.stops))
Floats = NDArray[np.floating]


@cache
def outputs_of_one_sample() -> tuple[Floats, Floats]:
    """Batch-normalize one sample: three features, where each group has one value, and an image with one channel."""
    features = bn_core.batch_norm([[3.0, -7.0, 1000.0]], beta=BETA, axis=0).output
    return features, bn_core.batch_norm(bn_core.random_images(count=1), beta=BETA, axis=(0, 1, 2)).output


def _one_image() -> Setup:
    name, image = _("one image"), bn_core.random_images(count=1)
    outline = histogram_curve(bn_core.histogram(image, 40))
    figure = curves_figure({name: outline}, "x", _("count"), filled=[name], colours=[BEFORE])
    question = _("One image of {count} pixels, or three features 3, −7, 1,000: what is left of each?")
    return Setup(marked_as_input(figure), question.format(count=f"{image.size:,}"))


@partial(
    Belief,
    claim=gettext_noop("A batch of one sample is too small for batch normalization."),
    verdict="depends",
    why=gettext_noop(
        "A group of one value is its own mean: x − μ is 0, and the output β, whatever came in. Keras says nothing, "
        "PyTorch raises an error. One image has many values per channel, so a convolution's layer still works on it."
    ),
    seen=[issue("pytorch/pytorch", 4534), pull_request("pytorch/pytorch", 2961)],
    link=Link(gettext_noop("Lab"), "", {"batch_size": 2}),
    setup=_one_image,
    witness=Witness(
        keras_layer.output_of_one_value,
        lambda output: [(_("Keras, run just now, one value, β = 0"), short(output), short(output), "–")],
    ),
)
def one_sample_is_too_few() -> Outcome:
    """Compare features with an image."""
    features, image = (bn_core.summary(output) for output in outputs_of_one_sample())
    histogram = bn_core.histogram(outputs_of_one_sample()[1], 40)
    rows = {
        _("3 features, one value per group"): features,
        _("one image, {count} values per group").format(count=f"{image.count:,}"): image,
    }
    return Outcome(
        _(
            "β = {beta}. Three features that differ widely all become **{feature}**; one image, normalized over "
            "its pixels, keeps a std of **{image}**."
        ).format(beta=short(BETA), feature=short(features.maximum), image=number(image.standard_deviation)),
        ("", _("min"), _("max"), _("std")),
        [(name, number(s.minimum), number(s.maximum), number(s.standard_deviation)) for name, s in rows.items()],
        curves_figure(
            {
                _("one image"): histogram_curve(histogram),
                _("all 3 features"): ([features.minimum, features.maximum], [0, histogram.counts.max().item()]),
            },
            "y",
            _("count"),
            filled=[_("one image")],
        ),
        _("One image keeps its shape; three features all become {feature}").format(feature=short(features.maximum)),
    )


class Deviations(NamedTuple):
    """Standard deviations over many mini-batches that all hold one fixed image."""

    mean: float
    variance: float
    output: float
    group_norm: float


@cache
def deviations_by_size(sizes: tuple[int, ...] = SIZES, repeats: int = 60) -> dict[int, Deviations]:
    """Draw mini-batches around one fixed image; measure how a channel's mean, its variance and the image's output vary."""
    images = bn_core.random_images(SEED, 200, 4, 4, 4, max_spread=10)
    draw, by_size = np.random.default_rng(SEED), {}
    for size in sizes:
        measured = []
        for _each in range(repeats):
            batch = images[[0, *draw.choice(np.arange(1, len(images)), size - 1, replace=False)]]
            forward = bn_core.batch_norm(batch, axis=(0, 1, 2))
            measured.append((forward.mean, forward.variance, forward.output[0], bn_core.group_norm(batch, 2)[0]))
        # Over the batches, then averaged over channels and pixels.
        columns = (bn_core.moments(np.stack(column), 0) for column in zip(*measured, strict=True))
        by_size[size] = Deviations(*(float(np.sqrt(column.variance).mean()) for column in columns))
    return by_size


def _sizes_figure() -> Figure:
    by_size = deviations_by_size()
    columns = {
        _("output of one image"): [of.output for of in by_size.values()],
        _("the same, group norm"): [of.group_norm for of in by_size.values()],
    }
    drawn = {name: (list(by_size), values) for name, values in columns.items()}
    return curves_figure(drawn, _("batch size"), _("std of the output"), log_x=True, colours=(BATCH_NORM, CURVES[-1]))


def sizes_dial() -> Dial:
    """Go through the batch sizes."""

    def says(size: float) -> str:
        varies = deviations_by_size()[int(size)].output
        sentence = _("In batches of {size} the same image’s output varies by {output}")
        return sentence.format(size=short(size), output=number(varies))

    return Dial(Dials.images_in_batch, lambda size: with_dots(_sizes_figure(), size), says)


def sizes_before() -> Dial:
    """Ask at each batch size how much one image's output varies."""

    def asks(size: float) -> str:
        return _("Batches of {size}: is the same image’s output the same in each?").format(size=short(size))

    return asking_at(sizes_dial(), asks)


@partial(
    Belief,
    claim=gettext_noop("The batch size affects speed only."),
    verdict="false",
    why=gettext_noop(
        "μ and σ² are estimates from the batch: the smaller it is, the noisier they and every output. Group "
        "normalization takes them from the image alone."
    ),
    reading=[paper("Wu & He 2018", "1803.08494")],
    link=Link(gettext_noop("Who shares statistics"), "who_shares_statistics", {"norm": "group"}),
    dial=sizes_dial,
    before=sizes_before,
)
def batch_size_affects_speed_only() -> Outcome:
    """Compare how much one image's output varies for several batch sizes."""
    by_size = deviations_by_size()
    sizes = list(by_size)
    small, large = by_size[sizes[0]], by_size[sizes[-1]]
    names = ("μ", "σ²", _("output of one image"), _("the same, group norm"))
    rows = dict(zip(names, zip(*by_size.values(), strict=True), strict=True))
    return Outcome(
        _(
            "One image in many batches: its output varies by **{small}** in batches of {least} and **{large}** in "
            "batches of {most}; with group normalization by **{group}**."
        ).format(
            small=number(small.output),
            least=sizes[0],
            large=number(large.output),
            most=sizes[-1],
            group=number(small.group_norm),
        ),
        (_("std over batches of"), *map(str, sizes)),
        [(name, *map(number, values)) for name, values in rows.items()],
    )


class Replacement(NamedTuple):
    """What happens to an image when one of its neighbours is replaced by another image."""

    change_in_training: float
    change_in_inference: float
    deviation_before: float
    deviation_after: float
    before: Floats
    after: Floats
    exchanged: Floats


@cache
def replaced_neighbour() -> Replacement:
    """Replace image 0 of the note's mini-batch; measure at its image 6, which holds one value everywhere."""
    images = bn_core.random_images()
    batch = images[: article.BATCH]
    other = batch.copy()
    other[0] = images[article.BATCH]
    first, second = (bn_core.batch_norm(x, axis=0, epsilon=article.EPSILON) for x in (batch, other))
    inferred = (bn_core.batch_norm_inference(x, first.mean, first.variance, epsilon=article.EPSILON)[6] for x in (batch, other))
    return Replacement(
        bn_core.largest_difference(first.output[6], second.output[6]),
        bn_core.largest_difference(*inferred),
        bn_core.summary(batch[6]).standard_deviation,
        bn_core.summary(first.output[6]).standard_deviation,
        batch[6, ..., 0],
        first.output[6, ..., 0],
        second.output[6, ..., 0],
    )


def _image_6(before: Floats, after: Panel, exchanged: Panel) -> Mapping[str, Panel]:
    value = before.mean().item()
    return {
        _("image 6 before"): Panel(before, (value - 1, value + 1), seen_before=True),
        _("after"): after,
        _("after, with image 0<br>exchanged"): exchanged,
    }


def _one_grey() -> Setup:
    not_yet = Panel(np.zeros((1, 1), np.uint8), (0, 1))
    panels = panels_figure(_image_6(bn_core.random_images()[6, ..., 0], not_yet, not_yet), square=True)
    question = _("Image 6 is one grey: what becomes of it, and what if image 0 is exchanged?")
    return Setup(covered(panels, _("Run shows the result")), question)


@partial(
    Belief,
    claim=gettext_noop("Batch normalization treats each image on its own."),
    verdict="depends",
    why=gettext_noop(
        "In training all images of a batch share μ and σ², so each changes the others: even an image of one colour "
        "gets a texture. In inference the statistics are fixed, and each image is on its own."
    ),
    seen=[issue("google-research/simclr", 114)],
    link=Link(gettext_noop("Lab"), "", {"colours": "image"}),
    setup=_one_grey,
)
def each_image_on_its_own() -> Outcome:
    """Measure how one image changes with another."""
    image = replaced_neighbour()
    outputs = (image.after, image.exchanged)
    scale = (float(np.min(outputs)), float(np.max(outputs)))
    return Outcome(
        _(
            "Image 0 of the batch is exchanged, and image 6 changes by up to **{training}** in training, by "
            "**{inference}** in inference."
        ).format(training=number(image.change_in_training), inference=short(image.change_in_inference)),
        ("", _("value")),
        [
            (_("image 6, largest change in training"), number(image.change_in_training)),
            (_("image 6, largest change in inference"), short(image.change_in_inference)),
            (_("image 6, std of its pixels before"), short(image.deviation_before)),
            (_("image 6, std of its pixels after"), number(image.deviation_after)),
        ],
        panels_figure(_image_6(image.before, *(Panel(output, scale) for output in outputs)), square=True),
        _("Another image 0 changes image 6 by up to {training}").format(training=number(image.change_in_training)),
    )
