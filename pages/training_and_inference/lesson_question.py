"""What a class predicts before it sees running statistics, both modes, and what the batch size changes."""

from __future__ import annotations

import bn_core
from bn_view.data.mini_batch import Affine, MiniBatch
from bn_view.data.sources import RandomImages
from bn_view.predicting.asked import choose, draw
from bn_view.state.language import gettext_noop
from classroom.questions import Question
from pages.training_and_inference.settings import Running
from pages.training_and_inference.spread import doubled_sizes
from pages.training_and_inference.values import Given, Images, images_of


def of_running_statistics() -> Question:
    """Return where mean and variance come from in use."""
    return choose(
        gettext_noop("At inference there is one image and no batch. Where do mean and variance come from?"),
        [
            gettext_noop("From that one image"),
            gettext_noop("From training, as a moving average"),
            gettext_noop("They are always 0 and 1"),
            gettext_noop("There are none: nothing is normalized"),
        ],
        1,
    )


def of_two_modes() -> Question:
    """Return whether both modes give the same: as far as they are apart on this page, and after any number of updates."""
    source = RandomImages()
    given = Given(source, images_of(source), MiniBatch(), source.seed, Affine.epsilon.default)
    now, stays = float(given.gaps(Running())[Running.updates.default]), float(given.steady_gaps(Running())[0])
    right = 0 if now == 0 else 1 if stays == 0 else 2
    return choose(
        gettext_noop("The same mini-batch in training and in inference: do the same numbers come out?"),
        [
            gettext_noop("Yes"),
            gettext_noop("Only after many updates"),
            gettext_noop("No, some of the gap stays"),
        ],
        right,
    )


def of_batch_size() -> Question:
    """Return how far the means of mini-batches scatter by their size, as a curve to be drawn; for single images it is 100 %."""
    images = images_of(RandomImages())
    sizes = lesson_sizes(images)
    scatter = [float(bn_core.standard_error(images.each, size)[0]) for size in sizes]
    return draw(
        gettext_noop("How far do the means of mini-batches scatter? Draw it, from 1 image (100%) to all 30."),
        [str(size) for size in sizes],
        [100 * of_size / scatter[0] for of_size in scatter],
        high=100.0,
        shape="curve",
        start=100.0,
        across=gettext_noop("images in a mini-batch"),
        upwards=gettext_noop("scatter, %"),
    )


def lesson_sizes(images: Images) -> tuple[int, ...]:
    """Return the sizes of which the lesson asks: one image, then powers of 2, then all images."""
    return (1, *doubled_sizes(images))
