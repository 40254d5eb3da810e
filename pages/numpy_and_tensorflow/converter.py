"""One layer as Keras and as PyTorch have it, as code whose numbers follow the sliders."""

from __future__ import annotations

from bn_core.conventions import CONVENTIONS
from bn_view.state.language import _
from bn_view.words.readout import paragraphs, side_by_side
from pages.numpy_and_tensorflow.settings import Layer

# How the classes begin of what follows the sliders.
FOLLOWED = "layer"
_KERAS = """\
bn = keras.layers.BatchNormalization(
    axis={axis}, epsilon={epsilon},
    momentum={keras})
y = bn(x, training=True)"""
_PYTORCH = """\
bn = torch.nn.BatchNorm2d(
    channels, eps={epsilon},
    momentum={pytorch})
y = bn({x}){back}"""
# Keras's axis is the one that is kept; PyTorch's images are (N, C, H, W).
_AXIS = {"last": "-1", "first": "1"}
_X = {"last": "x.permute(0, 3, 1, 2)", "first": "x"}
_BACK = {"last": "\ny = y.permute(0, 2, 3, 1)", "first": ""}


def momenta(momentum: float, framework: str) -> dict[str, str]:
    """Return the momentum that one framework has, as each of them writes it."""
    share = CONVENTIONS[framework].share_of_old(momentum)
    return {name: repr(convention.share_of_old(share)) for name, convention in CONVENTIONS.items()}


def calls(layer: Layer, *, in_html: bool = False) -> dict[str, str]:
    """Return the code in each framework; in HTML its numbers follow the sliders."""
    texts = {"epsilon": repr(layer.layer_epsilon), **momenta(layer.layer_momentum, layer.framework)}
    if in_html:
        texts = {name: f'<b class="{FOLLOWED}-{name}">{text}</b>' for name, text in texts.items()}
    axis, x, back = (of_axis[layer.channels_axis] for of_axis in (_AXIS, _X, _BACK))
    return {"Keras": _KERAS.format(axis=axis, **texts), "PyTorch": _PYTORCH.format(x=x, back=back, **texts)}


def as_html(layer: Layer) -> str:
    """Return the code in both frameworks side by side, and what it does not settle."""
    codes = calls(layer, in_html=True)
    columns = (f"<b>{name}</b><pre><code>{code}</code></pre>" for name, code in codes.items())
    caveat = _("One difference remains: PyTorch averages the variance over m − 1, Keras the one over m.")
    return f"{side_by_side(columns)}{paragraphs(caveat)}"
