"""What a class predicts before it sees who shares a mean."""

from __future__ import annotations

from bn_view.predicting.asked import give_number
from bn_view.state.language import gettext_noop
from classroom.questions import Question
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.scripts import BLOCK
from pages.who_shares_statistics.settings import Sharing


def question() -> Question:
    """Return how many means batch normalization has in the page's block: counted there."""
    images, _height, _width, channels = BLOCK.shape
    count = int(NORMS["batch"].statistics(BLOCK.shape, Sharing.groups.default).max()) + 1
    return give_number(
        gettext_noop("{images} images with {channels} channels each: how many means does batch normalization have?"),
        low=0,
        high=images * channels,
        step=1,
        right=count,
        images=images,
        channels=channels,
    )
