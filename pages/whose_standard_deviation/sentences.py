"""What the page says of parts and the whole, as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.words.numbers import exact, number
from bn_view.words.readout import paragraphs, swatch
from pages.whose_standard_deviation.values import InParts, images_in_last


def names() -> Mapping[str, str]:
    """Return what the curves and axes of the charts are called."""
    return {
        "of_all": _("all values"),
        "mean_of_deviations": _("mean of the parts’ stds"),
        "root_of_mean_variance": _("root of the mean of their variances"),
        "image": _("image"),
        "mean": _("mean"),
        "value": _("value"),
        "size": _("images in a part"),
        "std": _("std"),
    }


def numbers_of(data: InParts) -> Mapping[str, float]:
    """Return the numbers that follow the sliders, by their names in the charts' motions."""
    return {
        "deviation": data.deviation,
        "mean_of_deviations": data.mean_of_deviations,
        "root_of_mean_variance": data.root_of_mean_variance,
        "variance": data.spread.variance.item(),
        "within": data.spread.within.item(),
        "between": data.spread.between.item(),
    }


def numbers(data: InParts) -> str:
    """Return the variance as the sum of its parts, and the three standard deviations with the colours of the charts."""
    shown = {
        name: f'<b class="parts-{name}" title="{exact(value)}">{number(value)}</b>' for name, value in numbers_of(data).items()
    }
    sum_of_both = _("variance of all values {variance} = within the parts {within} + between the parts {between}")
    legend = {
        "deviation": (colours.OF_ALL, _("band: std of all values")),
        "mean_of_deviations": (colours.OF_PARTS, _("dotted: mean of the parts’ stds")),
        "root_of_mean_variance": (colours.ROOT_OF_PARTS, _("root of the mean of their variances")),
    }
    entries = (f"<span>{swatch(colour)} {words} {shown[name]}</span>" for name, (colour, words) in legend.items())
    return f'<p class="four-numbers">{" &nbsp; ".join(entries)}</p>{paragraphs(sum_of_both.format(**shown))}'


def last_part(images: int, part_size: int) -> str:
    """Say how large the last part is, which both means count like any other."""
    shown_size, last = (
        f'<b class="curves-{name}">{count}</b>'
        for name, count in (("part_size", part_size), ("last", images_in_last(images, part_size)))
    )
    sentence = _("{images} images in parts of {size}, the last one of {last}: each part counts alike in both means.")
    return paragraphs(sentence.format(images=images, size=shown_size, last=last))


def shown(images: int, all_of_them: int, channels: int) -> str:
    """Say what the picture leaves out: other channels, other images; nothing where it leaves nothing out."""
    if channels == 1 and images == all_of_them:
        return ""
    sentence = _("Shown: channel 1 of {channels}, of the first {images} of {all} images. The lines to paste are of all.")
    return paragraphs(sentence.format(channels=channels, images=images, all=f"{all_of_them:,}"))


def parts_said() -> str:
    """Return what the picture of parts shows, in words, with the names of its numbers in braces."""
    return _(
        "Each part’s mean with one standard deviation up and down, before the band of all values: standard deviation {deviation} "
        "of all, {mean_of_deviations} on average of the parts; variance within {within}, between {between}."
    )


def curves_said() -> str:
    """Return what the curves show, in words, with the images in a part in braces."""
    return _(
        "Standard deviation over the images in a part, from 1 to all of them: of all values a level line; curves for the mean "
        "of the parts’ standard deviations and for the root of the mean of their variances. The cursor stands at {part_size}."
    )


def answer() -> str:
    """Return whose standard deviation it is that everybody pastes."""
    return _(
        "No. The mean of the parts’ stds leaves out how far the parts lie apart; only one part that holds everything is right. "
        "The std of ImageNet that everybody pastes, 0.229, 0.224, 0.225, is the mean of each image’s own; all pixels have about "
        "0.281, 0.274, 0.288 ([pytorch/vision 1439]({issue}))."
    ).format(issue="https://github.com/pytorch/vision/issues/1439")


def merging() -> str:
    """Say that parts may be images, mini-batches or the shares of workers."""
    return _(
        "A part is an image, a mini-batch, or what one worker holds. With $n_i$ values, mean $\\mu_i$ and variance "
        "$\\sigma_i^2$ in part $i$, all $n$ values have"
    )


FORMULA = (
    r"\sigma^2 = \underbrace{\sum_i \frac{n_i}{n}\,\sigma_i^2}_{\text{within}} + "
    r"\underbrace{\sum_i \frac{n_i}{n}\,(\mu_i - \mu)^2}_{\text{between}}"
)
