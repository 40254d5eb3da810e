"""Finished runs in the database that replicas share: trained once, read by all, trained again where they cannot be read."""

from __future__ import annotations

import time
from dataclasses import astuple, replace

import numpy as np
import pytest
from sqlalchemy import func, select, update

from bn_core.network.network import ARMS, Recipe
from classroom import database, runs
from tests.queues import ended, queues_on, wait_until
from workers.queue import new_workers
from workers.steps import Task, all_points

SHORT = Recipe(steps=20, depth=1, width=8)
DIVERGES = replace(SHORT, learning_rate=1e6)


def tasks(recipe=SHORT, arms=ARMS):
    return tuple(Task(recipe, arm, 10) for arm in arms)


def trained(recipe):
    return {task: all_points(task) for task in tasks(recipe, ["plain", "batch_norm"])}


def count():
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(database.runs)).scalar()


def same(points, others):
    assert points.keys() == others.keys()
    for task, of_task in points.items():
        for mine, other in zip(of_task, others[task], strict=True):
            np.testing.assert_array_equal(mine.losses, other.losses)
            for value, read in zip(astuple(mine.snapshot), astuple(other.snapshot), strict=True):
                np.testing.assert_array_equal(value, read)
                assert np.asarray(value).dtype == np.asarray(read).dtype
    return True


@pytest.fixture
def replica():
    """Return a function that makes a replica's queue; the processes train for all of them."""
    workers = new_workers()
    with queues_on(workers) as start:
        yield start
    for worker in workers:
        worker.stop()


def test_what_one_replica_has_finished_another_shows_at_once(kept, replica):
    first, second = replica(archive=runs), replica(archive=runs)
    run = ended(first, first.start(tasks(), "me"))
    wait_until(count)
    shown = second.start(tasks(), "another")
    assert (shown.state, shown.progress) == ("done", 1.0)
    assert same(run.points, shown.points)
    assert second.start(tasks(), "a third") is shown
    assert second.start(tasks(), "who trains it again", anew=True).state == "open"


@pytest.mark.parametrize("recipe", [SHORT, DIVERGES], ids=["learns", "diverges"])
def test_a_run_comes_back_bit_by_bit(kept, recipe):
    points = trained(recipe)
    assert runs.find(tuple(points)) is None
    runs.keep(points)
    assert same(points, runs.find(tuple(points)))
    assert runs.find(tuple(points)[:1]) is None


def test_two_replicas_that_finish_the_same_run_keep_one(kept):
    points = trained(SHORT)
    runs.keep(points)
    runs.keep(points)
    assert count() == 1


def test_the_oldest_make_room_and_a_day_later_none_is_left(kept, monkeypatch):
    monkeypatch.setattr(runs, "MOST", 2)
    of_seeds = [trained(replace(SHORT, seed=seed)) for seed in range(4)]
    for points in of_seeds:
        runs.keep(points)
    assert [runs.find(tuple(points)) is not None for points in of_seeds] == [False, False, True, True]
    with database.writing() as connection:
        connection.execute(update(database.runs).values(kept_at=time.time() - 24 * 3600))
    assert runs.find(tuple(of_seeds[-1])) is None
    runs.keep(of_seeds[0])
    assert count() == 1


@pytest.mark.parametrize("damaged", [b"", b"not a run", b"PK\x03\x04 cut short"])
def test_a_damaged_run_is_trained_again_and_kept(kept, damaged):
    points = trained(SHORT)
    runs.keep(points)
    with database.writing() as connection:
        connection.execute(update(database.runs).values(points=damaged))
    assert runs.find(tuple(points)) is None
    runs.keep(points)
    assert same(points, runs.find(tuple(points)))


def assert_all_are_trained(queue):
    for seed in range(2):
        assert ended(queue, queue.start(tasks(replace(SHORT, seed=seed)), "me")).state == "done"


def test_an_archive_that_fails_keeps_nobody_from_training(replica):
    class Archive:
        def find(self, _tasks):
            raise RuntimeError("no right to read")

        def keep(self, _points):
            raise RuntimeError("no right to write")

    assert_all_are_trained(replica(archive=Archive()))


def test_without_a_database_everybody_trains(kept, replica, monkeypatch):
    monkeypatch.setenv(database.VARIABLE, "sqlite:////no such folder/classes.sqlite3")
    assert_all_are_trained(replica(archive=runs))
