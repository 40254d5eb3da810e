"""What a run is determined by, and what is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from bn_core.activations import ACTIVATIONS
from bn_core.network.network import Recipe
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Stops, Switch, Value, Whole

_DEFAULT = Recipe()


class RunSettings(Settings):
    """Everything that determines a run."""

    learning_rate = Stops(
        _DEFAULT.learning_rate,
        (*(float(f"{m}e{e}") for e in range(-4, 1) for m in (1, 2, 5)), 10.0),
        gettext_noop("Learning rate, log scale"),
    )
    train_batch = Choice(_DEFAULT.batch_size, (4, 16, 64, 256), gettext_noop("Batch size"))
    depth = Whole(_DEFAULT.depth, 1, 8, gettext_noop("Hidden layers"))
    units = Choice(_DEFAULT.width, (16, 32, 64, 128), gettext_noop("Units per layer"))
    train_activation = Choice(
        _DEFAULT.activation,
        # Those with which the same network can be trained in Keras.
        {name: a.title for name, a in reversed(list(ACTIVATIONS.items())) if a.keras},
        gettext_noop("Activation"),
    )
    weight_scale = Stops(
        _DEFAULT.weight_scale,
        (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
        gettext_noop("Scale of the initial weights"),
    )
    norm_place = Choice(
        "before", {"before": gettext_noop("before the activation"), "after": gettext_noop("after it")}, gettext_noop("Batch norm")
    )
    train_seed = Whole(
        _DEFAULT.seed,
        0,
        2**32 - 1,
        gettext_noop("Seed"),
        gettext_noop("Of the initial weights, the mini-batches and the noise."),
    )
    train_steps = Choice(_DEFAULT.steps, (100, 200, 500, 1000, 2000), gettext_noop("Updates"))

    @property
    def without_rate(self) -> Mapping[str, Value]:
        """All but the learning rate, by name."""
        return {name: value for name, value in self.values.items() if name != RunSettings.learning_rate.name}

    @property
    def recipe(self) -> Recipe:
        """The recipe of every network of the run."""
        return Recipe(
            learning_rate=self.learning_rate,
            batch_size=self.train_batch,
            depth=self.depth,
            width=self.units,
            activation=self.train_activation,
            weight_scale=self.weight_scale,
            norm_first=self.norm_place == "before",
            seed=self.train_seed,
            steps=self.train_steps,
        )


class View(Settings):
    """Which networks are compared, the one that is looked at in each layer, and whether the link holds a run, and a sweep."""

    networks = Choice(
        "two",
        {"two": gettext_noop("With and without batch norm"), "all": gettext_noop("All four networks")},
        gettext_noop("Networks"),
    )
    arm = Choice(
        "batch_norm",
        {
            "plain": gettext_noop("no batch norm"),
            "batch_norm": gettext_noop("batch norm"),
            "frozen": gettext_noop("batch norm, γ β frozen"),
            "noisy": gettext_noop("batch norm + noise"),
        },
        gettext_noop("Network"),
    )
    trained = Switch(False)
    sweep = Switch(False)


# What one click sets and runs, with its name on screen.
PRESETS: Mapping[str, tuple[str, RunSettings]] = {
    "default": (gettext_noop("Default"), RunSettings()),
    "too_high": (gettext_noop("Rate too high"), RunSettings(learning_rate=0.5)),
    "sigmoid": (gettext_noop("Sigmoid, 5 layers"), RunSettings(train_activation="sigmoid")),
}
