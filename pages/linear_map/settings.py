"""Which values are mapped."""

from __future__ import annotations

from bn_view.data.mini_batch import MiniBatch
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings


class LinearMap(Settings):
    """The shape of the data, and which values have a line of their own; gamma and beta are those of every page."""

    shape = Choice(
        "bimodal",
        {
            "bimodal": gettext_noop("Two peaks"),
            "uniform": gettext_noop("Uniform"),
            "batch": gettext_noop("The lab’s mini\u2011batch"),
        },
        gettext_noop("Shape of the data"),
    )
    # Not that of every page: one line for a channel of one changes no shape, and here one sees what does.
    lines = Choice("position", MiniBatch.grouping.titles, MiniBatch.grouping.label)
