"""The colours of the theme as variables of CSS: what style sheets name, `.streamlit/config.toml` has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import streamlit as st

_COLOURS: Mapping[str, str] = {
    "ground": "backgroundColor",
    "surface": "secondaryBackgroundColor",
    "ink": "textColor",
    "accent": "primaryColor",
    "edge": "borderColor",
    "link": "blueTextColor",
}


@cache
def palette() -> str:
    """Return the declarations of the colours of the theme that is on."""
    pairs = (
        (name, *(st.get_option(f"theme.{theme}.{colour}") for theme in ("light", "dark"))) for name, colour in _COLOURS.items()
    )
    return "".join(f"--{name}:light-dark({light},{dark});" for name, light, dark in pairs)


@cache
def palette_of_old_browsers() -> str:
    """Return the same as rules: the browsers of older phones do not know CSS's `light-dark()`."""
    light, dark = (
        "".join(f"--{name}:{st.get_option(f'theme.{theme}.{colour}')};" for name, colour in _COLOURS.items())
        for theme in ("light", "dark")
    )
    return f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
