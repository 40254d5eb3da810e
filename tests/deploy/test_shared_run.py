"""A training run that one replica has finished, at another that shares nothing with it but PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack

from classroom import database
from tests.browser.driver import chromium, in_own_thread
from tests.browser.test_training import NOTES_PROGRESS, SCRUBBER
from tests.classroom.conftest import postgresql  # noqa: F401
from tests.deploy.behind_caddy import two_replicas

# Long enough that its progress would be seen.
LINK = "/training?trained=1&train_steps=500&depth=8&units=128&train_batch=256&train_seed=12"


def test_a_link_that_one_replica_has_trained_is_not_trained_at_the_other(postgresql, monkeypatch):  # noqa: F811
    monkeypatch.setenv(database.VARIABLE, postgresql)

    def test() -> None:
        with chromium() as browser, two_replicas() as servers:
            for _process, address in servers:
                page = browser.new_page()
                page.add_init_script(f"({NOTES_PROGRESS})()")
                page.goto(f"{address}{LINK}")
                page.locator(SCRUBBER).wait_for(timeout=300_000)  # only a hang takes as long
            assert not page.evaluate("() => window.progressSeen")

    with ExitStack() as ends:
        ends.callback(lambda: database.engine().dispose())
        in_own_thread(test)
