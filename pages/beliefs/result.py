"""What an experiment gives, drawn in one place: before it runs, what it is about; afterwards its chart."""

from __future__ import annotations

from functools import partial

from streamlit.delta_generator import DeltaGenerator

from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_chart import Sent, draw_in_places, draw_kept, in_places, kept, sent
from pages.beliefs.belief import Belief, Setup
from pages.beliefs.dial import Dial

# One element, so that the result comes where its cover was.
KEY = "chart_belief"


def draw_question(number: int, belief: Belief, picture: DeltaGenerator, before: Dial | None) -> None:
    """Draw the dial that one may move before the experiment runs; where there is none, the setup."""
    with picture:
        if before is None:
            draw_kept(KEY, kept(("setup", number), partial(setup_chart, belief)))
        else:
            _draw_with_dial("before", number, before, _before_it_runs())
    if before is not None:
        motions = partial(before.motion, _before_it_runs(), sweeps=True)
        draw_in_places("dial_motion", kept(("before", number), lambda: in_places(motions={KEY: motions()})))


def question_of(belief: Belief) -> str:
    """Return what is asked above the picture of a setup."""
    return _setup_of(belief).question


def _setup_of(belief: Belief) -> Setup:
    if belief.setup is None:
        raise ValueError(f"“{belief.claim}” has nothing to show before it is answered: give it `before`, or a `setup`")
    return belief.setup()


def setup_chart(belief: Belief) -> Sent:
    """Return the chart of what goes into an experiment that has not run."""
    figure, question = _setup_of(belief)
    return sent(KEY, figure, f"{_before_it_runs()} {question}")


def _before_it_runs() -> str:
    return _("What goes into the experiment; its result is hidden until you run it.")


def draw_figure(figure: Figure, sentence: str) -> None:
    """Draw the result; `sentence` says it, in Markdown."""
    draw_chart(figure, key=KEY, alt=_plain(sentence))


def draw_with_dial(number: int, dial: Dial, sentence: str) -> None:
    """Draw the result where its slider stands."""
    _draw_with_dial("dial", number, dial, _plain(sentence))


def _draw_with_dial(when: str, number: int, dial: Dial, said: str) -> None:
    value, at = dial.value, {dial.setting.name: dial.stop}

    def chart() -> Sent:
        return sent(KEY, dial.figure_at(value), f"{said} {dial.says_at(value)}", at=at)

    draw_kept(KEY, kept((when, number, value), chart))


def draw_motion(number: int, dial: Dial, sentence: str) -> None:
    """Send how the slider moves the result, in the browser alone: the same wherever it stands."""
    draw_in_places("dial_motion", kept(("dial", number), lambda: in_places(motions={KEY: dial.motion(_plain(sentence))})))


def _plain(sentence: str) -> str:
    return sentence.replace("**", "").replace("`", "")
