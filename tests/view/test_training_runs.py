"""Runs in worker processes: trained once for all who ask, in turns, stopped when nobody looks, and never hanging."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
import weakref

import numpy as np
import pytest

from bn_core.network.network import ARMS, Recipe
from workers import steps as chunk
from workers.queue import QueueFullError, Runs, new_workers
from workers.steps import Task, advance

PATIENT = 60
LONG, SHORT = Recipe(steps=30_000, depth=2), Recipe(steps=20, depth=1, width=8)
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


@pytest.fixture(scope="module")
def workers():
    made = new_workers()
    for worker in made:
        worker.call(chunk.get_ready, seconds=PATIENT)
    yield made
    for worker in made:
        worker.stop()


@pytest.fixture
def start(workers):
    """Return a function that makes the runs of a server of its own, on processes that are warm already."""
    made = []

    def start_runs(**options):
        made.append(Runs(workers=workers, **options))
        return made[-1]

    yield start_runs
    for runs in made:
        runs.stop_all()


def tasks(recipe, seed=0, arms=ARMS, every=10):
    named = {**vars(recipe), "seed": seed}
    return tuple(Task(Recipe(**named), arm, every) for arm in arms)


def ended(runs, job, watcher="me", seconds=PATIENT):
    until = time.monotonic() + seconds
    while job.state == "open":
        assert time.monotonic() < until, "the run hangs"
        runs.watch(job, watcher)
        time.sleep(0.01)
    return job


def under_way(runs, job, watcher="me", more_than=0.0):
    until = time.monotonic() + PATIENT
    while job.progress <= more_than:
        assert time.monotonic() < until
        assert job.state == "open"
        runs.watch(job, watcher)
        time.sleep(0.01)
    return job


def numbers(job):
    return [[(s.step, s.loss, s.accuracy) for _losses, s in items] for items in job.items.values()]


def test_a_run_gives_every_arm_from_its_first_step_to_its_last(start):
    runs = start()
    job = ended(runs, runs.ask(tasks(SHORT), "me"))
    assert job.state == "done"
    assert [[s.step for _losses, s in items] for items in job.items.values()] == [[0, 10, 20]] * len(ARMS)
    assert job.progress == 1


def test_thirty_sessions_that_ask_for_one_link_train_once(start):
    runs, jobs, at_once = start(), [], threading.Barrier(30)

    def session(name):
        at_once.wait()
        job = runs.ask(tasks(SHORT, seed=1), name)
        jobs.append(ended(runs, job, name))

    sessions = [threading.Thread(target=session, args=(f"session {n}",)) for n in range(30)]
    for one in sessions:
        one.start()
    for one in sessions:
        one.join()
    assert len(jobs) == 30
    assert len(set(map(id, jobs))) == 1
    assert jobs[0].state == "done"


def test_who_asks_for_a_finished_run_has_it_at_once(start):
    runs = start()
    job = ended(runs, runs.ask(tasks(SHORT), "me"))
    assert runs.ask(tasks(SHORT), "you") is job


def test_again_trains_anew_and_gives_the_same_numbers(start):
    runs = start()
    job = ended(runs, runs.ask(tasks(SHORT), "me"))
    again = ended(runs, runs.ask(tasks(SHORT), "me", anew=True))
    assert again is not job
    assert numbers(again) == numbers(job)


def test_stopping_takes_less_than_a_second_and_frees_the_processes(start):
    runs = start()
    job = under_way(runs, runs.ask(tasks(LONG), "me"))
    before = time.monotonic()
    runs.leave(job, "me")
    assert job.state == "stopped"
    ended(runs, runs.ask(tasks(SHORT, seed=2), "me"))
    assert time.monotonic() - before < 1
    known = numbers(job)
    time.sleep(0.3)
    assert numbers(job) == known


def test_a_run_goes_on_as_long_as_somebody_looks(start):
    runs = start()
    job = runs.ask(tasks(LONG), "me")
    assert runs.ask(tasks(LONG), "you") is job
    runs.leave(job, "me")
    assert job.state == "open"
    runs.leave(job, "you")
    assert job.state == "stopped"


def test_a_run_whose_only_page_was_left_stops(start):
    runs = start(patience=0.3)
    job = under_way(runs, runs.ask(tasks(LONG), "me"))
    until = time.monotonic() + 10
    while job.state == "open" and time.monotonic() < until:
        time.sleep(0.05)  # nobody calls watch
    assert job.state == "stopped"


def test_a_short_run_does_not_wait_for_a_long_one(start):
    runs = start()
    long = under_way(runs, runs.ask(tasks(LONG), "me"))
    ended(runs, runs.ask(tasks(SHORT, seed=3), "you"), "you", seconds=10)
    assert long.state == "open"


def test_arms_of_a_run_advance_together(start):
    runs = start()
    job = under_way(runs, runs.ask(tasks(LONG), "me"), more_than=0.06)
    steps = [job.step(task) for task in job.tasks]
    assert min(steps) > 0.3 * max(steps)


def test_runs_beyond_those_in_progress_wait_in_line_and_are_told_their_place(start):
    runs = start(at_once=1, waiting=2)
    first, second, third = (runs.ask(tasks(LONG, seed=n), "me") for n in range(3))
    assert [runs.watch(job, "me") for job in (first, second, third)] == [0, 1, 2]
    with pytest.raises(QueueFullError, match="3 runs are in progress or wait"):
        runs.ask(tasks(LONG, seed=3), "me")
    runs.leave(first, "me")
    assert [runs.watch(job, "me") for job in (second, third)] == [0, 1]
    under_way(runs, second)


class HangingWorker:
    """A worker whose calls end, in an error, when they are told to."""

    def __init__(self):
        self.calls, self.fail = threading.Semaphore(0), threading.Semaphore(0)

    def call(self, *_args, **_options):
        self.calls.release()
        assert self.fail.acquire(timeout=PATIENT)
        raise OSError


def test_the_last_chunk_of_a_stopped_run_that_fails_does_no_harm_to_the_same_settings_trained_anew():
    worker = HangingWorker()
    runs = Runs(workers=[worker])
    first = runs.ask(tasks(SHORT), "me")
    assert worker.calls.acquire(timeout=PATIENT)
    runs.leave(first, "me")
    second = runs.ask(tasks(SHORT), "me")
    worker.fail.release()
    assert worker.calls.acquire(timeout=PATIENT)  # the lane has gone on to the second
    assert (first.state, second.state) == ("stopped", "open")
    assert runs.watch(second, "me") == 0
    runs.stop_all()
    worker.fail.release()


@needs_kill
def test_a_worker_killed_on_its_way_is_told_and_the_next_try_works(start, workers):
    runs = start()
    process = workers[0].call(os.getpid, seconds=PATIENT)
    job = under_way(runs, runs.ask(tasks(LONG), "me"))
    os.kill(process, signal.SIGKILL)
    assert ended(runs, job, seconds=20).state == "died"
    assert ended(runs, runs.ask(tasks(SHORT, seed=4), "me")).state == "done"


def test_a_process_that_does_not_know_a_training_goes_on_where_the_one_before_it_was():
    task = Task(SHORT, "noisy", 1)
    whole = advance(-1, task, 0, PATIENT).items
    begun = advance(-2, task, 0, 0.0)
    assert not begun.ended
    chunk._trainings.clear()
    rest = advance(-2, task, len(begun.items), PATIENT)
    assert rest.ended
    assert [s.loss for _l, s in begun.items + rest.items] == [s.loss for _l, s in whole]


def test_a_process_holds_nothing_of_runs_that_are_over():
    task = Task(LONG, "plain", 1)
    advance(-3, task, 0, 0.0)
    advance(-4, task, 0, 0.0, [-3])
    assert {run for run, _task in chunk._trainings} == {-3, -4}
    advance(-4, task, 1, 0.0)
    assert {run for run, _task in chunk._trainings} == {-4}


def test_a_training_that_diverges_ends_as_such(start):
    runs = start()
    wild = Recipe(learning_rate=10.0, weight_scale=10.0)
    job = ended(runs, runs.ask(tasks(wild, arms=("plain",)), "me"))
    assert job.state == "done"
    assert job.diverged(job.tasks[0])
    assert job.progress == 1
    assert not np.isfinite(job.items[job.tasks[0]][-1][1].loss)


def test_after_fifty_runs_only_the_last_ones_are_kept(start):
    runs = start(kept=5)
    jobs = [ended(runs, runs.ask(tasks(SHORT, seed=n, arms=("plain",)), "me")) for n in range(50)]
    alive = [weakref.ref(job) for job in jobs]
    del jobs
    gc.collect()
    assert [ref() is not None for ref in alive] == [False] * 45 + [True] * 5
