"""The formulas of batch normalization with one value's numbers in them, as LaTeX."""

from __future__ import annotations

from bn_core import Trace
from bn_view.words.numbers import DECIMALS, bracketed, latex, short

# Below this a difference is what rounding left of 0.
_ROUNDING = 1e-12


def trace_formulas(trace: Trace, epsilon: float) -> dict[str, str]:
    """Return mean, deviation, variance, x-hat and y of the traced value: symbols on one line, its numbers on the next."""
    x, mean, centred, variance = map(decimal, (trace.value, trace.mean, trace.centred, trace.variance))
    normalized, output = decimal(trace.normalized), decimal(trace.output)
    ends = (trace.group[0].item(), trace.group[-1].item())
    mean_of_values = _mean(trace.count, *map(decimal, ends))
    mean_of_squares = _mean(trace.count, *(rf"({decimal(end - trace.mean)})^2" for end in ends))
    quotient = rf"\frac{{{centred}}}{{\sqrt{{{variance}+{latex(short(epsilon))}}}}}"
    affine = rf"{bracketed(short(trace.gamma))}\cdot {bracketed(normalized)}+{bracketed(short(trace.beta))}"
    return {
        "mean": _two_lines(r"\mu", r"\frac{1}{m}\sum_{i=1}^{m} x_i", mean_of_values, mean),
        "centred": _two_lines(r"x-\mu", None, f"{x}-{bracketed(mean)}", centred),
        "variance": _two_lines(r"\sigma^2", r"\frac{1}{m}\sum_{i=1}^{m} (x_i-\mu)^2", mean_of_squares, variance),
        "normalized": _two_lines(r"\hat x", r"\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}", quotient, normalized, gap="1.2em"),
        "output": _two_lines("y", r"\gamma\,\hat x+\beta", affine, output),
    }


def decimal(value: float) -> str:
    """Write a number with four decimals; one that these would hide with five digits and a power of ten."""
    if abs(value) < _ROUNDING:
        return f"{0:.{DECIMALS}f}"
    if abs(value) < 10.0 ** (1 - DECIMALS):
        return latex(f"{value:.{DECIMALS}e}")
    return f"{value:.{DECIMALS}f}"


def _two_lines(left: str, symbols: str | None, numbers: str, result: str, gap: str = "0.6em") -> str:
    first = rf"{left}&={symbols}\\[{gap}] &" if symbols else f"{left}&"
    return rf"\begin{{aligned}} {first}={numbers}\\[{gap}] &=\mathbf{{{result}}} \end{{aligned}}"


def _mean(count: int, first: str, last: str) -> str:
    between = "+" if count == 2 else r"+\dots+"
    total = first if count == 1 else f"{first}{between}{bracketed(last)}"
    return rf"\tfrac{{1}}{{{count}}}\bigl({total}\bigr)"
