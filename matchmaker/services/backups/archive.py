"""A PostgreSQL database as an archive of pg_dump: made, looked into, put into an empty database."""

from contextlib import closing
from pathlib import Path
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matchmaker.services.backups.archive_script import Rows, look_into_archive, read_archive
from matchmaker.services.backups.contents import Contents, FaultyBackup, compare
from matchmaker.services.backups.programs import find_program, run_program, surroundings_for
from matchmaker.services.operations.schema import tables_in

_LONGEST_WAIT_MS: Final = 30_000


def make_archive(connection: Connection, draft: Path) -> Contents:
    """Write all that a database holds at one moment, read it again and return what is in it.

    `connection` is in a transaction that has read nothing yet, and whose reads are of one moment.
    Raises `ProgramFault` or `FaultyBackup`.
    """
    driver = cast("Any", connection.connection.dbapi_connection)
    program = find_program("pg_dump", driver.info.server_version // 10_000)
    schema = schema_of(connection)
    wanted = count_rows(connection, tables_in(connection))
    if "alembic_version" not in wanted:
        raise FaultyBackup(
            f"the schema {schema} of this database holds no tables of matchmaker: is DATABASE_URL "
            "the right one?"
        )
    moment = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
    order = [str(program), "--format=custom", "--no-password", f"--snapshot={moment}"]
    # Tasks that wait in the queue are of the moment; a lost one costs a minute.
    order += [f'--schema="{schema}"', f'--exclude-table="{schema}".huey_*']
    order += [f"--lock-wait-timeout={_LONGEST_WAIT_MS}", f"--file={draft}"]
    run_program(order, surroundings_for(driver))
    contents = look_into_archive(draft, schema)
    compare(wanted, contents.rows)
    return contents


def put_in_place(connection: Connection, file: Path) -> None:
    """Fill an empty database from an archive, in the transaction of a connection that ends with it.

    Raises `FaultyBackup`, also where the database refuses what the archive holds.
    """
    driver = cast("Any", connection.connection.dbapi_connection)
    faults: Any = connection.dialect.loaded_dbapi
    with driver.cursor() as cursor, closing(read_archive(file, schema_of(connection))) as parts:
        try:
            for part in parts:
                _run(cursor, part)
            # An archive chooses its own settings, such as where names are looked for.
            cursor.execute("RESET ALL")
        except faults.Error as error:
            # More than the first of its lines may hold what people wrote.
            reason = str(error.diag.message_primary or error).split("\n", maxsplit=1)[0]
            raise FaultyBackup(f"the database refused: {reason}") from error


def _run(cursor: Any, part: bytes | Rows) -> None:
    if isinstance(part, Rows):
        with cursor.copy(part.order) as copy:
            for line in part.lines:
                copy.write(line)
    elif part.strip():
        cursor.execute(part)


def count_rows(connection: Connection, tables: list[str]) -> dict[str, int]:
    """Return how many rows each table holds."""
    query = "SELECT count(*) FROM {0}"
    quote = connection.dialect.identifier_preparer.quote
    return {
        table: connection.exec_driver_sql(query.format(quote(table))).scalar_one()
        for table in tables
    }


def schema_of(connection: Connection) -> str:
    """Return the schema in which the tables are."""
    return str(connection.scalar(sa.text("SELECT current_schema()")))
