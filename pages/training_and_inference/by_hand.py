"""Numbers to check by hand: which variance enters the running one, and how soon a running mean is ready."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_core.conventions import KERAS, PYTORCH
from bn_view.state.language import _
from bn_view.words.numbers import number, short, term
from bn_view.words.readout import side_by_side
from bn_view.words.table import table
from pages.training_and_inference.values import start

# The note's recipe, drawn on until its mean tells what the running mean is on its way to.
_RECIPE_IMAGES = 2000


def by_hand() -> str:
    """Return numbers to check by hand, in two columns of Markdown."""
    # Between empty lines, Markdown within HTML is Markdown.
    columns = side_by_side("\n\n" + "\n\n".join(parts) + "\n\n" for parts in (_which_variance(), _how_soon()))
    return f"## {_('Check it by hand')}\n\n{columns}"


def _which_variance() -> list[str]:
    """Return sentences and two tables: the variance of four values that enters the running one, and the ratio of the two."""
    four = bn_core.moments([1.0, 2.0, 3.0, 4.0])
    kinds = {"Keras": KERAS, "PyTorch": PYTORCH}
    entering = (start(0.0, kind.unbiased).update(four).variance.item() for kind in kinds.values())
    new_layers = (start(kind.share_of_old(kind.momentum), kind.unbiased) for kind in kinds.values())
    stored = (layer.update(four).variance.item() for layer in new_layers)
    rows = [
        (_("enters the average"), *(f"**{number(variance)}**" for variance in entering)),
        (_("running variance after it"), *(f"**{term(variance)}**" for variance in stored)),
    ]
    counts = (2, 4, 10, 100)
    ratios = ("m / (m − 1)", *(f"**{number(m / (m - 1))}**" for m in counts))
    return [
        _(
            "**Which variance enters the running one?** Both normalize with the biased one, over m; PyTorch averages the one "
            "over m − 1. The running variance starts at 1 and takes its share with the default momentum: Keras {keras}, PyTorch "
            "{pytorch}."
        ).format(keras=short(KERAS.momentum), pytorch=short(PYTORCH.momentum)),
        table(("x = [1, 2, 3, 4]", *kinds), rows),
        # `_fused_batch_norm` in keras/src/layers/normalization/batch_normalization.py of Keras 2.15, for inputs of four axes: the
        # variance that `tf.compat.v1.nn.fused_batch_norm` returns, over m − 1, is averaged as it is.
        _("Keras 2 averaged the one over m − 1 for images, too, as its fused layer gave it; Keras 3 averages the one over m."),
        table((_("values per group, m"), *map(str, counts)), [ratios]),
    ]


def _how_soon() -> list[str]:
    """Return a sentence and a table: how far the running mean has come after some updates.

    With two decimals: of 29.8 the way would be 29.6 by hand, where the table says 29.7.
    """
    target = _recipe_mean(_RECIPE_IMAGES)
    sentence = _(
        "**How soon is it ready?** Momentum {momentum} in Keras, on the way from 0 to {target}, the mean of {count} images of "
        "the study note's recipe:"
    ).format(momentum=short(KERAS.momentum), target=term(target, 2), count=f"{_RECIPE_IMAGES:,}")
    after = (1, 10, 100, 500)
    mean = _way_to(target, KERAS.momentum, after[-1])
    reached = (_("running mean"), *(f"**{term(mean[n], 2)}**" for n in after))
    return [sentence, table((_("updates"), *map(str, after)), [reached])]


@cache
def _recipe_mean(count: int) -> float:
    """Return the mean of all values of the note's recipe, drawn on to `count` images."""
    return float(bn_core.moments(bn_core.random_images(count=count)).mean.item())


@cache
def _way_to(mean: float, momentum: float, updates: int) -> NDArray[np.float64]:
    """Return the running mean at the start and after each of so many updates with mini-batches that all have one mean."""
    constant = bn_core.Moments(1, np.full(updates, mean), np.zeros(updates))
    return bn_core.running_history(start(momentum), constant).mean
