"""Every row of one database copied into another, empty one; then the other is read and compared."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matchmaker.database import Base
from matchmaker.services.backups.rows import Counting, Digest, Row, UnfitRow, digest_of, read_rows
from matchmaker.services.operations.schema import tables_in

_AT_ONCE: Final = 500
_MADE_BY_MIGRATIONS: Final = frozenset({"programmes", "policy_versions", "alembic_version"})
_PLACE: Final = re.compile(r"line (\d+)(?:, column (\w+))?")


class DifferentCopy(Exception):
    """What was copied is not what is there; the message names the table."""


def tables_in_order() -> list[sa.Table]:
    """Return the tables, each after those that it points at."""
    return list(Base.metadata.sorted_tables)


def unknown_tables(connection: Connection) -> list[str]:
    """Return the tables that are none of matchmaker's, and are not copied."""
    known = {table.name for table in tables_in_order()} | {"alembic_version"}
    return [name for name in tables_in(connection) if name not in known]


def holds_nothing(connection: Connection) -> bool:
    """Whether nobody has used a database since it was migrated."""
    return not any(
        connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        for table in tables_in_order()
        if table.name not in _MADE_BY_MIGRATIONS
    )


def copy_rows(source: Connection, target: Connection) -> dict[str, Digest]:
    """Copy every table, in the transactions of both; return the digests of what was read.

    What migrations put into the target goes first. Raises `UnfitRow`.
    """
    for table in reversed(tables_in_order()):
        target.execute(sa.delete(table))
    digests = {}
    for table in tables_in_order():
        counting = Counting()
        store = _copy_into_server if target.dialect.name == "postgresql" else _insert_into_file
        store(target, table, _counted(read_rows(source, table), counting))
        digests[table.name] = counting.digest()
    return digests


def compare_digests(target: Connection, wanted: Mapping[str, Digest]) -> None:
    """Read the target and raise `DifferentCopy` for a table that differs."""
    for table in tables_in_order():
        found = digest_of(target, table)
        if found != wanted[table.name]:
            raise DifferentCopy(
                f"the table {table.name} has {wanted[table.name].rows} rows here and {found.rows} "
                f"there, of the digests {wanted[table.name].code} and {found.code}"
            )


def go_on_counting(target: Connection) -> None:
    """Let PostgreSQL give the next ids after those that were copied."""
    if target.dialect.name != "postgresql":
        return
    for table in tables_in_order():
        column = table.autoincrement_column
        if column is None:
            continue
        target.execute(
            sa.select(
                sa.func.setval(
                    sa.func.pg_get_serial_sequence(table.name, column.name),
                    sa.select(sa.func.max(column)).scalar_subquery(),
                )
            )
        )


def _counted(rows: Iterator[Row], counting: Counting) -> Iterator[Row]:
    for row in rows:
        counting.add(row)
        yield row


def _copy_into_server(target: Connection, table: sa.Table, rows: Iterator[Row]) -> None:
    quote = target.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    faults: Any = target.dialect.loaded_dbapi
    driver: Any = target.connection.dbapi_connection
    try:
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
    except (faults.DataError, faults.IntegrityError) as error:
        # The rest of what it says may hold the value itself.
        place = _PLACE.search(error.diag.context or "")
        where = f", row {place[1]}" if place else ""
        which = f", {place[2]}" if place and place[2] else ""
        reason = str(error.diag.message_primary or error).split("\n", maxsplit=1)[0]
        raise UnfitRow(f"{table.name}{where}{which}: {reason}") from error


def _insert_into_file(target: Connection, table: sa.Table, rows: Iterator[Row]) -> None:
    quote = target.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    places = ", ".join("?" for _ in table.columns)
    order = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})"  # noqa: S608 - ours
    while part := list(islice(rows, _AT_ONCE)):
        target.exec_driver_sql(order, [tuple(map(_as_stored, row)) for row in part])


def _as_stored(value: Any) -> Any:
    """Return a value as SQLite stores it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value
