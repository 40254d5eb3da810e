"""What a class predicts before it sees who shares a mean."""

from __future__ import annotations

from bn_view.predicting.asked import give_number
from bn_view.state.language import _, gettext_noop
from classroom.questions import Question
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.scripts import BLOCK
from pages.who_shares_statistics.settings import Sharing


def picture() -> str:
    """Return the block as HTML, without values and without who shares: a row of tiles an image, a column a channel."""
    images, _height, _width, channels = BLOCK.shape
    head = "".join(f"<th>{channel}</th>" for channel in range(channels))
    rows = "".join(f"<tr><th>{image}</th>{'<td></td>' * channels}</tr>" for image in range(images))
    return f'<table class="class-block"><tr><th>{_("image")} ↓ {_("channel")} →</th>{head}</tr>{rows}</table>'


def question() -> Question:
    """Return how many means batch normalization has in the page's block: counted there."""
    images, _height, _width, channels = BLOCK.shape
    count = int(NORMS["batch"].statistics(BLOCK.shape, Sharing.groups.default).max()) + 1
    return give_number(
        gettext_noop("4 images with 6 channels each: how many means does batch normalization have?"),
        low=0,
        high=images * channels,
        step=1,
        right=count,
    )
