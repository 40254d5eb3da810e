"""Hypothesis without a deadline, as the first call of a test pays for threads and imports; and blocks small enough for tests."""

import importlib

import pytest
from hypothesis import settings

from bn_core.engine import layout, threads

settings.register_profile("core", deadline=None, max_examples=50)
settings.load_profile("core")


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of 16 kB and threads from 32 kB on: an array of 100 kB then takes the ways that one of 10 MB takes otherwise."""
    monkeypatch.setattr(layout, "BLOCK_BYTES", 1 << 14)
    monkeypatch.setattr(threads, "THREADED_BYTES", 1 << 15)
    histogram = importlib.import_module("bn_core.histogram")
    monkeypatch.setattr(histogram, "_BLOCK_VALUES", 1 << 11)
    monkeypatch.setattr(histogram, "_MANY_VALUES", 1 << 12)
