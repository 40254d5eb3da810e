"""What the page says of parts and the whole, as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.words.numbers import number
from bn_view.words.readout import as_html, followed, paragraphs, swatch
from bn_view.words.table import html_table
from pages.whose_standard_deviation.values import InParts, InShares, images_in_last

# Of the variance: between the parts' means there is less, and one does not see it.
_HARDLY = 0.02
_VISION = "https://github.com/pytorch/vision"


def names() -> Mapping[str, str]:
    """Return what the curves and axes of the charts are called."""
    return {
        "of_all": _("all values"),
        "mean_of_deviations": _("mean of the parts’ stds"),
        "root_of_mean_variance": _("root of the mean of their variances"),
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


def whose(part_size: int) -> str:
    """Return of whom the mean of standard deviations is: of images as long as a part is one."""
    return _("mean of the images’ stds") if part_size == 1 else _("mean of the parts’ stds")


def relation(data: InParts) -> str:
    """Return whether both standard deviations are the same, as they are written."""
    return "=" if number(data.deviation) == number(data.mean_of_deviations) else "≠"


def between_their_means(data: InParts) -> str:
    """Return what the second piece of the sum is, and where it is so small that both standard deviations nearly agree."""
    is_small = data.spread.between.item() < _HARDLY * data.spread.variance.item()
    return _("between their means, which hardly differ") if is_small else _("between their means")


def headline(data: InParts, part_size: int) -> str:
    """Return the right standard deviation and the popular wrong one, as large as numbers get here."""
    shown = _shown(data)
    right, wrong = (f'style="color:{colour}"' for colour in (colours.OF_ALL, colours.OF_PARTS))
    return (
        f"<p {right}>{shown['deviation']}<span>{_('std of all values')}</span></p>"
        f'<i class="parts-relation">{relation(data)}</i>'
        f'<p {wrong}>{shown["mean_of_deviations"]}<span class="curves-whose">{whose(part_size)}</span></p>'
    )


def sum_of_both(data: InParts) -> str:
    """Return the variance as the sum of its two parts, each number above its name, in the order of their bar."""
    shown = _shown(data)
    named = {
        "within": f"{swatch(colours.WITHIN)} {_('variance within the parts')}",
        "between": f'{swatch(colours.BETWEEN)} <span class="parts-between_whom">{between_their_means(data)}</span>',
        "variance": _("{std}², the variance of all values").format(std=shown["deviation"]),
    }
    within, between, whole = (f"<p>{shown[name]}<span>{words}</span></p>" for name, words in named.items())
    return f"{within}<i>+</i>{between}<i>=</i>{whole}"


def bar() -> str:
    """Return what a bar of the picture of parts is."""
    return _("a bar: one image or part, its mean ± std")


def bar_of_worker() -> str:
    """Return what a bar of the picture of shares is."""
    return _("a bar: one worker, its mean ± std")


def roots(data: InParts) -> str:
    """Return the three standard deviations with the colours of their curves."""
    shown = _shown(data)
    legend = {
        "deviation": (colours.OF_ALL, _("std of all values")),
        "mean_of_deviations": (colours.OF_PARTS, _("mean of the parts’ stds")),
        "root_of_mean_variance": (colours.ROOT_OF_PARTS, _("root of the mean of their variances")),
    }
    entries = (f"<span>{swatch(colour)} {words} {shown[name]}</span>" for name, (colour, words) in legend.items())
    return f'<p class="four-numbers">{" &nbsp; ".join(entries)}</p>'


def _shown(data: InParts) -> Mapping[str, str]:
    """Return each number of the parts as HTML that follows the sliders."""
    return {name: followed("parts", name, value) for name, value in numbers_of(data).items()}


def merged_numbers(data: InShares) -> Mapping[str, float]:
    """Return mean and standard deviation of each merge, by their names in the motion of the shares."""
    return {
        "averaged_mean": data.averaged.mean.item(),
        "averaged_std": data.averaged.deviation.item(),
        "equal_mean": data.as_equal.mean.item(),
        "equal_std": data.as_equal.deviation.item(),
        "right_mean": data.merged.mean.item(),
        "right_std": data.deviation,
    }


def merges(data: InShares) -> str:
    """Return what each way to merge the workers' statistics says, as an HTML table with the colours of the bars."""
    shown = {name: followed("merged", name, value) for name, value in merged_numbers(data).items()}
    equal = _("merged as if the shares were equal ([pytorch 22192]({issue}))")
    ways = {
        "averaged": (colours.OF_PARTS, _("mean of the means, mean of the variances")),
        "equal": (colours.AS_EQUAL, as_html(equal.format(issue="https://github.com/pytorch/pytorch/issues/22192"))),
        "right": (colours.OF_ALL, _("merged by how many values each has: all values")),
    }
    rows = [(f"{swatch(colour)} {words}", shown[f"{name}_mean"], shown[f"{name}_std"]) for name, (colour, words) in ways.items()]
    return html_table(("", _("mean"), _("std")), rows)


def last_part(images: int, part_size: int) -> str:
    """Say how large the last part is, if it is another size, as both means count it like any other."""
    last = images_in_last(images, part_size)
    if part_size == images:
        sentence = _("All {images} images are one part: there is nothing to average.")
    elif last == part_size:
        sentence = _("{images} images in parts of {size}: each part counts alike in both means.")
    else:
        sentence = _("{images} images in parts of {size}, the last one of {last}: each part counts alike in both means.")
    return sentence.format(images=images, size=part_size, last=last)


def shown(images: int, all_of_them: int, channels: int) -> str:
    """Say what the picture leaves out: other channels, other images; nothing where it leaves nothing out."""
    if channels == 1 and images == all_of_them:
        return ""
    sentence = _("Shown: the first of {channels} channels, the first {images} of {all} images. The lines to paste are of all.")
    return paragraphs(sentence.format(channels=channels, images=images, all=f"{all_of_them:,}"))


def parts_said() -> str:
    """Return what the picture of parts shows, in words, with the names of its numbers in braces."""
    return _(
        "A bar for each part, from its mean − std to its mean + std, and below them two more: {mean_of_deviations}, the mean of "
        "the parts’ stds, and {deviation}, the std of all values, with its band behind all parts."
    )


def sum_said() -> str:
    """Return what the bar of the variance shows, in words."""
    return _("The variance of all values as a bar of two pieces, within and between the parts: the numbers stand above it.")


def shares_said() -> str:
    """Return what the picture of the workers' shares shows, in words."""
    return _(
        "A bar for each of {workers} workers, mean ± std, and three more below them: averaged, mean {averaged_mean} and std "
        "{averaged_std}; merged as equal, {equal_mean} and {equal_std}; merged rightly, {right_mean} and {right_std}."
    )


def workers() -> str:
    """Say what a worker is, and who merges."""
    return _(
        "A bar is what one worker sees of the data: the thicker, the more images. Plain batch norm leaves it at that on each "
        "device, and ghost batch norm does so on purpose; synchronized batch norm merges."
    )


def curves_said() -> str:
    """Return what the curves show, in words, with the images in a part in braces."""
    return _(
        "Standard deviation over the images in a part, from 1 to all of them: of all values a level line; curves for the mean "
        "of the parts’ standard deviations and for the root of the mean of their variances. The cursor stands at {part_size}."
    )


def answer(*, is_projected: bool) -> str:
    """Return whose standard deviation it is that is pasted everywhere; on a projector as much as fits beside the picture.

    Which of ImageNet's images its numbers were made of is lost: both rows are those that the threads report.
    """
    short = _(
        "No: it leaves out how far the images lie apart. ImageNet’s 0.229, 0.224, 0.225 is such a mean; with averaged variances "
        "it is 0.272, 0.264, 0.276 ([reported]({issue}))."
    )
    full = _(
        "No. The mean of the parts’ stds leaves out how far the parts lie apart; only one part that holds everything is right. "
        "The widely copied std of ImageNet, 0.229, 0.224, 0.225, is reproduced as the mean of each image’s own, resized to 256 "
        "and cropped to 224 ([pytorch/vision PR 1965]({change})); with variances averaged in place of stds such images are "
        "reported to have 0.272, 0.264, 0.276 ([issue 1439]({issue}))."
    )
    return (short if is_projected else full).format(change=f"{_VISION}/pull/1965", issue=f"{_VISION}/issues/1439")


def merging() -> str:
    """Say that parts may be images, mini-batches or the shares of workers."""
    return _(
        "A part is an image, a mini-batch, or what one worker holds. With $n_i$ values, mean $\\mu_i$ and variance "
        "$\\sigma_i^2$ in part $i$, all $n$ values have"
    )


def formula() -> str:
    """Return the law of total variance, in LaTeX."""
    within, between, room = _("within"), _("between"), r"\vphantom{\big|}"  # for letters whose height KaTeX does not know
    return (
        rf"\sigma^2 = \underbrace{{\sum_i \frac{{n_i}}{{n}}\,\sigma_i^2}}_{{\text{{{within}}}{room}}} + "
        rf"\underbrace{{\sum_i \frac{{n_i}}{{n}}\,(\mu_i - \mu)^2}}_{{\text{{{between}}}{room}}}"
    )
