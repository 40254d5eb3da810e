"""Which value is followed, how far, and which other image is exchanged."""

from __future__ import annotations

from typing import NamedTuple

from bn_view.data.mini_batch import LARGEST, Affine
from bn_view.data.sources import RandomImages
from bn_view.figures import colours
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Whole

Index = tuple[int, int, int, int]


class Phase(NamedTuple):
    """One step: its word in the address, its symbols, its colour, and which formulas it marks, counted as CSS does."""

    word: str
    symbols: str
    colour: str
    formulas: tuple[int, ...]


# In their order.
PHASES = (
    Phase("x", "x", colours.BEFORE, (1,)),
    Phase("centred", "− μ", colours.BEFORE, (2,)),
    Phase("normalized", "÷ √(σ²+ε)", colours.STANDARDIZED, (3, 4)),
    Phase("gamma", "× γ", colours.BATCH_NORM, (5,)),
    Phase("beta", "+ β", colours.BATCH_NORM, (5,)),
)

# The page opens on these: at gamma 1 and beta 0 its last two rows would look like the one before.
OPENS_ON = {Affine.gamma.name: 1.5, Affine.beta.name: 2.0}

_IMAGE, _ROW, _COLUMN, _CHANNEL = (size - 1 for size in LARGEST)


class StepByStep(Settings):
    """The picked value, by default one far from the mean, in the middle of image 9; the step, the last; the exchange."""

    pixel_image = Whole(9, 0, _IMAGE, gettext_noop("Image"))
    pixel_row = Whole(RandomImages.height.default // 2, 0, _ROW, gettext_noop("Row"))
    pixel_column = Whole(RandomImages.width.default // 2, 0, _COLUMN, gettext_noop("Column"))
    pixel_channel = Whole(0, 0, _CHANNEL, gettext_noop("Channel"))
    phase = Choice(PHASES[-1].word, {phase.word: phase.symbols for phase in PHASES}, gettext_noop("Step"))
    companion = Whole(6, 0, _IMAGE, gettext_noop("Image to exchange"))
    companion_becomes = Choice(
        "negative",
        {
            "itself": gettext_noop("Itself"),
            "negative": gettext_noop("Negative"),
            "white": gettext_noop("White"),
            "black": gettext_noop("Black"),
        },
        gettext_noop("Becomes"),
    )

    @property
    def index(self) -> Index:
        """Where the picked value stands in the mini-batch (N, H, W, C)."""
        return self.pixel_image, self.pixel_row, self.pixel_column, self.pixel_channel


PIXEL = (StepByStep.pixel_image, StepByStep.pixel_row, StepByStep.pixel_column, StepByStep.pixel_channel)
