"""The address holds the whole state: what it says becomes settings, what is set becomes an address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from bn_view.state.settings import Value, all_settings, defaults, known_parameters

# With these the page stands in a frame of another one, without Streamlit's own bar; Streamlit keeps them from `st.query_params`.
EMBEDDING = ("embed", "embed_options")
# Parameters that are no setting's.
_ASIDE = ("lang", "preset")


def read(address: Mapping[str, str], presets: Mapping[str, Mapping[str, Value]]) -> tuple[dict[str, Value], dict[str, str]]:
    """Return every setting, and the parameters that could not be used with what they said.

    A preset comes first, single parameters override it. Parameters nobody here knows are somebody else's and are left alone.
    """
    values, refused = defaults(), dict[str, str]()
    preset = address.get("preset")
    if preset is not None and preset in presets:
        values.update(presets[preset])
    elif preset is not None:
        refused["preset"] = preset
    for name, setting in all_settings().items():
        if said := [(parameter, read_it) for parameter, read_it in setting.readings().items() if parameter in address]:
            parameter, read_it = said[-1]
            try:
                values[name] = read_it(address[parameter])
            except ValueError:
                refused[parameter] = address[parameter]
    return values, refused


def parameters(values: Mapping[str, Value], opens_on: Mapping[str, Value] | None = None) -> dict[str, str]:
    """Return the parameters that recreate `values`: those that differ from their default, in the order of the settings.

    `opens_on` has the defaults that are a page's own.
    """
    # All at once, as each released slider asks for it.
    differing = dict(values.items() - {**defaults(), **(opens_on or {})}.items())
    return {name: setting.write(differing[name]) for name, setting in all_settings().items() if name in differing}


def of_others(present: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that nobody here knows."""
    return {name: text for name, text in present.items() if name not in known_parameters() and name not in _ASIDE}


def base_path() -> str:
    """Return the path below which the app is served, with a slash at its beginning and none at its end: "" for none."""
    return "".join(f"/{part}" for part in str(st.get_option("server.baseUrlPath") or "").split("/") if part)


def link(page: str, values: Mapping[str, Value], language: str | None = None, query: str = "") -> str:
    """Return a relative link to a page (its folder, "" for the lab) in a state; what `values` leaves out is the default.

    Without a `language` it opens in that of whoever follows it. A page that is embedded, as its own `query` says, leads to one
    that is.
    """
    spoken = [] if language is None else [("lang", language)]
    embedding = [(name, text) for name, text in parse_qsl(query) if name.lower() in EMBEDDING]
    return f"{page or './'}?{urlencode([*parameters({**defaults(), **values}).items(), *spoken, *embedding])}"
