"""What the phone says, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bn_view.state.language import gettext_noop, in_each_language
from classroom.votes import MOST_PEOPLE

_WORDS: Mapping[str, str] = {
    "title": gettext_noop("Class"),
    "app": gettext_noop("See batch normalization"),
    "join": gettext_noop("Join the class"),
    "where": gettext_noop("Its code is on the screen in front."),
    "code": gettext_noop("Code"),
    "enter": gettext_noop("Join"),
    "coming": gettext_noop("One moment …"),
    "wait": gettext_noop("Look at the screen in front."),
    "next": gettext_noop("The next question comes here by itself."),
    "first": gettext_noop("First vote"),
    "second": gettext_noop("Second vote"),
    "talk": gettext_noop("Discussion"),
    "answer": gettext_noop("Answer"),
    "vote": gettext_noop("Vote"),
    "draw": gettext_noop("Draw here"),
    "whole": gettext_noop("100% in all"),
    "how": gettext_noop("With a finger, or with the arrow keys: ← → choose the place, ↑ ↓ the height."),
    "place": gettext_noop("place {place} of {places}: {height}"),
    "less": gettext_noop("Less"),
    "more": gettext_noop("More"),
    "tap": gettext_noop("Tap the line"),
    "counted": gettext_noop("Counted"),
    "change": gettext_noop("You may still change it."),
    "sending": gettext_noop("Sending …"),
    "kept": gettext_noop("No connection. Your vote is kept here and sent by itself."),
    "unwritten": gettext_noop("The server cannot write just now. Your vote is kept here and sent by itself."),
    "offline": gettext_noop("No connection. Trying again …"),
    "late": gettext_noop("The vote had closed before yours arrived."),
    "ended": gettext_noop("The vote is closed: look in front."),
    "neighbour": gettext_noop("Convince your neighbour."),
    "listen": gettext_noop("You have not voted yet. Listen, and vote in the second round."),
    "you": gettext_noop("You said"),
    "drew": gettext_noop("You drew"),
    "right": gettext_noop("You predicted it."),
    "wrong": gettext_noop("Not what you predicted."),
    "near": gettext_noop("Your drawing comes near."),
    "far": gettext_noop("Your drawing looks different."),
    "silent": gettext_noop("You did not vote on this one."),
    "look": gettext_noop("Look at it yourself"),
    "closed": gettext_noop("This class is over."),
    "thanks": gettext_noop("Thank you for predicting."),
    "unknown": gettext_noop("No class has this code."),
    "unknown_why": gettext_noop("It may be over. Look once more at the screen in front."),
    "full": gettext_noop("This class is full."),
    "full_why": gettext_noop("{most} people have joined, and no more can. Watch with a neighbour."),
    "too_many_tries": gettext_noop("Too many wrong codes."),
    "too_many_tries_why": gettext_noop("Wait a minute; this page tries again by itself."),
    "script": gettext_noop("Voting needs JavaScript: allow it for this page."),
}


@cache
def words(language: str) -> dict[str, str]:
    """Return all that the phone says in a language."""
    # The phone fills in these.
    left = {name: f"{{{name}}}" for name in ("place", "places", "height")}
    return {name: in_each_language(text, **left, most=f"{MOST_PEOPLE:,}")[language] for name, text in _WORDS.items()}
