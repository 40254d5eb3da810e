"""One number as a person reads it: on a page, in a formula. `motion.js` writes the numbers that follow a slider the same way.

The minus is a minus (−), thousands are parted by a comma (10,240), and a power of ten is one (10⁻⁸); only code has 1e-08.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

DECIMALS = 4
MINUS = "−"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# As many as a float32 has, and as the charts show of what is pointed at.
_ALL_DIGITS = 7
# With the digits of the largest number, and some decimals.
_ALL_OF_FLOAT64 = Context(prec=330)


@lru_cache(maxsize=1024)  # most of a table stands still while a slider moves
def number(value: float) -> str:
    """Write three significant digits, but no more than four decimals: 24.1, 0.260, 1,024; what these would hide is 0.00.

    A mean of 0.00 and a standard deviation of 1.00 line up while a slider moves; a dash stands where there is no number.
    """
    if math.isnan(value):
        return "–"
    exponent = int(f"{value:.2e}".partition("e")[2])
    text = _with(min(max(2 - exponent, 0), DECIMALS), value)
    return signed(text) if text.strip("-0.") else "0.00"


def term(value: float, decimals: int = DECIMALS) -> str:
    """Write a number with so many decimals: one of several that a reader can add up, or that would else look the same."""
    text = _with(decimals, value)
    return signed(text if text.strip("-0.") else text.lstrip("-"))


def _with(decimals: int, value: float) -> str:
    """Write a number with so many decimals, a tie away from 0: as JavaScript's `toFixed`; Python takes the even one."""
    return f"{Decimal(float(value)).quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_UP, _ALL_OF_FLOAT64):,}"


@lru_cache(maxsize=1024)  # a slider asks for all of its stops at each move, three times
def short(value: float, digits: int = 3) -> str:
    """Write a setting or a small difference in as few characters as it needs: 0, 1.5, 10⁻⁸, 10,240."""
    value += 0.0  # which makes 0 of −0: the two are one to the cache
    mantissa, e, exponent = f"{value:,.{digits}g}".partition("e")
    if not e:
        return signed(mantissa)
    return signed(f"{value:,.0f}") if 0 < int(exponent) < 6 else power(f"{mantissa}e{int(exponent)}")


def exact(value: float) -> str:
    """Write a number with all the digits that anybody asks for, to be seen where it is pointed at."""
    return short(value, _ALL_DIGITS)


def pointed_at(value: float) -> str:
    """Return a number as HTML that shows all its digits when it is pointed at."""
    return number(value) if math.isnan(value) else f'<span title="{exact(value)}">{number(value)}</span>'


def signed(text: str) -> str:
    """Return a number that Python wrote with the minus that people write."""
    return text.replace("-", MINUS)


def latex(text: str) -> str:
    """Return a number written as −2.5e−8 or 10,240 the way a formula has it."""
    mantissa, e, exponent = text.replace(MINUS, "-").replace(",", "{,}").partition("e")
    if not e:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if math.isclose(float(mantissa), 1) else rf"{mantissa}\cdot {power}"


def power(text: str) -> str:
    """Return a number written as 2.5e−8 with a power of ten, 2.5·10⁻⁸, in characters that need no HTML; else as it is."""
    mantissa, e, exponent = text.replace(MINUS, "-").partition("e")
    if not e:
        return signed(mantissa)
    ten = f"10{str(int(exponent)).translate(_RAISED)}"
    return ten if math.isclose(float(mantissa), 1) else f"{signed(mantissa)}·{ten}"


def bracketed(text: str) -> str:
    """Return a number with brackets around it where it begins with a minus."""
    return f"({text})" if text.startswith((MINUS, "-")) else text
