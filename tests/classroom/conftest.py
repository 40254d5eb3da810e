"""The same tests on SQLite and on PostgreSQL, which is started from where Debian installs it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import delete
from starlette.applications import Starlette

from bn_view.phone.routes import routes
from classroom import classes, database, together
from classroom.questions import Choice, Question

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
QUESTION = Question({"en": "Does the output change?", "ko": "출력이 바뀝니까?"}, Choice([{"en": "Yes"}, {"en": "No"}]), 0)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the address of a server that runs during the tests; PostgreSQL refuses to run as root."""
    if PROGRAMS is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp())  # only root can read the folders that pytest makes
    if owner:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **owner}
    try:
        subprocess.run(
            [PROGRAMS / "initdb", "-D", data, "-U", "class", "-A", "trust", "-E", "UTF8", "--no-sync"], check=True, **quiet
        )
        options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
        server = subprocess.Popen([PROGRAMS / "postgres", "-D", data, *options], **quiet)
        try:
            until = time.monotonic() + 30
            ready = [PROGRAMS / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "class", "-d", "postgres"]
            while subprocess.run(ready, check=False).returncode and time.monotonic() < until:
                time.sleep(0.05)
            yield f"postgresql://class@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown, which does not wait for clients
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Use an empty database of either kind; return its address."""
    of_file = f"sqlite:///{tmp_path / 'classes.sqlite3'}"
    address = of_file if request.param == "sqlite" else request.getfixturevalue("postgresql")
    monkeypatch.setenv(database.VARIABLE, address)
    monkeypatch.setattr(database, "SECONDS", 2)  # to wait for a locked database
    monkeypatch.setattr(together, "TOGETHER_SECONDS", 0.001)  # tests vote one after the other
    engine = database.engine()
    with database.writing() as connection:
        connection.execute(delete(database.classes))
        connection.execute(delete(database.runs))
    yield address
    engine.dispose()


@pytest.fixture
def opened(kept: str) -> classes.Opened:
    return classes.open_class()


@pytest.fixture
def voting(opened: classes.Opened) -> classes.Opened:
    """A class whose first vote is open."""
    classes.ask(opened.code, opened.secret, "lesson/lab", QUESTION, "linear_map?shape=bimodal")
    classes.move(opened.code, opened.secret, classes.Phase.VOTE)
    return opened


@pytest.fixture
def server(kept: str) -> Iterator[str]:
    """The routes of phones alone, without Streamlit, on a port of their own."""
    running = uvicorn.Server(uvicorn.Config(Starlette(routes=routes()), port=0, log_level="error", ws_max_size=1 << 24))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield f"127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(10)
