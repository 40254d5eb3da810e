"""A real Dask cluster of two worker processes, of which one is killed in the middle: the result is the same."""

from __future__ import annotations

import json
import os
import signal

import numpy as np
import pytest

from bn_core.dataset.chunks import Options
from bn_core.dataset.cluster import run_on_cluster
from bn_core.dataset.command import main
from bn_core.dataset.files import plan
from bn_core.dataset.state import encoded
from bn_core.dataset.tree import MergeTree
from bn_core.dataset.workers import run_here

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as running:
        yield running


@pytest.fixture
def data(tmp_path):
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(3, 1, (400_000, 3)))
    return str(tmp_path / "x.npy")


def bits(parts, after=lambda number: None):
    tree = MergeTree()
    for count, (number, outcome) in enumerate(parts):
        tree.add(number, outcome)
        after(count)
    return json.dumps(encoded(tree.result()))


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(cluster, data, small_chunks):
    options = Options()
    chunks = list(enumerate(plan([data], options)))
    assert len(chunks) > 500
    victim = cluster.workers[0].pid

    def kill_at(count):
        if count == 50:
            os.kill(victim, signal.SIGKILL)

    here = bits(run_here(chunks, options))
    assert bits(run_on_cluster(chunks, options, cluster.scheduler_address), kill_at) == here


def test_the_command_runs_on_a_cluster_from_any_folder(cluster, data, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["x.npy", "--json", "--scheduler", cluster.scheduler_address]) == 0
    there = capsys.readouterr().out
    assert main(["x.npy", "--json"]) == 0
    assert capsys.readouterr().out == there


def test_a_scheduler_that_does_not_answer_is_one_sentence(data, capsys, monkeypatch):
    monkeypatch.setattr("bn_core.dataset.cluster._CONNECT_SECONDS", 1)
    assert main([data, "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
