"""A run that is stopped, whatever the way, goes on to the same bits; a worker that dies takes nothing with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest

from bn_core.dataset import state as state_of_run
from bn_core.dataset import workers
from bn_core.dataset.chunks import Options
from bn_core.dataset.command import main
from bn_core.dataset.files import plan
from bn_core.dataset.readers import arrays
from bn_core.dataset.tree import MergeTree
from tests.dataset import slow
from tests.dataset.conftest import bits, noise, saved


@pytest.fixture
def data(tmp_path):
    random = np.random.default_rng(0)
    np.save(tmp_path / "x.npy", random.normal(3, 1, (60_000, 3)).astype(np.float32))
    np.save(tmp_path / "bad.npy", np.array([{}], object), allow_pickle=True)
    return [str(tmp_path / "x.npy"), str(tmp_path / "bad.npy"), "--json"]


def slowly(*arguments, **options):
    return subprocess.Popen([sys.executable, "-m", "tests.dataset.slow", *arguments], text=True, **options)


def uninterrupted(data):
    """Return what the command writes in one process that nothing happens to."""
    with slowly(*data, "--workers", "1", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        return run.stdout.read()


def share_done(state):
    """How much of the run its state has."""
    if not state.exists():
        return 0.0
    done = sum(1 << level for level, _index, _outcome in json.loads(state.read_text("utf-8"))["nodes"])
    return done * (1 << 14) / (60_000 * 12)


def wait_for(share, state, run):
    deadline = time.monotonic() + 60
    while share_done(state) < share:
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)


def stopped_half_way(state, data, number):
    with slowly(*data, "--state", str(state), "--workers", "2", stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as run:
        wait_for(0.5, state, run)
        run.send_signal(number)
        errors = run.stderr.read()
    assert 0.5 <= share_done(state) < 1
    return run.returncode, errors


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_stopped_at_half_and_gone_on_with_it_gives_the_same_bits(tmp_path, data, number):
    whole = uninterrupted(data)
    state = tmp_path / "state"
    status, errors = stopped_half_way(state, data, number)
    if number == signal.SIGINT:
        assert status == 130
        assert errors.splitlines()[-1].startswith("stopped at ")
        assert "Traceback" not in errors
    with slowly(*data, "--state", str(state), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        resumed, errors = run.communicate()
    assert run.returncode == 0, errors
    assert resumed == whole
    assert "bad.npy holds Python objects" in errors


def test_the_workers_of_a_run_that_was_killed_go_too(tmp_path, data):
    with slowly(*data, "--workers", "2", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        deadline = time.monotonic() + 60
        children = []
        while len(children) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
            children = _forks(run.pid)
        run.kill()
    while any(_lives(child) for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_worker_of_the_command_that_is_killed_is_replaced_and_the_bits_are_the_same(tmp_path, data):
    whole = uninterrupted(data)
    state = tmp_path / "state"
    with slowly(*data, "--workers", "2", "--state", str(state), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        wait_for(0.2, state, run)
        os.kill(_forks(run.pid)[0], signal.SIGKILL)
        assert run.stdout.read() == whole
    assert run.returncode == 0


def _forks(pid):
    """Return the worker processes of a command: they are forks of it."""
    return [child for child, parent, arguments in _processes() if parent == pid and "tests.dataset.slow" in arguments]


def _children(pid):
    """Return the worker processes of a process that has threads: the forks of one that it starts to be forked from."""
    processes = [(child, parent) for child, parent, arguments in _processes() if "multiprocessing.forkserver" in arguments]
    servers = {child for child, parent in processes if parent == pid}
    return [child for child, parent in processes if parent in servers]


def _processes():
    listed = subprocess.run(["ps", "-eww", "-o", "pid=,ppid=,args="], capture_output=True, text=True).stdout
    processes = (line.split(maxsplit=2) for line in listed.splitlines())
    return [(int(child), int(parent), arguments) for child, parent, arguments in processes]


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return not state.startswith("Z")


def test_a_run_that_is_over_answers_again_without_reading(tmp_path, data, capsys, monkeypatch):
    assert main([*data, "--state", str(tmp_path / "state")]) == 0
    first = capsys.readouterr().out
    monkeypatch.setattr(workers, "read", None)
    assert main([*data, "--state", str(tmp_path / "state")]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize("change", ["data", "options", "state", "version"])
def test_the_state_of_another_run_is_refused(tmp_path, data, capsys, change, monkeypatch):
    state = tmp_path / "state"
    assert main([*data, "--state", str(state)]) == 0
    if change == "data":
        np.save(tmp_path / "x.npy", np.zeros((60_000, 3), np.float32))
        os.utime(tmp_path / "x.npy", (1, 1))
    if change == "state":
        state.write_text("{}")
    if change == "version":
        monkeypatch.setattr(state_of_run, "_FORMAT", 0)
    capsys.readouterr()
    assert main([*data, "--state", str(state), *(["--no-histogram"] if change == "options" else [])]) == 2
    assert "give --state another name" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["", "file://"])
@pytest.mark.parametrize("what", ["images", "images/b.png", "x.npy", "x.zarr", "images.zip"])
def test_the_state_of_files_that_were_overwritten_in_place_is_refused(tmp_path, capsys, what, address):
    pytest.importorskip("fsspec")
    zarr = pytest.importorskip("zarr")
    for name in ("a.png", "b.png"):
        saved(tmp_path / "images", name, noise(8, 8, 3))
    np.save(tmp_path / "x.npy", np.arange(12.0))
    store = zarr.create_array(str(tmp_path / "x.zarr"), shape=(12,), dtype="f8")
    store[:] = np.arange(12)
    with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
        archive.write(tmp_path / "images" / "b.png", "b.png")
    command = [f"{address}{tmp_path / what}", "--json", "--workers", "1", "--state", str(tmp_path / "images" / "state")]
    assert main(command) == 0
    first = json.loads(capsys.readouterr().out)["tables"]
    assert main(command) == 0  # the state lies among what is read, and is none of it
    assert json.loads(capsys.readouterr().out)["tables"] == first
    file = tmp_path / {"images": "images/b.png", "x.zarr": "x.zarr/c/0"}.get(what, what)
    file.write_bytes(file.read_bytes())  # which leaves the time of its folder
    os.utime(file, (1, 1))
    assert main(command) == 2
    assert "is of other data" in capsys.readouterr().err


def test_a_worker_that_is_killed_is_replaced_and_the_bits_are_the_same(tmp_path, data, monkeypatch):
    monkeypatch.setattr(arrays, "CHUNK_BYTES", 1 << 14)
    chunks = list(enumerate(plan(data[:1], Options())))

    def kill_one(count):
        if count in (5, 20):
            readers = set(_children(os.getpid())) - before
            before.update(readers)  # those that are killed with it may live for a while
            os.kill(readers.pop(), signal.SIGKILL)

    here = bits(workers.run_here(chunks, Options()))
    before = set(_children(os.getpid()))
    assert bits(workers.run_in_processes(chunks, Options(), 2), kill_one) == here


def test_a_file_that_ends_its_reader_is_named_and_the_others_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(arrays, "MOST_FILES", 1)
    monkeypatch.setattr(workers, "read", slow.deadly_read)
    for name in ("a", "deadly", "b", "c"):
        np.save(tmp_path / f"{name}.npy", np.arange(4.0))
    chunks = list(plan([str(tmp_path)], Options()))
    tree = MergeTree()
    for number, outcome in workers.run_in_processes(list(enumerate(chunks)), Options(), 2):
        tree.add(number, outcome)
    result = tree.result()
    (table,) = result.tables.values()
    assert table.samples == 3
    ((name, reason),) = result.skipped
    assert name.endswith("deadly.npy")
    assert "ended each process that read it, and is left out" in reason
