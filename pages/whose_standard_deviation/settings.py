"""Which data set, in parts of how many images, and how far its images lie apart."""

from __future__ import annotations

from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Real, Settings, Whole

# So many images can be told apart in a picture.
MOST_IMAGES = 64


class Parts(Settings):
    """The settings of this page."""

    data_set = Choice(
        "note",
        {
            "note": gettext_noop("The study note’s 30"),
            "digits": gettext_noop("Digits"),
            "source": gettext_noop("The lab’s images"),
        },
        gettext_noop("Data set"),
    )
    part_size = Whole(1, 1, MOST_IMAGES, gettext_noop("Images per part"))
    workers = Whole(8, 1, 16, gettext_noop("Workers"))
    unequal = Real(0.75, 0.0, 1.0, 0.25, gettext_noop("How unequal their shares are"))
    apart = Real(1.0, 0.0, 2.0, 0.25, gettext_noop("How far the images lie apart"))
