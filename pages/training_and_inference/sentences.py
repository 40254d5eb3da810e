"""What the page says about the stream, the two modes and the batch size, and the numbers to check by hand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import numpy as np

import bn_core
from bn_core.conventions import KERAS, PYTORCH, complement
from bn_view.state.language import _
from bn_view.words.numbers import exact, number, short, term
from bn_view.words.readout import side_by_side
from bn_view.words.table import table
from pages.training_and_inference import marks
from pages.training_and_inference.figures import START
from pages.training_and_inference.spread import ENDS, SHOWN, Outputs
from pages.training_and_inference.values import Images, Stream, recipe_mean, running_statistics, start, way_to

# The note's recipe, drawn on until its mean tells what the running mean is on its way to.
RECIPE_IMAGES = 2000


def last_statistics(stream: Stream) -> dict[str, float]:
    """Return the running statistics after the chosen update, and those of all images."""
    mean, variance = running_statistics(stream.running, stream.settings.updates)
    together = stream.images.together
    values = {
        "mean": mean,
        "true_mean": together.mean[0],
        "variance": variance,
        "true_variance": stream.stored_variance(together),
    }
    return {name: float(value) for name, value in values.items()}


def running_in_words(stream: Stream) -> str:
    """Return what the running statistics' chart shows, with the names in braces of the numbers that the updates move."""
    sentence = _(
        "After {updates} updates the running mean is {mean} and that of all images {true_mean}; the running variance is "
        "{variance} and that of all images {true_variance}."
    )
    moved = {name: f"{{{name}}}" for name in ("updates", "mean", "variance")}
    known = {name: number(value) for name, value in last_statistics(stream).items()}
    return sentence.format(**{**known, **moved})


def mini_batches_in_words(images: Images) -> str:
    """Return what the chart of mini-batches shows, with the names in braces of the numbers that the batch size moves."""
    sentence = _(
        "Of {shown} mini-batches of {batch_size} images, 90% (the bands) have a mean between {low_mean} and {high_mean} and a "
        "variance between {low_variance} and {high_variance}. All images: {true_mean} and {true_variance}."
    )
    moved = {name: f"{{{name}}}" for name in ("batch_size", *chain.from_iterable(ENDS))}
    together = images.together
    return sentence.format(**moved, shown=SHOWN, true_mean=number(together.mean[0]), true_variance=number(together.variance[0]))


def count_or_number(value: float) -> str:
    """Return a count as it is, and any other number with three digits."""
    return str(value) if isinstance(value, int) else number(value)


def moving(name: str, value: float, *, of: str = "stream") -> str:
    """Return a number as HTML that the slider which moves it finds by its class."""
    return f'<span class="{of}-{name}" title="{exact(value)}">{count_or_number(value)}</span>'


def stream(stream: Stream) -> list[str]:
    """Say what the curves end at, and what the number means."""
    settings, other = stream.settings, stream.settings.translated()
    last = last_statistics(stream)
    shown = {name: moving(name, value) if name in ("mean", "variance") else number(value) for name, value in last.items()}
    return [
        _("After **{updates}** updates: mean **{mean}** of {true_mean}, variance **{variance}** of {true_variance}.").format(
            updates=moving("updates", settings.updates), **shown
        ),
        _(
            "{framework} {momentum}: new = **{kept}** · old + **{taken}** · mini-batch. {other} calls that momentum **{number}**."
        ).format(
            framework=settings.framework,
            momentum=short(settings.momentum),
            kept=short(settings.momentum_of_old),
            taken=short(complement(settings.momentum_of_old)),
            other=other.framework,
            number=short(other.momentum),
        ),
    ]


def about_stream(stream: Stream, seed: int) -> list[str]:
    """Say where the mini-batches come from, and what enters the running variance."""
    settings, count = stream.settings, f"{stream.images.count:,}"
    sentences = [
        _(
            "Each epoch shuffles the {count} images (seed {seed}) into full mini-batches ({batches}), then goes round again; "
            "every fifth mini-batch is a dot. One mean and variance per channel, as in a layer. The running mean starts at "
            "{mean}, the running variance at {variance}."
        ).format(count=count, seed=seed, batches=f"{stream.images.count // stream.size:,}", **_shown_start()),
    ]
    if stream.batches.mean.shape[1] > 1:
        sentences.append(_("The chart shows the first channel."))
    if settings.unbiased:
        m = stream.batches.count
        ratio = f"{m / (m - 1):.4g}" if m < 1000 else f"{m / (m - 1):.6f}"
        stored = _("A mini-batch has m = {count} values per channel: its variance times {ratio} enters the average.")
        sentences.append(stored.format(count=f"{m:,}", ratio=ratio))
    average = float(stream.stored_variance(stream.batches).mean())
    true = float(stream.stored_variance(stream.images.together))
    if true - average > 0.01 * true:
        stays_short = _(
            "The variance stays short of {true}: {size} images differ less among themselves than all {count}, and "
            "mini-batches average {average}."
        )
        sentences.append(stays_short.format(true=number(true), size=stream.size, count=count, average=number(average)))
    return sentences


def _shown_start() -> dict[str, str]:
    """Return the running statistics before the first update."""
    return {name: short(value) for name, value in START.items()}


def which_mini_batches(numbers: Mapping[str, float]) -> str:
    """Return what the dots are, as a heading of the chart in HTML."""
    size = moving("batch_size", numbers["batch_size"], of="sizes")
    said = _("{shown} mini-batches of {batch_size} images").format(shown=SHOWN, batch_size=size)
    return marks.of_batch_size(said)


def scatter(images: Images, numbers: Mapping[str, float]) -> str:
    """Say how far the means of mini-batches lie apart, and by which law."""
    sentence = _(
        "The means scatter by **{scatter}** (std); expected: **{expected}**. The scatter falls about like 1/√N while the N "
        "images are few beside all {count}, then faster, to 0 at {count}: no image comes twice."
    )
    moved = {name: moving(name, numbers[name], of="sizes") for name in ("scatter", "expected")}
    return sentence.format(count=f"{images.count:,}", **moved)


def held_by_itself(outputs: Outputs) -> list[str]:
    """Say why the band is narrower at the smallest size than at the next, where it is."""
    widths = np.ptp(outputs.band, axis=0)
    if len(widths) < 2 or widths[0] >= widths[1]:
        return []
    # Of two images the mean lies half their distance from either, and that half is in the std: they offset each other.
    sentence = _("Narrower at {least} than at {next}: a single neighbour that shifts the mean widens the std just as much.")
    return [sentence.format(least=outputs.sizes[0], next=outputs.sizes[1])]


def mini_batches(images: Images, numbers: Mapping[str, float]) -> list[str]:
    """Say between which numbers 90% of the mini-batches of the chosen size lie."""
    together = images.together
    shown = {name: f"**{moving(name, value, of='sizes')}**" for name, value in numbers.items()}
    ranges = _(
        "90% of the means lie from {low_mean} to {high_mean} (all images: {true_mean}), 90% of the variances from {low_variance} "
        "to {high_variance} (all images: {true_variance})."
    )
    true = {"true_mean": number(together.mean[0]), "true_variance": number(together.variance[0])}
    sentences = [ranges.format(**shown, **true)]
    if images.each.mean.shape[1] > 1:
        sentences.append(_("The chart shows the first channel."))
    return sentences


def average_variance(images: Images, numbers: Mapping[str, float]) -> str:
    """Say how much of the variance of all images a mini-batch of the chosen size has on average."""
    sentence = _(
        "On average mini-batches of {batch_size} images have a variance of {average}, all images together one of {true}: a few "
        "images differ less among themselves than all do."
    )
    moved = {name: f"**{moving(name, numbers[name], of='sizes')}**" for name in ("batch_size", "average")}
    return sentence.format(true=number(images.together.variance[0]), **moved)


def norm_of_one_image(images: Images) -> str:
    """Return what normalizing an image by itself is called."""
    return _("instance norm") if images.each.mean.shape[1] == 1 else _("group norm")


def title_of_output() -> str:
    """Return what the chart of one pixel's output is called."""
    return _("Middle pixel of image 0")


def batch_sizes(images: Images, outputs: Outputs) -> str:
    """Say over which range one pixel's output wanders."""
    small, large = np.ptp(outputs.band, axis=0)[[0, -1]].tolist()
    return _(
        "Who else is in the mini-batch changes what one image becomes: its middle pixel wanders over a range of "
        "**{small}** at batch size {least}, of **{large}** at {most}. With {alone} no neighbour has a say: "
        "**{number}** at any size."
    ).format(
        small=number(small),
        large=number(large),
        least=outputs.sizes[0],
        most=outputs.sizes[-1],
        alone=norm_of_one_image(images),
        number=number(outputs.alone),
    )


def resampling(images: Images, seed: int) -> str:
    """Say which mini-batches are drawn."""
    return _(
        "For the dots each epoch shuffles the {count} images (seed {seed}) into full mini-batches, of which the first {shown} "
        "are drawn. For the middle pixel image 0 is put with others drawn at random, {shown} times at each size. No image is "
        "twice in a mini-batch: at {count} all are in it, and nothing is left to scatter."
    ).format(count=f"{images.count:,}", seed=seed, shown=SHOWN)


def one_value(x: float) -> str:
    """Say what becomes of a group that holds one value."""
    gamma, beta = 2.0, 0.5
    output = bn_core.batch_norm([[x]], gamma, beta, axis=0).output.item()
    return _(
        "**Batch size 1**, one value per group: the value is its own mean, and nothing of it is left. With γ = {gamma} and "
        "β = {beta}, {x} becomes **{output}**: exactly β. Keras says nothing; PyTorch refuses to train."
    ).format(gamma=short(gamma), beta=short(beta), x=number(x), output=short(output))


def by_hand() -> str:
    """Return numbers to check by hand, in two columns of Markdown."""
    # Between empty lines, Markdown within HTML is Markdown.
    columns = side_by_side("\n\n" + "\n\n".join(parts) + "\n\n" for parts in (_which_variance(), _how_soon()))
    return f"## {_('Check it by hand')}\n\n{columns}"


def _which_variance() -> list[str]:
    """Return sentences and two tables: the variance of four values that enters the running one, and the ratio of the two."""
    four = bn_core.moments([1.0, 2.0, 3.0, 4.0])
    kinds = {"Keras": KERAS, "PyTorch": PYTORCH}
    entering = (start(0.0, kind.unbiased).update(four).variance.item() for kind in kinds.values())
    new_layers = (start(kind.share_of_old(kind.momentum), kind.unbiased) for kind in kinds.values())
    stored = (layer.update(four).variance.item() for layer in new_layers)
    rows = [
        (_("enters the average"), *(f"**{number(variance)}**" for variance in entering)),
        (_("running variance after it"), *(f"**{term(variance)}**" for variance in stored)),
    ]
    counts = (2, 4, 10, 100)
    ratios = ("m / (m − 1)", *(f"**{number(m / (m - 1))}**" for m in counts))
    return [
        _(
            "**Which variance enters the running one?** Both normalize with the biased one, over m; PyTorch averages the one "
            "over m − 1. The running variance starts at 1 and takes its share with the default momentum: Keras {keras}, PyTorch "
            "{pytorch}."
        ).format(keras=short(KERAS.momentum), pytorch=short(PYTORCH.momentum)),
        table(("x = [1, 2, 3, 4]", *kinds), rows),
        # `_fused_batch_norm` in keras/src/layers/normalization/batch_normalization.py of Keras 2.15, for inputs of four axes: the
        # variance that `tf.compat.v1.nn.fused_batch_norm` returns, over m − 1, is averaged as it is.
        _("Keras 2 averaged the one over m − 1 for images, too, as its fused layer gave it; Keras 3 averages the one over m."),
        table((_("values per group, m"), *map(str, counts)), [ratios]),
    ]


def _how_soon() -> list[str]:
    """Return a sentence and a table: how far the running mean has come after some updates."""
    target = recipe_mean(RECIPE_IMAGES)
    sentence = _(
        "**How soon is it ready?** Momentum 0.99 in Keras, on the way from 0 to {target}, the mean of {count} images of "
        "the study note's recipe:"
    ).format(target=number(target), count=f"{RECIPE_IMAGES:,}")
    after = (1, 10, 100, 500)
    mean = way_to(target, KERAS.momentum, after[-1])
    reached = (_("running mean"), *(f"**{number(mean[n])}**" for n in after))
    return [sentence, table((_("updates"), *map(str, after)), [reached])]
