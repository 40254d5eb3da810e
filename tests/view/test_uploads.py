"""Files on their way to a page have so much room for all sessions, which is theirs again once it is given back."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from bn_view.data import uploads

MB = 1_000_000


class Server:
    """A Streamlit that keeps what the middleware lets in."""

    def __init__(self):
        self.uploaded_file_mgr = MemoryUploadedFileManager("/_stcore/upload_file")
        self.here, self.may_go_on = {"one", "other"}, asyncio.Event()
        self.may_go_on.set()

    def is_active_session(self, session):
        return session in self.here

    async def __call__(self, scope, receive, send):
        await self.may_go_on.wait()
        *_before, session, name = scope["path"].split("/")
        data = bytes(int(dict(scope["headers"])[b"content-length"]))
        self.uploaded_file_mgr.add_file(session, UploadedFileRec(name, name, "", data))
        await send({"type": "http.response.start", "status": 204})


@pytest.fixture
def server(monkeypatch):
    one = Server()
    monkeypatch.setattr(uploads, "get_instance", lambda: one)
    one.middleware = uploads.Uploads(one, of_session=3 * MB, in_all=4 * MB)
    return one


def finished(coroutine):
    """Run it in a thread of its own: Playwright has a loop in the one of the tests."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


async def put(server, session, name, size):
    """Return how a file is answered."""
    answers = []

    async def send(message):
        answers.append(message.get("status"))

    path, headers = f"/bn/_stcore/upload_file/{session}/{name}", [(b"content-length", str(size).encode())]
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers}
    await server.middleware(scope, None, send)
    return answers[0]


def test_all_sessions_share_their_room_and_what_was_left_by_who_is_gone_goes_first(server):
    async def run():
        assert await put(server, "one", "a", 2 * MB) == 204
        assert await put(server, "other", "b", MB) == 204
        assert await put(server, "other", "c", 2 * MB - 100_000) == 413
        server.here.remove("one")
        assert await put(server, "other", "c", 2 * MB - 100_000) == 204

    finished(run())


def test_what_is_still_being_sent_has_its_room_already(server):
    async def run():
        server.may_go_on.clear()
        sending = asyncio.create_task(put(server, "one", "a", 2 * MB))
        await asyncio.sleep(0)
        assert await put(server, "one", "b", 2 * MB) == 413
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        server.may_go_on.set()
        assert await put(server, "one", "b", 2 * MB) == 204

    finished(run())


def test_empty_files_take_room_as_well(server):
    async def run():
        answers = [await put(server, "one", str(n), 0) for n in range(1000)]
        assert answers.count(204) < 200

    finished(run())
