"""What an experiment gives, drawn in one place: before it runs, what it is about; afterwards its chart."""

from __future__ import annotations

from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_chart import draw_here, sent
from pages.beliefs.belief import Belief
from pages.beliefs.dial import Dial
from pages.beliefs.figures import covered, empty_figure

# One element, so that the result comes where its cover was.
KEY = "chart_belief"


def draw_setup(belief: Belief) -> None:
    """Draw what goes into the experiment, or else its axes and the names of what it compares, under a cover."""
    outcome = None if belief.takes_seconds else belief.experiment()  # nobody has asked for those numbers yet
    if outcome is not None and outcome.before is not None:
        draw_chart(outcome.before, key=KEY, alt=_("What goes into the experiment; its result is hidden until you run it."))
        return
    figure = belief.dial().figure if belief.dial is not None else outcome.figure if outcome is not None else None
    alt = _("The axes of the experiment; its result is hidden until you run it.")
    draw_chart(covered(figure or empty_figure(), _("Run shows the result")), key=KEY, alt=alt)


def draw_figure(figure: Figure, sentence: str) -> None:
    """Draw the result; `sentence` says it, in Markdown."""
    draw_chart(figure, key=KEY, alt=_plain(sentence))


def draw_with_dial(dial: Dial, sentence: str) -> None:
    """Draw the result where its slider stands, which moves it in the browser alone."""
    said, stop = _plain(sentence), dial.stop
    at = {dial.setting.name: stop}
    draw_here(sent(KEY, dial.figures[stop], f"{said} {dial.says[stop]}", motion=dial.motion(said), at=at))


def _plain(sentence: str) -> str:
    return sentence.replace("**", "").replace("`", "")
