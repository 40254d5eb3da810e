"""Two replicas behind the Caddyfile: a browser stays with its replica, and goes on at the other when that is gone."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
import websockets
from playwright.sync_api import Page

from tests.browser.driver import ROOT, SHOWN, Server, chromium, free_port, in_own_thread, settled, start_server
from tests.deploy.behind_caddy import DEPLOY, SECRETS, needs_caddy, places, proxy, two_replicas

needs_compose = pytest.mark.skipif(
    shutil.which("docker-compose") is None, reason="docker-compose is not installed (apt-get install docker-compose)"
)
LONGEST_RUN = "depth=8&train_batch=256&train_steps=1000&units=128"
CONNECTED = "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"


@pytest.fixture(scope="module")
def two() -> Iterator[list[tuple[Server, str]]]:
    with two_replicas() as servers:
        yield servers


def replica_of(jar: CookieJar) -> str | None:
    return next((cookie.value for cookie in jar if cookie.name == "bn_replica"), None)


@needs_caddy
def test_a_browser_stays_with_its_replica_and_both_have_browsers(two):
    with proxy(*places(two)) as address:
        chosen = []
        for _browser in range(12):
            jar = CookieJar()
            browser = build_opener(HTTPCookieProcessor(jar))
            seen = set()
            for _request in range(5):
                browser.open(f"{address}/_stcore/health").close()
                seen.add(replica_of(jar))
            assert len(seen) == 1
            chosen.append(seen.pop())
        assert len(set(chosen)) == 2


@needs_caddy
@pytest.mark.parametrize(("origin", "opens"), [("http://elsewhere.example", False), (None, True), ("own", True)])
def test_a_page_elsewhere_opens_no_session(two, origin, opens):
    with proxy(*places(two)) as address:

        async def opened() -> bool:
            stream = f"{address.replace('http', 'ws')}/_stcore/stream"
            try:
                async with websockets.connect(stream, origin=address if origin == "own" else origin, open_timeout=20):
                    return True
            except websockets.InvalidStatus as refused:
                if refused.response.status_code != 403:
                    raise
                return False

        assert in_own_thread(lambda: asyncio.run(opened())) == opens


@needs_caddy
def test_without_any_replica_the_proxy_says_so_within_seconds():
    with pytest.raises(HTTPError) as refused, proxy(f"127.0.0.1:{free_port()}") as address:
        urlopen(f"{address}/", timeout=20)
    assert refused.value.code in {502, 503}


def reconnected(page: Page, seconds: float) -> float:
    start = time.monotonic()
    page.wait_for_function(CONNECTED, timeout=1e3 * seconds)
    return time.monotonic() - start


@contextmanager
def page_of_two_replicas(path: str) -> Iterator[tuple[Page, Callable[[], None]]]:
    """Open a page at one of two replicas; gives it, and what kills that replica and waits until the page is at the other."""
    first, first_address = start_server()
    second_place = f"127.0.0.1:{free_port()}"
    with chromium() as browser, proxy(urlsplit(first_address).netloc, second_place) as address, ExitStack() as ends:
        ends.callback(first.wait, 20)
        ends.callback(first.kill)
        page = browser.new_page()
        page.goto(f"{address}{path}")

        def kill() -> None:
            second, _address = start_server(port=int(second_place.rpartition(":")[2]))
            ends.callback(second.wait, 20)
            ends.callback(second.terminate)
            first.kill()
            first.wait(20)
            page.wait_for_function(f"() => !({CONNECTED})()", timeout=20_000)
            reconnected(page, 20)
            page.wait_for_timeout(3000)  # the page is asked for half a second after the connection

        yield page, kill


@needs_caddy
def test_when_a_replica_is_killed_its_page_goes_on_at_the_other_as_it_was():
    def test() -> None:
        with page_of_two_replicas("/?gamma=-2.5&beta=1") as (page, kill):
            settled(page)
            before = page.evaluate(SHOWN)
            kill()
            settled(page)
            assert page.evaluate(SHOWN) == before
            slider = page.locator(".st-key-gamma [role=slider], .st-key-gamma input[type=range]").first
            slider.focus()
            slider.press("ArrowRight")
            page.wait_for_function("() => location.search.includes('gamma=-2.49')")

    in_own_thread(test)


@needs_caddy
def test_a_run_whose_replica_is_killed_is_trained_again_at_the_other_and_its_link_stays():
    def test() -> None:
        with page_of_two_replicas(f"/training?{LONGEST_RUN}&trained=1") as (page, kill):
            page.locator(".st-key-stop_training button:enabled").wait_for()
            kill()
            page.locator("[class*=st-key-shown_step] input[type=range]").wait_for(timeout=300_000)  # only a hang takes as long
            assert all(part in page.url for part in [*LONGEST_RUN.split("&"), "trained=1"])

    in_own_thread(test)


@needs_caddy
def test_caddy_finds_nothing_wrong_with_the_caddyfile():
    caddyfile = str(DEPLOY / "Caddyfile")
    checked = subprocess.run(
        ["caddy", "validate", "--config", caddyfile, "--adapter", "caddyfile"],
        env={**os.environ, **SECRETS},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr


@needs_compose
def test_compose_finds_nothing_wrong_with_its_file_and_asks_for_the_secrets():
    command = ["docker-compose", "--file", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    checked = subprocess.run(command, env={**os.environ, **SECRETS}, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    without = {name: value for name, value in os.environ.items() if name not in SECRETS}
    assert subprocess.run(command, env=without, capture_output=True).returncode != 0


def test_the_image_holds_all_that_the_app_needs():
    copied = {
        line.split()[1] for line in (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines() if line.startswith("COPY ")
    }
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - copied == set()
    assert [name for name in copied if not (ROOT / Path(name)).exists()] == []
