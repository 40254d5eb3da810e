"""The times over the size of the data: measured once for all who look, smallest first, and only while somebody looks."""

from __future__ import annotations

import threading
import time
import timeit
from types import SimpleNamespace

import pytest

from witnesses import measurement
from witnesses.batch_norms import WITNESSES
from witnesses.measurement import LEAST_RUNS, Times, times
from workers import speed as module
from workers.speed import SIZES, Speed
from workers.worker import WorkerDiedError


class OneAtATime:
    """Stands for the worker process: answers with the size itself, each time when it is let."""

    def __init__(self):
        self.asked, self.let = [], threading.Semaphore(0)

    def call(self, _function, size, _dtype, names, *, seconds):
        self.asked.append(size)
        self.let.acquire()
        if isinstance(size, list):
            return [dict.fromkeys(names, Times(*[of * 1e-09] * 3)) for of in size]
        return dict.fromkeys(names, Times(*[size * 1e-09] * 3))

    def answer(self, speed, count=1):
        known = len(speed.of_sizes)
        self.let.release(count)
        wait_until(lambda: len(speed.of_sizes) == known + count)


def wait_until(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def rests(speed):
    return not speed._thread.is_alive()


@pytest.fixture
def worker():
    return OneAtATime()


@pytest.fixture
def speed(worker, monkeypatch):
    monkeypatch.setattr(module, "free_bytes", lambda: 10**12)
    speed = Speed(worker, ["bn_core"], "float64")
    yield speed
    speed.stop()
    worker.let.release(len(SIZES))


def test_nothing_is_measured_before_somebody_looks(speed, worker):
    assert worker.asked == []
    speed.look()
    wait_until(lambda: worker.asked == [1_000])


def test_all_who_look_share_one_measuring_from_the_smallest_size_to_the_largest(speed, worker):
    for _ in range(3):
        speed.look()
    worker.answer(speed, len(SIZES))
    speed.look()
    assert speed.is_complete
    assert tuple(worker.asked) == SIZES == tuple(sorted(SIZES))
    assert [of_size["bn_core"].median for of_size in speed.of_sizes] == [size * 1e-9 for size in SIZES]


def test_those_that_need_no_import_of_seconds_are_seen_before_the_others_and_then_measured_in_turns_with_them(
    worker, monkeypatch
):
    monkeypatch.setattr(module, "free_bytes", lambda: 10**12)
    speed = Speed(worker, ["bn_core", "keras"], "float64", at_once=["bn_core"])
    speed.look()
    small = [size for size in SIZES if size <= 1_000_000]
    worker.let.release()
    wait_until(lambda: speed.is_starting)
    assert [list(of_size) for of_size in speed.known] == [["bn_core"]] * len(small)
    assert not speed.of_sizes
    worker.answer(speed, 2)
    assert not speed.is_starting
    assert [list(of_size) for of_size in speed.known] == [["bn_core", "keras"]] * 2 + [["bn_core"]] * (len(small) - 2)
    speed.stop()
    worker.let.release(len(SIZES))


def test_a_stop_stops_after_the_size_in_progress_and_who_looks_again_goes_on_from_there(speed, worker):
    speed.look()
    worker.answer(speed, 2)
    speed.stop()
    worker.answer(speed)
    wait_until(lambda: rests(speed))
    assert worker.asked == list(SIZES[:3])
    speed.look()
    wait_until(lambda: worker.asked == list(SIZES[:4]))


def test_where_nobody_looks_any_more_the_worker_rests(speed, worker, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    speed.look()
    wait_until(lambda: worker.asked)
    time.sleep(0.06)
    worker.answer(speed)
    wait_until(lambda: rests(speed))
    assert not speed.is_over


def test_what_has_no_room_in_the_memory_is_not_begun_and_measured_once_there_is_room(speed, worker, monkeypatch):
    monkeypatch.setattr(module, "free_bytes", lambda: 300_000_000)
    speed.look()
    worker.answer(speed, SIZES.index(100_000_000))
    wait_until(lambda: speed.is_over)
    assert (speed.free, speed.next_size) == (300_000_000, 100_000_000)
    monkeypatch.setattr(module, "free_bytes", lambda: 10**9)
    speed.try_again()
    speed.look()
    worker.answer(speed)
    assert speed.is_complete


def test_a_worker_that_died_ends_the_measuring_until_it_is_tried_again(speed, worker, monkeypatch):
    def dies(*_arguments, **_seconds):
        raise WorkerDiedError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(worker, "call", dies)
        speed.look()
        wait_until(lambda: speed.is_over)
    assert isinstance(speed.error, WorkerDiedError)
    speed.try_again()
    speed.look()
    worker.answer(speed)
    assert not speed.is_over


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_call_of_each_witness_has_a_time(dtype):
    names = [name for name, witness in WITNESSES.items() if not witness.needs_tensorflow]
    measured = times(1_000, dtype, names)
    assert list(measured) == names
    assert all(0 < low <= median <= high < 10 for low, median, high in measured.values())


def test_the_time_is_the_median_of_the_calls_between_their_quartiles_and_the_witnesses_take_turns(monkeypatch):
    called, clock = [], [0.0]

    def prepare(name):
        def call():
            called.append(name)
            # Behind one that is not measured; the machine is busy with something else at the last of each.
            clock[0] += (0.0, 0.1, 0.2, 0.3, 0.4, 9.0)[called.count(name) - 1]

        return SimpleNamespace(prepare=lambda *_arguments: call)

    monkeypatch.setattr(measurement, "WITNESSES", {name: prepare(name) for name in "ab"})
    monkeypatch.setattr(measurement, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(
        measurement.timeit, "timeit", lambda call, number: timeit.Timer(call, timer=lambda: clock[0]).timeit(number)
    )
    measured = times(1_000, "float64", ["a", "b"])
    assert list(measured) == ["a", "b"]
    assert all(of == pytest.approx((0.2, 0.3, 0.4)) for of in measured.values())
    assert called == ["a", "b"] * (1 + LEAST_RUNS)
