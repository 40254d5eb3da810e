"""Beliefs about the other images of a mini-batch: that none are needed, that their number or their content does not count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import short
from pages.beliefs.belief import Belief, Chart, Link, Outcome, Witness, issue, paper, pull_request
from witnesses import article, keras_layer

SEED = 678
BETA = 0.5
Floats = NDArray[np.floating]


# 8 Batch size 1 is fine


def outputs_of_a_batch_of_one() -> dict[str, Floats]:
    """Batch-normalize one sample: three features, where each group has one value, and an image with one channel."""
    image = bn_core.random_images(count=1)
    return {
        "features": bn_core.batch_norm([[3.0, -7.0, 1000.0]], beta=BETA, axis=0).output,
        "image": bn_core.batch_norm(image, beta=BETA, axis=(0, 1, 2)).output,
    }


def one_value() -> Belief:
    """Return belief 8."""

    def run() -> Outcome:
        seen = {name: bn_core.summary(x) for name, x in outputs_of_a_batch_of_one().items()}
        features, image = seen["features"], seen["image"]
        names = {
            "features": _("3 features, one value a group"),
            "image": _("one image, {count} values a group").format(count=f"{image.count:,}"),
        }
        return Outcome(
            said=_(
                "β = {beta}. Three features as far apart as can be all become **{feature}**; one image, normalized over "
                "its pixels, keeps a std of **{image}**."
            ).format(beta=short(BETA), feature=short(features.maximum), image=f"{image.standard_deviation:.2f}"),
            head=("", _("min"), _("max"), _("std")),
            rows=[
                (names[name], f"{s.minimum:.2f}", f"{s.maximum:.2f}", f"{s.standard_deviation:.2f}") for name, s in seen.items()
            ],
        )

    def keras_rows(answer: float) -> list[tuple[str, ...]]:
        return [(_("Keras itself, one value, β = 0"), short(answer), short(answer), "–")]

    return Belief(
        number=8,
        claim=_("A batch of one sample is too small for batch normalization."),
        verdict="depends",
        run=run,
        why=_(
            "A group of one value is its own mean: x − μ is 0, and the output β, whatever came in. Keras says nothing, "
            "PyTorch raises an error. One image has many values a channel, so a convolution's layer still works on it."
        ),
        sources=[issue("pytorch/pytorch", 4534), pull_request("pytorch/pytorch", 2961)],
        link=Link(_("Lab"), "", {"batch_size": 2}),
        witness=Witness(keras_layer.output_of_one_value, keras_rows),
    )


# 9 Batch size only affects speed


@dataclass(frozen=True)
class Spreads:
    """Standard deviations over many mini-batches that all hold one fixed image."""

    mean: float
    variance: float
    output: float
    group_norm: float


def spreads_over_batches(sizes: tuple[int, ...] = (2, 4, 16, 64), repeats: int = 60) -> dict[int, Spreads]:
    """Draw mini-batches around one fixed image; watch a channel's mean, its variance, and what becomes of the image."""
    images = bn_core.random_images(SEED, 200, 4, 4, 4, max_spread=10)
    draw = np.random.default_rng(SEED)
    return {size: _spreads(images, size, repeats, draw) for size in sizes}


def _spreads(images: Floats, size: int, repeats: int, draw: np.random.Generator) -> Spreads:
    means, variances, outputs, group_norms = [], [], [], []
    for _each in range(repeats):
        batch = images[[0, *draw.choice(np.arange(1, len(images)), size - 1, replace=False)]]
        forward = bn_core.batch_norm(batch, axis=(0, 1, 2))
        means.append(forward.mean)
        variances.append(forward.variance)
        outputs.append(forward.output[0])
        group_norms.append(bn_core.group_norm(batch, 2)[0])
    return Spreads(*(_spread(np.stack(x)) for x in (means, variances, outputs, group_norms)))


def _spread(repeated: Floats) -> float:
    """Return the standard deviation over the first axis, averaged over the others."""
    return float(np.sqrt(bn_core.moments(repeated, 0).variance).mean())


def batch_size() -> Belief:
    """Return belief 9."""

    def run() -> Outcome:
        seen = spreads_over_batches()
        sizes = list(seen)
        small, large = sizes[0], sizes[-1]
        names = {"mean": "μ", "variance": "σ²", "output": _("output of one image"), "group_norm": _("the same, group norm")}
        return Outcome(
            said=_(
                "One image in many batches: its output varies by **{small}** in batches of {least} and **{large}** in "
                "batches of {most}; with group normalization by **{group}**."
            ).format(
                small=f"{seen[small].output:.2f}",
                least=small,
                large=f"{seen[large].output:.2f}",
                most=large,
                group=f"{seen[small].group_norm:.2f}",
            ),
            head=(_("std over batches of"), *(str(m) for m in sizes)),
            rows=[(names[field], *(f"{getattr(seen[m], field):.2f}" for m in sizes)) for field in names],
            chart=Chart(
                {names[field]: (sizes, [getattr(seen[m], field) for m in sizes]) for field in ("output", "group_norm")},
                x=_("batch size"),
                y=_("std of the output"),
                log_x=True,
            ),
        )

    return Belief(
        number=9,
        claim=_("The batch size affects speed only."),
        verdict="false",
        run=run,
        why=_(
            "μ and σ² are estimates from the batch: the smaller it is, the noisier they and every output. Group "
            "normalization takes them from the image alone."
        ),
        sources=[paper("Wu & He 2018", "1803.08494")],
        link=Link(_("Who shares statistics"), "who_shares_statistics", {"norm": "group"}),
    )


# 10 Each image is treated on its own


@dataclass(frozen=True)
class Swap:
    """What happens to an image when one of its neighbours is exchanged for another image."""

    change_in_training: float
    change_in_inference: float
    texture_before: float
    texture_after: float


def swapped_neighbour(constant: int = 6) -> Swap:
    """Exchange image 0 of the note's mini-batch, and look at its image 6, which holds one value everywhere."""
    images = bn_core.random_images()
    batch = images[: article.BATCH]
    other = batch.copy()
    other[0] = images[article.BATCH]
    forward, again = (bn_core.batch_norm(x, axis=0, epsilon=article.EPSILON) for x in (batch, other))
    inferred, still = (
        bn_core.batch_norm_inference(x, forward.mean, forward.variance, epsilon=article.EPSILON)[constant] for x in (batch, other)
    )
    texture = (bn_core.summary(x[constant]).standard_deviation for x in (batch, forward.output))
    return Swap(
        bn_core.largest_difference(forward.output[constant], again.output[constant]),
        bn_core.largest_difference(inferred, still),
        *texture,
    )


def independence() -> Belief:
    """Return belief 10."""

    def run() -> Outcome:
        seen = swapped_neighbour()
        return Outcome(
            said=_(
                "Image 0 of the batch is exchanged, and image 6 changes by up to **{training}** in training, by "
                "**{inference}** in inference."
            ).format(training=f"{seen.change_in_training:.3f}", inference=short(seen.change_in_inference)),
            head=("", _("value")),
            rows=[
                (_("image 6, largest change in training"), f"{seen.change_in_training:.3f}"),
                (_("image 6, largest change in inference"), short(seen.change_in_inference)),
                (_("image 6, std of its pixels before"), short(seen.texture_before)),
                (_("image 6, std of its pixels after"), f"{seen.texture_after:.3f}"),
            ],
        )

    return Belief(
        number=10,
        claim=_("Batch normalization treats each image on its own."),
        verdict="depends",
        run=run,
        why=_(
            "In training all images of a batch share μ and σ², so each changes the others: even an image of one colour "
            "gets a texture. In inference the statistics are fixed, and each image is on its own."
        ),
        sources=[issue("google-research/simclr", 114)],
        link=Link(_("Lab"), "", {"colours": "image"}),
    )
