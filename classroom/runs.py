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
from classroom.database import reading, runs, writing
from classroom.refusals import DatabaseGoneError
from witnesses import digits
from workers import finished, steps
from workers.finished import from_bytes, to_bytes
from workers.steps import Point, Task

HOURS = 12
# A run is at most a few megabytes.
MOST = 64
_log = logging.getLogger(__name__)


def find(tasks: Sequence[Task]) -> dict[Task, list[Point]] | None:
    """Return the points of a run that any replica has finished; None where there is none, or no database answers."""
    with_it = select(runs.c.points).where(runs.c.key == _key(tasks), runs.c.kept_at > time.time() - HOURS * 3600)
    try:
        with reading() as connection:
            kept = connection.execute(with_it).scalar()
        return None if kept is None else from_bytes(kept, tasks)
    except (DatabaseGoneError, ValueError):
        _log.warning("a finished run could not be read; it is trained again", exc_info=True)
        return None


def keep(points: Mapping[Task, Sequence[Point]]) -> None:
    """Keep a finished run for `HOURS`, of all the latest `MOST`; where no database answers, for this replica alone."""
    key, now, kept = _key(tuple(points)), time.time(), to_bytes(points)
    latest = select(runs.c.key).order_by(runs.c.kept_at.desc()).limit(MOST - 1)
    try:
        with writing() as connection:
            connection.execute(delete(runs).where((runs.c.kept_at < now - HOURS * 3600) | runs.c.key.not_in(latest)))
            connection.execute(insert(runs).values(key=key, kept_at=now, points=kept))
    except IntegrityError:  # another replica, or the same some time ago, has trained it, too: the numbers are the same
        pass
    except DatabaseGoneError:
        _log.warning("a finished run could not be kept for other replicas", exc_info=True)


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
