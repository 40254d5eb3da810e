"""The formulas of batch normalization with one value's numbers in them."""

from __future__ import annotations

from collections.abc import Callable

from bn_core import Trace
from bn_view.widgets.live_chart import place_of_words
from bn_view.words.numbers import DECIMALS, bracketed, latex, power, short, term
from bn_view.words.readout import fraction, root

# Below this a difference is what rounding left of 0.
_ROUNDING = 1e-12


def trace_formulas(trace: Trace) -> str:
    """Return mean, deviation, variance, x-hat and y of the traced value as Markdown: symbols on one line, its numbers below.

    Those of x-hat and y, which gamma, beta and epsilon move, come by themselves.
    """
    x, mean, centred, variance = map(decimal, (trace.value, trace.mean, trace.centred, trace.variance))
    ends = (trace.group[0].item(), trace.group[-1].item())
    mean_of_values = _mean(trace.count, *map(decimal, ends))
    mean_of_squares = _mean(trace.count, *(rf"({decimal(end - trace.mean)})^2" for end in ends))
    formulas = (
        _aligned(r"\mu", r"\frac{1}{m}\sum_{i=1}^{m} x_i", mean_of_values, rf"\mathbf{{{mean}}}"),
        _aligned(r"x-\mu", f"{x}-{bracketed(mean)}", rf"\mathbf{{{centred}}}"),
        _aligned(r"\sigma^2", r"\frac{1}{m}\sum_{i=1}^{m} (x_i-\mu)^2", mean_of_squares, rf"\mathbf{{{variance}}}"),
        _aligned(r"\hat x", r"\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}") + place_of_words("normalized"),
        _aligned("y", r"\gamma\,\hat x+\beta") + place_of_words("output"),
    )
    return f'<div class="formulas"><div>{"</div><div>".join(formulas)}</div></div>'


def moved_numbers(trace: Trace, epsilon: float) -> dict[str, str]:
    """Return the lines of x-hat and y with the traced value's numbers, as HTML."""
    centred, variance, normalized, output = (
        decimal(value, power) for value in (trace.centred, trace.variance, trace.normalized, trace.output)
    )
    quotient = fraction(centred, root(f"{variance} + {short(epsilon)}"))
    affine = f"{bracketed(short(trace.gamma))} · {bracketed(normalized)} + {bracketed(short(trace.beta))}"
    return {"normalized": _lines(quotient, normalized), "output": _lines(affine, output)}


def decimal(value: float, written: Callable[[str], str] = latex) -> str:
    """Write a number with four decimals; one that these would hide with five digits and a power of ten."""
    hidden = _ROUNDING <= abs(value) < 10.0 ** (1 - DECIMALS)
    return written(f"{value:.{DECIMALS}e}" if hidden else term(value))


def _aligned(left: str, *right: str) -> str:
    lines = r"\\[0.6em] &=".join(right)
    # Between empty lines HTML is Markdown again.
    return f"\n\n$$\n\\begin{{aligned}} {left}&={lines} \\end{{aligned}}\n$$\n\n"


def _lines(numbers: str, result: str) -> str:
    """Return lines as KaTeX writes them."""
    return f'<div class="equation">= {numbers}</div><div class="equation">= <b>{result}</b></div>'


def _mean(count: int, first: str, last: str) -> str:
    between = "+" if count == 2 else r"+\dots+"
    total = first if count == 1 else f"{first}{between}{bracketed(last)}"
    return rf"\tfrac{{1}}{{{count}}}\bigl({total}\bigr)"
