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
from pages.training.verdict import margin_sentence, verdict, verdict_in_short
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
    in_short = {"margin": verdict_in_short(at_rate)} if len(at_rate) == len(COMPARED) else {}
    return {"rate": short(SWEEP_RATES[index]), **shares, **in_short, "verdict": verdict(at_rate)}


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
    """Say as HTML at how many learning rates the network learns, with and without batch norm, each number in its colour."""
    counts = {arm: int(np.sum(sweep.means[arm] >= LEARNS)) for arm in COMPARED}
    pattern = (
        _("{batch_norm} of {all} learning rates work with batch norm, {plain} without.")
        if sweep.is_over
        else _("So far {batch_norm} of {all} learning rates work with batch norm, {plain} without.")
    )
    numbers = {arm: written(f"<b>{count}</b>", ARMS[arm]) for arm, count in counts.items()}
    return f"<p>{pattern.format(all=len(SWEEP_RATES), **numbers)}</p>"


def named_lines(sweep: Sweep) -> str:
    """Return as HTML what the lines are, for a phone, where the chart has no room for their names."""
    arms = [mark("dashes", f"border-color:{ARMS[arm]};border-style:solid", arm_name(arm)) for arm in sweep.curves]
    dashed = [mark("dashes", f"border-color:{TRUE}", name) for name in levels()]
    return f'<div class="levels">{marks(*arms)}{marks(*dashed)}</div>'


def same_start() -> str:
    """Say what the networks have in common."""
    return _("All networks begin with the same weights and see the same mini-batches.")


def after_divergence() -> str:
    """Say what the line is of a network that has diverged: of numbers that are NaN, the answer to every digit is 0."""
    return _("Once a network has diverged, its line goes on at the level of guessing.")


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
    sentence = _("Default settings; yours are others ({differences}): sweep them.")
    return f'<p class="of-others">{sentence.format(differences=differences(recipe, default))}</p>'
