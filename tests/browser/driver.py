"""Starting a server and a Chromium, and waiting for what a person sees; for the tests and the benchmarks of the page."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

Server = subprocess.Popen[bytes]
T = TypeVar("T")

ROOT = Path(__file__).parents[2]


def chart_of(key: str) -> str:
    """Return the selector of a chart, in the element it came in or in a place of its own."""
    return f":is(.st-key-{key} .js-plotly-plot, .js-plotly-plot.{key})"


def shown_by(chart: str) -> str:
    """JavaScript that returns the last trace of a chart, which is what the chart is about."""
    return f"""() => {{
      const trace = document.querySelector('{chart}').data.at(-1)
      return {{ x: Array.from(trace.x), y: Array.from(trace.y) }}
    }}"""


CHART = chart_of("chart_batch_norm")
SHOWN = shown_by(CHART)
# Plotly's place in the window is taken before Streamlit's bundle can put it there.
WITHOUT_PLOTLY = "Object.defineProperty(window, 'Plotly', { set() {}, get() {} }); window.liveChartGivesUpAfter = 500"
# The theme fades over: its background says when it is there; a button may still fade.
BACKGROUND = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
END_FADING = "() => document.getAnimations().filter(a => a instanceof CSSTransition).forEach(a => a.finish())"
_THEMES = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
COLOURS = {name: "rgb({}, {}, {})".format(*bytes.fromhex(theme["backgroundColor"][1:])) for name, theme in _THEMES.items()}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--process-per-site",  # else each page would compile Streamlit and Plotly anew, which is half of what a test costs
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start_server(
    script: str | Path = "app.py", *, root: Path = ROOT, under: Sequence[str] = (), port: int = 0
) -> tuple[Server, str]:
    """Start the app that lies in `root`, `under` a command that ends by being Python; wait until it answers."""
    port = port or free_port()
    command = [
        *under,
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.headless",
        "true",
        "--server.port",
        str(port),
    ]
    server = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1):
                return server, address
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def serving(script: str | Path = "app.py", **how: Any) -> Iterator[tuple[Server, str]]:
    """A server of its own; gives its process and address."""
    process, address = start_server(script, **how)
    try:
        yield process, address
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium or Chrome of this machine, headless: the build without windows first, which is a fifth quicker."""
    builds = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    installed = next(filter(None, map(shutil.which, builds)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=QUIET)
        yield browser
        browser.close()


def in_own_thread(work: Callable[[], T]) -> T:
    """Return what a thread makes of it: in the tests' own an event loop may run already, which is Playwright's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def idle(page: Page) -> None:
    """Wait until no script runs."""
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")


def settled(page: Page, chart: str = CHART) -> None:
    """Wait until a chart, the lab's by default, is drawn and no script runs."""
    page.wait_for_function(f"() => document.querySelectorAll('{chart}').length === 1")
    resting(page)


# Two frames on end: what is still on its way has a skeleton in its place, a chart may wait for the figure of a released slider.
RESTS = """(call) => {
  const input = (name) => document.querySelector(`.st-key-${name} input[type=range]`)
  const answered = ({ name, motion }, slider) => !(window.liveChart.motionOf({ name, motion }).lasting ?? []).includes(slider)
  const isOf = (chart) => Object.entries(chart.at).every(([name, value]) =>
    !input(name) || !answered(chart, name) || Math.abs(input(name).value - value) < 1e-9)
  const rests = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    && [...document.querySelectorAll('.live-chart')].every(({ chart }) => chart && isOf(chart))
  const rested = window.restsSince === call
  window.restsSince = rests && call
  return rests && rested
}"""


def resting(page: Page) -> None:
    """Wait until no script runs, all is there, and every chart is the server's for where the sliders stand."""
    page.wait_for_function(RESTS, arg=time.monotonic())


def noting(received: list[int]) -> Callable[[Page], None]:
    """Return what `open_lab` calls with a new page, so that the sizes of all that the page receives go into a list."""

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
        page.on("response", lambda response: received.append(len(response.body())) if "/media/" in response.url else None)

    return watch


def serious(page: Page, within: str = "html") -> set[str]:
    """Return the rules that axe finds broken seriously, on all of the page or in a part of it."""
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE_SCRIPT)
    run = "(within) => axe.run(within, { resultTypes: ['violations'] }).then((found) => found.violations)"
    violations = page.evaluate(run, within)
    return {v["id"] for v in violations if v["impact"] in ("serious", "critical")}


CUT_OFF = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(chart => {
  const paper = chart.querySelector('.svg-container').getBoundingClientRect()
  return [...chart.querySelectorAll('.main-svg text')].filter(text => {
    const box = text.getBoundingClientRect()
    return getComputedStyle(text).display === 'none' || box.width && (box.left < paper.left - 1 || box.right > paper.right + 1
      || box.top < paper.top - 1 || box.bottom > paper.bottom + 1)
  }).map(text => `cut off: ${text.textContent} in ${chart.chart?.name}`)
})"""


def cut_off(page: Page) -> set[str]:
    """Return the labels that do not fit on their chart."""
    return set(page.evaluate(CUT_OFF))


# Axes on one side of a chart may share a title, and a low panel has its own as a heading; what stands beside names and not
# numbers needs none, nor what shows no numbers.
UNTITLED = """() => [...document.querySelectorAll('.live-chart.js-plotly-plot')].flatMap(chart => {
  const { _fullLayout: layout, _fullData: traces } = chart
  const axes = Object.entries(layout).filter(([name]) => /^[xy]axis\\d*$/.test(name)).map(([, axis]) => axis)
  const shared = layout.annotations.filter(note => note.textangle === -90).length
  const headed = axis => layout.annotations.some(note => note.xref === 'paper' && note.yref === 'paper' && note.x === 0
    && note.y === axis.domain[1] && note.y < 1)
  const shown = axes.filter(axis => axis.visible && axis.showticklabels && !headed(axis))
  const numbered = shown.filter(axis => (axis._vals ?? []).some(tick => /^−?\\d/.test(tick.text)))
  return numbered.filter(axis => axis.title.text === layout._dfltTitle[axis._id[0]] && !(axis._id[0] === 'y' && shared))
    .map(axis => `no title: ${axis._id} of ${chart.chart.name}`)
})"""


def untitled(page: Page) -> set[str]:
    """Return the axes with numbers of which nothing says what they are."""
    return set(page.evaluate(UNTITLED))


LAPTOP, PHONE = 1440, 390
Look = tuple[str, int]


def looks_at(page: Page, widths: tuple[int, ...] = (LAPTOP, PHONE), within: str = "html") -> dict[Look, set[str]]:
    """Return what axe finds broken seriously, cut-off labels, untitled axes, in each theme, on a laptop and last on a phone."""
    found = {}
    for width in widths:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(f"() => ({BACKGROUND})() === '{COLOURS[scheme]}'")
            page.evaluate(END_FADING)
            found[scheme, width] = serious(page, within) | cut_off(page) | untitled(page)
    return found
