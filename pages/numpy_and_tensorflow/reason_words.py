"""What each reason is, in words: the one way, the other, what makes them equal, and when it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import floor, log10

from bn_core.conventions import KERAS, PYTORCH
from bn_view.data.mini_batch import AXES
from bn_view.state.language import _
from bn_view.words.numbers import signed
from bn_view.words.readout import swatch
from pages.numpy_and_tensorflow.converter import FOLLOWED
from pages.numpy_and_tensorflow.figures import ONE, OTHER
from pages.numpy_and_tensorflow.reasons import Apart
from pages.numpy_and_tensorflow.settings import Layer
from pages.numpy_and_tensorflow.units import shared_start

# What follows a slider besides the digits, by its name, and the element that it stands in.
_FOLLOWED_BY = {"stressed": "b", "equal": "span", "note": "span"}
# So many of a value of a few units tell float32 from float64; and at least.
MOST_DECIMALS, LEAST_DECIMALS = 8, 2


def in_words(reason: str, layer: Layer, digits: Sequence[str]) -> str:
    """Return the words of one reason as HTML: the value that it moves most the one way and the other, and what ends it."""
    said = texts_of(reason, layer)
    values = "".join(
        f'<p class="way">{swatch(shade)} <code>{number}</code></p>' for shade, number in zip((ONE, OTHER), digits, strict=True)
    )
    stressed, equal, note = (f'<{tag} class="{FOLLOWED}-{name}">{said[name]}</{tag}>' for name, tag in _FOLLOWED_BY.items())
    way_out = f'<p class="way">{_("To make them equal")}: {equal}</p>'
    return f'<div class="both-ways">{values}{way_out}</div><p>{stressed}{note}</p>'


def texts_of(reason: str, layer: Layer) -> dict[str, str]:
    """Return what ends a reason and what its picture does not say, as texts without marks, as a slider changes them."""
    stressed, note = re.fullmatch(r"(?:\*\*(.*?)\*\*)?(.*)", _notes().get(reason, "")).groups("")  # type: ignore[union-attr]
    return {"stressed": stressed, "equal": _ways(layer)[reason][2], "note": note}


def names_of(reason: str, layer: Layer) -> tuple[str, str]:
    """Return what the one way and the other are called, without marks of HTML."""
    one, other, _equal = _ways(layer)[reason]
    return re.sub("<.*?>", "", one), re.sub("<.*?>", "", other)


def in_digits(apart: Apart) -> list[tuple[str, str]]:
    """Return the value that differs most, the one way and the other: the digits with which both begin, and the rest."""
    texts = [signed(f"{way[apart.most]:.{_decimals(apart.size)}f}") for way in (apart.one, apart.other)]
    same = shared_start(*texts)
    return [(text[:same], text[same:]) for text in texts]


def _decimals(difference: float) -> int:
    """Return how many decimals show the first three digits of a difference."""
    needed = 3 - floor(log10(difference)) if difference > 0 else 0
    return min(max(needed, LEAST_DECIMALS), MOST_DECIMALS)


def _ways(layer: Layer) -> dict[str, tuple[str, str, str]]:
    """Return the one way, the other, and what makes them equal."""
    default = _code(f"epsilon={KERAS.epsilon}" if layer.framework == "pytorch" else f"eps={PYTORCH.epsilon}")
    return {
        "epsilon": (_("your ε"), _("the other’s default, {default}").format(default=default), _("use the same ε in both")),
        "place": ("√(σ² + ε)", "σ + ε", _("add ε inside the root, as both frameworks do")),
        "momentum": (_("Keras: momentum · old"), _("PyTorch: momentum · new"), _("PyTorch’s momentum = 1 − Keras’s")),
        "variance": (
            "Keras: Σ / m",
            "PyTorch: Σ / (m − 1)",
            _("multiply PyTorch’s running variance by (m\u00a0−\u00a01)\u00a0/\u00a0m"),
        ),
        "axis": (
            _code(f"axis={AXES['channel']}"),
            _code(f"axis={AXES['position']}"),
            _("average over the same axes: both means have one shape"),
        ),
        "sums": ("float64", "float32", _('x.astype("float64") in both')),
        "mode": (
            _("training"),
            _("inference in a new layer"),
            "Keras: training=False, PyTorch: model.eval()",
        ),
    }


def _notes() -> dict[str, str]:
    """Return what the picture alone does not say."""
    return {
        "momentum": _("**In training it moves nothing.** Shown is inference after a new layer’s first update."),
        "variance": _("**In training it moves nothing**: there both divide by m. PyTorch keeps Σ / (m − 1) for inference."),
        "axis": _("Shown is the pixel position at which they differ most."),
        "sums": _("NumPy’s formula in both formats, on the same values."),
        "mode": _("A new layer has mean 0 and variance 1: in inference it gives x\u00a0/\u00a0√(1\u00a0+\u00a0ε)."),
    }


def _code(text: str) -> str:
    return f"<code>{text}</code>"
