"""A server and a real Chromium, in one of the processes that run the tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser import driver
from tests.browser.driver import Look

BARE_PAGE = """
import streamlit as st
st.title('Bare')
with st.sidebar:
    st.segmented_control('Pick', ['a', 'b'], key='pick')
st.slider('Slider', 0, 10, key='slider')
st.code('import numpy as np  # ' + 'a long line ' * 20, language='python')
st.plotly_chart({'data': [{'y': [1, 2]}]}, key='chart_batch_norm', alt='two points')
"""


# What moves by itself where its address has no settings; Step by step does with any.
MOVING = (
    "/",
    "/home",
    "/linear_map",
    "/numpy_and_tensorflow",
    "/numpy_and_tensorflow?part=precision",
    "/numpy_and_tensorflow?part=differences",
    "/numpy_and_tensorflow?part=speed",
    "/numpy_and_tensorflow?part=take_home",
    "/step_by_step",
    "/training",
    "/training_and_inference",
    "/training_and_inference?topic=two_modes",
    "/training_and_inference?topic=batch_size",
    "/who_shares_statistics",
    "/why_gamma_and_beta",
    "/whose_standard_deviation",
)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with driver.serving() as (_process, address):
        yield address


@pytest.fixture
def fresh_server() -> Iterator[str]:
    with driver.serving() as (_process, address):
        yield address


@pytest.fixture(scope="session")
def bare_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    script = tmp_path_factory.mktemp("bare") / "bare.py"
    script.write_text(BARE_PAGE)
    with driver.serving(script) as (_process, address):
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with driver.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def context(chromium: Browser, server: str) -> Iterator[BrowserContext]:
    """One browser for the tests that need none of their own, held by a page: pages of one process share what it compiled."""
    context = chromium.new_context(locale="en-US")
    context.new_page().goto(f"{server}/_stcore/health")
    yield context
    context.close()


@pytest.fixture(scope="session")
def found_on_a_bare_page(chromium: Browser, bare_server: str) -> dict[Look, set[str]]:
    page = chromium.new_context().new_page()
    page.goto(bare_server)
    driver.settled(page)
    found = driver.looks_at(page)
    page.context.close()
    return found


@pytest.fixture
def open_lab(chromium: Browser, context: BrowserContext, server: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the lab, or what `ready` waits for: a new page, with `locale` in its own browser."""
    opened: list[Page | BrowserContext] = []
    troubles: list[str] = []

    def open_address(
        path: str = "/",
        base: str = server,
        width: int = 1440,
        height: int = 1000,
        locale: str | None = None,
        scheme: Literal["light", "dark"] = "light",
        moving: bool = False,
        watch: Callable[[Page], None] | None = None,
        ready: str | None = None,
    ) -> Page:
        own = None if locale is None else chromium.new_context(locale=locale)
        page = (own or context).new_page()
        opened.append(own or page)
        page.set_viewport_size({"width": width, "height": height})
        # What moves by itself opens as for who wants no motion, unless the test is about its `moving`.
        moves = re.sub(r"&?lang=\w+", "", path).rstrip("?&") in MOVING or path.startswith("/step_by_step")
        wanted: Literal["reduce", "no-preference"] = "reduce" if moves and not moving else "no-preference"
        page.emulate_media(color_scheme=scheme, reduced_motion=wanted)
        page.on("console", lambda m: troubles.append(f"{m.text} {m.location['url']}") if _is_trouble(m) else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on(
            "request", lambda r: None if r.url.startswith((base, "data:", "blob:")) else troubles.append(f"request to {r.url}")
        )
        if watch:
            watch(page)
        page.goto(base + path)
        if moving:
            page.locator(ready or driver.CHART).first.wait_for()
        elif ready:
            page.locator(ready).first.wait_for()
            driver.resting(page)
        else:
            driver.settled(page)
        return page

    yield open_address
    for page_or_browser in opened:
        page_or_browser.close()
    context.clear_cookies()
    assert not troubles


def _is_trouble(message: ConsoleMessage) -> bool:
    # Opened at a page's own address, Streamlit looks for the server below that address first.
    looks_for_the_server = re.search(r"/\w+/_stcore/(health|host-config)$", message.location["url"])
    # A page may ask once more while its server is ended before it.
    of_an_ended_server = message.text.startswith(
        ("Cannot send rerun backMessage when disconnected", "WebSocket is already in CLOSING")
    )
    is_one = message.type in ("error", "trace")  # as a trace Plotly warns
    return is_one and not looks_for_the_server and not of_an_ended_server
