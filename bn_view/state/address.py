"""The address holds the whole state: what it says becomes settings, what is set becomes an address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from bn_view.state.settings import DEFAULTS, PRESETS, SETTINGS, Value

__all__ = ["link", "parameters", "read"]


def read(address: Mapping[str, str]) -> tuple[dict[str, Value], dict[str, str]]:
    """Return every setting, and the parameters that could not be used with what they said.

    A preset comes first, single parameters override it. Parameters nobody here knows are somebody else's and are left alone.
    """
    values: dict[str, Value] = dict(DEFAULTS)
    refused: dict[str, str] = {}
    preset = address.get("preset")
    if preset is not None:
        if preset in PRESETS:
            values.update(PRESETS[preset])
        else:
            refused["preset"] = preset
    for name, setting in SETTINGS.items():
        if name in address:
            try:
                values[name] = setting.read(address[name])
            except ValueError:
                refused[name] = address[name]
    return values, refused


def parameters(values: Mapping[str, Value]) -> dict[str, str]:
    """Return the parameters that recreate `values`: those that differ from their default, in the order of the settings."""
    return {name: _written(values[name]) for name in SETTINGS if values[name] != DEFAULTS[name]}


def link(page: str, values: Mapping[str, Value], language: str) -> str:
    """Return a relative link to a page (its file's name, "" for the lab) in a state; what `values` leaves out is the default."""
    wanted = parameters({**DEFAULTS, **values})
    return f"{page or './'}?{urlencode({**wanted, 'lang': language})}"


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:.12g}" if isinstance(value, float) else str(value)
