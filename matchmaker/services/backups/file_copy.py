"""An SQLite database as a file: copied while it is used, and looked at before it is believed."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from matchmaker.services.backups.contents import Contents, FaultyBackup

SECONDS_TO_WAIT: Final = 30


def copy_file(source: Path, target: Path) -> None:
    """Copy a database as a whole; readers and writers of either wait or see all of it."""
    with (
        closing(sqlite3.connect(source, timeout=SECONDS_TO_WAIT)) as old,
        closing(sqlite3.connect(target, timeout=SECONDS_TO_WAIT)) as new,
    ):
        old.backup(new)


def look_into_file(file: Path) -> Contents:
    """Read a copy as a whole and return what is in it. Raises `FaultyBackup`."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as found:
            version = found.execute("SELECT version_num FROM alembic_version").fetchone()
            [answer] = found.execute("PRAGMA quick_check(1)").fetchone()
            if answer != "ok":
                raise FaultyBackup(f"it is damaged: {answer}")
            if version is None:
                raise FaultyBackup("it says nothing of its version")
            rows = {name: _count(found, name) for name in _tables_of(found)}
    except sqlite3.Error as error:
        raise FaultyBackup(str(error)) from error
    return Contents(str(version[0]), rows)


def _tables_of(found: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in found.execute(query)]


def _count(found: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    [count] = found.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608 - quoted
    return int(count)
