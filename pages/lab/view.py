"""How the lab shows its charts and images: what changes the picture and no number."""

from __future__ import annotations

from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Switch


class View(Settings):
    """The settings of the lab alone."""

    shared_x = Switch(False, gettext_noop("One x axis for all four histograms"))
    colours = Choice(
        "row",
        {
            "batch": gettext_noop("One for all"),
            "row": gettext_noop("One for each row"),
            "image": gettext_noop("One for each image"),
        },
        gettext_noop("Colour scale"),
    )
    tables = Switch(False, gettext_noop("Show the charts as tables"))
