"""Which activation function follows, and whether gamma and beta are the ones that undo the normalization."""

from __future__ import annotations

from bn_core import ACTIVATIONS
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Switch


class AfterNormalization(Settings):
    """The settings of this page."""

    activation = Choice(
        "sigmoid", {name: activation.title for name, activation in ACTIVATIONS.items()}, gettext_noop("Activation function")
    )
    undo = Switch(False, gettext_noop("Undo the normalization: γ = √(σ² + ε), β = μ"))
