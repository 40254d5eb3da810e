"""How often the sessions of a class look at a run, and when each of them gets the page of one that is over."""

from __future__ import annotations

import threading
import time

# How long a session waits between two looks at its run: when it is alone, and at most, in a large class. In between it waits long
# enough to keep all sessions together at this many looks a second. A look costs the server about 5 ms: 200 sessions that look
# every 2 s take half a core.
LOOK_SECONDS, MOST_LOOK_SECONDS, LOOKS_A_SECOND = 0.5, 2.0, 5
# The whole page costs three times as much: when a run is over, this many of its followers get it per second.
PAGES_A_SECOND = 12


def look_seconds(followers: int) -> float:
    """Return after how long a session looks again where so many follow runs; doubled where needed, so that it seldom changes."""
    seconds = LOOK_SECONDS
    while seconds < min(MOST_LOOK_SECONDS, followers / LOOKS_A_SECOND):
        seconds *= 2
    return seconds


def apart(seconds: float, viewer: str) -> float:
    """Return up to an eighth less, for each viewer its own: a class that opens one link would look at one instant."""
    if seconds == LOOK_SECONDS:
        return seconds
    return seconds * (1 - int(viewer[:4], 16) / 0x80000)


class Turns:
    """A time of one's own for each who asks: at once, or so many a second later than the one before."""

    def __init__(self, a_second: float) -> None:
        self._between, self._latest, self._lock = 1 / a_second, 0.0, threading.Lock()

    def next(self) -> float:
        """Return when it is the asker's turn, by `time.monotonic`."""
        with self._lock:
            self._latest = max(time.monotonic(), self._latest + self._between)
            return self._latest


TURNS = Turns(PAGES_A_SECOND)
