"""The command in this process: what it answers, and what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from bn_core.dataset.command import main
from bn_core.dataset.readers import arrays
from bn_core.dataset.state import encoded
from bn_core.dataset.tree import MergeTree


class Said(NamedTuple):
    status: int
    answer: dict
    text: str
    errors: str

    @property
    def tables(self):
        return self.answer["tables"]

    @property
    def channels(self):
        (table,) = self.tables.values()
        return table["channels"]

    def of_all(self, what):
        return [channel[what] for channel in self.channels]


@pytest.fixture
def ask(capsys):
    def call(*arguments, workers=1):
        status = main([*map(str, arguments), "--json", "--quiet", "--workers", str(workers)])
        out, errors = capsys.readouterr()
        return Said(status, json.loads(out) if out else {}, out, errors)

    return call


@pytest.fixture
def small_chunks(monkeypatch):
    """Chunks of 16 kB: what is some gigabytes otherwise."""
    monkeypatch.setattr(arrays, "CHUNK_BYTES", 1 << 14)


def statistics(x, axis):
    """Mean and standard deviation of each channel in longdouble, the plain way."""
    rows = np.moveaxis(np.asarray(x), axis, 0).reshape(np.shape(x)[axis], -1).astype(np.longdouble)
    return rows.mean(axis=1), rows.std(axis=1)


def bits(parts, after=lambda count: None):
    """What comes of a run's parts, to the last digit; `after` is told how many have come."""
    tree = MergeTree()
    for count, (number, outcome) in enumerate(parts):
        tree.add(number, outcome)
        after(count)
    return json.dumps(encoded(tree.result()))


def saved(folder: Path, name: str, pixels, **options) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    Image.fromarray(pixels).save(folder / name, **options)
    return folder / name


def noise(*shape, seed=0, dtype=np.uint8):
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)
