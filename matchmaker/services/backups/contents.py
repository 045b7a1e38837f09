"""What a backup holds, in numbers that can be compared with what a database holds."""

from collections.abc import Mapping
from dataclasses import dataclass


class FaultyBackup(Exception):
    """A file is no backup of matchmaker, or not a whole one; the message says why."""


@dataclass(frozen=True, slots=True)
class Contents:
    """How far a database was migrated, and how many rows each of its tables has."""

    revision: str
    rows: Mapping[str, int]

    def __str__(self) -> str:
        total = sum(self.rows.values())
        return f"{len(self.rows)} tables, {total:,} rows, migrated to {self.revision}"


def compare(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    """Raise `FaultyBackup` unless each table has as many rows as it should have."""
    for table in sorted(wanted.keys() | found.keys()):
        if wanted.get(table) != found.get(table):
            raise FaultyBackup(
                f"{found.get(table, 'no')} rows of the table {table} came over, not "
                f"{wanted.get(table, 'any')}"
            )
