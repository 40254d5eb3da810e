"""The lines below a belief: where people held it, and what there is to read about it."""

from __future__ import annotations

from bn_view.state.language import _
from pages.beliefs.belief import Belief, Source


def sources_of(belief: Belief) -> str:
    """Return where the belief shows and what there is to read about it, a line each."""
    lines = ((_("Where it shows: {sources}"), belief.seen), (_("To read: {sources}"), belief.reading))
    return "  \n".join(line.format(sources=", ".join(map(_name, sources))) for line, sources in lines if sources)


def _name(source: Source) -> str:
    return f"[{_(source.name)}]({source.address})" if source.address else _(source.name)
