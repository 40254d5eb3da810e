"""One number as a person reads it: on a page, in a formula."""

from __future__ import annotations

import math

DECIMALS = 4


def number(value: float) -> str:
    """Write a number with four decimals, and without a minus before zero; a dash where there is none."""
    if math.isnan(value):
        return "–"
    text = f"{value:.{DECIMALS}f}"
    return text.lstrip("-") if float(text) == 0 else text


def short(value: float, digits: int = 4) -> str:
    """Write a setting or a small difference in as few characters as it needs: 0, 1.5, 1e-8."""
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def latex(text: str) -> str:
    """Return a number written as 2.5e-8 the way a formula has it."""
    mantissa, e, exponent = text.partition("e")
    if not e:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if math.isclose(float(mantissa), 1) else rf"{mantissa}\cdot {power}"


def power(text: str) -> str:
    """Return a number written as 2.5e-8 as HTML with a power of ten."""
    mantissa, e, exponent = text.partition("e")
    if not e:
        return mantissa
    ten = f"10<sup>{int(exponent)}</sup>".replace("-", "−")
    return ten if math.isclose(float(mantissa), 1) else f"{mantissa} · {ten}"


def bracketed(text: str) -> str:
    """Return a number with brackets around it where it begins with a minus."""
    return f"({text})" if text.startswith("-") else text
