"""Which values are mapped."""

from __future__ import annotations

from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings


class LinearMap(Settings):
    """The shape of the data; gamma, beta and the grouping are those of every page."""

    shape = Choice(
        "bimodal",
        {"bimodal": gettext_noop("Two humps"), "uniform": gettext_noop("Uniform"), "batch": gettext_noop("The lab's mini-batch")},
        gettext_noop("Shape of the data"),
    )
