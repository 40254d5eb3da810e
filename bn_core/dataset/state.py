"""A run in a file, so that it can be stopped and gone on with: which parts are merged already, as text that loses no bit."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bn_core.dataset.bins import Bins
from bn_core.dataset.chunks import Chunk, Options, Outcome, Skipped, Table
from bn_core.dataset.sources import changed
from bn_core.dataset.summary import ChannelSummary
from bn_core.dataset.tree import MergeTree
from bn_core.moments import Moments

_FORMAT = 3


class StateError(ValueError):
    """A state file is of another run, or none at all."""


def fingerprint(chunks: Sequence[Chunk], options: Options) -> str:
    """Return what tells one run from another: what is read, size and time of change of each file, and what is asked of it."""
    text = hashlib.sha256(repr((_FORMAT, options)).encode())
    seen: set[str] = set()
    for chunk in chunks:
        text.update(f"{chunk!r}\n".encode("utf-8", "surrogateescape"))
        for file in chunk.files:
            if file not in seen:  # one archive, or one array, has many chunks
                seen.add(file)
                text.update(f"{file!r} {changed(file)}\n".encode("utf-8", "surrogateescape"))
    return text.hexdigest()


def load(file: Path, key: str) -> MergeTree[Outcome]:
    """Return what a run had merged; nothing where there is no file yet."""
    if not file.exists():
        return MergeTree()
    try:
        content = json.loads(file.read_text("utf-8"))
        of_run, nodes = content["run"], content["nodes"]
        found = {(level, index): _outcome(of) for level, index, of in nodes}
    except (ValueError, KeyError, TypeError):
        raise StateError(f"{file} is no state of a run: give --state another name") from None
    if of_run != key:
        raise StateError(f"{file} is of other data, other options or another version: delete it, or give --state another name")
    return MergeTree(found)


def save(file: Path, key: str, tree: MergeTree[Outcome]) -> None:
    """Write the state; whoever is killed meanwhile finds the one before."""
    nodes = [[level, index, encoded(outcome)] for (level, index), outcome in tree.nodes.items()]
    beside = file.with_name(f"{file.name}.new")
    with beside.open("w", encoding="utf-8") as target:
        json.dump({"run": key, "nodes": nodes}, target)
        target.flush()
        os.fsync(target.fileno())
    beside.replace(file)


def encoded(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON has it: Python writes each float so that the same one is read."""
    return {
        "tables": {name: _encoded_table(table) for name, table in outcome.tables.items()},
        "skipped": [list(skipped) for skipped in outcome.skipped],
        "notes": dict(outcome.notes),
    }


def _encoded_table(table: Table) -> dict[str, Any]:
    summary = table.summary
    return {
        "about": [table.samples, table.unit, table.scale, list(table.names), table.axes_after],
        "own": None if table.own_deviation is None else _encoded_moments(table.own_deviation),
        "moments": _encoded_moments(summary.moments),
        "least": summary.least.tolist(),
        "greatest": summary.greatest.tolist(),
        "missing": summary.missing.tolist(),
        "bins": [[bins.exponent, bins.first, bins.counts.tolist()] for bins in summary.bins],
    }


def _encoded_moments(moments: Moments) -> list[Any]:
    return [np.asarray(moments.count).tolist(), moments.mean.tolist(), moments.variance.tolist()]


def _outcome(of: Any) -> Outcome:
    tables = {name: _table(table) for name, table in of["tables"].items()}
    return Outcome(tables, tuple(Skipped(*skipped) for skipped in of["skipped"]), of["notes"])


def _table(of: Any) -> Table:
    summary = ChannelSummary(
        _moments(of["moments"]),
        np.array(of["least"], np.float64),
        np.array(of["greatest"], np.float64),
        np.array(of["missing"], np.int64),
        tuple(Bins(exponent, first, np.array(counts, np.int64)) for exponent, first, counts in of["bins"]),
    )
    own = None if of["own"] is None else _moments(of["own"])
    samples, unit, scale, names, axes_after = of["about"]
    return Table(summary, samples, unit, scale, tuple(names), axes_after, own)


def _moments(of: Any) -> Moments:
    count, mean, variance = of
    return Moments(np.array(count, np.int64), np.array(mean, np.float64), np.array(variance, np.float64))
