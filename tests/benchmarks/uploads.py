"""Whether those who move sliders in the lab feel somebody who brings damaged and hostile files, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import cycle

import psutil
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.benchmarks.memory import pss
from tests.benchmarks.ratios import Table
from tests.benchmarks.student import Student, no_errors, p95_of_moves
from tests.browser.driver import serving
from tests.view.test_files import BAD, made

# The p95 of a single one would be that of six moves.
STUDENTS = 10
MOST_TIMES, MOST_MB = 2.0, 500
XSRF = "_streamlit_xsrf"


class Uploader(Student):
    """Chooses files of its own in the lab, in place of moving a slider."""

    def __init__(self, address: str) -> None:
        super().__init__(address, "", "data=own")
        self.session = self.chooser = ""
        self.urls = FileURLs()
        self.answers: list[str] = []
        self.http = requests.Session()

    async def bring(self, name: str, content: bytes) -> None:
        """Upload a file as a browser does, and have the page read it."""
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session
        await self.socket.send(asked.SerializeToString())
        while not self.finished(ForwardMsg.FromString(await self.socket.recv())):
            pass
        await asyncio.to_thread(self._put, name, content)
        self.moved.Clear()
        self.moved.id = self.chooser
        self.moved.file_uploader_state_value.uploaded_file_info.add(
            name=name, size=len(content), file_id=self.urls.file_id, file_urls=self.urls
        )
        self.warnings.clear()
        await self.rerun()
        self.answers += self.warnings[:1]

    def _put(self, name: str, content: bytes) -> None:
        if XSRF not in self.http.cookies:
            self.http.get(f"{self.address}/_stcore/health", timeout=60)
        answer = self.http.put(
            self.address + self.urls.upload_url,
            files={name: (name, content)},
            headers={"X-Xsrftoken": self.http.cookies[XSRF]},
            timeout=60,
        )
        answer.raise_for_status()

    def finished(self, message: ForwardMsg) -> bool:
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id or self.session
            case "file_urls_response":
                self.urls = message.file_urls_response.file_urls[0]
                return True
        return super().finished(message)

    def _take(self, element: Element, fragment: str) -> None:
        if element.WhichOneof("type") == "file_uploader":
            self.chooser = element.file_uploader.id
        super()._take(element, fragment)


async def measure(table: Table) -> None:
    """Have some move gamma alone, then while another brings every file of the list that is refused, again and again."""
    files = {name: data for name, (content, _words) in BAD.items() if (data := made(content))}
    with serving() as (process, address):
        students = [Student(address) for _ in range(STUDENTS)]
        uploader = Uploader(address)
        for one in (*students, uploader):
            await one.open()
        alone = await p95_of_moves(students)
        most: list[float] = []
        bringing = asyncio.create_task(bring_all(uploader, cycle(files.items()), psutil.Process(process.pid), most))
        beside = await p95_of_moves(students)
        if bringing.done():
            bringing.result()
        bringing.cancel()
    no_errors([*students, uploader])
    table.heading(f"{STUDENTS} students in the lab, p95", "alone", "beside", "ratio")
    cells = [f"{alone * 1e3:.0f} ms", f"{beside * 1e3:.0f} ms", f"{beside / alone:.2f}"]
    what = f"{len(uploader.answers)} refused files"
    table.row(what, "a move", cells, f"<= {MOST_TIMES:g}", beside <= MOST_TIMES * alone)
    table.row(what, "memory of the server at most", [f"{max(most):.0f} MB"], f"< {MOST_MB} MB", max(most) < MOST_MB)


async def bring_all(uploader: Uploader, files: Iterator[tuple[str, bytes]], server: psutil.Process, most: list[float]) -> None:
    for name, content in files:
        refused = len(uploader.answers)
        await uploader.bring(name, content)
        assert len(uploader.answers) > refused, f"{name} got no sentence"
        most.append(pss(server))
