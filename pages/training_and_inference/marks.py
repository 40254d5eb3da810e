"""What the marks in the pictures are: one line above each, so that no name lies on what it names."""

from __future__ import annotations

from bn_view.figures.colours import INFERENCE, TRAINING, TRUE, faint
from bn_view.state.language import _


def of_running() -> str:
    """Return what is seen in the picture of the running statistics, as HTML."""
    return _line(
        _named("dot", f"background:{TRAINING}", _("mini-batches")),
        _named("latest", f"background:{TRAINING};border-color:{INFERENCE}", _("this mini-batch")),
        _named("curve", f"border-color:{INFERENCE}", _("running")),
        _all_images(),
    )


def of_batch_size(dots: str) -> str:
    """Return what is seen in the picture of the batch sizes, as HTML: what the `dots` are, and what is drawn around them."""
    return _line(
        f"<b>{dots}</b>",
        _named("band", f"background:{faint(TRAINING, 0.35)}", _("90% of them")),
        _all_images(),
        _named("dotted", f"border-color:{TRUE}", _("expected")),
    )


def _all_images() -> str:
    return _named("dashes", f"border-color:{TRUE}", _("all images"))


def _named(sample: str, style: str, name: str) -> str:
    """Return a name right behind a small sample of what it names."""
    return f'<span><i class="{sample}" style="{style}"></i> {name}</span>'


def _line(*named: str) -> str:
    return f'<p class="marks">{"".join(named)}</p>'
