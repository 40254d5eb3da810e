"""What a training run shows, in sentences built from its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from bn_core.network.network import Recipe
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.words.numbers import short
from bn_view.words.readout import swatch
from pages.training.history import Course
from pages.training.recipes import SWEEP_ARMS
from witnesses.digits import HELD_OUT_COUNT
from workers.job import Job

__all__ = [
    "ACTIVATIONS",
    "accuracies",
    "activation_sentences",
    "arm_names",
    "arms",
    "differences",
    "gradient_sentence",
    "learned_sentence",
    "noise",
    "sweep_sentence",
]

LEARNED = 0.9
ACTIVATIONS = {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}


def arm_names() -> dict[str, str]:
    """Return what each arm is called."""
    return {
        "plain": _("plain"),
        "batch_norm": _("batch norm"),
        "frozen": _("γ = 1, β = 0 frozen"),
        "noisy": _("batch norm + noise"),
    }


def accuracies(courses: Mapping[str, Course], step: int, *, size: float = 1.05) -> str:
    """Return each arm's loss and held-out accuracy at a step as HTML: the legend of the charts, with numbers."""
    parts = []
    for arm, course in courses.items():
        i = course.at(step)
        said = _("loss {loss}, accuracy <b>{accuracy}</b>").format(
            loss=f"{course.loss[i]:.3g}", accuracy=f"{course.accuracy[i]:.1%}"
        )
        if course.over(step):
            said = _("<b>diverged</b> at step {step}: its loss is no number any more").format(step=course.diverged)
        parts.append(_entry(arm, f"{arm_names()[arm]}: {said}"))
    return f'<span style="font-size:{size}rem;font-variant-numeric:tabular-nums">{" ".join(parts)}</span>'


def arms() -> str:
    """Return which networks are trained as HTML: the legend before there are numbers, and what the noise is."""
    parts = " ".join(_entry(arm, name) for arm, name in arm_names().items())
    return f'<span style="font-size:1.05rem">{_("Four networks:")} {parts}</span>\n\n{noise()}'


def _entry(arm: str, text: str) -> str:
    return f'<span style="display:inline-block;margin-right:1.5rem">{swatch(colours.ARMS[arm])} {text}</span>'


def noise() -> str:
    """Say what the noise is."""
    return _("Noise: behind each batch norm every unit gets another mean and spread at every step "
             "([Santurkar et al. 2018](https://arxiv.org/abs/1805.11604)).")  # fmt: skip


def accuracy() -> str:
    """Say what the accuracy is measured on: with so many digits, one of them more or less is seen."""
    return _("Accuracy on {count} held-out digits").format(count=HELD_OUT_COUNT)


def activation_sentences(recipe: Recipe, courses: Mapping[str, Course], step: int) -> str:
    """Say, as a list, what one sees in the last layer's activations with and without batch normalization."""
    if recipe.activation == "relu":
        seen = _("**{arm}**: from image to image the last layer's outputs vary by **{spread}** (std); "
                 "{function} gives 0 for **{flat}** of its inputs.")  # fmt: skip
    else:
        seen = _("**{arm}**: from image to image the last layer's outputs vary by **{spread}** (std); "
                 "{function} is saturated for **{flat}** of its inputs.")  # fmt: skip
    said = []
    for arm in ("plain", "batch_norm"):
        name, course = arm_names()[arm], courses[arm]
        if course.over(step):
            grew = _("**{arm}**: the activations grew past all numbers by step {step}.")
            said.append(grew.format(arm=name, step=course.diverged))
            continue
        snapshot = course.snapshots[course.at(step)]
        numbers = {"spread": short(snapshot.spread[-1], 2), "flat": f"{snapshot.flat[-1]:.0%}"}
        said.append(seen.format(arm=name, function=ACTIVATIONS[recipe.activation], **numbers))
    return "\n".join(f"- {sentence}" for sentence in said)


def gradient_sentence(courses: Mapping[str, Course], step: int) -> str:
    """Say how large the first layer's gradient is, with and without batch normalization, or which arm has none any more."""
    over = [arm for arm in ("plain", "batch_norm") if courses[arm].over(step)]
    if over:
        said = _("**{arm}** has diverged: its gradients are no numbers any more.")
        return " ".join(said.format(arm=arm_names()[arm]) for arm in over)
    sizes = {arm: short(course.snapshots[course.at(step)].gradient[0], 2) for arm, course in courses.items()}
    said = _("At step {step} the first layer's gradient has the size **{plain}** without batch normalization, **{batch_norm}** "
             "with it. Where the loss is small, the gradients are, too.")  # fmt: skip
    return said.format(step=step, plain=sizes["plain"], batch_norm=sizes["batch_norm"])


def learned_sentence(course: Course, step: int) -> str:
    """Say how far gamma and beta have gone from 1 and 0."""
    snapshot = course.snapshots[course.at(step)]
    if snapshot.gamma.size == 0:
        return _("This arm learns no γ and no β.")
    said = _("At step {step} γ lies from **{low}** to **{high}** over all units, β from **{least}** to **{most}**.")
    values = {"low": snapshot.gamma.min(), "high": snapshot.gamma.max()}
    values |= {"least": snapshot.beta.min(), "most": snapshot.beta.max()}
    return said.format(step=snapshot.step, **{name: f"{value:.2f}" for name, value in values.items()})


def sweep_sentence(job: Job) -> str:
    """Say at how many learning rates each arm has learned."""
    counts = dict.fromkeys(SWEEP_ARMS, 0)
    for task, items in job.items.items():
        counts[task.arm] += bool(items) and items[-1][1].accuracy >= LEARNED
    said = _("After {steps} steps batch normalization is above {level} at **{batch_norm}** of {all} learning rates, "
             "plain at **{plain}**.")  # fmt: skip
    steps = min((job.step(task) for task in job.tasks if not job.diverged(task)), default=0)
    return said.format(steps=steps, level=f"{LEARNED:.0%}", all=len(job.tasks) // len(SWEEP_ARMS), **counts)


def differences(kept: Recipe, now: Recipe) -> str:
    """Return what a kept run had other than the present one, as words."""
    names = {
        "learning_rate": _("Learning rate"),
        "batch_size": _("Batch size"),
        "depth": _("Hidden layers"),
        "width": _("Units a layer"),
        "activation": _("Activation"),
        "weight_scale": _("Scale of the initial weights"),
        "norm_first": _("Batch norm before the activation"),
        "seed": _("Seed"),
        "steps": _("Steps"),
    }
    other = [(name, getattr(kept, field)) for field, name in names.items() if getattr(kept, field) != getattr(now, field)]
    return ", ".join(f"{name} {_written(value)}" for name, value in other) or _("the same settings")


def _written(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return ACTIVATIONS[value]
    return short(value) if isinstance(value, float) else str(value)
