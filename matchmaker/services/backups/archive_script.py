"""What an archive of pg_dump holds, as pg_restore says it in SQL: statements, and rows of tables.

Read as a stream: an archive may be larger than the memory.
"""

import re
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from matchmaker.services.backups.contents import Contents, FaultyBackup
from matchmaker.services.backups.programs import find_newest, reason_of

_ROWS_BEGIN: Final = re.compile(rb"COPY (?P<table>.+?) \(.*\) FROM stdin;\n")
_ROWS_END: Final = b"\\.\n"
_NOT_FOR_US: Final = re.compile(
    rb"--|\\(un)?restrict |SET (statement|lock|transaction|idle_in_transaction_session)_timeout"
)
"""Remarks, orders to psql, and settings that are ours to choose or that older servers lack."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, to be read before the next part: lines as PostgreSQL's COPY has them."""

    table: str
    order: bytes
    lines: Iterator[bytes]


def read_archive(file: Path, schema: str) -> Generator[bytes | Rows, None, None]:
    """Yield the statements that make a schema's tables, and the rows to store between them.

    Whose they were and who might read them is left out. Raises `FaultyBackup`.
    """
    program = str(find_newest("pg_restore"))
    command = [program, "--no-owner", "--no-privileges", f"--schema={schema}", "--file=-"]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - the program was found by us, and no shell reads this
            [*command, str(file)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
        ) as process,
    ):
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            yield from _parts_of(process.stdout)
            failed = process.wait() != 0
        finally:
            process.kill()
        if failed:
            errors.seek(0)
            raise FaultyBackup(reason_of(program, errors.read()))


def look_into_archive(file: Path, schema: str) -> Contents:
    """Read an archive to its end. Raises `FaultyBackup`, also where no table is matchmaker's."""
    revision = ""
    rows: dict[str, int] = {}
    with closing(read_archive(file, schema)) as parts:
        for part in parts:
            if isinstance(part, bytes):
                continue
            rows[part.table] = 0
            for line in part.lines:
                rows[part.table] += 1
                if part.table == "alembic_version":
                    revision = line.decode("ascii", "replace").strip()
    if not revision:
        raise FaultyBackup("it holds no tables of matchmaker")
    return Contents(revision, rows)


def _parts_of(script: IO[bytes]) -> Iterator[bytes | Rows]:
    lines: list[bytes] = []
    for line in script:
        begins = _ROWS_BEGIN.fullmatch(line)
        if begins:
            yield b"".join(lines)
            lines.clear()
            table = begins["table"].decode("utf-8", "replace").rpartition(".")[2]
            yield Rows(table, line.strip(), _rows_of(script))
        elif not _NOT_FOR_US.match(line):
            lines.append(line)
    yield b"".join(lines)


def _rows_of(script: IO[bytes]) -> Iterator[bytes]:
    for line in script:
        if line == _ROWS_END:
            return
        yield line
    raise FaultyBackup("it ends in the middle of a table")
