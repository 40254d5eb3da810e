"""Numbers as a page writes them, read as numbers."""

from __future__ import annotations

import re


def read_number(text: str) -> float:
    """Return a number with all the digits that are shown where it is pointed at, or with those on the page."""
    pointed_at = re.search('title="([^"]+)"', text)
    shown = pointed_at[1] if pointed_at else re.sub(r"<[^>]*>|[*\s]", "", text)
    shown = re.sub("·?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", _exponent, shown)
    shown = f"1{shown}" if shown.startswith("e") else shown
    return float(shown.replace("−", "-").replace(",", ""))


def _exponent(ten: re.Match[str]) -> str:
    return "e" + ten[1].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
