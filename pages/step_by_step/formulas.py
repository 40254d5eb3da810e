"""The formulas of batch normalization with one value's numbers in them, as LaTeX."""

from __future__ import annotations

from bn_core import Trace
from bn_view.words.numbers import DECIMALS, bracketed, latex, short

# Below this a difference is what rounding left of 0.
_ROUNDING = 1e-12


def trace_formulas(trace: Trace, epsilon: float) -> dict[str, str]:
    """Return mean, deviation, variance, x-hat and y of the traced value: symbols on one line, its numbers on the next."""
    x, mean, centred, variance = map(decimal, (trace.value, trace.mean, trace.centred, trace.variance))
    first, last = trace.group[0].item(), trace.group[-1].item()
    normalized, output = decimal(trace.normalized), decimal(trace.output)
    share = rf"\tfrac{{1}}{{{trace.count}}}"
    return {
        "mean": _two_lines(
            r"\mu", r"\frac{1}{m}\sum_{i=1}^{m} x_i", rf"{share}\bigl({_dots(trace, decimal(first), decimal(last))}\bigr)", mean
        ),
        "centred": _two_lines(r"x-\mu", None, f"{x}-{bracketed(mean)}", centred),
        "variance": _two_lines(
            r"\sigma^2",
            r"\frac{1}{m}\sum_{i=1}^{m} (x_i-\mu)^2",
            rf"{share}\bigl({_dots(trace, _square(first - trace.mean), _square(last - trace.mean))}\bigr)",
            variance,
        ),
        "normalized": _two_lines(
            r"\hat x",
            r"\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}",
            rf"\frac{{{centred}}}{{\sqrt{{{variance}+{latex(short(epsilon))}}}}}",
            normalized,
            gap="1.2em",
        ),
        "output": _two_lines(
            "y",
            r"\gamma\,\hat x+\beta",
            rf"{bracketed(short(trace.gamma))}\cdot {bracketed(normalized)}+{bracketed(short(trace.beta))}",
            output,
        ),
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


def _dots(trace: Trace, first: str, last: str) -> str:
    if trace.count == 1:
        return first
    between = "+" if trace.count == 2 else r"+\dots+"
    return f"{first}{between}{bracketed(last)}"


def _square(difference: float) -> str:
    return rf"({decimal(difference)})^2"
