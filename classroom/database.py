"""Where classes and finished runs are kept: SQLite in a file beside the app, or the database that `BN_DATABASE_URL` names."""

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
    LargeBinary,
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
# How long a request waits for the database before it fails; phones then send again.
SECONDS = 5
# The advisory lock of the replica that creates the tables, while the others wait: any number, the same for all.
_LOCK = 26111128
_CREATING = threading.Lock()

metadata = MetaData()
classes = Table(
    "bn_classes",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("secret", String(64), nullable=False),  # its hash
    Column("number", Integer, nullable=False),  # of the present question, 0 for none
    Column("version", Integer, nullable=False),  # goes up with every change that phones have to hear of
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
    Column("turn", BigInteger, nullable=False),  # counts this person's changes: an older one that arrives late replaces nothing
    Column("value", Text, nullable=False),
)
runs = Table(
    "bn_runs",
    metadata,
    Column("key", String(64), primary_key=True),  # a hash of what was trained
    Column("kept_at", Float, nullable=False),
    Column("points", LargeBinary, nullable=False),
)


def is_given() -> bool:
    """Return whether the environment names a database; the default file is lost on hosts that delete files at a restart."""
    return bool(os.environ.get(VARIABLE))


def is_shared() -> bool:
    """Return whether other servers may use the same database: it is no file."""
    return not os.environ.get(VARIABLE, "sqlite").startswith("sqlite")


def engine() -> Engine:
    """Return the engine of the database, with its tables created."""
    if not _CREATING.acquire(timeout=SECONDS):
        raise DatabaseGoneError
    try:
        return _engine(os.environ.get(VARIABLE) or _default_address())
    finally:
        _CREATING.release()


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a connection that only reads."""
    with _answering(), engine().connect() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """Open a transaction that writes; it is committed as a whole at the end, or not at all."""
    with _answering(), engine().connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):  # the database is there, the statement was wrong
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
        # So that a network that drops every packet is noticed within seconds, too.
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
    connection.isolation_level = None  # sqlite3 would begin transactions only at the first write; `_begin_sqlite` does it earlier
    # A committed vote is on the disk; this costs little, as many votes share a commit.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    until = time.monotonic() + SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:  # another process is doing the same, and SQLite does not wait for it
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@lru_cache(maxsize=1)
def _default_address() -> str:
    """Return the address of a file in the app's folder, or if that is read-only, in a private temporary folder."""
    folder = _APP
    if not os.access(folder, os.W_OK):
        owner = os.getuid() if hasattr(os, "getuid") else "app"
        folder = Path(tempfile.gettempdir()) / f"see-batch-normalization-{owner}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():  # another user created it and could read the votes
            folder = Path(tempfile.mkdtemp())
    return f"sqlite:///{folder / _FILE}"
