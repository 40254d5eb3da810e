"""Classes: opened by a teacher, found by their code, led from phase to phase, and deleted when closed or after `HOURS`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, select, update

from classroom import database, questions
from classroom.database import reading, writing
from classroom.questions import MOST_OF_LINK, Question
from classroom.refusals import BadQuestionError, NotTheTeacherError, TooManyClassesError, UnknownClassError, WrongPhaseError

HOURS = 12
# A class that nobody has joined for so long may be deleted to make room for a new one.
HOURS_WITHOUT_STUDENTS = 1
MOST_CLASSES, MOST_QUESTIONS, MOST_OF_KEY = 500, 200, 100
# Without vowels no code is a word; letters that look like a digit or another letter are left out.
LETTERS, LENGTH = "BCDFGHJKLMNPQRSTVWXZ", 5

_classes, _questions = database.classes, database.questions


class Phase(StrEnum):
    """What a class does with its question, in this order."""

    WAIT = "wait"
    VOTE = "vote"
    DISCUSS = "discuss"
    VOTE_AGAIN = "vote_again"
    RUN = "run"


ORDER = tuple(Phase)
# The two phases in which students vote, and which of the two votes it is.
ROUNDS = {Phase.VOTE: 1, Phase.VOTE_AGAIN: 2}
# A vote that was closed by mistake can be reopened; after the answer was shown there is no way back.
_BACK = {(Phase.DISCUSS, Phase.VOTE), (Phase.VOTE_AGAIN, Phase.DISCUSS)}


@dataclass(frozen=True)
class Opened:
    """A new class: the code that students type, and the secret that only the teacher has."""

    code: str
    secret: str


@dataclass(frozen=True)
class Class:
    """A class as it stands, with its present question.

    `number` counts the questions, 0 before the first; `key` is the teacher's page's name for the present one.
    """

    code: str
    version: int
    number: int = 0
    key: str = ""
    question: Question | None = None
    link: str = ""
    phase: Phase = Phase.WAIT
    ends_at: float | None = None


# Called with the code after this process has changed a class; other processes notice the new version.
listeners: list[Callable[[str], None]] = []


def open_class() -> Opened:
    """Open a class, and delete those whose hours are over.

    When there are too many, the oldest that nobody has joined for `HOURS_WITHOUT_STUDENTS` makes room; without one, refuse.
    """
    opened = Opened("", secrets.token_urlsafe(18))
    with writing() as connection:
        _delete_expired(connection)
        if (connection.scalar(select(func.count()).select_from(_classes)) or 0) >= MOST_CLASSES:
            _make_room(connection)
        while not opened.code or connection.scalar(select(_classes.c.code).where(_classes.c.code == opened.code)):
            opened = Opened("".join(secrets.choice(LETTERS) for _ in range(LENGTH)), opened.secret)
        row = {"code": opened.code, "secret": _hash(opened.secret), "number": 0, "version": 1, "opened_at": time.time()}
        connection.execute(insert(_classes).values(row))
    return opened


def cleaned(code: str) -> str:
    """Return a typed code without spaces and in capitals."""
    return "".join(code.split()).upper()


def is_a_code(code: str) -> bool:
    """Return whether a class could have this code."""
    return len(code) == LENGTH and set(code) <= set(LETTERS)


def find(code: str) -> Class | None:
    """Return the open class with this code, or None."""
    code = cleaned(code)
    if not is_a_code(code):
        return None
    with reading() as connection:
        return present(connection, [code]).get(code)


def present(connection: Connection, codes: Collection[str]) -> dict[str, Class]:
    """Return those of these classes that are open; a connection that writes locks them until it commits."""
    of_class = and_(_questions.c.code == _classes.c.code, _questions.c.number == _classes.c.number)
    of_itself = (_classes.c.code, _classes.c.version, _classes.c.number)
    of_question = (_questions.c.key, _questions.c.question, _questions.c.link, _questions.c.phase, _questions.c.ends_at)
    wanted = (
        select(*of_itself, *of_question)
        .outerjoin_from(_classes, _questions, of_class)
        .where(_classes.c.code.in_(codes), _is_open())
    )
    if connection.get_execution_options().get("writes"):
        wanted = wanted.order_by(_classes.c.code).with_for_update(of=_classes)  # always in the same order, against deadlocks
    return {row.code: _class(row) for row in connection.execute(wanted)}


def versions(codes: Collection[str]) -> dict[str, int]:
    """Return the versions of those of these classes that are still open."""
    wanted = select(_classes.c.code, _classes.c.version).where(_classes.c.code.in_(codes), _is_open())
    with reading() as connection:
        return {row.code: row.version for row in connection.execute(wanted)}


def people(code: str) -> int:
    """Return how many people have joined."""
    with reading() as connection:
        return connection.scalar(select(func.count()).where(database.people.c.code == cleaned(code))) or 0


def is_teacher(code: str, secret: str) -> bool:
    """Return whether this is the secret of that class."""
    code = cleaned(code)
    if not is_a_code(code):
        return False
    with reading() as connection:
        kept = connection.scalar(select(_classes.c.secret).where(_classes.c.code == code, _is_open()))
    return kept is not None and hmac.compare_digest(kept, _hash(secret))


def asked(code: str) -> dict[str, Phase]:
    """Return the phase of each question that was asked, by its key; of two under one key, that of the later one."""
    wanted = select(_questions.c.key, _questions.c.phase).where(_questions.c.code == cleaned(code)).order_by(_questions.c.number)
    with reading() as connection:
        return {row.key: Phase(row.phase) for row in connection.execute(wanted)}


def ask(code: str, secret: str, key: str, question: Question, link: str = "") -> Class:
    """Make a question the present one. `link` is a path below the app's root, to the page where students can try it.

    A question that was already asked under the same key continues with its votes; a different one starts anew.
    """
    # Phones append it to the app's own address.
    leaves_the_app = ":" in link.partition("?")[0] or link.startswith(("/", "\\"))
    if leaves_the_app or len(link) > MOST_OF_LINK or len(key) > MOST_OF_KEY:
        raise BadQuestionError("bad_question")
    with writing() as connection:
        row = _of_the_teacher(connection, code, secret)
        if secret in link:  # it would give every phone control of the class
            raise BadQuestionError("bad_question")
        text, of_class = questions.written(question), _questions.c.code == row.code
        last = select(_questions).where(of_class, _questions.c.key == key).order_by(_questions.c.number.desc()).limit(1)
        before = connection.execute(last).first()
        if before is not None and before.question == text:
            number = before.number
            if number == row.number and before.link == link:
                return _present(connection, row.code)
            connection.execute(update(_questions).where(of_class, _questions.c.number == number).values(link=link))
        else:
            number = 1 + (connection.scalar(select(func.max(_questions.c.number)).where(of_class)) or 0)
            if number > MOST_QUESTIONS:
                raise BadQuestionError("too_many")
            new = {"code": row.code, "number": number, "key": key, "question": text, "link": link, "phase": Phase.WAIT}
            connection.execute(insert(_questions).values(new))
        changed = _change(connection, row.code, number)
    _tell(row.code)
    return changed


def move(code: str, secret: str, phase: Phase, until: float | None = None, *, number: int | None = None) -> Class:
    """Move the class to a phase of its question; `until` is when a discussion ends, in seconds since 1970.

    Any phase may be skipped. Only a vote that was closed too early, or begun again too early, goes one phase back. `number` is
    the question that is meant: where another window has asked a new one meanwhile, nothing is moved.
    """
    with writing() as connection:
        row = _of_the_teacher(connection, code, secret)
        if number not in (None, row.number):
            raise WrongPhaseError
        of_question = and_(_questions.c.code == row.code, _questions.c.number == row.number)
        was = connection.scalar(select(_questions.c.phase).where(of_question))
        if was is None or (ORDER.index(phase) < ORDER.index(Phase(was)) and (Phase(was), phase) not in _BACK):
            raise WrongPhaseError
        connection.execute(update(_questions).where(of_question).values(phase=phase, ends_at=until))
        changed = _change(connection, row.code, row.number)
    _tell(row.code)
    return changed


def close(code: str, secret: str) -> None:
    """Delete a class with all its votes."""
    with writing() as connection:
        row = _of_the_teacher(connection, code, secret)
        connection.execute(delete(_classes).where(_classes.c.code == row.code))
    _tell(row.code)


def delete_expired() -> None:
    """Delete all classes whose hours are over."""
    with writing() as connection:
        _delete_expired(connection)


def _change(connection: Connection, code: str, number: int) -> Class:
    changes = {"number": number, "version": _classes.c.version + 1}
    connection.execute(update(_classes).where(_classes.c.code == code).values(changes))
    return _present(connection, code)


def _tell(code: str) -> None:
    for listener in listeners:
        listener(code)


def _present(connection: Connection, code: str) -> Class:
    return present(connection, [code])[code]


def _of_the_teacher(connection: Connection, code: str, secret: str) -> Row[str, int, str]:
    wanted = select(_classes.c.code, _classes.c.number, _classes.c.secret).where(_classes.c.code == cleaned(code), _is_open())
    row = connection.execute(wanted.with_for_update()).first()
    if row is None:
        raise UnknownClassError
    if not hmac.compare_digest(row.secret, _hash(secret)):
        raise NotTheTeacherError
    return row


def _class(row: Row[*tuple[Any, ...]]) -> Class:
    if row.phase is None:
        return Class(row.code, row.version)
    question = as_question(row.question)
    return Class(row.code, row.version, row.number, row.key, question, row.link, Phase(row.phase), row.ends_at)


as_question = lru_cache(maxsize=256)(questions.read)


def _is_open() -> ColumnElement[bool]:
    return _opened_within(HOURS)


def _opened_within(hours: float) -> ColumnElement[bool]:
    return _classes.c.opened_at > time.time() - hours * 3600


def _delete_expired(connection: Connection) -> None:
    connection.execute(delete(_classes).where(~_is_open()))


def _make_room(connection: Connection) -> None:
    joined = select(database.people.c.code).where(database.people.c.code == _classes.c.code).exists()
    idle = select(_classes.c.code).where(~joined, ~_opened_within(HOURS_WITHOUT_STUDENTS))
    code = connection.scalar(idle.order_by(_classes.c.opened_at).limit(1))
    if code is None:
        raise TooManyClassesError
    connection.execute(delete(_classes).where(_classes.c.code == code))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
