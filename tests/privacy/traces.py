"""Where a text is still found: in any cell of any table, in any byte of SQLite's files."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import empty_write_ahead_log
from matchmaker.extensions import db
from matchmaker.services.rounds.stored_people import decode_people


def cells_with(session: Session, text: str) -> list[str]:
    """Return `table.column` of every cell that holds a text, snapshots unpacked."""
    found = []
    for table in db.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            found += [
                f"{table.name}.{name}"
                for name, value in row.items()
                if text.casefold() in _readable(name, value).casefold()
            ]
    return sorted(set(found))


def files_with(session: Session, text: str) -> list[str]:
    """Return the names of SQLite's files (database, log, index) with a text in their bytes."""
    session.rollback()
    path = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or path is None:
        return []
    assert empty_write_ahead_log(db.engine)
    needle = text.encode()
    files = sorted(Path(path).parent.glob(f"{Path(path).name}*"))
    assert files
    return [file.name for file in files if needle in file.read_bytes()]


def _readable(name: str, value: object) -> str:
    if name == "snapshot" and value:
        return repr(decode_people(bytes(value)))  # type: ignore[arg-type]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return repr(value)
