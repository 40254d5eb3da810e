"""What one visitor, or one accident, may cost the server: no large uploads, no dead ends, no processes left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driver import SHOWN, resting, serving, settled, start_server

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


class Sender:
    """Sends files to the upload address with what any page hands out, and none of its widgets."""

    def __init__(self, page, server):
        self.page, self.server, self.session = page, server, ""
        page.on("websocket", lambda socket: socket.on("framereceived", self._note))

    def _note(self, frame):
        message = ForwardMsg.FromString(frame)
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id

    @property
    def headers(self):
        token = next(one["value"] for one in self.page.context.cookies() if one["name"] == "_streamlit_xsrf")
        return {"X-Xsrftoken": token}

    def address(self, name):
        return f"{self.server}/_stcore/upload_file/{self.session}/{name}"

    def put(self, name, megabytes):
        file = {"name": name, "mimeType": "text/plain", "buffer": bytes(int(megabytes * 2**20))}
        return self.page.context.request.put(self.address(name), headers=self.headers, multipart={"file": file}).status


@pytest.fixture
def sender(open_lab, server):
    """Return a function that opens a page in a browser of its own, and what sends files from there."""

    def open_one():
        senders = []
        open_lab(watch=lambda page: senders.append(Sender(page, server)), locale="en-US")
        return senders[0]

    return open_one


def test_nobody_can_leave_a_file_of_more_than_20_megabytes_on_the_server(sender):
    assert sender().put("some_file", 21) == 413


def test_nobody_can_leave_files_of_more_than_100_megabytes_on_the_server(sender):
    one, other = sender(), sender()
    assert [one.put(f"file_{n}", 19) for n in range(6)] == [204] * 5 + [413]
    assert one.put("file_0", 19) == 413  # nor in the place of another, as both are there for a moment
    assert other.put("file", 1) == 204
    assert one.page.context.request.delete(one.address("file_0"), headers=one.headers).status == 204
    assert one.put("file_6", 19) == 204


def test_nobody_can_leave_a_file_that_does_not_say_how_large_it_is(sender):
    one = sender()
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in one.page.context.cookies())
    connection = HTTPConnection(urlsplit(one.server).netloc, timeout=PATIENT)
    headers = {**one.headers, "Cookie": cookies, "Content-Type": "multipart/form-data; boundary=b"}
    connection.request("PUT", urlsplit(one.address("file")).path, iter([b"--b--"]), headers, encode_chunked=True)
    assert connection.getresponse().status == 411


def test_a_file_for_which_there_is_no_room_is_answered_with_a_sentence_and_what_was_read_makes_room(chromium, server, tmp_path):
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    one = Sender(page, server)
    page.goto(f"{server}/?data=own")
    settled(page)
    chooser = page.locator("[class*=st-key-own_files] input[type=file]")
    for n in range(6):
        file = tmp_path / f"{n}.npy"
        file.write_bytes(b"\x93NUMPY" + bytes(19 * 2**20))
        chooser.set_input_files(file)
        page.get_by_text(f"{n}.npy is damaged").wait_for()
        resting(page)
    sentence = page.get_by_text("the server has no room")
    assert not sentence.is_visible()
    assert [one.put(f"file_{n}", 19) for n in range(5)] == [204] * 5
    chooser.set_input_files(tmp_path / "0.npy")
    sentence.wait_for()
    context.close()


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


def test_an_open_page_goes_on_as_it_was_when_its_server_was_started_anew(chromium):
    first, address = start_server()
    page = chromium.new_page()  # whose console may complain
    page.goto(f"{address}/?gamma=-2.5")
    settled(page)
    before = page.evaluate(SHOWN)
    first.kill()
    first.wait(PATIENT)
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'")
    again, _address = start_server(port=urlsplit(address).port)
    try:
        page.locator(".st-key-gamma input:enabled").wait_for()
        page.wait_for_timeout(3000)  # the page is asked for half a second after the connection
        resting(page)
        assert page.evaluate(SHOWN) == before
        page.locator(".st-key-gamma input").press("ArrowRight")
        page.wait_for_url("**/?gamma=-2.49")
    finally:
        page.close()
        again.terminate()
        again.wait(PATIENT)


@pytest.mark.parametrize(
    ("module", "error", "path", "sentence"),
    [
        ("sklearn", "ModuleNotFoundError(name=name)", "/step_by_step?data=digits", "This server lacks sklearn"),
        ("loky", "OSError(28, 'No space left on device')", "/training?trained=1&train_steps=100", "This server has no room left"),
    ],
)
def test_what_a_server_lacks_is_said_in_a_sentence(chromium, tmp_path, monkeypatch, module, error, path, sentence):
    finder = f"""
import sys
class Lacking:
    def find_spec(self, name, *_):
        if name.partition(".")[0] == "{module}":
            raise {error}
sys.meta_path.insert(0, Lacking())
"""
    (tmp_path / "sitecustomize.py").write_text(finder)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with serving() as (_process, address):
        page = chromium.new_page(locale="en-US")
        page.goto(address + path)
        page.get_by_text(sentence).wait_for()
        assert page.get_by_test_id("stException").count() == 0
        page.close()


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
