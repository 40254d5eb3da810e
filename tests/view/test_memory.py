"""Bounds on memory: large arrays are made once, kept up to so many bytes, and worked on by as many as there is room for."""

from __future__ import annotations

import gc
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
import weakref

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from bn_view.data.batches import KEPT, batch_of, normalized
from bn_view.data.mini_batch import Affine, MiniBatch
from bn_view.data.sources import RandomImages
from bn_view.state import room
from workers.cache import Cache
from workers.limits import send_at_once
from workers.memory import Room

PATIENT = 60
LARGEST = RandomImages(images=1024, height=64, width=64, channels=3), MiniBatch(batch_size=256, mini_batch=3)
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")


def arrays(most_bytes, idle_seconds=60.0):
    return Cache(most_bytes, size_of=lambda array: array.nbytes, idle_seconds=idle_seconds)


def kilobytes(count):
    return lambda: np.zeros(count * 128)


def test_arrays_are_kept_up_to_so_many_bytes_and_the_ones_asked_for_last_stay():
    kept = arrays(10 * 1024)
    first = kept.get("first", kilobytes(4))
    kept.get("second", kilobytes(4))
    assert kept.get("first", kilobytes(4)) is first
    kept.get("third", kilobytes(4))
    assert kept.size == 8 * 1024
    assert kept.get("first", kilobytes(4)) is first


def test_where_nobody_says_how_large_a_value_is_so_many_of_them_are_kept():
    kept = Cache(2)
    first, _second, third = (kept.get(name, kilobytes(4)) for name in ("first", "second", "third"))
    assert kept.size == 2
    assert kept.get("third", kilobytes(4)) is third
    assert kept.get("first", kilobytes(4)) is not first


def test_an_array_larger_than_all_that_may_be_kept_is_given_and_not_kept():
    kept = arrays(1024)
    assert kept.get("large", kilobytes(2)).nbytes == 2048
    assert kept.size == 0


def test_arrays_nobody_asks_for_are_given_back():
    kept = arrays(10**6, idle_seconds=0.05)
    array = weakref.ref(kept.get("one", kilobytes(1)))
    until = time.monotonic() + PATIENT
    while array() is not None:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert kept.size == 0


def test_thirty_who_ask_for_one_array_at_once_have_it_made_once():
    kept, made, at_once = arrays(10**6), [], threading.Barrier(30)

    def make():
        made.append(1)
        return np.zeros(1)

    def ask():
        at_once.wait(PATIENT)
        kept.get("one", make)

    askers = [threading.Thread(target=ask) for _ in range(30)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(made) == 1


def test_an_array_that_could_not_be_made_is_made_by_the_next_who_asks():
    kept = arrays(10**6)
    with pytest.raises(ZeroDivisionError):
        kept.get("one", lambda: 1 / 0)
    assert kept.get("one", kilobytes(1)).nbytes == 1024


def test_who_finds_no_room_waits_in_line_and_comes_in_by_turns():
    whole = Room(10)
    first, second, third = whole.place(6), whole.place(6), whole.place(4)
    with first:
        second.__enter__()
        third.__enter__()
        # The third would fit, but a large one would never come in if all small ones went before it.
        assert [place.has_room.is_set() for place in (first, second, third)] == [True, False, False]
    assert [place.has_room.is_set() for place in (second, third)] == [True, True]
    second.__exit__()
    third.__exit__()
    assert whole.taken == 0


def test_who_leaves_the_line_gives_way_to_those_behind():
    whole = Room(10)
    first, second, third = whole.place(6), whole.place(6), whole.place(4)
    with first, third:
        with second:
            assert not third.has_room.is_set()
        assert third.has_room.is_set()


def test_who_needs_more_than_there_is_has_it_alone():
    whole = Room(10)
    with whole.place(1000) as place:
        assert place.has_room.is_set()
        assert whole.taken == 10


def test_a_page_takes_room_once_however_often_it_asks_and_gives_it_back_at_its_end(monkeypatch):
    monkeypatch.setattr(room, "ROOM", Room(10**9))
    with room.run():
        room.take_room(10)
        assert room.ROOM.taken == 0  # too little to count
        room.take_room(10**8)
        with room.run():  # a fragment, drawn with its page
            room.take_room(10**9)
        assert room.ROOM.taken == 10**8
    assert room.ROOM.taken == 0


def test_a_page_that_waits_too_long_for_room_says_so_and_ends(monkeypatch):
    monkeypatch.setattr(room, "ROOM", Room(10**9))
    monkeypatch.setattr(room, "MOST_SECONDS", 0.0)
    monkeypatch.setattr(st, "stop", lambda: (_ for _ in ()).throw(StopException))
    with room.ROOM.place(10**9):
        with pytest.raises(StopException), room.run():
            room.take_room(10**8)
        assert room.ROOM.taken == 10**9
    with room.run():
        room.take_room(10**8)
        assert room.ROOM.taken == 10**8


def test_a_mini_batch_that_a_session_holds_holds_no_values():
    batch = batch_of(*LARGEST)
    held = len(pickle.dumps((batch.moments, batch.before.histogram, batch.standardized.histogram, batch.min_max.histogram)))
    assert held < 1_000_000
    values = weakref.ref(batch.before.values)
    assert KEPT.size <= 64_000_000
    for seed in range(3):
        batch_of(RandomImages(images=256, height=64, width=64, channels=3, seed=seed), MiniBatch(batch_size=256))
    gc.collect()
    assert values() is None
    assert KEPT.size <= 64_000_000


def test_values_that_are_no_longer_kept_are_made_anew_and_are_the_same():
    batch = batch_of(RandomImages(seed=7), MiniBatch(grouping="channel"))
    before, after = batch.before.values.copy(), normalized(batch, Affine()).values
    KEPT.clear()
    np.testing.assert_array_equal(batch.before.values, before)
    np.testing.assert_array_equal(normalized(batch, Affine()).values, after)
    np.testing.assert_allclose(batch.standardized.values, after, atol=1e-6)


@needs_limits
def test_the_server_raises_its_limit_of_open_files_as_far_as_it_may():
    code = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
from workers.limits import raise_open_files
raise_open_files(1000)
assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 1000
raise_open_files(500)
assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 1000
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENT)


@needs_limits
def test_the_event_loop_of_a_session_takes_two_open_files_and_still_runs():
    code = """
import asyncio, os
from workers.limits import spare_open_files
spare_open_files()
before = len(os.listdir("/proc/self/fd"))
loops = [asyncio.new_event_loop() for _ in range(100)]
assert len(os.listdir("/proc/self/fd")) == before + 200
assert loops[0].run_until_complete(asyncio.sleep(0.01, "ran")) == "ran"
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENT)


@needs_limits
def test_a_large_array_that_is_freed_goes_back_to_the_system():
    code = """
from pathlib import Path
import numpy as np
from workers.limits import give_back_freed_arrays
give_back_freed_arrays()
resident = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4096
for _ in range(3):  # glibc takes the first as a sign that more will come
    large, small = np.ones(2_500_000), np.ones(1000)
    held = resident()
    del large
    assert held - resident() > 15_000_000
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENT)


@needs_limits
def test_a_connection_that_the_server_accepts_sends_at_once_though_its_socket_names_no_protocol():
    with socket.socket(socket.AF_INET) as listening, socket.socket(socket.AF_INET) as browser:
        listening.bind(("127.0.0.1", 0))
        send_at_once()
        listening.listen()
        browser.connect(listening.getsockname())
        accepted, _address = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@needs_limits
def test_a_pipe_ends_where_its_writer_closes_it_also_after_the_servers_sockets_were_told_to_send_at_once():
    read, write = os.pipe()
    send_at_once()
    os.close(write)
    os.set_blocking(read, False)
    try:
        assert os.read(read, 1) == b""
    finally:
        os.close(read)
