"""What the page says about the batch size: how far the means of mini-batches scatter, and what becomes of one pixel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import ALONE, BATCH_NORM, BEFORE, written
from bn_view.state.language import _
from bn_view.words.numbers import number, short
from pages.training_and_inference.sentences import moving
from pages.training_and_inference.spread import QUANTILES, SHOWN, Outputs
from pages.training_and_inference.values import Images

# Which numbers of the mini-batches follow the slider in the sentences and in the picture's description.
FOLLOWED = ("scatter", "expected", "factor", "low_variance", "high_variance", "average")


def which_mini_batches(images: Images, numbers: Mapping[str, float]) -> str:
    """Return what a dot is and how far dots lie apart, as a heading of the picture in HTML."""
    moved = {name: f"<b>{_moving(name, numbers)}</b>" for name in ("batch_size", "expected")}
    said = _("Each dot: the mean of {batch_size} images. Standard error: ±\u00a0{expected} around {true}")
    return f'<p class="scatters">{said.format(**moved, true=number(images.together.mean[0]))}</p>'


def names_in_sizes(images: Images, size: int) -> dict[str, str]:
    """Return what is written in the picture of the mini-batches of all sizes."""
    true = _("dashed: mean of all {count} images, {mean}")
    return {
        "x": _("images in a mini-batch"),
        "y": _("mean of a mini-batch"),
        "band": _("band: ± 1 standard error"),
        "true": true.format(count=f"{images.count:,}", mean=number(images.together.mean[0])),
        "chosen": name_of_size(size),
    }


def name_of_size(size: int) -> str:
    """Return what stands above the dots of the chosen size."""
    return written(f"<b>{_('{size} images').format(size=size)}</b>", BEFORE)


def mini_batches_in_words(images: Images) -> str:
    """Return what the chart of mini-batches shows, with the names in braces of the numbers that the batch size moves."""
    sentence = _(
        "The means of {shown} mini-batches of {batch_size} images scatter by {scatter} (std), expected {expected}, around "
        "{true}, the mean of all {count} images."
    )
    moved = {name: f"{{{name}}}" for name in ("batch_size", "scatter", "expected")}
    return sentence.format(**moved, shown=SHOWN, true=number(images.together.mean[0]), count=f"{images.count:,}")


def scatter(images: Images, numbers: Mapping[str, float]) -> list[str]:
    """Say how far the means of mini-batches lie apart, by which law, and how many lie where they should."""
    of_images = bn_core.standard_error(images.each, 1)[0]
    moved = {name: _moving(name, numbers) for name in ("scatter", "expected", "batch_size", "factor")}
    law = _(
        "Standard error of such a mean: σ/√n · √((N − n)/(N − 1)) = {sigma}/√{batch_size} · {factor} = **{expected}**; "
        "these {shown} means have a std of **{scatter}**."
    )
    why = _(
        "σ: std of the means of all N = {count} images. While n is small beside N, the last factor is about 1 and the scatter "
        "falls like 1/√n; at n = N it is 0, as no image comes twice."
    )
    known = {"sigma": number(of_images), "shown": SHOWN}
    sentences = [law.format(**moved, **known), why.format(count=f"{images.count:,}")]
    if images.each.mean.shape[1] > 1:
        sentences.append(_("The chart shows the first channel."))
    return sentences


def variances(images: Images, numbers: Mapping[str, float]) -> str:
    """Say where the variances of the mini-batches of the chosen size lie."""
    sentence = _(
        "**The variance scatters, too**: of these mini-batches 90% have one from {low_variance} to {high_variance}; {average} is "
        "expected on average. All images together have {true}: a few images differ less among themselves than all do."
    )
    names = ("low_variance", "high_variance", "average")
    moved = {name: f"**{_moving(name, numbers)}**" for name in names}
    return sentence.format(true=number(images.together.variance[0]), **moved)


def which_pixel(numbers: Mapping[str, float]) -> str:
    """Return what is seen of one pixel, as HTML: the consequence as a heading, and what a dot is."""
    heading = _("So a pixel depends on the other images")
    said = _("Middle pixel of image 0, normalized in {shown} mini-batches of {batch_size} images")
    return f"<h3>{heading}</h3><p>{said.format(shown=SHOWN, batch_size=_moving('batch_size', numbers))}</p>"


def name_among(images: Images, size: int) -> str:
    """Return what stands above the row of the pixel's outputs in mini-batches of one size."""
    every = _("all {count} are always in it").format(count=images.count)
    return written(f"<b>{_('batch norm')}</b>: {every if size == images.count else _('depends on the others')}", BATCH_NORM)


def name_alone(images: Images, outputs: Outputs) -> str:
    """Return what stands above the row of what it is by itself."""
    always = _("always {number}").format(number=number(outputs.alone))
    return written(f"<b>{norm_of_one_image(images)}</b>: {always}", ALONE)


def norm_of_one_image(images: Images) -> str:
    """Return what normalizing an image by itself is called."""
    return _("instance norm") if images.each.mean.shape[1] == 1 else _("group norm")


def outputs_in_words(images: Images, outputs: Outputs) -> str:
    """Return what the chart of one pixel's outputs shows, with the names in braces of the numbers that the batch size moves."""
    sentence = _(
        "Middle pixel of image 0 in {shown} mini-batches of {batch_size} images: with batch norm 90% of its outputs lie from "
        "{low} to {high}; with {alone} it is always {number}."
    )
    moved = {name: f"{{{name}}}" for name in ("batch_size", "low", "high")}
    return sentence.format(**moved, shown=SHOWN, alone=norm_of_one_image(images), number=number(outputs.alone))


def ends_of_outputs(of_each: NDArray[np.float64]) -> dict[str, str]:
    """Return between which numbers nine of ten of these outputs lie."""
    low, high = bn_core.quantiles(of_each, (QUANTILES[0], QUANTILES[-1])).tolist()
    return {"low": number(low), "high": number(high)}


def batch_sizes(images: Images, outputs: Outputs) -> str:
    """Say how wide the range is in which one pixel's outputs lie."""
    small, large = np.ptp(outputs.band, axis=0)[[0, -1]].tolist()
    return _(
        "**Who else is in the mini-batch changes what one image becomes**: 90% of its middle pixel’s outputs lie in a range as "
        "wide as **{small}** at batch size {least}, **{large}** at {most}. With {alone} no neighbour has a say: **{number}** at "
        "any size."
    ).format(
        small=number(small),
        large=number(large),
        least=outputs.sizes[0],
        most=outputs.sizes[-1],
        alone=norm_of_one_image(images),
        number=number(outputs.alone),
    )


def held_by_itself(outputs: Outputs) -> list[str]:
    """Say why the outputs lie closer at the smallest size than at the next, where they do."""
    widths = np.ptp(outputs.band, axis=0)
    if len(widths) < 2 or widths[0] >= widths[1]:
        return []
    # Of two images the mean lies half their distance from either, and that half is in the std: they offset each other.
    sentence = _(
        "At batch size {next} that range is **{wider}** wide, more than at {least}: a single neighbour that shifts the mean "
        "widens the std as well."
    )
    return [sentence.format(least=outputs.sizes[0], next=outputs.sizes[1], wider=number(widths[1].item()))]


def resampling(images: Images, seed: int) -> str:
    """Say which mini-batches are drawn."""
    return _(
        "Each epoch shuffles the {count} images (seed {seed}) into full mini-batches: the first {shown} are dots. For the "
        "middle pixel image 0 is put with others drawn at random, {shown} times at each size. No image is twice in a "
        "mini-batch: at {count} all are in it, and nothing is left to scatter."
    ).format(count=f"{images.count:,}", seed=seed, shown=SHOWN)


def one_value(x: float) -> str:
    """Say what becomes of a group that holds one value."""
    gamma, beta = 2.0, 0.5
    output = bn_core.batch_norm([[x]], gamma, beta, axis=0).output.item()
    return _(
        "**Batch size 1**, one value per group: the value is its own mean, and nothing of it is left. With γ = {gamma} and "
        "β = {beta}, {x} becomes **{output}**: exactly β. Keras says nothing; PyTorch refuses to train."
    ).format(gamma=short(gamma), beta=short(beta), x=number(x), output=short(output))


def _moving(name: str, numbers: Mapping[str, float]) -> str:
    return moving(name, numbers[name], of="sizes")
