"""Which tests run in one process: those that share a browser, and those that share TensorFlow or an experiment."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    # So that neither process is left with all of a browser's tests.
    "tests/browser/test_every_": "browser, once more",
    "tests/browser/test_live_": "browser, once more",
    "tests/browser/test_beliefs.py": "browser, once more",
    "tests/browser/": "browser",
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
