"""What a run shows, in sentences built from its numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from bn_core.activations import ACTIVATIONS
from bn_core.network.network import Recipe
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets.live_chart.motion import AFTER_RELEASE
from bn_view.words.numbers import number, short
from bn_view.words.readout import as_html, paragraphs, swatch
from pages.training.history import Floats, Histories, History
from pages.training.recipes import COMPARED
from pages.training.settings import RunSettings, View
from pages.training.wrong_digits import wrong_digits
from witnesses.digits import HELD_OUT_COUNT

# How the classes begin of what follows the slider of the steps.
FOLLOWED = "run"
# Between which numbers, by their names, the values of a parameter lie.
PARAMETER_ENDS = {"gamma": ("low", "high"), "beta": ("least", "most")}
Race = Literal["loss", "accuracy"]


def arm_name(arm: str) -> str:
    """Return what an arm is called."""
    return _(View.arm.titles[arm])


def arm_names() -> dict[str, str]:
    """Return what every arm is called."""
    return {arm: arm_name(arm) for arm in View.arm.titles}


def legend_text(history: History, step: int) -> str:
    """Return the loss and held-out accuracy of an arm at a step."""
    if history.has_diverged(step):
        return _("diverged at update {step}: its loss is NaN or infinite").format(step=history.diverged)
    i = history.at(step)
    return _("loss {loss}, accuracy {accuracy}").format(loss=short(history.loss[i]), accuracy=f"{history.accuracy[i]:.1%}")


def accuracies(histories: Histories, step: int, *, size: float = 1.05, kept: bool = False) -> str:
    """Return each arm's loss and held-out accuracy at a step as HTML: the legend of the charts, with numbers."""
    parts = [
        legend_entry(arm, f"{arm_name(arm)}: {followed(kept_name(arm) if kept else arm, legend_text(history, step))}")
        for arm, history in histories.items()
    ]
    return f'<span style="font-size:{size}rem;font-variant-numeric:tabular-nums">{" ".join(parts)}</span>'


def after_updates(step: int, recipe: Recipe) -> str:
    """Return what stands before the numbers of a run: after how many updates, at which learning rate, and from which seed."""
    after = _("After {step} updates at learning rate {rate}, seed {seed}:")
    return after.format(step=followed("step", str(step)), rate=short(recipe.learning_rate), seed=recipe.seed)


def race_title(which: Race) -> str:
    """Return what stands above a race of the arms."""
    return _("Loss of the mini-batches") if which == "loss" else accuracy_title()


def race_axis(which: Race) -> str:
    """Return what the y axis of a race of the arms is called."""
    return _("loss") if which == "loss" else _("accuracy")


def race_number(history: History, which: Race, step: int) -> str:
    """Return the loss or accuracy of an arm at a step."""
    values = history.loss if which == "loss" else history.accuracy
    return short(values[history.at(step)])


def by_arm(texts: Mapping[str, str]) -> str:
    """Return a text for each arm, one after the other."""
    return ", ".join(f"{arm_name(arm)} {text}" for arm, text in texts.items())


def at_step(title: str, step: object, ends: str) -> str:
    """Return what a screen reader says of a chart at a step."""
    return _("{title} after {step} updates: {ends}").format(title=title, step=step, ends=ends)


def kept_name(arm: str) -> str:
    """Return by which name an arm of the kept run follows the slider."""
    return f"kept_{arm}"


def spoken(markdown: str) -> str:
    """Return a sentence without what makes it bold."""
    return re.sub(r"<[^>]*>|\*", "", markdown)


def legend_entry(arm: str, text: str) -> str:
    """Return a text behind the colour of its arm as HTML, on one line."""
    return f'<span style="display:inline-block;margin-right:1.5rem">{swatch(colours.ARMS[arm])} {text}</span>'


def layer_sentences(recipe: Recipe, histories: Histories, arm: str, step: int) -> str:
    """Return what goes on in the layers as HTML, for all arms and for the one that is looked at."""
    activations = "".join(f"<li>{line}</li>" for line in activation_sentences(recipe, histories, step))
    others = [learned_sentence(arm, histories[arm], step), *([noise_sentence()] if arm == "noisy" else [])]
    return as_html(f"<ul>{activations}</ul>") + paragraphs(*others)


def noise_sentence() -> str:
    """Say what the noise is."""
    return _("Noise: after each batch norm, every unit's mean and scale are perturbed at random at every update "
             "([Santurkar et al. 2018](https://arxiv.org/abs/1805.11604)).")  # fmt: skip


def accuracy_title() -> str:
    """Say what the accuracy is measured on, so that the reader sees what one digit is worth."""
    return _("Accuracy on {count} held-out digits").format(count=HELD_OUT_COUNT)


def activation_sentences(recipe: Recipe, histories: Histories, step: int) -> list[str]:
    """Say what one sees in the last hidden layer's activations with and without batch normalization."""
    function = ACTIVATIONS[recipe.activation]
    pattern = {
        "zero": _(
            "**{arm}**: from image to image the last hidden layer's outputs vary by {spread} (std); "
            "{function} gives 0 for {flat} of its inputs."
        ),
        "saturated": _(
            "**{arm}**: from image to image the last hidden layer's outputs vary by {spread} (std); "
            "{function} is saturated for {flat} of its inputs."
        ),
        "flat": _(
            "**{arm}**: from image to image the last hidden layer's outputs vary by {spread} (std); "
            "{function} is flat for {flat} of its inputs."
        ),
    }[function.flat_means]
    lines = []
    for arm in COMPARED:
        name, history = arm_name(arm), histories[arm]
        if history.has_diverged(step):
            line = _("**{arm}**: the activations overflowed by update {step}.").format(arm=name, step=history.diverged)
        else:
            values = {what: followed(f"{arm}_{what}", text) for what, text in activation_numbers(history, step).items()}
            line = pattern.format(arm=name, function=function.title, **values)
        lines.append(waiting(line) if history.diverged is not None else line)
    return lines


def activation_numbers(history: History, step: int) -> dict[str, str]:
    """Return how far the last hidden layer's outputs vary, and for how many of its inputs the activation function is flat."""
    snapshot = history.snapshot(step)
    return {"spread": short(snapshot.sample_std[-1]), "flat": f"{snapshot.flat[-1]:.0%}"}


def wrong_sentence(arm: str, history: History, step: int) -> str:
    """Say how many digits an arm gets wrong."""
    return _wrong(arm).format_map({name: followed(name, text) for name, text in wrong_numbers(history, step).items()})


def wrong_pattern(arm: str) -> str:
    """Return the same with the names of its numbers in braces."""
    return _wrong(arm).format_map({name: f"{{{name}}}" for name in ("wrong_step", "wrong")})


def _wrong(arm: str) -> str:
    pattern = _("{arm}, after {step} updates: {wrong} of {count} digits wrong. Below each: what it is → what the network says.")
    return pattern.format(arm=arm_name(arm), count=HELD_OUT_COUNT, step="{wrong_step}", wrong="{wrong}")


def wrong_numbers(history: History, step: int) -> dict[str, str]:
    """Return how many digits an arm gets wrong at the last snapshot up to a step."""
    return {"wrong_step": str(history.snapshot(step).step), "wrong": str(wrong_digits(history, step).total)}


def network_title() -> str:
    """Return what stands above the histograms of one step."""
    return _("What each layer puts out then, from the first to the last (height: cube root of the count)")


def spoken_network(history: History, step: object) -> str:
    """Return what a screen reader says of the histograms of one step."""
    return _("Histograms of what {layers} layers put out after {step} updates.").format(
        layers=len(history.snapshots[0].edges), step=step
    )


def gradient_title() -> str:
    """Return what stands above the chart of the gradients."""
    return _("How large is each layer’s gradient?")


def gradient_sizes(gradients: Floats) -> str:
    """Return the sizes of an arm's gradients; a dash where there are none."""
    return " ".join(short(size) for size in gradients) or "–"


def gradient_sentence(histories: Histories, step: int) -> str:
    """Say how large the first layer's gradient is, with and without batch normalization, or which arm has none any more."""
    diverged = [arm for arm in COMPARED if histories[arm].has_diverged(step)]
    if diverged:
        pattern = _("**{arm}**: diverged, its gradients are NaN.")
        sentence = " ".join(pattern.format(arm=arm_name(arm)) for arm in diverged)
    else:
        pattern = _("After {step} updates the first layer's gradient norm is {plain} without batch normalization, {batch_norm} "
                    "with it. Where the loss is small, the gradients are, too.")  # fmt: skip
        sentence = pattern.format(
            step=followed("step", str(step)),
            **{arm: followed(f"{arm}_gradient", gradient_number(histories[arm], step)) for arm in COMPARED},
        )
    return waiting(sentence) if any(histories[arm].diverged is not None for arm in COMPARED) else sentence


def gradient_number(history: History, step: int) -> str:
    """Return how large the first layer's gradient is at a step."""
    return short(history.snapshot(step).gradient[0])


def learned_sentence(arm: str, history: History, step: int) -> str:
    """Say how far gamma and beta have gone from 1 and 0."""
    values = learned_numbers(history, step)
    if not values:
        return _("This network learns no γ and no β.")
    return _learned().format_map({name: followed(learned_name(arm, name), text) for name, text in values.items()})


def _learned() -> str:
    return _("After {step} updates γ lies from {low} to {high} over all units, β from {least} to {most}.")


def spoken_parameter(name: str, arm: str, values: Mapping[str, str] | None = None) -> str:
    """Return what a screen reader says of the chart of gamma or beta; without values, the names of its numbers in braces."""
    symbol, ends = {"gamma": "γ", "beta": "β"}[name], PARAMETER_ENDS[name]
    step, low, high = (values[end] if values else f"{{{learned_name(arm, end)}}}" for end in ("step", *ends))
    return _("After {step} updates {symbol} lies from {low} to {high} over all units.").format(
        step=step, symbol=symbol, low=low, high=high
    )


def learned_name(arm: str, name: str) -> str:
    """Return by which name a number on gamma or beta follows the slider."""
    return f"{arm}_learned_{name}"


def learned_numbers(history: History, step: int) -> dict[str, str]:
    """Return between which values gamma and beta lie at the last snapshot up to a step; nothing where an arm learns neither."""
    snapshot = history.snapshot(step)
    if snapshot.gamma.size == 0:
        return {}
    of_both = {name: (of.min(), of.max()) for name, of in (("gamma", snapshot.gamma), ("beta", snapshot.beta))}
    ends = {end: number(value) for name, both in of_both.items() for end, value in zip(PARAMETER_ENDS[name], both, strict=True)}
    return {"step": str(snapshot.step), **ends}


def followed(name: str, text: str, of: str = FOLLOWED) -> str:
    """Return a text as HTML that follows a slider before it is released, by its name in the motion of a chart."""
    tag = "span" if name.endswith(("step", "verdict")) else "b"
    return f'<{tag} class="{of}-{name}">{text}</{tag}>'


def waiting(sentence: str) -> str:
    """Return a sentence that has other words from a step on: what it says only the server knows."""
    return f'<span class="{AFTER_RELEASE}">{sentence}</span>'


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
