"""What the page says about the running statistics."""

from __future__ import annotations

import math

from bn_core.conventions import complement
from bn_view.figures.colours import BEFORE, INFERENCE
from bn_view.state.language import _
from bn_view.words.numbers import DECIMALS, exact, number, short, term
from pages.training_and_inference.figures import START, Goal
from pages.training_and_inference.values import Stream, running_statistics

# With how many decimals the rule of an average is written at most.
MOST_DECIMALS = 6


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


def names_in_running(stream: Stream) -> dict[str, dict[str, str]]:
    """Return what each part of both panels is called in the picture of the running statistics."""
    shared, last = {"batches": _("mini-batches"), "latest": _("this mini-batch")}, last_statistics(stream)
    names = {"mean": (_("Mean μ"), _("running mean")), "variance": (_("Variance σ²"), _("running variance"))}
    level = _("all images: {number}")
    return {
        name: {**shared, "y": y, "running": running, "true": level.format(number=f"<b>{number(last[f'true_{name}'])}</b>")}
        for name, (y, running) in names.items()
    }


def stays_short_of(average: float, true: float) -> bool:
    """Return whether the mini-batches' average variance is less than that of all images by more than nothing to speak of."""
    return true - average > 0.01 * true


def settles(stream: Stream, share_of_old: float | None = None) -> bool:
    """Return whether the running variance stays near the mini-batches' average, with this share of the old or the own.

    Nearer than half as far as the average lies from the variance of all images: one can tell to which of the two it goes. Where
    the two are about the same, within a twentieth of it.
    """
    average, true = stream.average_variance, float(stream.stored_variance(stream.images.together))
    near = (true - average) / 2 if stays_short_of(average, true) else average / 20
    return stream.scatter(share_of_old)[1] <= near


def goal(stream: Stream, large: str, share_of_old: float | None = None) -> Goal | None:
    """Return to which level the running variance really goes, and its name, where that is not about the one of all images.

    It is shown where it gets there and stays, with this share of the old or the own. Where another panel is `large` the name is
    so short that a phone has room for it beside the others.
    """
    average = stream.average_variance
    if not stays_short_of(average, float(stream.stored_variance(stream.images.together))):
        return None
    name = _("converges to <b>{number}</b>, the mini-batches’ average") if large == "variance" else "→ <b>{number}</b>"
    share = stream.settings.momentum_of_old if share_of_old is None else share_of_old
    return Goal(average, name.format(number=number(average)), is_shown=share < 1 and settles(stream, share))


def count_or_number(value: float) -> str:
    """Return a count as it is, and any other number with three digits."""
    return str(value) if isinstance(value, int) else number(value)


def moving(name: str, value: float, *, of: str = "stream") -> str:
    """Return a number as HTML that the slider which moves it finds by its class."""
    return f'<span class="{of}-{name}" title="{exact(value)}">{count_or_number(value)}</span>'


def rule(stream: Stream, name: str) -> str:
    """Return how a running statistic comes from the one before and the mini-batch, in numbers that follow the sliders."""
    settings, updates = stream.settings, stream.settings.updates
    before, latest = {
        "mean": (stream.running.mean[:, 0], stream.batches.mean[:, 0]),
        "variance": (stream.running.variance[:, 0], stream.stored_variance(stream.batches)),
    }[name]
    old, new = (float(of_each[updates - 1]) if updates else math.nan for of_each in (before, latest))
    shares = {
        share: f'<span class="stream-{share}">{text}</span>' for share, text in shares_in_words(settings.momentum_of_old).items()
    }
    decimals = rule_decimals(stream, name)
    pattern = (
        _("running mean {now} = {kept} · old {old} + {taken} · this mini-batch {new}")
        if name == "mean"
        else _("running variance {now} = {kept} · old {old} + {taken} · this mini-batch {new}")
    )
    said = pattern.format(
        now=_coloured(f"now_{name}", float(before[updates]), decimals, INFERENCE),
        old=_coloured(f"old_{name}", old, decimals, INFERENCE),
        new=_coloured(f"new_{name}", new, decimals, BEFORE),
        **shares,
    )
    # One of the two is seen: the style sheet hides the rule where a start is said.
    at_start = "" if updates else before_the_first(name)
    return f'<p class="rule"><span class="stream-start">{at_start}</span><span>{said}</span></p>'


def before_the_first(name: str) -> str:
    """Return what stands in place of the rule before the first update, when there is neither an old value nor a mini-batch."""
    said = (
        _("running mean: starts at {number}, no mini-batch yet")
        if name == "mean"
        else _("running variance: starts at {number}, no mini-batch yet")
    )
    return said.format(number=short(START[name]))


def rule_decimals(stream: Stream, name: str) -> int:
    """Return with how many decimals the rule is written: so many that a hundredth of what mini-batches differ by moves it."""
    low, high = stream.reach[tuple(START).index(name)]
    return min(max(3 - math.floor(math.log10(high - low)), 0), MOST_DECIMALS) if high > low else DECIMALS


def in_rule(value: float, decimals: int) -> str:
    """Return how a number is written in the rule; a dash stands where there is none."""
    return number(value) if math.isnan(value) else term(value, decimals)


def shares_in_words(of_old: float) -> dict[str, str]:
    """Return which share of the old running statistics is kept, and which is taken of the mini-batch."""
    return {"kept": short(of_old), "taken": short(complement(of_old))}


def _coloured(name: str, value: float, decimals: int, colour: str) -> str:
    return f'<b class="stream-{name}" style="color:{colour}">{in_rule(value, decimals)}</b>'


def stream(stream: Stream) -> list[str]:
    """Say what the curves end at, and what the number means."""
    settings, other = stream.settings, stream.settings.translated()
    last = last_statistics(stream)
    shown = {name: moving(name, value) if name in ("mean", "variance") else number(value) for name, value in last.items()}
    said = [
        _(
            "After **{updates}** updates: running mean **{mean}** (all images: {true_mean}), running variance **{variance}** "
            "(all images: {true_variance})."
        ).format(updates=moving("updates", settings.updates), **shown),
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
    if not settles(stream):
        mean, variance = map(number, stream.scatter())
        follows = _(
            "They do not settle: so large a share of each mini-batch keeps moving the running mean by ±**{mean}** and the "
            "running variance by ±**{variance}** (standard deviation)."
        )
        said.append(follows.format(mean=mean, variance=variance))
    return said


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
    average, true = stream.average_variance, float(stream.stored_variance(stream.images.together))
    if stays_short_of(average, true):
        sentence = _(
            "The variance of a mini-batch is {average} on average, less than {true}: {size} images differ less among themselves "
            "than all {count}."
        )
        sentences.append(sentence.format(true=number(true), size=stream.size, count=count, average=number(average)))
    return sentences


def _shown_start() -> dict[str, str]:
    """Return the running statistics before the first update."""
    return {name: short(value) for name, value in START.items()}
