"""People and their votes, one for each person and round, and how much of the votes each phase shows."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from classroom import classes, database
from classroom.classes import ROUNDS, Class, Phase, as_question, cleaned
from classroom.database import reading
from classroom.questions import Answer, Choice, Question
from classroom.refusals import (
    BadValueError,
    ClassError,
    FullClassError,
    UnknownClassError,
    UnknownPersonError,
    WrongPhaseError,
)
from classroom.together import Together

MOST_PEOPLE = 2000
# Peer instruction: below the first share of right answers explain again, above the second go on, between them discuss.
FEW, MANY = 0.35, 0.70
_SECONDS = 30.0

_people, _votes, _questions = database.people, database.votes, database.questions


class Case(StrEnum):
    """What should come next, by the share of right answers."""

    EXPLAIN = "explain"
    DISCUSS = "discuss"
    GO_ON = "go_on"


@dataclass(frozen=True)
class Round:
    """One of the two votes.

    The count is always there, the case once the vote is closed; the values, how many chose each option and the share that is
    right only once the answer is shown.
    """

    count: int = 0
    case: Case | None = None
    values: Sequence[Answer] | None = None
    chosen: Sequence[int] | None = None
    share_right: float | None = None


@dataclass(frozen=True)
class Tally:
    """Both rounds of a question, as much of them as its phase shows."""

    phase: Phase
    question: Question
    first: Round = field(default_factory=Round)
    second: Round = field(default_factory=Round)

    @property
    def last(self) -> Round:
        """The round that counts: the second if anybody voted in it."""
        return self.second if self.second.count else self.first


@dataclass(frozen=True)
class Row:
    """A vote for the CSV file, without the person."""

    number: int
    key: str
    question: Question
    round: int
    value: Answer


@dataclass(frozen=True)
class _Job:
    """A vote, or without a round, a person who joins."""

    code: str
    person: str
    round: int | None = None
    value: object = None
    number: int | None = None
    turn: int = 0


def join(code: str) -> str:
    """Add a person to a class and return the person's token."""
    token, future = joining(code)
    future.result(_SECONDS)
    return token


def joining(code: str) -> tuple[str, Future[None]]:
    """Add a person as `join` does, without waiting for the commit: the token is valid once the future is done."""
    code, token = cleaned(code), secrets.token_urlsafe(18)
    return token, _together.submit(_Job(code, _person(code, token)))


def cast(code: str, person: str, round: int, value: object, *, number: int | None = None, turn: int = 0) -> None:
    """Count a vote, in place of this person's earlier one in this round, and return when it is committed.

    `person` is the token. `number` is the question that was answered, if it may no longer be the present one. A vote with a lower
    `turn` than the counted one replaces nothing.
    """
    casting(code, person, round, value, number=number, turn=turn).result(_SECONDS)


def casting(code: str, person: str, round: int, value: object, *, number: int | None = None, turn: int = 0) -> Future[None]:
    """Count a vote as `cast` does, without waiting for the commit."""
    code = cleaned(code)
    return _together.submit(_Job(code, _person(code, person), round, value, number, turn))


def votes_of(code: str, person: str, number: int) -> dict[int, tuple[Any, int]]:
    """Return a person's value and turn for each round of a question. Refuse a token that this class did not give."""
    code = cleaned(code)
    of_person = (_votes.c.code == code, _votes.c.person == _person(code, person), _votes.c.number == number)
    with reading() as connection:
        if (
            connection.scalar(select(_people.c.code).where(_people.c.code == code, _people.c.person == _person(code, person)))
            is None
        ):
            raise UnknownPersonError
        found = connection.execute(select(_votes.c.round, _votes.c.value, _votes.c.turn).where(*of_person))
        return {row.round: (json.loads(row.value), row.turn) for row in found}


def tally(code: str) -> Tally:
    """Return the votes on the present question, as far as its phase shows them."""
    code = cleaned(code)
    with reading() as connection:
        present = classes.present(connection, [code]).get(code)
        if present is None:
            raise UnknownClassError
        wanted = select(_questions).where(_questions.c.code == code, _questions.c.number == present.number)
        asked = connection.execute(wanted).first()
        if asked is None:
            raise WrongPhaseError
        phase, question = Phase(asked.phase), as_question(asked.question)
        of_question = (_votes.c.code == code, _votes.c.number == asked.number)
        if phase in (Phase.WAIT, Phase.VOTE):  # do not even read the values
            counted = select(func.count()).where(*of_question, _votes.c.round == 1)
            return Tally(phase, question, Round(connection.scalar(counted) or 0))
        found = connection.execute(select(_votes.c.round, _votes.c.value).where(*of_question)).all()
    rounds = ([_answer(row.value) for row in found if row.round == number] for number in (1, 2))
    first, second = (_round(question, values) for values in rounds)
    if phase is not Phase.RUN:
        first = Round(first.count, first.case)
        second = Round(second.count)
    return Tally(phase, question, first, second)


def rows(code: str) -> Iterator[Row]:
    """Return all votes on questions whose answer was shown, sorted by value, so that the order gives nobody away."""
    code = cleaned(code)
    wanted = (
        select(_questions.c.number, _questions.c.key, _questions.c.question, _votes.c.round, _votes.c.value)
        .join_from(_questions, _votes, (_votes.c.code == _questions.c.code) & (_votes.c.number == _questions.c.number))
        .where(_questions.c.code == code, _questions.c.phase == Phase.RUN)
        .order_by(_questions.c.number, _votes.c.round, _votes.c.value)
    )
    with reading() as connection:
        found = connection.execute(wanted).all()
    for row in found:
        yield Row(row.number, row.key, as_question(row.question), row.round, _answer(row.value))


def case_of(share_right: float) -> Case:
    """Return the case for a share of right answers."""
    return Case.EXPLAIN if share_right < FEW else Case.DISCUSS if share_right <= MANY else Case.GO_ON


def _round(question: Question, values: Sequence[Answer]) -> Round:
    share = None if question.answer is None or not values else sum(map(question.is_right, values)) / len(values)
    chosen = None
    if isinstance(question.kind, Choice):
        by_option = Counter(values)
        chosen = [by_option[option] for option in range(len(question.kind.options))]
    return Round(len(values), None if share is None else case_of(share), values, chosen, share)


def _answer(text: str) -> Answer:
    value: Any = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _person(code: str, token: str) -> str:
    """Return the hash of a token: nobody can vote with what is in the database."""
    # A forged token may hold half a surrogate pair, which UTF-8 alone cannot encode.
    return hashlib.sha256(f"{code} {token}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _write(connection: Connection, jobs: Sequence[_Job]) -> list[ClassError | None]:
    """Write people and votes in the order in which they arrived; return None or the refusal for each."""
    present = classes.present(connection, {job.code for job in jobs})
    known = _known(connection, jobs)
    counts: dict[str, int] = {}
    joined: list[dict[str, Any]] = []
    voted: dict[tuple[Any, ...], dict[str, Any]] = {}
    refused: list[ClassError | None] = []
    for job in jobs:
        try:
            of_class = present.get(job.code)
            if of_class is None:
                raise UnknownClassError
            if job.round is not None:
                _take_vote(job, of_class, known, voted)
            else:
                _take_person(job, connection, counts)
                known.add((job.code, job.person))
                joined.append({"code": job.code, "person": job.person})
            refused.append(None)
        except ClassError as error:
            refused.append(error)
    if joined:
        connection.execute(insert(_people), joined)
    if voted:
        new = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(_votes)
        changes = {"value": new.excluded.value, "turn": new.excluded.turn}
        same = [_votes.c.code, _votes.c.number, _votes.c.round, _votes.c.person]
        earlier = _votes.c.turn <= new.excluded.turn
        connection.execute(new.on_conflict_do_update(index_elements=same, set_=changes, where=earlier), list(voted.values()))
    return refused


def _known(connection: Connection, jobs: Sequence[_Job]) -> set[tuple[str, str]]:
    """Return which of the voters have joined."""
    persons = {job.person for job in jobs if job.round is not None}
    if not persons:
        return set()
    wanted = select(_people.c.code, _people.c.person).where(_people.c.person.in_(persons))
    return {(row.code, row.person) for row in connection.execute(wanted)}


def _take_person(job: _Job, connection: Connection, counts: dict[str, int]) -> None:
    if job.code not in counts:
        counts[job.code] = connection.scalar(select(func.count()).where(_people.c.code == job.code)) or 0
    if counts[job.code] >= MOST_PEOPLE:
        raise FullClassError
    counts[job.code] += 1


def _take_vote(job: _Job, of_class: Class, known: set[tuple[str, str]], voted: dict[tuple[Any, ...], dict[str, Any]]) -> None:
    question, number = of_class.question, of_class.number
    if (job.code, job.person) not in known:
        raise UnknownPersonError
    if question is None or ROUNDS.get(of_class.phase) != job.round or job.number not in (None, number):
        raise WrongPhaseError
    if not 0 <= job.turn < 1 << 53:
        raise BadValueError
    value = json.dumps(question.kind.read(job.value))
    row = {"code": job.code, "number": number, "round": job.round, "person": job.person, "turn": job.turn, "value": value}
    same = (job.code, number, job.round, job.person)
    if same not in voted or voted[same]["turn"] <= job.turn:
        voted[same] = row


_together = Together(_write)
