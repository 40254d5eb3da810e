"""What the marks in the pictures are: one line above each, so that no name lies on what it names."""

from __future__ import annotations

from bn_view.figures.colours import INFERENCE, TRAINING, TRUE, faint
from bn_view.state.language import _
from bn_view.words.readout import mark, marks


def of_running() -> str:
    """Return what is seen in the picture of the running statistics, as HTML."""
    return marks(
        mark("dot", f"background:{TRAINING}", _("mini-batches")),
        mark("latest", f"background:{TRAINING};border-color:{INFERENCE}", _("this mini-batch")),
        mark("curve", f"border-color:{INFERENCE}", _("running")),
        _all_images(),
    )


def of_batch_size(dots: str) -> str:
    """Return what is seen in the picture of the batch sizes, as HTML: what the `dots` are, and what is drawn around them."""
    return marks(
        f"<b>{dots}</b>",
        mark("band", f"background:{faint(TRAINING, 0.35)}", _("90% of them")),
        _all_images(),
        mark("dotted", f"border-color:{TRUE}", _("expected")),
    )


def _all_images() -> str:
    return mark("dashes", f"border-color:{TRUE}", _("all images"))
