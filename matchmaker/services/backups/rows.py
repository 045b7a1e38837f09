"""The rows of a table as plain values, the same from either kind of database; and their digest.

Read below the column types of the models: those read what is unreadable as not stated, and a copy
must neither mend nor lose anything.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

Row: TypeAlias = tuple[Any, ...]
_AT_ONCE: Final = 100
_DOCUMENT: Final = "document"
_ALL_DIGESTS: Final = 1 << 256


class UnfitRow(Exception):
    """A row holds what the other kind of database cannot store; the message says where."""


@dataclass(frozen=True, slots=True)
class Digest:
    """How many rows there are, and a number that tells them from others, in whatever order."""

    rows: int
    code: str


class Counting:
    """Counts rows, and adds up what each of them is."""

    def __init__(self) -> None:
        self._rows, self._sum = 0, 0

    def add(self, row: Row) -> None:
        """Take one more row into account."""
        told = repr(row).encode("utf-8", "surrogatepass")
        self._rows += 1
        self._sum += int.from_bytes(hashlib.sha256(told).digest())

    def digest(self) -> Digest:
        """Return what has been added."""
        return Digest(self._rows, f"{self._sum % _ALL_DIGESTS:064x}")


def read_rows(connection: Connection, table: sa.Table) -> Iterator[Row]:
    """Yield all rows of a table, a few of them in memory at once. Raises `UnfitRow`."""
    columns = list(table.columns)
    quote = connection.dialect.identifier_preparer.quote
    # The words of a document, as they were stored.
    is_server = connection.dialect.name == "postgresql"
    asked = [
        f"{quote(column.name)}{'::text' if is_server and kind_of(column) == _DOCUMENT else ''}"
        for column in columns
    ]
    order = f"SELECT {', '.join(asked)} FROM {quote(table.name)}"  # noqa: S608 - names of ours
    in_parts = {"stream_results": True, "max_row_buffer": _AT_ONCE}
    with connection.exec_driver_sql(order, execution_options=in_parts) as found:
        for number, row in enumerate(found, start=1):
            yield tuple(
                _plain(value, column, number) for column, value in zip(columns, row, strict=True)
            )


def _plain(value: Any, column: sa.Column[Any], number: int) -> Any:
    kind = kind_of(column)
    try:
        return None if value is None else _PLAIN[kind](value)
    except (TypeError, ValueError) as error:
        raise UnfitRow(
            f"{column.table.name}, row {number}: what {column.name} holds is no {kind}"
        ) from error


def digest_of(connection: Connection, table: sa.Table) -> Digest:
    """Read a table and return its digest."""
    counting = Counting()
    for row in read_rows(connection, table):
        counting.add(row)
    return counting.digest()


def kind_of(column: sa.Column[Any]) -> str:
    """Return what a column holds, in words for an operator."""
    kind = column.type
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return next(name for types, name in _KINDS.items() if isinstance(kind, types))


def _moment(value: str | datetime) -> datetime:
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _flag(value: object) -> bool:
    if value not in (0, 1):
        raise ValueError
    return bool(value)


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _of(kind: type) -> Callable[[Any], Any]:
    def keep(value: object) -> object:
        if type(value) is not kind:
            raise TypeError
        return value

    return keep


_KINDS: Final[dict[type, str]] = {
    sa.DateTime: "moment",
    sa.Date: "day",
    sa.Boolean: "yes or no",
    sa.Integer: "whole number",
    sa.Float: "number",
    sa.LargeBinary: "sequence of bytes",
    sa.JSON: _DOCUMENT,
    sa.String: "text",
}
_PLAIN: Final[dict[str, Callable[[Any], Any]]] = {
    "moment": _moment,
    "day": _day,
    "yes or no": _flag,
    "whole number": _of(int),
    "number": _number,
    "sequence of bytes": bytes,
    _DOCUMENT: _of(str),
    "text": _of(str),
}
