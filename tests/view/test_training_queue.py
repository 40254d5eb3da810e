"""Runs in worker processes: trained once for all who ask, in turns, stopped when nobody looks, and never hanging."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import weakref
from types import SimpleNamespace

import numpy as np
import pytest

from bn_core.network.network import ARMS, Recipe
from tests.queues import PATIENT, ended, queues_on, wait_until
from workers.queue import Queue, QueueFullError, new_workers
from workers.steps import Task, advance, get_ready

LONG, SHORT = Recipe(steps=30_000, depth=2), Recipe(steps=20, depth=1, width=8)
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


@pytest.fixture(scope="module")
def workers():
    made = new_workers()
    for worker in made:
        worker.call(get_ready, seconds=PATIENT)
    yield made
    for worker in made:
        worker.stop()


@pytest.fixture
def start(workers):
    with queues_on(workers) as start_queue:
        yield start_queue


def tasks(recipe, seed=0, arms=ARMS, every=10):
    named = {**vars(recipe), "seed": seed}
    return tuple(Task(Recipe(**named), arm, every) for arm in arms)


def under_way(queue, run, viewer="me", more_than=0.0):
    wait_until(lambda: queue.watch(run, viewer) == 0 and run.progress > more_than)
    assert run.state == "open"
    return run


def numbers(run):
    return [[(s.step, s.loss, s.accuracy) for _losses, s in points] for points in run.points.values()]


def test_a_run_gives_every_arm_from_its_first_step_to_its_last(start):
    queue = start()
    run = ended(queue, queue.start(tasks(SHORT), "me"))
    assert run.state == "done"
    assert [[s.step for _losses, s in points] for points in run.points.values()] == [[0, 10, 20]] * len(ARMS)
    assert run.progress == 1


def test_thirty_sessions_that_ask_for_one_link_train_once(start):
    queue, runs, at_once = start(), [], threading.Barrier(30)

    def session(name):
        at_once.wait()
        run = queue.start(tasks(SHORT, seed=1), name)
        runs.append(ended(queue, run, name))

    sessions = [threading.Thread(target=session, args=(f"session {n}",)) for n in range(30)]
    for one in sessions:
        one.start()
    for one in sessions:
        one.join()
    assert len(runs) == 30
    assert len(set(map(id, runs))) == 1
    assert runs[0].state == "done"


def test_who_asks_for_a_finished_run_has_it_at_once(start):
    queue = start()
    run = ended(queue, queue.start(tasks(SHORT), "me"))
    assert queue.start(tasks(SHORT), "you") is run


def test_again_trains_anew_and_gives_the_same_numbers(start):
    queue = start()
    run = ended(queue, queue.start(tasks(SHORT), "me"))
    again = ended(queue, queue.start(tasks(SHORT), "me", anew=True))
    assert again is not run
    assert numbers(again) == numbers(run)


def test_stopping_frees_the_processes_at_once_and_adds_nothing_to_the_run(start):
    queue = start(at_once=1)
    run = under_way(queue, queue.start(tasks(LONG), "me"))
    queue.leave(run, "me")
    assert run.state == "stopped"
    known = numbers(run)
    assert ended(queue, queue.start(tasks(SHORT, seed=2), "me")).state == "done"
    assert numbers(run) == known
    assert run.progress < 1


def test_a_run_goes_on_as_long_as_somebody_looks(start):
    queue = start()
    run = queue.start(tasks(LONG), "me")
    assert queue.start(tasks(LONG), "you") is run
    queue.leave(run, "me")
    assert run.state == "open"
    queue.leave(run, "you")
    assert run.state == "stopped"


def test_a_run_whose_only_page_was_left_stops(start):
    queue = start(patience=0.3)
    run = under_way(queue, queue.start(tasks(LONG), "me"))
    wait_until(lambda: run.state == "stopped")  # nobody calls watch


def test_a_short_run_does_not_wait_for_a_long_one(start):
    queue = start()
    long = under_way(queue, queue.start(tasks(LONG), "me"))
    ended(queue, queue.start(tasks(SHORT, seed=3), "you"), "you")
    assert long.state == "open"


def test_arms_of_a_run_advance_together(start):
    queue = start()
    run = under_way(queue, queue.start(tasks(LONG), "me"), more_than=0.06)
    steps = [run.step(task) for task in run.tasks]
    assert min(steps) > 0.3 * max(steps)


def test_runs_beyond_those_in_progress_wait_in_line_and_are_told_their_place(start):
    queue = start(at_once=1, waiting=2)
    first, second, third = (queue.start(tasks(LONG, seed=n), f"session {n}") for n in range(3))
    assert [queue.watch(run, f"session {n}") for n, run in enumerate((first, second, third))] == [0, 1, 2]
    with pytest.raises(QueueFullError, match="3 runs that take no more time are in progress or wait"):
        queue.start(tasks(LONG, seed=3), "me")
    queue.leave(first, "session 0")
    assert [queue.watch(run, f"session {n}") for n, run in ((1, second), (2, third))] == [0, 1]
    under_way(queue, second, "session 1")


def test_a_session_has_one_open_run_at_a_time(start):
    queue = start()
    first = queue.start(tasks(LONG), "me")
    queue.start(tasks(LONG), "you")
    second = queue.start(tasks(LONG, seed=1), "me")
    assert (first.state, second.state) == ("open", "open")
    queue.start(tasks(LONG, seed=2), "you")
    assert (first.state, second.state) == ("stopped", "open")


def test_who_is_refused_a_run_keeps_the_present_one_and_whose_own_is_all_that_goes_before_is_not_refused(start):
    queue = start(at_once=1, waiting=1)
    mine = queue.start(tasks(LONG), "me")
    queue.start(tasks(LONG, seed=1), "you")
    queue.start(tasks(LONG), "you too")
    with pytest.raises(QueueFullError):
        queue.start(tasks(LONG, seed=2), "me")
    assert (mine.state, "me" in mine.viewers) == ("open", True)
    queue.leave(mine, "you too")
    assert queue.start(tasks(LONG, seed=2), "me").state == "open"
    assert mine.state == "stopped"


def test_a_short_run_goes_before_long_ones_that_wait_and_the_oldest_is_not_passed_over():
    queue = Queue([], at_once=2)
    long = [queue.start(tasks(LONG, seed=n), f"session {n}") for n in range(4)]
    short = [queue.start(tasks(SHORT, seed=n), f"student {n}") for n in range(2)]
    assert [queue.watch(run, f"student {n}") for n, run in enumerate(short)] == [0, 1]
    assert [queue.watch(run, f"session {n}") for n, run in enumerate(long)] == [0, 2, 3, 4]


def test_where_sixty_ask_for_the_largest_run_a_default_one_is_accepted_and_begins(start):
    queue = start()
    largest, refused = Recipe(steps=2000, depth=8, width=128, batch_size=256), 0
    for n in range(60):
        try:
            queue.start(tasks(largest, seed=n, every=40), f"session {n}")
        except QueueFullError:
            refused += 1
    assert refused > 40
    run = queue.start(tasks(Recipe()), "student")
    assert queue.watch(run, "student") == 0
    assert run.begun.wait(PATIENT)
    assert run.state == "open"


def test_what_a_run_is_said_to_take_grows_with_all_that_makes_it_longer():
    default = Recipe()
    longer = ({"steps": 1000}, {"depth": 8}, {"width": 128}, {"batch_size": 256})
    seconds = [Task(Recipe(**changed), "plain", 10).seconds for changed in longer]
    assert min(seconds) > Task(default, "plain", 10).seconds > 0


class HangingWorker:
    """A worker whose calls end, in an error, when they are told to."""

    def __init__(self):
        self.calls, self.fail = threading.Semaphore(0), threading.Semaphore(0)

    def call(self, *_args, **_options):
        self.calls.release()
        assert self.fail.acquire(timeout=PATIENT)
        raise OSError


def test_the_last_steps_of_a_stopped_run_that_fails_does_no_harm_to_the_same_settings_trained_anew():
    worker = HangingWorker()
    queue = Queue([worker])
    first = queue.start(tasks(SHORT), "me")
    assert worker.calls.acquire(timeout=PATIENT)
    queue.leave(first, "me")
    second = queue.start(tasks(SHORT), "me")
    worker.fail.release()
    assert worker.calls.acquire(timeout=PATIENT)  # the thread has gone on to the second
    assert (first.state, second.state) == ("stopped", "open")
    assert queue.watch(second, "me") == 0
    queue.stop_all()
    worker.fail.release()


@needs_kill
def test_a_worker_killed_on_its_way_is_told_and_the_next_try_works(start, workers):
    queue = start()
    process = workers[0].call(os.getpid, seconds=PATIENT)
    run = under_way(queue, queue.start(tasks(LONG), "me"))
    os.kill(process, signal.SIGKILL)
    assert ended(queue, run).state == "died"
    assert ended(queue, queue.start(tasks(SHORT, seed=4), "me")).state == "done"


def test_a_process_that_does_not_know_a_training_goes_on_where_the_one_before_it_was():
    task = Task(SHORT, "noisy", 1)
    whole = advance(-1, task, 0, PATIENT)
    begun = advance(-2, task, 0, 0.0)
    assert len(begun) == 1
    rest = advance(-3, task, len(begun), PATIENT)
    assert task.is_over(rest)
    assert [p.snapshot.loss for p in begun + rest] == [p.snapshot.loss for p in whole]


def test_a_process_holds_nothing_of_runs_that_are_over(monkeypatch):
    ended = []

    def endless(recipe, *_rest):
        try:
            while True:
                yield [0.0], SimpleNamespace(step=0, diverged=False)
        finally:
            ended.append(recipe.seed)

    monkeypatch.setattr("workers.steps.train", endless)
    (first,), (second,) = (tasks(SHORT, seed=seed, arms=("plain",)) for seed in (1, 2))
    advance(-3, first, 0, 0.0)
    advance(-4, second, 0, 0.0, [-3])
    assert ended == []
    advance(-4, second, 1, 0.0)
    gc.collect()
    assert ended == [1]


def test_a_training_that_diverges_ends_as_such(start):
    queue = start()
    wild = Recipe(learning_rate=10.0, weight_scale=10.0)
    run = ended(queue, queue.start(tasks(wild, arms=("plain",)), "me"))
    assert run.state == "done"
    assert run.diverged(run.tasks[0])
    assert run.progress == 1
    assert not np.isfinite(run.points[run.tasks[0]][-1].snapshot.loss)


def test_after_fifty_runs_only_the_last_ones_are_kept(start):
    queue = start(kept=5)
    runs = [ended(queue, queue.start(tasks(SHORT, seed=n, arms=("plain",)), "me")) for n in range(50)]
    alive = [weakref.ref(run) for run in runs]
    del runs
    gc.collect()
    assert [ref() is not None for ref in alive] == [False] * 45 + [True] * 5
