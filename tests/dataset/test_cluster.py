"""A real Dask cluster of two worker processes, of which one is killed in the middle: the result is the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from bn_core.dataset.chunks import Options
from bn_core.dataset.cluster import run_on_cluster
from bn_core.dataset.command import main
from bn_core.dataset.files import plan
from bn_core.dataset.workers import run_here
from tests.dataset.conftest import bits

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


@pytest.fixture
def elsewhere(tmp_path):
    """The address of a cluster whose processes know nothing of this folder."""
    folder, file = tmp_path / "elsewhere", tmp_path / "scheduler.json"
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    programs = [["dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1"], ["dask_worker", "--no-dashboard"]]
    running = []
    for program, *arguments in programs:
        whole = [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--scheduler-file", str(file)]
        running.append(subprocess.Popen(whole, cwd=folder, env=environment, stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield json.loads(file.read_text())["address"]
    for one in reversed(running):
        one.terminate()
        one.wait(60)


def test_the_command_runs_on_a_cluster_that_has_no_bn_core_from_any_folder(elsewhere, data, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["x.npy", "--json", "--scheduler", elsewhere]) == 0
    there = capsys.readouterr().out
    assert main(["x.npy", "--json"]) == 0
    assert capsys.readouterr().out == there


def test_a_scheduler_that_does_not_answer_is_one_sentence(data, capsys, monkeypatch):
    monkeypatch.setattr("bn_core.dataset.cluster._CONNECT_SECONDS", 1)
    assert main([data, "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
