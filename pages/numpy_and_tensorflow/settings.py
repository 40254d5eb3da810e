"""What can be chosen on this page."""

from __future__ import annotations

from bn_core.conventions import CONVENTIONS, KERAS, Convention
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Real, Settings, Stops, Switch
from witnesses.batch_norms import WITNESSES
from workers.speed import SIZES

# As close as float64 allows, in steps that an eye can follow.
_ZOOMS = (*(float(f"{times}e{power}") for power in range(15) for times in (1, 2, 5)), 1e15)

# Two in a decade, up to where float32 still has sixteenths.
_MEANS = (0.0, *(float(f"{times}e{power}") for power in range(6) for times in (1, 3)), 1e6)


class NumpyAndTensorFlow(Settings):
    """The part of the page, and what each part asks for besides the lab's mini-batch and sliders."""

    part = Choice(
        "article",
        {
            "article": gettext_noop("The study note"),
            "precision": gettext_noop("Precision"),
            "differences": gettext_noop("Differences"),
            "speed": gettext_noop("Speed"),
            "take_home": gettext_noop("Take it home"),
        },
        gettext_noop("Part"),
        former={"six_reasons": "differences", "side_by_side": "speed"},
    )
    # There float32 has parted, and float64 has not.
    zoom = Stops(5e6, _ZOOMS, gettext_noop("Zoom"))
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
    reason = Choice(
        "mode",
        {
            # As they rank by size on the mini-batch with which the page opens.
            "mode": gettext_noop("training or inference"),
            "momentum": gettext_noop("meaning of momentum"),
            "axis": gettext_noop("averaged axes"),
            "place": gettext_noop("where ε is added"),
            "variance": gettext_noop("variance: m or m − 1"),
            "epsilon": gettext_noop("size of ε"),
            "sums": gettext_noop("float32 or float64"),
        },
        gettext_noop("Reason"),
    )
    dtype = Choice("float64", ("float64", "float32"), gettext_noop("Number format"))
    data_mean = Stops(1e4, _MEANS, gettext_noop("Mean of the data (standard\u00a0deviation\u00a01)"))
    # One that is measured at once.
    data_size = Stops(1e4, tuple(map(float, SIZES)), gettext_noop("Size of the data"))
    witness = Choice(
        "textbook", {name: witness.title for name, witness in WITNESSES.items()}, gettext_noop("The same as a script")
    )


class Layer(Settings):
    """A layer as one of the frameworks has it."""

    framework = Choice("keras", {"keras": "Keras", "pytorch": "PyTorch"}, gettext_noop("My layer is in"))
    layer_epsilon = Stops(KERAS.epsilon, tuple(float(f"1e-{n}") for n in range(8, 0, -1)), gettext_noop("ε epsilon"))
    layer_momentum = Real(KERAS.momentum, 0.0, 1.0, 0.01, gettext_noop("Momentum"))
    channels_axis = Choice(
        "last", {"last": gettext_noop("last"), "first": gettext_noop("first")}, gettext_noop("Channels in Keras")
    )

    @property
    def convention(self) -> Convention:
        """What the framework means by its settings."""
        return CONVENTIONS[self.framework]

    @property
    def other_convention(self) -> Convention:
        """What the other one means."""
        return CONVENTIONS["pytorch" if self.framework == "keras" else "keras"]
