"""What a class has predicted, with its words and its picture: asked for only once the answer is there."""

from __future__ import annotations

import html
from collections.abc import Sequence

from bn_view.figures.colours import COMPUTED, PREDICTED
from bn_view.figures.votes import MOST_DRAWN, Axes, drawings_cloud, number_line, numbered, option_bars
from bn_view.state.language import _, language
from bn_view.words.numbers import short
from bn_view.words.readout import mark, marks
from classroom.questions import Choice, Drawing, Number, Question, Text
from classroom.votes import FEW, MANY, Case, Round, Tally


def said(text: Text | None, spoken: str | None = None) -> str:
    """Return what a question says in a language, by default this session's."""
    return "" if text is None else text.get(spoken or language()) or text["en"]


def in_words(question: Question, answer: float) -> str:
    """Return an answer as one reads it, which a drawing is not."""
    return said(question.kind.options[int(answer)]) if isinstance(question.kind, Choice) else short(answer)


def options_of(question: Question) -> str:
    """Return the options of a question as HTML, if it has any."""
    if not isinstance(question.kind, Choice):
        return ""
    options = "".join(f"<li>{html.escape(said(option))}</li>" for option in question.kind.options)
    return f'<ol class="class-options">{options}</ol>'


def advice(case: Case | None) -> str:
    """Say to the teacher what a closed vote means for what comes next; nothing of a question without a right answer."""
    if case is None:
        return ""
    shares = {"few": f"{100 * FEW:g}", "many": f"{100 * MANY:g}"}
    sentences = {
        Case.EXPLAIN: _("Few are right (below {few}%): explain it once more, then vote again.").format(**shares),
        Case.DISCUSS: _("The class is divided ({few}–{many}% right): let neighbours discuss, then vote again.").format(**shares),
        Case.GO_ON: _("Most are right (above {many}%): run it and go on.").format(**shares),
    }
    return sentences[case]


def picture_of_votes(tally: Tally) -> str:
    """Return how the class voted as HTML, with what is computed over it."""
    question, last = tally.question, tally.last
    if not last.values:
        return f'<p class="class-said">{_("Nobody has voted.")}</p>'
    drawn = _drawn(question, last, tally.first if last is tally.second else None)
    return f'<div class="class-result" tabindex="0">{_shares(tally)}{drawn}</div>'


def _shares(tally: Tally) -> str:
    """Say in large type how many are right, and in the first vote."""
    last = tally.last
    if last.share_right is None:
        return f'<p class="class-said">{_("Votes: {count}").format(count=last.count)}</p>'
    now = f"{last.share_right:.0%}"
    if last is tally.second and tally.first.share_right is not None:
        before = f"{tally.first.share_right:.0%}"
        # Not all who voted first have voted again, and others come late: of how many each share is.
        sentence = _("right: {before} of {first} → <b>{now}</b> of {count}")
        told = sentence.format(before=before, first=tally.first.count, now=now, count=last.count)
        return f'<p class="class-said">{told}</p>'
    return f'<p class="class-said">{_("right: <b>{now}</b> of {count}").format(now=now, count=last.count)}</p>'


def _drawn(question: Question, last: Round, first: Round | None) -> str:
    kind, values, right = question.kind, last.values or (), question.answer
    if isinstance(kind, Choice):
        is_dotted = first is not None and bool(first.chosen)
        caption = _("dotted: the first vote") if is_dotted else ""
        place = None if right is None or isinstance(right, tuple) else int(right)
        return option_bars(
            list(map(said, kind.options)), last.chosen or (), first.chosen if first else None, place, caption=caption
        )
    if isinstance(kind, Number):
        numbers = [value for value in values if not isinstance(value, tuple)]
        return _number_line(kind, numbers, None if isinstance(right, tuple) else right)
    drawings = [value for value in values if isinstance(value, tuple)]
    return _cloud(kind, drawings, right if isinstance(right, tuple) else None)


def _number_line(kind: Number, numbers: Sequence[float], right: float | None) -> str:
    alt = _("How often each number was given, from {low} to {high}; the middle one is {median}.").format(
        low=short(kind.low), high=short(kind.high), median=short(sorted(numbers)[len(numbers) // 2])
    )
    if right is not None:
        alt += " " + _("Right is {right}.").format(right=short(right))
    axes = Axes(said(kind.unit), _("votes"), list(map(short, numbered(kind.low, kind.high))))
    drawn = number_line(numbers, kind.low, kind.high, kind.step, right, axes=axes, alt=alt)
    return drawn + ("" if right is None else marks(_computed(short(right))))


def _computed(value: str = "") -> str:
    """Return what the line of the answer is called."""
    name = f"{_('computed')}: <b>{value}</b>" if value else _("computed")
    return mark("dashes solid", f"border-color:{COMPUTED}", name)


def _cloud(kind: Drawing, drawings: Sequence[Sequence[float]], right: Sequence[float] | None) -> str:
    axes = Axes(said(kind.below), said(kind.beside), kind.labels)
    alt = _("The {count} drawings of the class over each other.").format(count=len(drawings))
    named = [
        mark("dashes solid", f"border-color:{PREDICTED}", _("the class")),
        mark("dashes", f"border-color:{PREDICTED}", _("its middle")),
    ]
    if right is not None:
        alt += " " + _("Computed: {heights}.").format(heights=", ".join(map(short, right)))
        named.append(_computed())
    if len(drawings) > MOST_DRAWN:
        named.append(f"<span>{_('{some} of {all} are drawn').format(some=MOST_DRAWN, all=len(drawings))}</span>")
    drawn = drawings_cloud(drawings, right, kind.low, kind.high, is_curve=kind.shape == "curve", axes=axes, alt=alt)
    return drawn + marks(*named)
