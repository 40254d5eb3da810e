"""A drawing that somebody makes alone: the phone's own, in a component of Streamlit's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from bn_view.figures.colours import COMPUTED, PREDICTED
from bn_view.predicting.shown import said
from bn_view.state.language import _
from classroom.questions import Answer, Drawing

_PHONE = Path(__file__).parents[1] / "phone"
# A drawing that is being made stays: only what is drawn anew begins again.
_MOUNT = """
export default ({ data: [kind, mine, answer, words], parentElement, setTriggerValue }) => {
  const host = parentElement.querySelector('.alone-drawing'), is = JSON.stringify([kind, answer])
  if (host.dataset.is === is) return
  host.dataset.is = is
  let heights
  const keep = () => heights && setTriggerValue('drawn', heights)
  const changed = answer ? undefined : (now) => { heights = now }
  const picture = drawing(kind, { mine, answer, words, changed, name: words.name })
  picture.addEventListener('pointerup', keep)
  picture.addEventListener('keyup', keep)
  const made = (tag, name, ...inside) => {
    const element = Object.assign(document.createElement(tag), { className: name })
    element.append(...inside)
    return element
  }
  const labels = made('div', 'labels', ...kind.labels.map((label) => made('span', '', label)))
  labels.style.paddingInline = `${50 / kind.places}%`
  host.replaceChildren(made('figcaption', '', words.beside), picture, labels, made('p', 'below', words.below))
}
"""
_STYLE = f""":host, .alone-drawing {{
  --you: {PREDICTED}; --computed: {COMPUTED}; --ink: var(--st-text-color); --accent: var(--st-primary-color);
  --surface: var(--st-secondary-background-color); --hairline: rgb(136 136 136 / 0.35);
}}
.labels {{ display: flex; justify-content: space-between; font-size: 0.8125rem; }}
.below {{ margin: 0.25rem 0 0; }}
"""
_canvas = st.components.v2.component(
    "alone_drawing",
    html='<div class="alone-drawing"></div>',
    css=(_PHONE / "drawing.css").read_text(encoding="utf-8") + _STYLE,
    js=(_PHONE / "drawing.js").read_text(encoding="utf-8") + _MOUNT,
)


def draw_canvas(key: str, kind: Drawing, before: Answer | None, right: Answer | None, keep: Callable[[Answer], None]) -> None:
    """Draw where one draws, or beside `right`, what one drew; `keep` gets a drawing whenever one has let go."""
    of_kind = {"places": kind.places, "low": kind.low, "high": kind.high, "shape": kind.shape, "labels": list(kind.labels)}
    words = {
        "name": _("Draw here"),
        "place": _("place {place} of {places}: {height}"),
        "below": said(kind.below),
        "beside": said(kind.beside),
    }

    def drawn() -> None:
        heights = st.session_state[key].drawn
        if heights:
            keep(kind.read(heights))

    _canvas(key=key, data=[of_kind, before, right, words], on_drawn_change=drawn)
