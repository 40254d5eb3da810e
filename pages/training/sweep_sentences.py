"""What a sweep over learning rates shows, in sentences built from its numbers."""

from __future__ import annotations

import numpy as np

from bn_core.network.network import Recipe
from bn_view.figures.colours import ARMS, TRUE, written
from bn_view.state.language import _
from bn_view.words.numbers import short
from bn_view.words.readout import mark, marks
from pages.training.recipes import COMPARED, SWEEP_RATES, SWEEP_STEPS
from pages.training.sentences import arm_name, by_arm, differences, followed
from pages.training.sweep import SEEDS, Sweep
from pages.training.verdict import are_comparable, margin_sentence, verdict, verdict_in_short
from pages.training.wrong_digits import held_out
from witnesses.digits import CLASSES, HELD_OUT_COUNT

# From which share of right digits on a network has learned.
LEARNS = 0.9
# How the classes begin of what follows the slider of the learning rate.
FOLLOWED = "rate"


def sweep_title(sweep: Sweep) -> str:
    """Return what the chart shows."""
    return _("Accuracy on {count} held-out digits after {steps} updates").format(count=HELD_OUT_COUNT, steps=sweep.updates)


def levels() -> dict[str, float]:
    """Return the accuracies that the chart marks, by what they are called."""
    named = {_("learned: {level}"): LEARNS, _("guessing: {level}"): 1 / CLASSES}
    return {name.format(level=f"{level:.0%}"): level for name, level in named.items()}


def numbers_at(sweep: Sweep, index: int) -> dict[str, str]:
    """Return what follows the slider of the learning rate, at one of its stops."""
    at_rate = {arm: of_rates[index] for arm, of_rates in sweep.accuracies.items()}
    shares = {arm: "–" if np.isnan(of_seeds).any() else f"{of_seeds.mean():.1%}" for arm, of_seeds in at_rate.items()}
    in_short, in_words = verdict_in_short(at_rate), verdict(at_rate)
    if are_comparable(at_rate) and not sweep.is_over_at(index):
        in_short = _("{verdict}, so far").format(verdict=in_short)
        in_words = _("{verdict} Not all of their updates are done.").format(verdict=in_words)
    margin = {"margin": in_short} if len(at_rate) == len(COMPARED) else {}
    return {"rate": short(SWEEP_RATES[index]), **shares, **margin, "verdict": in_words}


def legend(sweep: Sweep, index: int) -> str:
    """Return each arm's accuracy at a learning rate as HTML, in its colour: what stands above its curves."""
    numbers = {name: followed(name, text, FOLLOWED) for name, text in numbers_at(sweep, index).items()}
    entries = "".join(f"<span>{written(numbers[arm], ARMS[arm])} {arm_name(arm)}</span>" for arm in sweep.curves)
    margin = f'<span class="margin">{numbers["margin"]}</span>' if "margin" in numbers else ""
    return f"<p>{entries}{margin}</p>"


def spoken_curves(rate: str) -> str:
    """Return what a screen reader says of the curves at a learning rate."""
    return _("Accuracy of each network from its first update on, at learning rate {rate}.").format(rate=rate)


def verdict_sentence(sweep: Sweep, index: int) -> str:
    """Return which arm is ahead at a learning rate as HTML."""
    numbers = {name: followed(name, text, FOLLOWED) for name, text in numbers_at(sweep, index).items()}
    at_rate = _("At learning rate {rate}:").format(rate=numbers["rate"])
    # For all rates at once: unlike the verdict, it does not follow the slider.
    has_margins = all(not np.isnan(of_rates).any() for of_rates in sweep.accuracies.values())
    margin = f" {margin_sentence(sweep.seeds)}" if has_margins else ""
    return f"<p>{at_rate} {numbers['verdict']}{margin}</p>"


def spoken_sweep(sweep: Sweep) -> str:
    """Return what a screen reader says of the chart, with the names of its numbers in braces."""
    at_rate = _("At learning rate {rate}:").format(rate="{rate}")
    return f"{sweep_title(sweep)}. {at_rate} {by_arm({arm: f'{{{arm}}}' for arm in sweep.curves})}. {{verdict}}"


def sweep_sentence(sweep: Sweep) -> str:
    """Say as HTML at how many learning rates each network learns, each number in its colour."""
    counts = {arm: int(np.sum(means >= LEARNS)) for arm, means in sweep.means.items()}
    numbers = {arm: written(f"<b>{count}</b>", ARMS[arm]) for arm, count in counts.items()}
    if len(counts) == len(COMPARED):
        pattern = (
            _("{batch_norm} of {all} learning rates work with batch norm, {plain} without.")
            if sweep.is_over
            else _("So far {batch_norm} of {all} learning rates work with batch norm, {plain} without.")
        )
        return f"<p>{pattern.format(all=len(SWEEP_RATES), **numbers)}</p>"
    pattern = (
        _("Of {all} learning rates, how many work:") if sweep.is_over else _("Of {all} learning rates, how many work so far:")
    )
    entries = "".join(f"<span>{number} {arm_name(arm)}</span>" for arm, number in numbers.items())
    return f'<p class="of-each">{pattern.format(all=len(SWEEP_RATES))} {entries}</p>'


def named_lines(sweep: Sweep) -> str:
    """Return as HTML what the lines are, for a phone, where the chart has no room for their names."""
    arms = [mark("dashes", f"border-color:{ARMS[arm]};border-style:solid", arm_name(arm)) for arm in sweep.curves]
    dashed = [mark("dashes", f"border-color:{TRUE}", name) for name in levels()]
    # Of more than two the sentence above has the names, each behind a number in its colour.
    of_arms = marks(*arms) if len(arms) == len(COMPARED) else ""
    return f'<div class="levels">{of_arms}{marks(*dashed)}</div>'


def same_start() -> str:
    """Say what the networks have in common."""
    return _("All networks begin with the same weights and see the same mini-batches.")


def after_failure() -> str:
    """Say where the line is of a network that has failed: of numbers that are NaN, the answer to every digit is 0."""
    shares = np.bincount(held_out().y_test) / HELD_OUT_COUNT
    sentence = _("A network that fails answers almost always the same digit, which {least} to {most} of the images are.")
    return sentence.format(least=f"{shares.min():.1%}", most=f"{shares.max():.1%}")


def seeds_sentence() -> str:
    """Say what the lines and bands of the sweep are that was made beforehand."""
    sentence = _("Trained beforehand from seeds {seeds}. Line: mean; band: lowest to highest.")
    return sentence.format(seeds=", ".join(map(str, SEEDS)))


def one_of_the_seeds() -> str:
    """Say of a run that the sweep that was made beforehand has it among others, which is why their numbers differ."""
    sentence = _("The sweep that was made beforehand gives the mean of seeds {seeds}: this run is one of them.")
    return sentence.format(seeds=", ".join(map(str, SEEDS)))


def other_settings(recipe: Recipe) -> str:
    """Say, as HTML, that the sweep on screen is not that of the present settings."""
    steps = recipe.steps if recipe.steps >= SWEEP_STEPS else Recipe().steps
    default = Recipe(learning_rate=recipe.learning_rate, seed=recipe.seed, steps=steps)
    sentence = _("These curves are those of the default settings. Press “Sweep all rates” for yours: {differences}.")
    return f'<p class="of-others">{sentence.format(differences=differences(recipe, default))}</p>'
