"""Where replicas of the server keep finished runs for each other. One that fails, whatever it was, keeps nobody from training."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from workers.steps import Point, Task

_log = logging.getLogger(__name__)


class Archive(Protocol):
    """Finished runs by their tasks."""

    def find(self, tasks: Sequence[Task]) -> Mapping[Task, Sequence[Point]] | None:
        """Return the points of a finished run; None where there is none."""

    def keep(self, points: Mapping[Task, Sequence[Point]]) -> None:
        """Keep the points of a finished run."""


def find_in(archive: Archive | None, tasks: Sequence[Task]) -> Mapping[Task, Sequence[Point]] | None:
    """Return the points of a run that any replica has finished; None where there is no such run, or no answer."""
    try:
        return None if archive is None else archive.find(tasks)
    except Exception:
        _log.warning("a finished run could not be read; it is trained again", exc_info=True)
        return None


def keep_in(archive: Archive | None, points: Mapping[Task, Sequence[Point]]) -> None:
    """Keep a finished run for other replicas, where that is possible."""
    try:
        if archive is not None:
            archive.keep(points)
    except Exception:
        _log.warning("a finished run was not kept for other replicas", exc_info=True)
