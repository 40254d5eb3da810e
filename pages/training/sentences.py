"""What a run shows, in sentences built from its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from bn_core.activations import ACTIVATIONS
from bn_core.network.network import Recipe
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.words.numbers import short
from bn_view.words.readout import swatch
from pages.training.history import History
from pages.training.recipes import SWEEP_ARMS
from pages.training.settings import RunSettings, View
from witnesses.digits import HELD_OUT_COUNT
from workers.queue import Run

LEARNED = 0.9


def arm_name(arm: str) -> str:
    """Return what an arm is called."""
    return _(View.arm.titles[arm])


def accuracies(histories: Mapping[str, History], step: int, *, size: float = 1.05) -> str:
    """Return each arm's loss and held-out accuracy at a step as HTML: the legend of the charts, with numbers."""
    parts = []
    for arm, history in histories.items():
        i = history.at(step)
        sentence = _("loss {loss}, accuracy <b>{accuracy}</b>").format(
            loss=f"{history.loss[i]:.3g}", accuracy=f"{history.accuracy[i]:.1%}"
        )
        if history.has_diverged(step):
            sentence = _("<b>diverged</b> at step {step}: its loss is no longer a number").format(step=history.diverged)
        parts.append(_legend_entry(arm, f"{arm_name(arm)}: {sentence}"))
    return f'<span style="font-size:{size}rem;font-variant-numeric:tabular-nums">{" ".join(parts)}</span>'


def arm_legend() -> str:
    """Return which networks are trained as HTML: the legend before there are numbers, and what the noise is."""
    parts = " ".join(_legend_entry(arm, arm_name(arm)) for arm in View.arm.titles)
    return f'<span style="font-size:1.05rem">{_("Four networks:")} {parts}</span>\n\n{noise_sentence()}'


def _legend_entry(arm: str, text: str) -> str:
    return f'<span style="display:inline-block;margin-right:1.5rem">{swatch(colours.ARMS[arm])} {text}</span>'


def noise_sentence() -> str:
    """Say what the noise is."""
    return _("Noise: after each batch norm, every unit's mean and scale are perturbed at random at every step "
             "([Santurkar et al. 2018](https://arxiv.org/abs/1805.11604)).")  # fmt: skip


def accuracy_title() -> str:
    """Say what the accuracy is measured on, so that the reader sees what one digit is worth."""
    return _("Accuracy on {count} held-out digits").format(count=HELD_OUT_COUNT)


def activation_sentences(recipe: Recipe, histories: Mapping[str, History], step: int) -> str:
    """Say, as a list, what one sees in the last layer's activations with and without batch normalization."""
    function = ACTIVATIONS[recipe.activation]
    pattern = {
        "zero": _(
            "**{arm}**: from image to image the last layer's outputs vary by **{spread}** (std); "
            "{function} gives 0 for **{flat}** of its inputs."
        ),
        "saturated": _(
            "**{arm}**: from image to image the last layer's outputs vary by **{spread}** (std); "
            "{function} is saturated for **{flat}** of its inputs."
        ),
        "flat": _(
            "**{arm}**: from image to image the last layer's outputs vary by **{spread}** (std); "
            "{function} is flat for **{flat}** of its inputs."
        ),
    }[function.flat_means]
    lines = []
    for arm in SWEEP_ARMS:
        name, history = arm_name(arm), histories[arm]
        if history.has_diverged(step):
            overflow = _("**{arm}**: the activations overflowed by step {step}.")
            lines.append(overflow.format(arm=name, step=history.diverged))
            continue
        snapshot = history.snapshot(step)
        spread, flat = short(snapshot.sample_std[-1], 2), f"{snapshot.flat[-1]:.0%}"
        lines.append(pattern.format(arm=name, function=function.title, spread=spread, flat=flat))
    return "\n".join(f"- {line}" for line in lines)


def gradient_sentence(histories: Mapping[str, History], step: int) -> str:
    """Say how large the first layer's gradient is, with and without batch normalization, or which arm has none any more."""
    diverged = [arm for arm in SWEEP_ARMS if histories[arm].has_diverged(step)]
    if diverged:
        sentence = _("**{arm}** has diverged: its gradients are no longer numbers.")
        return " ".join(sentence.format(arm=arm_name(arm)) for arm in diverged)
    sizes = {arm: short(histories[arm].snapshot(step).gradient[0], 2) for arm in SWEEP_ARMS}
    return _("At step {step} the first layer's gradient norm is **{plain}** without batch normalization, **{batch_norm}** "
             "with it. Where the loss is small, the gradients are, too.").format(step=step, **sizes)  # fmt: skip


def learned_sentence(history: History, step: int) -> str:
    """Say how far gamma and beta have gone from 1 and 0."""
    snapshot = history.snapshot(step)
    if snapshot.gamma.size == 0:
        return _("This arm learns no γ and no β.")
    values = {"low": snapshot.gamma.min(), "high": snapshot.gamma.max()}
    values |= {"least": snapshot.beta.min(), "most": snapshot.beta.max()}
    return _("At step {step} γ lies from **{low}** to **{high}** over all units, β from **{least}** to **{most}**.").format(
        step=snapshot.step, **{name: f"{value:.2f}" for name, value in values.items()}
    )


def sweep_sentence(run: Run) -> str:
    """Say at how many learning rates each arm has learned."""
    counts = dict.fromkeys(SWEEP_ARMS, 0)
    for task, points in run.points.items():
        counts[task.arm] += bool(points) and points[-1].snapshot.accuracy >= LEARNED
    steps = min((run.step(task) for task in run.tasks if not run.diverged(task)), default=0)
    pattern = _("After {steps} steps batch normalization is above {level} at **{batch_norm}** of {all} learning rates, "
                "plain at **{plain}**.")  # fmt: skip
    return pattern.format(steps=steps, level=f"{LEARNED:.0%}", all=len(run.tasks) // len(SWEEP_ARMS), **counts)


def differences(kept: Recipe, now: Recipe) -> str:
    """Return what a kept run had other than the present one, as the controls call it."""
    others = (old for old, new in zip(_controls(kept), _controls(now), strict=True) if old != new)
    return ", ".join(f"{label} {value}" for label, value in others) or _("the same settings")


def _controls(recipe: Recipe) -> list[tuple[str, str]]:
    s, place = RunSettings, "before" if recipe.norm_first else "after"
    return [
        (_("Learning rate"), short(recipe.learning_rate)),
        (_(s.train_batch.label), str(recipe.batch_size)),
        (_(s.depth.label), str(recipe.depth)),
        (_(s.units.label), str(recipe.width)),
        (_(s.train_activation.label), ACTIVATIONS[recipe.activation].title),
        (_(s.weight_scale.label), short(recipe.weight_scale)),
        (_(s.norm_place.label), _(s.norm_place.titles[place])),
        (_(s.train_seed.label), str(recipe.seed)),
        (_(s.train_steps.label), str(recipe.steps)),
    ]
