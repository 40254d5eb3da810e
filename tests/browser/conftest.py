"""A fresh server and a real Chromium."""

from __future__ import annotations

import re

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
def bare_server(tmp_path_factory):
    script = tmp_path_factory.mktemp("bare") / "bare.py"
    script.write_text(
        "import streamlit as st\n"
        "st.title('Bare')\n"
        "with st.sidebar:\n    st.segmented_control('Pick', ['a', 'b'], key='pick')\n"
        "st.slider('Slider', 0, 10, key='slider')\n"
        "st.code('import numpy as np  # ' + 'a long line ' * 20, language='python')\n"
        "st.plotly_chart({'data': [{'y': [1, 2]}]}, key='chart_batch_norm', alt='two points')\n"
    )
    with driver.serving(script) as (_process, address):
        yield address


@pytest.fixture(scope="session")
def chromium():
    with driver.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def found_on_a_bare_page(chromium, bare_server):
    page = chromium.new_context().new_page()
    page.goto(bare_server)
    driver.settled(page)
    found = driver.looks_at(page)
    page.context.close()
    return found


@pytest.fixture
def open_lab(chromium, server):
    """Return a function that opens the lab, or what `ready` waits for, in a new browser context."""
    contexts, troubles = [], []

    def open_address(path="/", base=None, width=1440, height=1000, locale="en-US", scheme="light", watch=None, ready=None):
        base = base or server
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=locale, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(f"{m.text} {m.location['url']}") if _trouble(m) else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on(
            "request", lambda r: None if r.url.startswith((base, "data:", "blob:")) else troubles.append(f"request to {r.url}")
        )
        if watch:
            watch(page)
        page.goto(base + path)
        if ready:
            page.locator(ready).first.wait_for()
            driver.resting(page)
        else:
            driver.settled(page)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert not troubles


def _trouble(message):
    # Opened at a page's own address, Streamlit looks for the server below that address first.
    looks_for_the_server = re.search(r"/\w+/_stcore/(health|host-config)$", message.location["url"])
    return message.type == "error" and not looks_for_the_server
