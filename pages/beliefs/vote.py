"""A class votes by one link: it sees the belief that is on the projector, and the votes once the teacher shows them."""

from __future__ import annotations

import secrets
import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bn_view.state.language import _
from bn_view.state.session import Teaching, fragment, get, put
from bn_view.state.settings import Settings, Whole
from pages.beliefs.belief import VERDICTS, Verdict

# How often a projector and a phone look. Each look costs the server about 5 ms: 200 phones take a quarter of a core.
LOOK_SECONDS, FOLLOW_SECONDS = 2.0, 4.0
# What only the computer itself can open.
_OWN_NAMES = ("localhost", "127.", "[::1]")


class Vote(Settings):
    """Who votes together: the sessions with one room in their links, 0 for none."""

    personal = True
    room = Whole(0, 0, 9999)


@dataclass
class Room:
    """One verdict a belief and voter; which belief is on the projector; of which ones it has shown the votes."""

    votes: dict[tuple[int, str], Verdict] = field(default_factory=dict)
    on_projector: int | None = None
    shown: set[int] = field(default_factory=set)

    def tally(self, belief: int) -> Counter[Verdict]:
        """Return how many predict what."""
        return Counter(verdict for (of, _voter), verdict in list(self.votes.items()) if of == belief)


class Votes:
    """The last rooms in which anybody voted, in this process's memory."""

    def __init__(self, most_rooms: int = 200, most_votes: int = 20_000) -> None:
        self._rooms: OrderedDict[int, Room] = OrderedDict()
        self._most_rooms, self._most_votes = most_rooms, most_votes
        self._lock = threading.Lock()

    def room(self, number: int) -> Room:
        """Return a room; an empty one where there is none yet."""
        with self._lock:
            room = self._rooms.setdefault(number, Room())
            self._rooms.move_to_end(number)
            while len(self._rooms) > self._most_rooms:
                self._rooms.popitem(last=False)
            return room

    def cast(self, number: int, belief: int, voter: str, verdict: Verdict) -> None:
        """Count a verdict, in place of the voter's earlier one; none any more where a room is full."""
        votes = self.room(number).votes
        if len(votes) < self._most_votes or (belief, voter) in votes:
            votes[belief, voter] = verdict


@st.cache_resource(show_spinner=False)
def votes() -> Votes:
    """Return the server's votes."""
    return Votes()


def vote(belief: int, verdict: Verdict) -> None:
    """Count the session's prediction where a class votes; in a callback."""
    context = get_script_run_ctx()
    if get(Vote.room) and context is not None:
        votes().cast(get(Vote.room), belief, context.session_id, verdict)


def teaches() -> bool:
    """Return whether this is the teacher's page: all others of a room follow it."""
    return get(Teaching.presenter) or get(Teaching.teacher)


def belief_to_follow() -> int | None:
    """Return the belief to which the projector has gone since this session followed it last, if any."""
    if not get(Vote.room) or teaches():
        return None
    on_projector = votes().room(get(Vote.room)).on_projector
    return None if on_projector == st.session_state.get("followed_belief") else on_projector


def draw_vote(belief: int, *, has_predicted: bool, is_answered: bool) -> None:
    """Draw the class's vote: how many have voted, and what, once the teacher shows it."""
    if not get(Vote.room):
        if teaches() and not is_answered:
            st.button(_("Let the class vote"), "open_vote", icon=":material/how_to_vote:", on_click=_open_room)
        return
    room = votes().room(get(Vote.room))
    if teaches():
        room.on_projector = belief
        if is_answered:
            room.shown.add(belief)
        if belief not in room.shown:  # afterwards nobody has to come any more, and the votes have its place
            _draw_invitation(room, belief)
        fragment(_draw_tally, run_every=LOOK_SECONDS)(room, belief)
    else:
        st.session_state.followed_belief = room.on_projector
        fragment(_follow, run_every=FOLLOW_SECONDS)(room, belief, has_predicted)


def _draw_invitation(room: Room, belief: int) -> None:
    address = _address()
    with st.container(horizontal=True, vertical_alignment="center", key="vote"):
        if address.startswith(_OWN_NAMES):
            st.warning(_("Phones cannot reach this address: open the page by this computer’s name or IP address."))
        else:
            st.markdown(_("Vote at **{address}**").format(address=address), width="content")
        st.button(_("Show the votes"), "show_votes", on_click=room.shown.add, args=(belief,))


def _follow(room: Room, belief: int, has_predicted: bool) -> None:
    if belief_to_follow() is not None:
        st.rerun()
    if has_predicted:
        _draw_tally(room, belief)


def _draw_tally(room: Room, belief: int) -> None:
    tally = room.tally(belief)
    caption = _("Votes so far: {count}").format(count=tally.total())
    if belief not in room.shown:
        st.html(f'<p class="vote">{caption}</p>')
        return
    most = max(1, *(tally[verdict] for verdict in VERDICTS))
    rows = (
        f'<tr><th scope="row">{_(word)}</th><td><div style="width:{100 * tally[verdict] / most:.0f}%"></div></td>'
        f"<td>{tally[verdict]}</td></tr>"
        for verdict, word in VERDICTS.items()
    )
    st.html(f'<table class="vote"><caption>{caption}</caption>{"".join(rows)}</table>')


def _open_room() -> None:
    put(Vote.room, 1000 + secrets.randbelow(9000))


def _address() -> str:
    """Return what students type: no more than the page and the room."""
    # Community Cloud shows the app in a frame under "/~/+/", which the address people type has not.
    page = (st.context.url or "").partition("://")[2].replace("/~/+/", "/")
    return f"{page}?room={get(Vote.room)}"
