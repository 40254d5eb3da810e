"""The mini-batch on screen as code that runs by itself. Its names are those of the witnesses' code."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bn_view.data.mini_batch import Affine, MiniBatch
from bn_view.data.sources import Source

_MINI_BATCH = """\
x = images[{first}:{last}]
axis = {axis}  # one mean and variance over these axes
"""
_AFFINE = "gamma, beta, epsilon = {gamma}, {beta}, {epsilon}\n"


def mini_batch_code(source: Source, chosen: MiniBatch, affine: Affine) -> str:
    """Return the code that makes the images and takes the mini-batch, gamma, beta and epsilon."""
    return f"{source.code}\n" + _of_mini_batch(chosen) + _AFFINE.format(**_numbers(affine))


def mini_batch_html(source: Source, chosen: MiniBatch, affine: Affine, classes: Mapping[str, str]) -> str:
    """Return the same as HTML, in which each of the three numbers has a class, so that it follows its slider."""
    numbers = {name: f'<b class="{classes[name]}">{text}</b>' for name, text in _numbers(affine).items()}
    images = f'<span class="images">{escape(source.code)}\n</span>'
    return f"<pre><code>{images}{escape(_of_mini_batch(chosen))}<mark>{_AFFINE.format(**numbers)}</mark></code></pre>"


def literal(value: float) -> str:
    """Return a number as the code has it, and a slider in the browser: 1, 0.25, 1e-08."""
    return f"{value:g}"


def _of_mini_batch(chosen: MiniBatch) -> str:
    return _MINI_BATCH.format(first=chosen.first, last=chosen.first + chosen.batch_size, axis=chosen.axes)


def _numbers(affine: Affine) -> dict[str, str]:
    return {name: literal(value) for name, value in affine.values.items()}
