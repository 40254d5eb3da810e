"""What one visitor, or one accident, may cost the server: no large uploads, no dead ends, no processes left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driver import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the processes of a server are looked up in Linux's /proc")
PATIENT = 60


@pytest.fixture
def own_server():
    with serving() as (process, address):
        yield process, address


def training_processes(server):
    """The processes in which this server trains."""
    ids = [int(child) for file in Path(f"/proc/{server.pid}/task").glob("*/children") for child in file.read_text().split()]
    return [child for child in ids if b"popen_loky_posix" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_until(condition):
    until = time.monotonic() + PATIENT
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_running(process):
    status = Path(f"/proc/{process}/status")
    try:
        return "State:\tZ" not in status.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_nobody_can_leave_a_file_of_more_than_20_megabytes_on_the_server(open_lab, server):
    sessions = []

    def note(frame):
        message = ForwardMsg.FromString(frame)
        if message.WhichOneof("type") == "new_session":
            sessions.append(message.new_session.initialize.session_id)

    page = open_lab(
        watch=lambda page: page.on("websocket", lambda socket: socket.on("framereceived", note)),
        locale="en-US",
    )
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_streamlit_xsrf")
    sent = page.context.request.put(
        f"{server}/_stcore/upload_file/{sessions[-1]}/some_file",
        headers={"X-Xsrftoken": token},
        multipart={"file": {"name": "file", "mimeType": "text/plain", "buffer": bytes(21 * 2**20)}},
    )
    assert sent.status == 413


def opened_while_it_trains(open_lab, address):
    page = open_lab(
        "/training?train_steps=2000&units=128&depth=8", base=address, ready=".st-key-run_training button", locale="en-US"
    )
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("of all updates").wait_for()
    return page


def test_try_again_after_the_end_of_the_process_that_trains_gives_a_new_run(open_lab, own_server):
    process, address = own_server
    page = opened_while_it_trains(open_lab, address)
    for worker in training_processes(process):
        os.kill(worker, signal.SIGKILL)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("progressbar").wait_for()
    assert page.get_by_text("The process that trains ended").count() == 0
    assert page.locator(".st-key-stop_training button").is_enabled()


def test_the_processes_of_a_server_that_was_killed_end_with_it(open_lab, own_server):
    process, address = own_server
    open_lab("/training?trained=1&train_steps=100", base=address, ready="[class*=st-key-shown_step]", locale="en-US").close()
    workers = training_processes(process)
    assert workers
    process.kill()
    process.wait(PATIENT)
    wait_until(lambda: not any(map(is_running, workers)))


def test_a_server_that_is_asked_to_end_does_so_though_a_process_of_its_hangs(open_lab, own_server):
    process, address = own_server
    page = opened_while_it_trains(open_lab, address)
    workers = training_processes(process)
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    page.close()  # else it would complain that it has lost its server
    process.terminate()
    process.wait(PATIENT)
    wait_until(lambda: not any(map(is_running, workers)))
