"""Where classes are kept: SQLite in a file beside the app, or the database that `BN_DATABASE_URL` names, as PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from classroom.refusals import DatabaseGoneError

VARIABLE = "BN_DATABASE_URL"
_APP = Path(__file__).parents[1]
_FILE = "classes.sqlite3"
# Whoever waits longer is told, and sends again.
SECONDS = 5
# Any number, as long as all replicas take the same: who makes the tables lets the others wait.
_LOCK = 26111128
_MAKING = threading.Lock()

metadata = MetaData()
classes = Table(
    "bn_classes",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("secret", String(64), nullable=False),  # of the secret only what tells it from others
    Column("number", Integer, nullable=False),  # of the present question, 0 for none
    Column("version", Integer, nullable=False),  # one more whenever phones have to be told something
    Column("opened_at", Float, nullable=False),
)
questions = Table(
    "bn_questions",
    metadata,
    Column("code", ForeignKey("bn_classes.code", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String(100), nullable=False),
    Column("question", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("phase", String(12), nullable=False),
    Column("ends_at", Float),
)
people = Table(
    "bn_people",
    metadata,
    Column("code", ForeignKey("bn_classes.code", ondelete="CASCADE"), primary_key=True),
    Column("person", String(32), primary_key=True),
)
votes = Table(
    "bn_votes",
    metadata,
    Column("code", ForeignKey("bn_classes.code", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("turn", BigInteger, nullable=False),  # how often this person has changed it: what is late replaces nothing
    Column("value", Text, nullable=False),
)


def is_given() -> bool:
    """Return whether somebody chose a database; the file beside the app is lost where a restart loses files."""
    return bool(os.environ.get(VARIABLE))


def engine() -> Engine:
    """Return the connections to the database, with its tables made."""
    if not _MAKING.acquire(timeout=SECONDS):
        raise DatabaseGoneError
    try:
        return _engine(os.environ.get(VARIABLE) or _beside_the_app())
    finally:
        _MAKING.release()


@contextmanager
def reading() -> Iterator[Connection]:
    """Look something up."""
    with _answering(), engine().connect() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """Change something, all of it or nothing; what is read on the way stays as it was until then."""
    with _answering(), engine().connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):  # it answers: what it was told is wrong
        raise
    except (DBAPIError, NoConnectionError) as error:
        raise DatabaseGoneError from error
    except SQLAlchemyError as error:
        if isinstance(error.__cause__, OSError):
            raise DatabaseGoneError from error
        raise


@lru_cache(maxsize=8)
def _engine(address: str) -> Engine:
    if address.startswith("postgresql://"):
        address = address.replace("postgresql://", "postgresql+psycopg://", 1)
    if address.startswith("sqlite"):
        made = create_engine(address, connect_args={"timeout": SECONDS, "check_same_thread": False}, pool_timeout=SECONDS)
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    else:
        limits = f"-c statement_timeout={SECONDS * 1000} -c lock_timeout={SECONDS * 1000}"
        # Of a network that swallows everything the system tells within seconds, too.
        network = {
            "keepalives_idle": SECONDS,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": SECONDS * 1000,
        }
        options = {"connect_timeout": SECONDS, "options": limits, **network}
        made = create_engine(address, connect_args=options, pool_pre_ping=True, pool_timeout=SECONDS)
    with made.connect().execution_options(writes=True) as connection, connection.begin():
        if made.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        metadata.create_all(connection)
    return made


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # Python's own transactions begin too late to keep what was read
    # A committed vote is on the disk; many are committed at once, so that this costs little.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    until = time.monotonic() + SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:  # another process does the same just now, for which SQLite does not wait
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@lru_cache(maxsize=1)
def _beside_the_app() -> str:
    """Return the address of a file beside the app, or where nothing can be written there, in a folder that only we can read."""
    folder = _APP
    if not os.access(folder, os.W_OK):
        owner = os.getuid() if hasattr(os, "getuid") else "app"
        folder = Path(tempfile.gettempdir()) / f"see-batch-normalization-{owner}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():  # somebody else made it, to read along
            folder = Path(tempfile.mkdtemp())
    return f"sqlite:///{folder / _FILE}"
