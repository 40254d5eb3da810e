"""What a class predicts before another image turns black."""

from __future__ import annotations

import bn_core
from bn_view.data.batches import batch_of
from bn_view.data.mini_batch import MiniBatch
from bn_view.data.sources import RandomImages
from bn_view.predicting.asked import choose
from bn_view.state.language import gettext_noop
from classroom.questions import Question
from pages.step_by_step.exchange import replace_image
from pages.step_by_step.settings import StepByStep


def question() -> Question:
    """Return which way the output of image 0 goes when image 6 turns black: compared with what it was."""
    batch, settings = batch_of(RandomImages(), MiniBatch()), StepByStep(pixel_image=0)
    values, axes = batch.before.values, batch.settings.axes
    black = replace_image(values, settings.companion, "black")
    before, after = (bn_core.standardize(images, axes)[settings.pixel_image] for images in (values, black))
    moved = float((after - before).mean())
    right = 0 if moved == 0 else 1 if moved > 0 else 2
    return choose(
        gettext_noop("Image 6 turns black. Does the output of image 0 change as well?"),
        [
            gettext_noop("No, it stays"),
            gettext_noop("Yes, it comes out higher"),
            gettext_noop("Yes, it comes out lower"),
        ],
        right,
    )
