"""Numbers as a page writes them, read as numbers."""

from __future__ import annotations

import re


def read_number(text: str) -> float:
    """Return a number with all the digits that are shown where it is pointed at, or with those on the page."""
    pointed_at = re.search('title="([^"]+)"', text)
    shown = pointed_at[1] if pointed_at else re.sub("<[^>]*>|[* ]", "", text)
    return float(shown.replace("−", "-").replace(",", ""))
