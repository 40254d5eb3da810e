"""One phone's websocket: it gets each phase in a few bytes, and its votes are acknowledged once they are committed.

The phone sends ``{"hello": token}`` first, and ``{"vote": value, "n": question, "round": 1, "turn": 3}`` later. It receives
``joined`` with a new token, ``state``, ``ok`` for a vote that is counted, ``no`` with a reason for one that is not, and
``later`` when the database does not answer: then it sends the same again. ``over`` with a reason is the last message.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from classroom import votes
from classroom.classes import Class, Phase, cleaned, is_a_code
from classroom.feed import Feed, Following, off_the_loop
from classroom.rate_limits import Allowance
from classroom.refusals import (
    ClassError,
    DatabaseGoneError,
    FullClassError,
    TooManyTriesError,
    UnknownClassError,
    UnknownPersonError,
)

# A drawing of forty places is 400 characters.
_MOST_CHARACTERS = 4000
# Messages at once, and each second afterwards: enough for somebody who changes their mind often.
_AT_ONCE, _A_SECOND = 40.0, 4.0
# A connection without a hello by then is closed; a phone that waits longer for a commit is told to send again.
_HELLO_SECONDS, _COMMIT_SECONDS = 20.0, 8.0
_OVER, _FLOOD = 4000, 1008


class Connection:
    """The websocket of one phone."""

    def __init__(self, socket: WebSocket, feed: Feed, wrong_codes: Allowance) -> None:
        self._socket, self._feed, self._wrong_codes = socket, feed, wrong_codes
        self._code = cleaned(socket.path_params["code"])
        self._address = socket.client.host if socket.client else ""
        self._token, self._told = "", 0  # the number of the question that the phone has
        self._allowed, self._since = _AT_ONCE, time.monotonic()

    async def run(self) -> None:
        """Serve the phone until it disconnects or the class is over."""
        await self._socket.accept()
        with suppress(WebSocketDisconnect, RuntimeError):  # it disconnected while something was being sent
            try:
                await self._greet()
            except ClassError as error:
                await self._say({"t": "over", "reason": error.reason})
                await self._socket.close(_OVER)

    async def _greet(self) -> None:
        hello = await self._next()
        while hello is not None:
            try:
                # After too many wrong codes from an address only people who have joined already are let in: a whole school may
                # share the address with the one who is guessing codes.
                if not self._wrong_codes.has_left(self._address) and not await self._takes_part(hello.get("hello")):
                    raise TooManyTriesError
                async with self._feed.follow(self._code if is_a_code(self._code) else "") as following:
                    if following.present is None:
                        self._wrong_codes.spend(self._address, once_for=self._code)
                        raise UnknownClassError
                    await self._converse(hello, following)
                return
            except DatabaseGoneError:
                await self._say({"t": "later"})
                hello = await self._next()  # the phone says it again

    async def _converse(self, first: Mapping[str, Any], following: Following) -> None:
        telling: asyncio.Task[None] | None = None
        message: Mapping[str, Any] | None = first
        try:
            while message is not None:
                if "hello" in message:
                    if await self._welcome(message["hello"], following) and telling is None:
                        telling = asyncio.create_task(self._tell(following))
                elif self._token:
                    await self._take(message)
                message = await self._next()
        finally:
            if telling is not None:
                telling.cancel()

    async def _takes_part(self, token: object) -> bool:
        try:
            return isinstance(token, str) and await off_the_loop(votes.votes_of, self._code, token, 0) == {}
        except UnknownPersonError:
            return False

    async def _next(self) -> Mapping[str, Any] | None:
        """Return the phone's next message, or close the connection and return None if no phone would send it."""
        try:
            async with asyncio.timeout(None if self._token else _HELLO_SECONDS):
                text = await self._socket.receive_text()
            message = json.loads(text) if len(text) <= _MOST_CHARACTERS else None
        except (TimeoutError, ValueError, KeyError, RecursionError):
            message = None
        now = time.monotonic()
        self._allowed, self._since = min(_AT_ONCE, self._allowed + (now - self._since) * _A_SECOND) - 1, now
        if not isinstance(message, dict) or self._allowed < 0:
            await self._socket.close(_FLOOD)
            return None
        return message

    async def _welcome(self, token: object, following: Following) -> bool:
        """Add a new person or recognize one by the token, and send the present state; return whether that succeeded."""
        mine: Mapping[int, Any] = {}
        try:
            if isinstance(token, str) and token:
                mine = await self._votes_of(token, following)
            elif self._token:  # one phone is one person
                await self._socket.close(_FLOOD)
                return False
            else:
                token, joined = votes.joining(self._code)
                await asyncio.wait_for(asyncio.wrap_future(joined), _COMMIT_SECONDS)
                await self._say({"t": "joined", "token": token})
        except (DatabaseGoneError, TimeoutError):
            await self._say({"t": "later"})
            return False
        except UnknownPersonError as error:
            await self._say({"t": "no", "reason": error.reason})
            return False
        # Read only now: during the wait above the class may have changed, and `_tell` may have sent the change.
        present = following.present
        if present is None:
            raise UnknownClassError
        self._token, self._told = token, 0
        await self._say({**self._state(present), "mine": mine})
        return True

    async def _votes_of(self, token: str, following: Following) -> Mapping[int, Any]:
        """Return this person's votes on the present question; read them again if another was asked meanwhile."""
        while (present := following.present) is not None:
            mine = await off_the_loop(votes.votes_of, self._code, token, present.number)
            if following.present is not None and following.present.number == present.number:
                return mine
        raise UnknownClassError

    async def _take(self, message: Mapping[str, Any]) -> None:
        """Count a vote, and answer that it is counted or why not."""
        number, of_round, turn = (_whole(message.get(name)) for name in ("n", "round", "turn"))
        if number is None or of_round is None or turn is None:
            await self._say({"t": "no", "reason": "bad_value"})
            return
        about = {"n": number, "round": of_round, "turn": turn}
        counted = votes.casting(self._code, self._token, of_round, message.get("vote"), number=number, turn=turn)
        try:
            await asyncio.wait_for(asyncio.wrap_future(counted), _COMMIT_SECONDS)
        except (DatabaseGoneError, TimeoutError):
            await self._say({"t": "later"})
        except (UnknownClassError, FullClassError):
            raise
        except ClassError as error:
            await self._say({"t": "no", "reason": error.reason, **about})
        else:
            await self._say({"t": "ok", **about})

    async def _tell(self, following: Following) -> None:
        """Send each change of the class."""
        with suppress(WebSocketDisconnect, RuntimeError):
            while (present := await following.changed()) is not None:
                await self._say(self._state(present))
            await self._say({"t": "over", "reason": "closed"})
            await self._socket.close(_OVER)

    def _state(self, present: Class) -> dict[str, Any]:
        """Return the state of a class: its question once and not before the vote, the right answer only when it is shown."""
        state: dict[str, Any] = {"t": "state", "n": present.number, "phase": present.phase}
        if present.question is not None and present.phase is not Phase.WAIT and self._told != present.number:
            state["q"] = present.question.shown()
            self._told = present.number
        if present.ends_at is not None:
            state["left"] = round(present.ends_at - time.time(), 1)
        if present.question is not None and present.phase is Phase.RUN:
            state |= {"revealed": present.question.revealed(), "link": present.link}
        return state

    async def _say(self, message: Mapping[str, Any]) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.send_text(json.dumps(message, ensure_ascii=False, separators=(",", ":")))


def _whole(raw: object) -> int | None:
    """Return a whole number as it is, None for anything else; Python would take true and false for 1 and 0."""
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None
