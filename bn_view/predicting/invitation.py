"""How phones come to a class: its code, its address, and both as a picture for their cameras."""

from __future__ import annotations

import html
import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

import segno
import streamlit as st

from bn_view.state.address import base_path
from bn_view.state.language import _

# Where Community Cloud has the app, whose own pages are shown in a frame: what is no page of Streamlit's is there alone.
_IN_FRAME = "/~/+/"


class Address(NamedTuple):
    """Where the app is for phones, without a slash at its end; whether this session has it at the computer's own name."""

    root: str
    is_own: bool = False

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
    """Return where the app is for this session's class."""
    url = st.context.url or "http://localhost"
    is_own = _is_own_name(urlsplit(url).hostname or "")
    return address_of(url, base_path(), _address_in_network() if is_own else None)


def invitation(code: str, address: Address, *, in_short: bool = False) -> str:
    """Return code, address and picture as HTML; in short, for who comes late, in two lines."""
    link = address.of_class(code)
    drawn = segno.make(link, error="m").svg_data_uri(border=2, light="#fff", omitsize=True)
    # As large as the screen while it has the focus: for the last row.
    picture = f'<img class="class-qr" tabindex="0" alt="{_("QR code of the class’s address")}" src="{html.escape(drawn)}">'
    if in_short:
        typed = f'<b class="class-code" translate="no">{code}</b><span class="class-address">{html.escape(address.typed)}</span>'
        return f'<div class="class-short">{typed}{picture}</div>'
    typed = f'<p>{_("On a phone:")} <b class="class-address">{html.escape(address.typed)}</b>{_told(address)}</p>'
    return f'<div class="class-head">{typed}<b class="class-code" translate="no">{code}</b>{picture}</div>'


def _told(address: Address) -> str:
    if not address.is_own:
        return ""
    if _is_own_name(urlsplit(address.root).hostname or ""):
        told = _("Phones cannot reach this address: open the page by this computer’s name or IP address.")
    else:
        told = _("For phones in this computer’s network.")
    return f"<span>{told}</span>"


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
