"""Six reasons why one's numbers differ from another's, each with its size on the mini-batch on screen."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import nan

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch, present_batch
from bn_view.data.mini_batch import AXES
from bn_view.state.language import _
from bn_view.widgets.sidebar import sidebar
from bn_view.words.numbers import short, signed
from witnesses.batch_norms import WITNESSES

# The defaults of the two layers.
KERAS_EPSILON, PYTORCH_EPSILON = 1e-3, 1e-5
# One number that each framework reads its own way.
MOMENTUM = 0.9
# A mean, a variance and an epsilon.
_Given = tuple[NDArray[np.float64], NDArray[np.float64], float]


def draw() -> None:
    """Draw the mini-batch's settings beside the page, and the table."""
    sidebar(with_batch_size=True)
    batch = present_batch()
    st.markdown(f"## {_('Your numbers differ? Six reasons')}")
    st.markdown(
        _(
            "How much each alone moves an output value of this mini-batch, at most: γ = 1, β = 0 and, where nothing else is "
            "said, ε = {epsilon}."
        ).format(epsilon=short(PYTORCH_EPSILON))
    )
    st.markdown(table(_sizes((batch.key, "six reasons"), batch)))
    st.markdown(
        _(
            "**PyTorch is not run here**: its side is the rule that its documentation gives, computed by `bn_core`, as Keras’s "
            "is, which is tested against Keras itself."
        )
    )


def table(of_reasons: Mapping[str, float]) -> str:
    """Return the six reasons as Markdown: the one way, the other, by how much they differ, and what makes them equal."""
    # As one types them.
    keras, pytorch = (np.format_float_scientific(e, trim="-", exp_digits=1) for e in (KERAS_EPSILON, PYTORCH_EPSILON))
    rows = {
        "epsilon": (_("**1** ε: its default"), f"Keras `epsilon={keras}`", f"PyTorch `eps={pytorch}`", _("give both one ε")),
        "place": (
            _("**1** ε: its place"),
            f"√(σ² + ε), ε = {signed(keras)}",
            "σ + ε",
            _("in the root, as both frameworks have it"),
        ),
        "momentum": (
            _("**2** momentum {momentum}: one update").format(momentum=MOMENTUM),
            _("Keras: {share} · old").format(share=MOMENTUM),
            _("PyTorch: {share} · new").format(share=MOMENTUM),
            _("PyTorch’s is 1 − Keras’s"),
        ),
        "variance": (_("**3** running variance: what enters it"), "Keras Σ / m", "PyTorch Σ / (m − 1)", "· (m − 1) / m"),
        "axis": (_("**4** axis"), f"`{AXES['channel']}`", f"`{AXES['position']}`", _("compare the shapes of the means")),
        "sums": (_("**5** number format of the sums"), "float64", "float32", '`x.astype("float64")`'),
        "mode": (_("**6** mode"), _("training"), _("inference in a new layer"), "`training=False`, `model.eval()`"),
    }
    head = (_("reason"), _("largest difference"), _("the one"), _("the other"), _("what makes them equal"))
    cells = [(name, f"**{_size(of_reasons[reason])}**", *rest) for reason, (name, *rest) in rows.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, (":--", "--:", ":--", ":--", ":--"), *cells))


def sizes(x: NDArray[np.floating], axes: tuple[int, ...]) -> dict[str, float]:
    """Return by how much each reason moves an output value at most; a group of one value has no variance over m − 1: NaN."""
    statistics = bn_core.moments(x, axes)
    mean, variance, epsilon = statistics.mean, statistics.variance, PYTORCH_EPSILON

    def apart(one: _Given, other: _Given) -> float:
        return bn_core.largest_difference(*(bn_core.batch_norm_inference(x, m, v, epsilon=e) for m, v, e in (one, other)))

    usual, with_keras_epsilon = (mean, variance, epsilon), (mean, variance, KERAS_EPSILON)
    outside = mean, (np.sqrt(variance) + KERAS_EPSILON) ** 2, 0.0
    start = np.zeros_like(mean), np.ones_like(variance)
    by_keras, by_pytorch = (bn_core.RunningStatistics(*start, share).update(statistics) for share in (MOMENTUM, 1 - MOMENTUM))
    channel, position = (bn_core.batch_norm(x, axis=AXES[unit], epsilon=epsilon).output for unit in ("channel", "position"))
    return {
        "epsilon": apart(usual, with_keras_epsilon),
        "place": apart(with_keras_epsilon, outside),
        "momentum": apart((by_keras.mean, by_keras.variance, epsilon), (by_pytorch.mean, by_pytorch.variance, epsilon)),
        "variance": apart(usual, (mean, statistics.unbiased_variance, epsilon)) if statistics.count > 1 else nan,
        "axis": bn_core.largest_difference(channel, position),
        "sums": _float32_error(x.astype(np.float32), axes, epsilon),
        "mode": apart(usual, (*start, epsilon)),
    }


def _float32_error(x: NDArray[np.float32], axes: tuple[int, ...], epsilon: float) -> float:
    """Return how far the textbook's form in float32 is from float64 sums of the very same values."""
    exact = bn_core.batch_norm(x.astype(np.float64), axis=axes, epsilon=epsilon).output
    return bn_core.largest_difference(exact, WITNESSES["textbook"].prepare(x, 1.0, 0.0, axes, epsilon)())


def _size(difference: float) -> str:
    return "–" if np.isnan(difference) else short(difference)


# Streamlit hashes no argument that starts with an underscore: the key stands for it.
@st.cache_resource(max_entries=128, show_spinner=False)
def _sizes(key: Hashable, _batch: Batch) -> Mapping[str, float]:
    return sizes(_batch.before.values, _batch.settings.axes)
