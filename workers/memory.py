"""How much memory there is and who may have how much of it, so that nothing is begun that the machine cannot hold."""

from __future__ import annotations

import threading
from pathlib import Path


def free_bytes() -> int:
    """Return how much memory this machine or container can still give; 0 where it does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
        group = Path("/sys/fs/cgroup")
        limit = (group / "memory.max").read_text().strip() if (group / "memory.max").exists() else "max"
        return free if limit == "max" else min(free, int(limit) - int((group / "memory.current").read_text()))
    except (OSError, StopIteration):
        return 0


class Room:
    """So many bytes for all who work on large arrays at one time; whoever finds no room waits in line."""

    def __init__(self, size: int) -> None:
        self._size, self._taken = size, 0
        self._line: list[Place] = []
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """How many bytes are taken."""
        return self._taken

    def place(self, size: int) -> Place:
        """Return a place at the end of the line; more than there is counts as all there is."""
        with self._lock:
            place = Place(self, min(size, self._size))
            self._line.append(place)
            return place

    def admit(self) -> None:
        """Let those in who are next in line and find room."""
        with self._lock:
            while self._line and self._taken + self._line[0].size <= self._size:
                place = self._line.pop(0)
                self._taken += place.size
                place.has_room.set()

    def leave(self, place: Place) -> None:
        """Give back the room of a place, or its place in line."""
        with self._lock:
            if place.has_room.is_set():
                self._taken -= place.size
            else:
                self._line.remove(place)
        self.admit()


class Place:
    """Somebody's place in the line for room, and the room it then has; a context manager that gives both back."""

    def __init__(self, room: Room, size: int) -> None:
        self._room, self.size = room, size
        self.has_room = threading.Event()

    def __enter__(self) -> Place:
        """Stand in line."""
        self._room.admit()
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave."""
        self._room.leave(self)
