"""The mini-batch on screen as code that runs by itself. Its names are those of the witnesses' code."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bn_view.data.mini_batch import BINS, Affine, MiniBatch
from bn_view.data.sources import Source

_IMAGES = "x = images[{first}:{last}]"
_AXES = "axis = {axis}  # one mean and variance over these axes\n"
_AFFINE = "gamma, beta, epsilon = {gamma}, {beta}, {epsilon}\n"
# Without epsilon a group whose values are all equal has the deviation 0. The semicolon keeps the counts from being printed.
_NORMALIZED = f"""\
mean, variance = x.mean(axis, keepdims=True), x.var(axis, keepdims=True)
sigma = np.sqrt(variance + epsilon)
y = gamma * (x - mean) / np.where(sigma > 0, sigma, 1) + beta
plt.hist(y.ravel(), bins={BINS});
"""


def mini_batch_code(source: Source, chosen: MiniBatch, affine: Affine) -> str:
    """Return the code that makes the images and takes the mini-batch, gamma, beta and epsilon."""
    return _of_images(source, chosen) + _AFFINE.format(**_numbers(affine))


def first_cell(source: Source, chosen: MiniBatch) -> str:
    """Return the notebook's cell that makes the images and takes the mini-batch."""
    return f"import matplotlib.pyplot as plt\n{_of_images(source, chosen)}"


def normalizing_cell(affine: Affine) -> str:
    """Return the notebook's cell that normalizes the mini-batch and draws its histogram."""
    return _AFFINE.format(**_numbers(affine)) + _NORMALIZED


def first_cell_html(source: Source, chosen: MiniBatch) -> str:
    """Return the first cell as HTML, folded: what it takes is seen, and the rest after a click."""
    taken = f"<summary><code>{escape(_taken(chosen))} …</code></summary>"
    return f'<details>{taken}<pre tabindex="0"><code>{escape(first_cell(source, chosen))}</code></pre></details>'


def normalizing_cell_html(affine: Affine, classes: Mapping[str, str]) -> str:
    """Return the second one, in which each of the three numbers has a class, so that it follows its slider."""
    numbers = {name: f'<b class="{classes[name]}">{text}</b>' for name, text in _numbers(affine).items()}
    marked = f"<mark>{_AFFINE.format(**numbers)}</mark>"
    return f'<pre tabindex="0"><code>{marked}{escape(_NORMALIZED)}</code></pre>'


def literal(value: float) -> str:
    """Return a number as the code has it, and a slider in the browser: 1, 0.25, 1e-08."""
    return f"{value:g}"


def _of_images(source: Source, chosen: MiniBatch) -> str:
    return f"{source.code}\n{_taken(chosen)}\n{_AXES.format(axis=chosen.axes)}"


def _taken(chosen: MiniBatch) -> str:
    return _IMAGES.format(first=chosen.first, last=chosen.first + chosen.batch_size)


def _numbers(affine: Affine) -> dict[str, str]:
    return {name: literal(value) for name, value in affine.values.items()}
