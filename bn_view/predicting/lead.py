"""The teacher's side of a class: beside the page, phase by phase, the one thing to do next; nothing where no class is led."""

from __future__ import annotations

import html
import time
from collections.abc import Mapping

import streamlit as st

from bn_view.predicting.asked import Asked
from bn_view.predicting.board import draw_board, styles
from bn_view.predicting.class_menu import draw_menu
from bn_view.predicting.cover import cover
from bn_view.predicting.invitation import invitation
from bn_view.predicting.opening import draw_opening, leave
from bn_view.predicting.settings import NEW, Leading
from bn_view.predicting.shown import advice, options_of, picture_of_votes, said
from bn_view.predicting.words import refusal, refusals_kept, say_refusal
from bn_view.state.language import _
from bn_view.state.reached import present_address
from bn_view.state.session import get, put, setter
from bn_view.state.settings import all_settings
from classroom import classes, votes
from classroom.classes import Class, Phase
from classroom.refusals import ClassError, NotTheTeacherError, UnknownClassError
from classroom.votes import Case, Tally

# How often the teacher's page looks how many there are.
_LOOK_SECONDS = 1.0
_DISCUSSION_SECONDS = 120
# In the session: for which of the pages' questions the class was asked last.
_ASKED = "class_asked"
# Behind a page's key: how often its question has been put anew.
_ANEW = "#"


def leads() -> bool:
    """Return whether this session leads a class, or is about to open one."""
    return bool(get(Leading.class_code))


def draw_class(asked: Asked | None) -> Phase | None:
    """Draw what leads the class of this session beside the page; return the phase of what the page asks, None without a class.

    From before it is opened, a class may look at the screen.
    """
    code, key = get(Leading.class_code), get(Leading.class_key)
    if not code:
        return None
    st.html(f"<style>{styles()}</style>")
    with st.container(key="class_rail"):
        phase: Phase | None = Phase.WAIT  # if the class cannot be read, keep the answer covered
        present = None
        if code == NEW:
            draw_opening()
        else:
            try:
                present = _present(code, key, asked)
                phase = _phase_of(present, asked)
                _draw_led(present, key, asked, on_board=_is_on_board(asked, phase))
            except ClassError as error:
                st.html(f'<p class="class-told">{html.escape(refusal(error))}</p>')
                if isinstance(error, NotTheTeacherError | UnknownClassError):
                    st.button(_("Leave"), "leave_class", on_click=leave)
                    phase = None
                else:
                    st.button(_("Look again"), "look_again")
        if asked is not None and _is_on_board(asked, phase):
            draw_board(asked, present.question if present and not _is_of(present, asked) else None)
        elif asked is not None and phase not in (None, Phase.RUN):
            cover(asked)
    return phase


def _present(code: str, key: str, asked: Asked | None) -> Class:
    """Return the class as it stands, once it has come to what this page asks."""
    present = classes.find(code)
    if present is None:
        raise UnknownClassError
    if not classes.is_teacher(code, key):
        raise NotTheTeacherError
    before, now = st.session_state.get(_ASKED), (code, asked.key if asked is not None else "")
    st.session_state[_ASKED] = now
    if asked is None or before == now:
        return present
    if _is_of(present, asked):
        return _revealed(present, asked)
    # A question of the teacher's own is not left because the page was loaded anew, which is another session.
    is_loaded = before is None or before[0] != code
    if is_loaded and present.key.startswith("own/") and present.phase is not Phase.RUN:
        return present
    return _revealed(classes.ask(code, key, _last_key(classes.asked(code), asked)[0], asked.question(), asked.link), asked)


def _revealed(present: Class, asked: Asked) -> Class:
    """Return a class that has come to a question; if it had run that before, the page shows again what was revealed."""
    # Whatever else somebody has set there, as a link or Back has it, stays.
    if present.phase is Phase.RUN and asked.stands_unanswered():
        for name, value in asked.reveals.items():
            put(all_settings()[name], value)
    return present


def _is_of(present: Class, asked: Asked) -> bool:
    return present.key.partition(_ANEW)[0] == asked.key


def _phase_of(present: Class, asked: Asked | None) -> Phase:
    """Return the phase of what the page asks, also where the class has another question."""
    if asked is None or _is_of(present, asked):
        return present.phase
    known = classes.asked(present.code)
    return known.get(_last_key(known, asked)[0], Phase.WAIT)


def _is_on_board(asked: Asked | None, phase: Phase | None) -> bool:
    """Return whether what is asked stands on the page, large: until it is run, unless the page asks it itself."""
    return asked is not None and not asked.has_options and phase not in (None, Phase.RUN)


def _draw_led(present: Class, key: str, asked: Asked | None, *, on_board: bool) -> None:
    """Draw a class whose teacher this is."""
    of_page = asked if asked is not None and _is_of(present, asked) else None  # None where the class has another question
    phase, words = present.phase, "" if on_board else _words(present, of_page)
    tally = votes.tally(present.code) if phase in (Phase.DISCUSS, Phase.RUN) else None
    # While phones come in, the room is for the way to them; then for what is asked, and for what the class has made of it.
    head = invitation(present.code, present_address(), in_short=bool(words) or phase is not Phase.WAIT)
    with_reason = of_page is None or not of_page.has_options
    st.html(f'<div class="class-open">{head}{words}{_of_phase(present, tally, with_reason=with_reason)}</div>')
    # It has no settings: one that wrote the address at its end could write over the one to which Back has just led.
    if phase is not Phase.RUN:
        st.fragment(_draw_count, run_every=_LOOK_SECONDS)(present)
    with st.container(key="class_ways"):
        _draw_ways(present, key, asked, tally)
    say_refusal()
    draw_menu(present, key, advice(tally.first.case) if tally and present.phase is Phase.DISCUSS else "")


def _words(present: Class, of_page: Asked | None) -> str:
    """Return as HTML what is to be read of a question now, but for what the page itself says if the question is `of_page`."""
    # While a class waits, the room is for the way to it; of a closed vote, for what comes next; of a page's question that was
    # run, for its reason.
    is_closed = present.phase is Phase.DISCUSS and not _is_discussed(present)
    if present.question is None or is_closed or (of_page is not None and present.phase in (Phase.WAIT, Phase.RUN)):
        return ""
    text = "" if of_page is not None else f'<p class="class-question">{html.escape(said(present.question.text))}</p>'
    # The picture of the votes names the options.
    has_options = of_page is not None and of_page.has_options
    return text if has_options or present.phase is Phase.RUN else text + options_of(present.question)


def _is_discussed(present: Class) -> bool:
    """Return whether a closed vote is being talked about, until a moment that the teacher has set."""
    return present.ends_at is not None


def _last_key(known: Mapping[str, Phase], asked: Asked) -> tuple[str, str]:
    """Return under which of the `known` keys a page's question was asked last, and under which it is asked anew."""
    last, times = asked.key, 2
    while (anew := f"{asked.key}{_ANEW}{times}") in known:
        last, times = anew, times + 1
    return last, anew


def _of_phase(present: Class, tally: Tally | None, *, with_reason: bool) -> str:
    """Return what the phase has to say as HTML: nothing of what was voted before the answer is there."""
    if present.question is None:
        return (
            f'<p class="class-told">{_("This page asks nothing. Go to a step of the lesson or a belief, or ask your own.")}</p>'
        )
    if tally is None:
        return ""
    if present.phase is Phase.DISCUSS:
        if _is_discussed(present):  # what the sentence says is being done, and its place is the options'
            return ""
        # Not how many are right, which would send those who are to the majority: the button that is advised stands out.
        sentence = _("The vote is closed.") if tally.first.count else _("Nobody has voted.")
        return f'<p class="class-case">{sentence}</p>'
    reason = said(present.question.why) if with_reason else ""
    return picture_of_votes(tally) + (f'<p class="class-reason">{html.escape(reason)}</p>' if reason else "")


def _draw_count(drawn: Class) -> None:
    """Say how many there are, how many of them have voted, or how long the discussion goes on."""
    try:
        present = classes.find(drawn.code)
        if present is None or (present.number, present.phase) != (drawn.number, drawn.phase):
            st.rerun()  # in another window of the teacher's it has gone on
        st.html(f'<p class="class-count">{_count(present)}</p>')
    except ClassError as error:
        st.html(f'<p class="class-told">{html.escape(refusal(error))}</p>')


def _count(present: Class) -> str:
    if present.phase is Phase.DISCUSS:
        return _clock(present)
    here = classes.people(present.code)
    if present.phase is Phase.WAIT:
        return _("<b>{count}</b> are here").format(count=here)
    tally = votes.tally(present.code)
    voted = tally.second.count if present.phase is Phase.VOTE_AGAIN else tally.first.count
    return _("<b>{count}</b> of {all} have voted").format(count=voted, all=here)


def _clock(present: Class) -> str:
    if present.ends_at is None:
        return ""
    left = max(0, round(present.ends_at - time.time()))
    return f"<b>{left // 60}:{left % 60:02}</b> {_('to discuss')}" if left else _("Time is up: vote again.")


def _draw_ways(present: Class, key: str, asked: Asked | None, tally: Tally | None) -> None:
    """Draw the buttons to the next phases: what is to be done comes first."""
    if present.question is None:
        return
    for word, name, phase, seconds, is_next in _ways(present, tally):
        st.button(
            word,
            name,
            type="primary" if is_next else "secondary",
            width="stretch",
            on_click=_move,
            args=(present, key, phase, seconds, asked),
        )
    of_page = asked is not None and _is_of(present, asked)
    go_on = asked.go_on if asked is not None and present.phase is Phase.RUN else None
    if go_on and st.button(_("Next question"), "next_question", type="primary", width="stretch"):
        go_on()
    if asked is not None and (present.phase is Phase.RUN or not of_page):
        word = _("Ask again") if of_page else _("Back to this page’s question")
        st.button(word, "put_anew", width="stretch", on_click=_ask_again, args=(present, key, asked, of_page))


def _ways(present: Class, tally: Tally | None) -> list[tuple[str, str, Phase, int, bool]]:
    """Return the ways on from a phase: a word, a name, where it leads, how long that lasts, and whether it is what comes next."""
    run = (_("Run"), "run_class", Phase.RUN, 0)
    if present.phase is Phase.WAIT:
        return [(_("Let them vote"), "open_vote", Phase.VOTE, 0, True), (*run, False)]
    if present.phase is Phase.VOTE:
        return [(_("Close the vote"), "close_vote", Phase.DISCUSS, 0, True), (*run, False)]
    if present.phase is Phase.VOTE_AGAIN:
        return [(*run, True)]
    if tally is None or present.phase is Phase.RUN:
        return []
    case, has_voted = tally.first.case, tally.first.count > 0
    discussed = _is_discussed(present)
    minutes = (_("+{minutes} min") if discussed else _("Discuss, {minutes} min")).format(minutes=_DISCUSSION_SECONDS // 60)
    return [
        (minutes, "discuss", Phase.DISCUSS, _DISCUSSION_SECONDS, has_voted and not discussed and case in (Case.DISCUSS, None)),
        (_("Vote again"), "vote_again", Phase.VOTE_AGAIN, 0, discussed or case is Case.EXPLAIN),
        (*run, not discussed and case is Case.GO_ON),
        (_("Reopen the vote"), "reopen_vote", Phase.VOTE, 0, not has_voted and not discussed),
    ]


def _move(drawn: Class, key: str, phase: Phase, seconds: int, asked: Asked | None) -> None:
    with refusals_kept():
        until = None
        if seconds:  # a discussion that went on already when the button was drawn has them in addition
            present = classes.find(drawn.code) if _is_discussed(drawn) else None
            until = max(time.time(), (present and present.ends_at) or 0.0) + seconds
        moved = classes.move(drawn.code, key, phase, until, number=drawn.number)
        if phase is Phase.RUN and asked is not None and _is_of(moved, asked):
            setter(asked.reveals)()


def _ask_again(present: Class, key: str, asked: Asked, anew: bool) -> None:
    with refusals_kept():
        last, next_one = _last_key(classes.asked(present.code), asked)
        classes.ask(present.code, key, next_one if anew else last, asked.question(), asked.link)
        if anew:
            setter(asked.unanswered_at)()
