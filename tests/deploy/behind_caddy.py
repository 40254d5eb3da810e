"""Replicas of the app behind Caddy with the Caddyfile that is deployed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.browser.driver import ROOT, Server, free_port, start_server

DEPLOY = ROOT / "deploy"
SECRETS = {"BN_COOKIE": "a secret", "BN_DATABASE_PASSWORD": "another"}
needs_caddy = pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed (apt-get install caddy)")


@contextmanager
def proxy(*replicas: str) -> Iterator[str]:
    """Caddy before these replicas; gives its address."""
    site = f"127.0.0.1:{free_port()}"
    variables = {"BN_SITE": f"http://{site}", "BN_REPLICAS": " ".join(replicas), "XDG_DATA_HOME": "/tmp/caddy"}
    command = ["caddy", "run", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]
    caddy = subprocess.Popen(command, env={**os.environ, **SECRETS, **variables}, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not _answers(f"http://{site}") and caddy.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        yield f"http://{site}"
    finally:
        caddy.terminate()
        caddy.wait(10)


@contextmanager
def two_replicas() -> Iterator[list[tuple[Server, str]]]:
    """Two servers; gives their processes and addresses."""
    with ExitStack() as ends:
        servers = [start_server() for _ in range(2)]
        for process, _address in servers:
            ends.callback(process.wait, 20)
            ends.callback(process.terminate)
        yield servers


def places(servers: list[tuple[Server, str]]) -> list[str]:
    """Return each server's host and port."""
    return [urlsplit(address).netloc for _process, address in servers]


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/_stcore/health", timeout=2):
            return True
    except OSError:
        return False
