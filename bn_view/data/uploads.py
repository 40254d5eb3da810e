"""How much the server holds of files on their way to a page: Streamlit bounds each file, and not how many there are.

Its upload address takes what anybody sends who has opened a page, whether or not that has a place for files, and keeps it as long
as the session. `Uploads` stands before that address, as middleware that Streamlit lets an app have; `drop` lets go what was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeAlias

from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from bn_view.data.files.content import MOST_BYTES

# The messages of ASGI, and an application that speaks it.
_Message: TypeAlias = MutableMapping[str, Any]
_Receive: TypeAlias = Callable[[], Awaitable[_Message]]
_Send: TypeAlias = Callable[[_Message], Awaitable[None]]
_App: TypeAlias = Callable[[_Message, _Receive, _Send], Awaitable[None]]
_ADDRESS = "/_stcore/upload_file/"
# Twice what a page reads at once: of what is more than that, it is told enough to say so. And of all sessions together.
MOST_OF_SESSION, MOST_IN_ALL = 2 * MOST_BYTES, 400_000_000
# What a file counts beyond its bytes, so that nobody leaves millions of empty ones.
_OF_A_FILE = 20_000
_TOO_MUCH, _NO_LENGTH = 413, 411
# Sessions of whose last choice something was refused.
_REFUSED: set[str] = set()


class Uploads:
    """Middleware that refuses a file for which its session, or the server, has no room, before a byte of it is read."""

    def __init__(self, app: _App, of_session: int = MOST_OF_SESSION, in_all: int = MOST_IN_ALL) -> None:
        self._app, self._of_session, self._in_all = app, of_session, in_all
        self._coming: Counter[str] = Counter()  # what sessions are sending, as they have announced it

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Pass a request on, or answer it."""
        _before, is_upload, path = scope.get("path", "").partition(_ADDRESS)
        session = path.partition("/")[0]
        if not is_upload or scope.get("method") != "PUT" or not get_instance().is_active_session(session):
            await self._app(scope, receive, send)  # which refuses what is of no session
            return
        announced = dict(scope["headers"]).get(b"content-length", b"")
        if not announced.isdigit():  # none, as of what comes in pieces
            await _answer(send, _NO_LENGTH)
            return
        size = _OF_A_FILE + int(announced)
        if not self._has_room(session, size):
            _REFUSED.add(session)
            _REFUSED.intersection_update([one for one in _REFUSED if get_instance().is_active_session(one)])
            await _answer(send, _TOO_MUCH)
            return
        self._coming[session] += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming -= Counter({session: size})

    def _has_room(self, session: str, size: int) -> bool:
        files = _files()
        held = _held(files)
        if held[session] + self._coming[session] + size > self._of_session:
            return False
        if held.total() + self._coming.total() + size > self._in_all:
            # What was left by who is not here goes first.
            for other in held:
                if not get_instance().is_active_session(other):
                    files.remove_session_files(other)
            held = _held(files)
        return held.total() + self._coming.total() + size <= self._in_all


def drop(files: Sequence[UploadedFile]) -> None:
    """Drop files of this session that were read."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def take_refusal() -> bool:
    """Return whether there was no room for a file of this session since this was last asked."""
    context = get_script_run_ctx()
    if context is None or context.session_id not in _REFUSED:
        return False
    _REFUSED.discard(context.session_id)
    return True


def _files() -> MemoryUploadedFileManager:
    files = get_instance().uploaded_file_mgr
    if not isinstance(files, MemoryUploadedFileManager):
        raise TypeError("this Streamlit keeps uploaded files elsewhere")
    return files


def _held(files: MemoryUploadedFileManager) -> Counter[str]:
    """Return how much is held of each session, names and all."""
    of_sessions = {session: list(kept.values()) for session, kept in list(files.file_storage.items())}
    return Counter({session: sum(_OF_A_FILE + sum(map(len, file)) for file in kept) for session, kept in of_sessions.items()})


async def _answer(send: _Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
