"""Where others reach the app: by the address that a session has it at, or by the computer's own in its network."""

from __future__ import annotations

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st

from bn_view.state.address import base_path

# Where Community Cloud has the app, whose own pages are shown in a frame: what is no page of Streamlit's is there alone.
_IN_FRAME = "/~/+/"


class Address(NamedTuple):
    """Where the app is for phones, without a slash at its end; whether this session has it at the computer's own name."""

    root: str
    is_own: bool = False

    @property
    def origin(self) -> str:
        """What stands in an address before its path."""
        page = urlsplit(self.root)
        return f"{page.scheme}://{page.netloc}"

    @property
    def is_in_network(self) -> bool:
        """Whether that is the computer's address in its network, in place of its own name for itself."""
        return self.is_own and not _is_own_name(urlsplit(self.root).hostname or "")

    @property
    def typed(self) -> str:
        """What a student types."""
        return f"{self.root.partition('://')[2]}/class"

    def of_class(self, code: str) -> str:
        """Return where a phone comes to a class."""
        return f"{self.root}/class/{code}"


def address_of(url: str, server_base: str, in_network: str | None) -> Address:
    """Return where the app is, whose page has this `url`, on a server with the base path `server_base`, "" for none.

    `in_network` is this computer's address in its network, if any.
    """
    page = urlsplit(url)
    base = _IN_FRAME.rstrip("/") if _IN_FRAME in page.path else server_base
    if not _is_own_name(page.hostname or ""):
        return Address(f"{page.scheme}://{page.netloc}{base}")
    port = f":{page.port}" if page.port else ""
    return Address(f"{page.scheme}://{in_network or page.hostname}{port}{base}", is_own=True)


def present_address() -> Address:
    """Return where the app is for whom this session shows it to."""
    url = st.context.url or "http://localhost"
    is_own = _is_own_name(urlsplit(url).hostname or "")
    return address_of(url, base_path(), _address_in_network() if is_own else None)


def _is_own_name(host: str) -> bool:
    """Return whether that is what only the computer itself can open."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")


def _address_in_network() -> str | None:
    """Return the address from which this computer would send something out; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if _is_own_name(found) or found == "0.0.0.0" else found
