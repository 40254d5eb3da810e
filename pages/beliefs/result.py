"""What an experiment gives, drawn in one place: before it runs, what it is about; afterwards its chart."""

from __future__ import annotations

from functools import partial

from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_chart import Sent, draw_in_places, draw_kept, in_places, kept, sent
from pages.beliefs.belief import Belief
from pages.beliefs.dial import Dial
from pages.beliefs.figures import covered, empty_figure

# One element, so that the result comes where its cover was.
KEY = "chart_belief"


def draw_setup(number: int, belief: Belief) -> None:
    """Draw what goes into the experiment, or else its axes and the names of what it compares, under a cover."""
    value = belief.dial().value if belief.dial is not None else 0.0
    draw_kept(KEY, kept(("belief_setup", number, value), partial(setup, belief, value)))


def setup(belief: Belief, value: float) -> Sent:
    """Return what is drawn before the experiment has run; `value` is what its slider is set to, if it has one."""
    outcome = None if belief.takes_seconds else belief.experiment()  # nobody has asked for those numbers yet
    if outcome is not None and outcome.before is not None:
        return sent(KEY, outcome.before, _("What goes into the experiment; its result is hidden until you run it."))
    result = None if outcome is None else outcome.figure if belief.dial is None else belief.dial().figure_at(value)
    cover = covered(result or empty_figure(), _("Run shows the result"))
    return sent(KEY, cover, _("The axes of the experiment; its result is hidden until you run it."))


def draw_figure(figure: Figure, sentence: str) -> None:
    """Draw the result; `sentence` says it, in Markdown."""
    draw_chart(figure, key=KEY, alt=_plain(sentence))


def draw_with_dial(number: int, dial: Dial, sentence: str) -> None:
    """Draw the result where its slider stands."""
    said, value, at = _plain(sentence), dial.value, {dial.setting.name: dial.stop}

    def chart() -> Sent:
        return sent(KEY, dial.figure_at(value), f"{said} {dial.says_at(value)}", at=at)

    draw_kept(KEY, kept(("dial", number, value), chart))


def draw_motion(number: int, dial: Dial, sentence: str) -> None:
    """Send how the slider moves the result, in the browser alone: the same wherever it stands."""
    draw_in_places("dial_motion", kept(("dial", number), lambda: in_places(motions={KEY: dial.motion(_plain(sentence))})))


def _plain(sentence: str) -> str:
    return sentence.replace("**", "").replace("`", "")
