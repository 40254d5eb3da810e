"""A class votes: how many of those who opened one link predict what, seen on the projector while they do."""

from __future__ import annotations

import secrets
import threading
from collections import Counter, OrderedDict

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bn_view.state.language import _
from bn_view.state.session import Teaching, fragment, get, put
from bn_view.state.settings import Settings, Whole
from pages.beliefs.belief import VERDICTS, Verdict

# A projector looks so often; of a student's page only their own clicks are reruns.
LOOK_SECONDS = 2.0


class Vote(Settings):
    """Who votes together: the sessions with one room in their links, 0 for none."""

    personal = True
    room = Whole(0, 0, 9999)


class Votes:
    """What the voters of each room predict, in this process's memory: one verdict a voter and belief, of the last rooms alone."""

    def __init__(self, most_rooms: int = 200, most_votes: int = 20_000) -> None:
        self._rooms: OrderedDict[int, dict[tuple[int, str], Verdict]] = OrderedDict()
        self._most_rooms, self._most_votes = most_rooms, most_votes
        self._lock = threading.Lock()

    def cast(self, room: int, belief: int, voter: str, verdict: Verdict) -> None:
        """Count a verdict, in place of the voter's earlier one; none any more where a room is full."""
        with self._lock:
            votes = self._rooms.setdefault(room, {})
            self._rooms.move_to_end(room)
            while len(self._rooms) > self._most_rooms:
                self._rooms.popitem(last=False)
            if len(votes) < self._most_votes or (belief, voter) in votes:
                votes[belief, voter] = verdict

    def tally(self, room: int, belief: int) -> Counter[Verdict]:
        """Return how many predict what."""
        with self._lock:
            return Counter(verdict for (of, _voter), verdict in self._rooms.get(room, {}).items() if of == belief)


@st.cache_resource(show_spinner=False)
def votes() -> Votes:
    """Return the server's votes."""
    return Votes()


def vote(belief: int, verdict: Verdict) -> None:
    """Count the session's prediction where a class votes; in a callback."""
    context = get_script_run_ctx()
    if get(Vote.room) and context is not None:
        votes().cast(get(Vote.room), belief, context.session_id, verdict)


def draw_vote(belief: int, *, has_predicted: bool) -> None:
    """Draw the class's vote: on a projector as it comes in, on other pages once somebody has predicted and is not led by it."""
    presenter = get(Teaching.presenter)
    if not get(Vote.room):
        if presenter or get(Teaching.teacher):
            st.button(_("Let the class vote"), "open_vote", icon=":material/how_to_vote:", on_click=_open_room)
        return
    if presenter:
        st.markdown(_("Vote at **{address}**").format(address=_address()))
        fragment(_draw_bars, run_every=LOOK_SECONDS)(belief)
    elif has_predicted:
        _draw_bars(belief)


def _draw_bars(belief: int) -> None:
    tally = votes().tally(get(Vote.room), belief)
    most = max(1, *(tally[verdict] for verdict in VERDICTS))
    rows = (
        f'<tr><th scope="row">{_(word)}</th><td><div style="width:{100 * tally[verdict] / most:.0f}%"></div></td>'
        f"<td>{tally[verdict]}</td></tr>"
        for verdict, word in VERDICTS.items()
    )
    caption = _("The class predicts, {count} so far").format(count=tally.total())
    st.html(f'<table class="vote"><caption>{caption}</caption>{"".join(rows)}</table>')


def _open_room() -> None:
    put(Vote.room, 1000 + secrets.randbelow(9000))


def _address() -> str:
    """Return what students type: no more than the page and the room."""
    page = (st.context.url or "").partition("?")[0].partition("://")[2]
    return f"{page}?room={get(Vote.room)}"
