"""How phones come to a class: its code, its address, and both as a picture for their cameras."""

from __future__ import annotations

import html

import segno

from bn_view.state.language import _
from bn_view.state.reached import Address


def invitation(code: str, address: Address, *, in_short: bool = False) -> str:
    """Return code, address and picture as HTML; in short, for who comes late, in two lines."""
    link = address.of_class(code)
    drawn = segno.make(link, error="m").svg_data_uri(border=2, light="#fff", omitsize=True)
    # As large as the screen while it has the focus: for the last row.
    picture = f'<img class="class-qr" tabindex="0" alt="{_("QR code of the class’s address")}" src="{html.escape(drawn)}">'
    if in_short:
        typed = f'<b class="class-code" translate="no">{code}</b><span class="class-address">{html.escape(address.typed)}</span>'
        return f'<div class="class-short">{typed}{picture}</div>'
    typed = f'<p>{_("On a phone:")} <b class="class-address">{html.escape(address.typed)}</b></p>'
    return f'<div class="class-head">{typed}<b class="class-code" translate="no">{code}</b>{picture}{_told(address)}</div>'


def _told(address: Address) -> str:
    if not address.is_own:
        return ""
    if address.is_in_network:
        told = _("For phones in this computer’s network.")
    else:
        told = _("Phones cannot reach this address: open the page by this computer’s name or IP address.")
    return f"<p>{told}</p>"
