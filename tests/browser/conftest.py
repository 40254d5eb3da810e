"""A fresh server and a real Chromium."""

from __future__ import annotations

import pytest

from tests.browser import driver


@pytest.fixture(scope="session")
def server():
    with driver.serving() as (_process, address):
        yield address


@pytest.fixture
def fresh_server():
    with driver.serving() as (_process, address):
        yield address


@pytest.fixture(scope="session")
def chromium():
    with driver.chromium() as browser:
        yield browser


@pytest.fixture
def open_lab(chromium, server):
    """Return a function that opens the lab in a new browser context and waits until the chart stands."""
    contexts, troubles = [], []

    def open_address(path="/", base=None, width=1440, height=1000, locale="en-US", scheme="light", watch=None):
        base = base or server
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=locale, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on(
            "request", lambda r: None if r.url.startswith((base, "data:", "blob:")) else troubles.append(f"request to {r.url}")
        )
        if watch:
            watch(page)
        page.goto(base + path)
        driver.settled(page)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert not troubles
