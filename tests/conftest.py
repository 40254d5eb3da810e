"""Which tests run in one process, as they share a browser, TensorFlow, an experiment or PostgreSQL; where they keep classes."""

from __future__ import annotations

import os

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from classroom.database import VARIABLE

TOGETHER = {
    # So that neither process is left with all of a browser's tests.
    "tests/browser/test_every_": "browser, once more",
    "tests/browser/test_live_": "browser, once more",
    "tests/browser/test_beliefs.py": "browser, once more",
    "tests/browser/": "browser",
    "tests/classroom/": "classroom",
    "tests/pages/test_beliefs.py": "tensorflow",
    "tests/pages/test_numpy_and_tensorflow.py": "tensorflow",
    "tests/view/test_source.py": "tensorflow",
    "tests/witnesses/": "tensorflow",
}


class Scheduler(LoadScopeScheduling):
    """In place of marks with ``--dist loadgroup``, which xdist 3.8 does not see under this pytest."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for path, group in TOGETHER.items() if nodeid.startswith(path)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduler:
    return Scheduler(config, log)


@pytest.fixture(scope="session", autouse=True)
def _classes_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the classes of the tests, and of the servers that they start, away from those of the app."""
    os.environ[VARIABLE] = f"sqlite:///{tmp_path_factory.mktemp('classes') / 'classes.sqlite3'}"
