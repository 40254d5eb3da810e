"""A fresh server and a real Chromium."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
CHART = ".st-key-chart_batch_norm .js-plotly-plot"
SHOWN = f"""() => {{
  const trace = document.querySelector('{CHART}').data[0]
  return {{ x: Array.from(trace.x), y: Array.from(trace.y) }}
}}"""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def start_server(script="app.py"):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1):
                return server, address
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="session")
def server():
    process, address = start_server()
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture
def fresh_server():
    process, address = start_server()
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def chromium():
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=QUIET)
        yield browser
        browser.close()


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
        settled(page)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert not troubles


def settled(page):
    """Wait until the chart is drawn and no script runs."""
    page.wait_for_function(
        f"() => document.querySelectorAll('{CHART}').length === 1"
        " && document.querySelector('[data-testid=\"stApp\"]')?.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-stale=\"true\"]')"
    )
