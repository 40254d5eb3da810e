"""Finished training runs, which replicas share through the database: who opens a link elsewhere need not train it again."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

import bn_core
from classroom.classes import HOURS
from classroom.database import reading, runs, writing
from witnesses import digits
from workers import finished, steps
from workers.finished import from_bytes, to_bytes
from workers.steps import Point, Task

# A run is at most a few megabytes.
MOST = 64
_log = logging.getLogger(__name__)


def find(tasks: Sequence[Task]) -> dict[Task, list[Point]] | None:
    """Return the points of a run that any replica has finished; None where there is none that can be read."""
    key = _key(tasks)
    with reading() as connection:
        kept = connection.execute(select(runs.c.points).where(runs.c.key == key, runs.c.kept_at > _oldest())).scalar()
    if kept is None:
        return None
    try:
        return from_bytes(kept, tasks)
    except ValueError:
        _log.warning("a finished run is damaged; it is trained again", exc_info=True)
    with writing() as connection:  # to make room for that
        connection.execute(delete(runs).where(runs.c.key == key))
    return None


def keep(points: Mapping[Task, Sequence[Point]]) -> None:
    """Keep a finished run as long as a class lasts, of all the latest `MOST`."""
    key, kept = _key(tuple(points)), to_bytes(points)
    latest = select(runs.c.key).order_by(runs.c.kept_at.desc()).limit(MOST - 1)
    try:
        with writing() as connection:
            connection.execute(delete(runs).where((runs.c.kept_at < _oldest()) | runs.c.key.not_in(latest)))
            connection.execute(insert(runs).values(key=key, kept_at=time.time(), points=kept))
    except IntegrityError:  # another replica, or the same some time ago, has trained it, too: the numbers are the same
        pass


def _oldest() -> float:
    return time.time() - HOURS * 3600


def _key(tasks: Sequence[Task]) -> str:
    return hashlib.sha256(f"{_version()} {tuple(tasks)}".encode()).hexdigest()


@cache
def _version() -> str:
    """Return what changes with the code that trains: what an older version of it gave is not shown as this one's."""
    sources = [
        *sorted(Path(*bn_core.__path__).rglob("*.py")),
        *(Path(str(module.__file__)) for module in (digits, finished, steps)),
    ]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
