"""The mini-batch on screen as code that runs by itself. Its names are those of the witnesses' code."""

from __future__ import annotations

import keyword
import tokenize
from collections.abc import Mapping
from html import escape
from io import StringIO
from itertools import accumulate

from bn_view.data.mini_batch import BINS, Affine, MiniBatch
from bn_view.data.sources import Source
from bn_view.figures import colours
from bn_view.state.language import _

_IMAGES = "x = images[{first}:{last}]"
_AXES = "axis = {axis}  # {comment}\n"
_AFFINE = "gamma, beta, epsilon = {gamma}, {beta}, {epsilon}\n"
# What of a line of Python has a colour.
_KINDS = {tokenize.NUMBER: "number", tokenize.STRING: "string", tokenize.COMMENT: "comment"}
_BUILT_IN = ("print", "round")
# Lines as short as a phone has room for. Without epsilon a group whose values are all equal has the deviation 0. Adding 0.0 makes
# 0 of −0. The semicolon keeps the counts from being printed. What is drawn and printed is what the page shows of it.
_NORMALIZED = f"""\
mean = x.mean(axis, keepdims=True)
variance = x.var(axis, keepdims=True)
sigma = np.sqrt(variance + epsilon)
sigma[sigma == 0] = 1  # {{comment}}
y = gamma * (x - mean) / sigma + beta

for f in (np.mean, np.std, np.min, np.max):
    print(f.__name__, round(f(y), 2) + 0.0)
plt.hist(y.ravel(), bins={BINS}, color="{colours.BATCH_NORM}");
"""


def mini_batch_code(source: Source, chosen: MiniBatch, affine: Affine) -> str:
    """Return the code that makes the images and takes the mini-batch, gamma, beta and epsilon."""
    return _of_images(source, chosen) + _AFFINE.format(**_numbers(affine))


def cell(source: Source, chosen: MiniBatch, affine: Affine) -> str:
    """Return the notebook's first cell: it makes the mini-batch, normalizes it and draws its histogram."""
    return f"{_before(source, chosen)}{_AFFINE.format(**_numbers(affine))}{_normalized()}"


def cell_html(source: Source, chosen: MiniBatch, affine: Affine, classes: Mapping[str, str]) -> str:
    """Return it as HTML in colours, in which each of the three numbers has a class, so that it follows its slider."""
    numbers = {name: f'<b class="{classes[name]}">{text}</b>' for name, text in _numbers(affine).items()}
    marked = f"<mark>{_AFFINE.format(**numbers)}</mark>"
    return f'<pre tabindex="0"><code>{_coloured(_before(source, chosen))}{marked}{_coloured(_normalized())}</code></pre>'


def literal(value: float) -> str:
    """Return a number as the code has it, and a slider in the browser: 1, 0.25, 1e-08."""
    return f"{value:g}"


def _before(source: Source, chosen: MiniBatch) -> str:
    return f"import matplotlib.pyplot as plt\n{_of_images(source, chosen)}\n"


def _of_images(source: Source, chosen: MiniBatch) -> str:
    return f"{source.code}\n{_taken(chosen)}\n{_AXES.format(axis=chosen.axes, comment=_('averaged over these axes'))}"


def _normalized() -> str:
    return _NORMALIZED.format(comment=_("all values are equal"))


def _coloured(code: str) -> str:
    """Return whole lines of Python as HTML with the classes that Streamlit's own code has."""
    starts = [0, *accumulate(map(len, code.splitlines(keepends=True)))]
    parts, done = [], 0
    for token in tokenize.generate_tokens(StringIO(code).readline):
        is_word = keyword.iskeyword(token.string) or token.string in _BUILT_IN
        kind = "keyword" if is_word else _KINDS.get(token.type)
        if kind is not None:
            start, end = (starts[row - 1] + column for row, column in (token.start, token.end))
            parts.append(f'{escape(code[done:start])}<span class="token {kind}">{escape(token.string)}</span>')
            done = end
    return "".join([*parts, escape(code[done:])])


def _taken(chosen: MiniBatch) -> str:
    return _IMAGES.format(first=chosen.first, last=chosen.first + chosen.batch_size)


def _numbers(affine: Affine) -> dict[str, str]:
    return {name: literal(value) for name, value in affine.values.items()}
