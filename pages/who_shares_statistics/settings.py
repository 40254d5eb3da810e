"""Which normalization, and which of the sets that share statistics."""

from __future__ import annotations

from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Whole
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.scripts import BLOCK, CHANNELS

_DIVISORS = [n for n in range(1, CHANNELS + 1) if CHANNELS % n == 0]
_LAST = max(int(norm.statistics(BLOCK.shape, groups).max()) for norm in NORMS.values() for groups in _DIVISORS)


class Sharing(Settings):
    """The settings of this page."""

    norm = Choice("batch", {name: norm.title for name, norm in NORMS.items()}, gettext_noop("Normalization"))
    block = Choice("before", {"before": gettext_noop("Before"), "after": gettext_noop("After")}, gettext_noop("Values"))
    groups = Choice(2, _DIVISORS, gettext_noop("Groups of channels"))
    # Older links count the sets from 1, under another name.
    set = Whole(0, 0, _LAST, gettext_noop("Set (or click a tile)"), former_name="statistic", former_least=1)
