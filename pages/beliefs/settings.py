"""Which belief is on screen."""

from __future__ import annotations

from bn_view.state.language import gettext_noop
from bn_view.state.settings import Settings, Whole
from pages.beliefs.all import BELIEFS


class Beliefs(Settings):
    """The belief's number."""

    belief = Whole(1, 1, len(BELIEFS), gettext_noop("Belief"))
