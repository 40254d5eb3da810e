"""What can be chosen on this page."""

from __future__ import annotations

from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Stops, Switch
from witnesses.batch_norms import WITNESSES

# The one title of a witness that is no name of a library: its row stands where nothing is translated.
gettext_noop("NumPy (textbook)")


class NumpyAndTensorFlow(Settings):
    """The part of the page, and what each part asks for besides the lab's mini-batch and sliders."""

    part = Choice(
        "article",
        {
            "article": gettext_noop("The article, replayed"),
            "six_reasons": gettext_noop("Your numbers differ?"),
            "side_by_side": gettext_noop("Side by side"),
            "precision": gettext_noop("How precise is it really?"),
            "take_home": gettext_noop("Take it home"),
        },
        gettext_noop("Part"),
    )
    step = Choice(
        "data",
        {
            "data": gettext_noop("1 The 30 images"),
            "min_max": gettext_noop("2 Min-max"),
            "standardized": gettext_noop("3 Standardization"),
            "numpy": gettext_noop("4 Batch norm in NumPy"),
            "tensorflow": gettext_noop("5 The same in TensorFlow"),
        },
        gettext_noop("Step"),
    )
    article_colours = Switch(False, gettext_noop("One colour scale for all steps"))
    dtype = Choice("float64", ("float64", "float32"), gettext_noop("Number format"))
    data_mean = Stops(
        1e4, (0.0, *(10.0**exponent for exponent in range(7))), gettext_noop("Mean of the data (standard deviation 1)")
    )
    witness = Choice(
        "textbook", {name: witness.title for name, witness in WITNESSES.items()}, gettext_noop("The same as a script")
    )
