"""Tells every phone of this process when its class changes: at once, or within a second if another process changed it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from classroom import classes
from classroom.classes import Class
from classroom.refusals import DatabaseGoneError

T = TypeVar("T")
_BETWEEN_LOOKS = 1.0
# After so many phones were told, other tasks on the event loop get a turn.
_AT_ONCE, _PAUSE = 50, 0.005
_BETWEEN_CLEANINGS = 600
# Database calls run in these threads, so that they do not block the event loop.
_THREADS = ThreadPoolExecutor(4, "classroom")


async def off_the_loop(call: Callable[..., T], *args: object) -> T:
    """Return the result of a database call that is made in another thread."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, call, *args)


class _Room:
    def __init__(self) -> None:
        self.present: Class | None = None
        self.is_known, self.lock = False, asyncio.Lock()
        self.followers: set[Following] = set()


class Following:
    """A subscription to the changes of a class."""

    def __init__(self, room: _Room) -> None:
        self._room, self.news = room, asyncio.Event()

    @property
    def present(self) -> Class | None:
        """The class as it is now; None once it is closed."""
        return self._room.present

    async def changed(self) -> Class | None:
        """Wait until the class has changed since the last call, and return it."""
        await self.news.wait()
        self.news.clear()
        return self._room.present


class Feed:
    """The classes that are followed in this process."""

    def __init__(self) -> None:
        self._rooms: dict[str, _Room] = {}
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._telling: set[asyncio.Task[None]] = set()
        classes.listeners.append(self.announce)

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[Following]:
        """Follow a class until the context ends."""
        self._loop = asyncio.get_running_loop()
        room = self._rooms.setdefault(code, _Room())
        following = Following(room)
        room.followers.add(following)
        try:
            async with room.lock:  # many phones that reconnect at once cost one query
                if not room.is_known:
                    room.present = await off_the_loop(classes.find, code)
                    room.is_known = True
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            yield following
        finally:
            room.followers.discard(following)
            if not room.followers:
                self._rooms.pop(code, None)

    def announce(self, code: str) -> None:
        """Announce, from any thread, that this process has changed a class."""
        if self._loop is not None and not self._loop.is_closed():
            with suppress(RuntimeError):  # it was closed meanwhile
                self._loop.call_soon_threadsafe(self._tell_soon, code)

    def _tell_soon(self, code: str) -> None:
        task = asyncio.create_task(self._tell_of([code]))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _look(self) -> None:
        looks = 0
        while self._rooms:
            await asyncio.sleep(_BETWEEN_LOOKS)
            await self._tell_of(list(self._rooms))
            looks += 1
            if looks % _BETWEEN_CLEANINGS == 0:
                with suppress(DatabaseGoneError):
                    await off_the_loop(classes.delete_expired)

    async def _tell_of(self, codes: list[str]) -> None:
        with suppress(DatabaseGoneError):  # the next look tries again
            found = await off_the_loop(classes.versions, codes)
            for code in codes:
                room = self._rooms.get(code)
                if room is None or not room.is_known:
                    continue
                known = None if room.present is None else room.present.version
                if known is not None and found.get(code) != known:
                    await self._tell(code, room)

    async def _tell(self, code: str, room: _Room) -> None:
        async with room.lock:
            room.present = await off_the_loop(classes.find, code)
        for place, following in enumerate(list(room.followers)):
            if place % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(_PAUSE)
            following.news.set()
