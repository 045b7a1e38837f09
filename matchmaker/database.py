"""How the two databases behave alike: base class, UTC timestamps, transactions on SQLite."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from matchmaker import clock

WRITES = "matchmaker_writes"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_WAIT_SECONDS = 10
"""For a lock that another transaction holds."""
LONGEST_CONNECT_SECONDS = 5
MOST_AT_ONCE: Final = 5_000
"""Values in one statement: neither database takes any number of them."""
ROWS_AT_ONCE: Final = 1_000
"""Rows in one statement."""
Value = TypeVar("Value")
_ANY_DIALECT: Final = DefaultDialect()
"""By it a document's text is what `json` makes of it, not yet wrapped for a driver."""


class Base(DeclarativeBase):
    """Parent of every table; constraints have stable names so that migrations can change them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a stored moment that cannot be read: something happened, nobody knows when."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC, and aware again when it comes back (also from SQLite).

    SQLite keeps whatever another program writes; one broken moment must not hide every other row.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], Any] | None:
        read = super().result_processor(dialect, coltype)

        def read_or_long_ago(value: Any) -> datetime | None:
            try:
                return cast("datetime | None", read(value) if read else value)
            except (ValueError, TypeError, AttributeError):
                return LONG_AGO

        return read_or_long_ago


WORDS: Final[dict[str, Any]] = {
    "native_enum": False,
    "create_constraint": True,
    "length": 40,
    "values_callable": lambda members: [member.value for member in members],
}
"""How a closed list of words is stored."""


def one_of(choices: type[StrEnum], name: str) -> sa.Enum:
    """Return a column type for a closed list of words: their values, held by a check constraint."""
    return sa.Enum(choices, name=name, **WORDS)


def engine_options(url: str) -> dict[str, Any]:
    """Return how an engine is made: a server that does not answer is not waited for long."""
    options: dict[str, Any] = {
        # The values of a failed statement may be personal; logs do not need them.
        "hide_parameters": True,
    }
    if not url.startswith("sqlite"):
        patience = {
            "connect_timeout": LONGEST_CONNECT_SECONDS,
            "tcp_user_timeout": 1000 * LONGEST_WAIT_SECONDS,
            # By this the server's own tools, and ours, say who is connected.
            "fallback_application_name": f"matchmaker {Path(sys.argv[0]).stem}",
        }
        stated = sa.make_url(url).query
        options |= {
            "pool_pre_ping": True,
            # A new connection compares the clocks again.
            "pool_recycle": 600,
            "connect_args": {k: value for k, value in patience.items() if k not in stated},
        }
    return options


def prepare_engine(engine: Engine) -> None:
    """Make the engine's transactions wait alike, and make SQLite safe for several processes.

    A lock that another holds is waited for as long on either database; then there is an answer in
    plain words, before a web server loses its patience.

    On SQLite, a transaction that may write takes the write lock at its start: one that starts
    reading and then writes would lose an update or fail at once when another was faster.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _meet_postgresql)
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _meet_postgresql(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{LONGEST_WAIT_SECONDS}s'")
    # Whoever opens a cursor here reads all of it. PostgreSQL would plan for the first tenth, row by
    # row over an index, and take three times as long for the rest.
    connection.execute("SET cursor_tuple_fraction = 1")
    (moment,) = connection.execute("SELECT clock_timestamp()").fetchone()
    clock.follow(moment)
    connection.commit()


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {1000 * LONGEST_WAIT_SECONDS}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    only_reads = has_request_context() and request.method in SAFE_METHODS and not writes
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def changed_rows(result: sa.Result[Any]) -> int:
    """Return the rows affected; of two concurrent updates of one row, only one gets 1."""
    return int(cast("sa.CursorResult[Any]", result).rowcount)


def in_parts(values: Collection[Value], most: int = MOST_AT_ONCE) -> Iterator[list[Value]]:
    """Yield values in lists that are short enough for one statement."""
    rest = iter(values)
    while part := list(islice(rest, most)):
        yield part


def add_rows(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that name the same columns, in a few statements; an absent value is NULL.

    PostgreSQL is sent a list of values for each column, a thousand rows in one statement: with a
    parameter for each value, most of the time went into reading the statement.
    """
    if not rows:
        return
    session.flush()
    if session.get_bind().dialect.name != "postgresql":
        # Without the keys, rows are inserted one by one; and without nulls, rows with a value
        # and rows without were statements of their own.
        insert = sa.insert(model).returning(*sa.inspect(model).primary_key)
        session.execute(insert, rows, execution_options={"render_nulls": True})
        return
    table, names = cast("sa.Table", model.__table__), list(rows[0])
    writers = {name: _writer_of_documents(table.c[name].type) for name in names}
    listed = [_list_of(name, table.c[name].type, is_text=bool(writers[name])) for name in names]
    columns = sa.insert(model).from_select(names, sa.select(*map(sa.func.unnest, listed)))
    for part in in_parts(rows, ROWS_AT_ONCE):
        listed_values: dict[str, Any] = {name: [row[name] for row in part] for name in names}
        for name, write in writers.items():
            if write:
                listed_values[name] = _array_of(map(write, listed_values[name]))
        session.execute(columns, listed_values, execution_options={"dml_strategy": "raw"})


def _list_of(name: str, kind: sa.types.TypeEngine[Any], *, is_text: bool) -> Any:
    array: sa.ARRAY[Any] = sa.ARRAY(kind, dimensions=1)
    if is_text:
        return sa.cast(sa.bindparam(name, type_=sa.Text), array)
    return sa.bindparam(name, type_=array)


def _writer_of_documents(
    kind: sa.types.TypeEngine[Any],
) -> Callable[[Any], str | None] | None:
    """Return what makes the text of a column's documents, if it has documents."""
    beneath = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return kind.bind_processor(_ANY_DIALECT) if isinstance(beneath, sa.JSON) else None


def _array_of(texts: Iterable[str | None]) -> str:
    """Return texts as PostgreSQL writes an array of them.

    The driver does the same with a call for each quote: of a large round, a million.
    """
    return "{" + ",".join(map(_element, texts)) + "}"


def _element(text: str | None) -> str:
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def begin_writing(session: Session) -> None:
    """Begin a transaction that writes, in a request whose method says that it only reads."""
    session.rollback()
    session.connection(execution_options={WRITES: True})


def empty_write_ahead_log(engine: Engine) -> bool:
    """Move what SQLite still keeps beside its file into it, so that nothing erased is left there.

    Return whether all could be moved: a connection that is reading holds the rest back. True for
    other databases.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        row = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return row is not None and row[0] == 0
