"""What goes to the browser with an opened page, and what with a released slider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bn_view.data.batches import Batch
from bn_view.data.mini_batch import Affine
from bn_view.widgets.live_chart import draw_in_places, in_places, is_drawn_natively, kept
from bn_view.widgets.live_chart.motion import NO_MOTION
from pages.step_by_step import formulas, travel
from pages.step_by_step.exchange import Exchange, exchanged
from pages.step_by_step.picking import pick, pixels_chart
from pages.step_by_step.settings import Index
from pages.step_by_step.way import traced, way_at


def draw_pictures(batch: Batch, index: Index, affine: Affine, phase: str) -> None:
    """Draw the picked image, and the way where the sliders stand now: what they do to it, the browser knows (motions.py)."""
    natively = is_drawn_natively()

    def pictures() -> Mapping[str, Any]:
        way = [] if natively else [travel.way_chart(way_at(batch, index, affine), affine, phase)]
        return in_places(pixels_chart(batch, index), *way)

    draw_in_places("pictures", kept(("pictures", batch.key, index, affine.key, phase, natively), pictures), on_click=pick)


def moved(batch: Batch, index: Index, exchange: Exchange | None, affine: Affine, phase: str) -> bytes:
    """Return all that the sliders change and the browser does not, and have it draw the way where they stand."""
    natively = is_drawn_natively()

    def made() -> Mapping[str, Any]:
        words = formulas.moved_numbers(traced(batch, index, affine), affine.epsilon)
        charts = [travel.way_chart(way_at(batch, index, affine), affine, phase)] if natively else []
        if exchange is not None:
            chart, words_of_exchange = exchanged(batch, index, exchange, affine.epsilon)
            charts, words = [*charts, chart], words | words_of_exchange
        return in_places(*charts, words=words, motions={travel.CHART: NO_MOTION})

    return kept(("moved", batch.key, index, exchange, affine.key, natively and phase), made)
