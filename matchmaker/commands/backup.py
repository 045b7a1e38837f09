"""`flask backup`: write the database into a file while it is used, and put such a file back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from matchmaker.commands.arguments import AFile, UnclearOrder, told_of_files
from matchmaker.commands.group import OperatorGroup
from matchmaker.commands.migrating import take_turns
from matchmaker.commands.privacy import reapply_command
from matchmaker.commands.stopping import stopped_by_sigterm
from matchmaker.database import prepare_engine
from matchmaker.extensions import db
from matchmaker.models import EpochReason
from matchmaker.services.accounts.sign_in import end_all_sessions
from matchmaker.services.backups.archive import (
    count_rows,
    make_archive,
    put_in_place,
    schema_of,
)
from matchmaker.services.backups.archive_script import look_into_archive
from matchmaker.services.backups.contents import Contents, FaultyBackup, compare
from matchmaker.services.backups.emptying import empty_schema, others_at_work
from matchmaker.services.backups.file_copy import copy_file, look_into_file
from matchmaker.services.backups.files import written_whole
from matchmaker.services.backups.programs import ProgramFault
from matchmaker.services.operations.epochs import hold_mails
from matchmaker.services.operations.schema import (
    OF_THE_QUEUE,
    bring_up_to_date,
    is_known,
    tables_in,
)

backup = OperatorGroup("backup", help="Write the database into a file, and put one back.")


@backup.command("create")
@click.argument("file", type=AFile(dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Replace the file if there is one.")
def create_command(file: Path, overwrite: bool) -> None:
    """Write the whole database into FILE; the site may go on meanwhile.

    A copy of an SQLite database, or an archive of pg_dump of one in PostgreSQL. It is read again
    before it gets its name.
    """
    if file.exists() and not overwrite:
        raise click.ClickException(f"{file} exists already; choose another name, or --overwrite.")
    with (
        _told_plainly("The backup cannot be written"),
        stopped_by_sigterm(),
        written_whole(file) as draft,
    ):
        contents = _write_copy(draft) if _is_sqlite() else _write_archive(draft)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, {contents}.")


@backup.command("restore")
@click.argument("file", type=AFile(dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Drop what a PostgreSQL database holds.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore_command(file: Path, replace: bool, yes: bool) -> None:
    """Put FILE in the database's place; its mails are held until `flask mail release`."""
    contents = _look_into(file)
    if not is_known(contents.revision):
        raise click.ClickException(
            f"{file} is of another version of matchmaker, which this one does not know; restore it "
            "with the version that made it, or a newer one. Nothing was changed."
        )
    with _told_plainly("The backup cannot be put in place"), stopped_by_sigterm():
        if _is_sqlite():
            held = _restore_file(file, yes=yes)
        else:
            held = _restore_archive(file, contents, replace=replace, yes=yes)
    click.echo(f"{file} is in place: {contents}.")
    click.echo(f"{held} mails that it owed are held, no job writes to anybody.")
    click.get_current_context().invoke(reapply_command)
    click.echo(
        "Everybody signs in anew. Look at `flask coordinator list`: who was removed is in it again."
    )
    click.echo(
        "Look at the site and at `flask mail status`; then `flask mail release` sends what is"
    )
    click.echo("held, and `flask mail release --cancel` drops it.")


@contextmanager
def _told_plainly(what: str) -> Iterator[None]:
    try:
        yield
    except (FaultyBackup, ProgramFault, OSError, sqlite3.Error) as error:
        raise click.ClickException(f"{what}: {told_of_files(error)}.") from error


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _look_into(file: Path) -> Contents:
    try:
        if _is_sqlite():
            return look_into_file(file)
        with db.engine.connect() as connection:
            schema = schema_of(connection)
        return look_into_archive(file, schema)
    except ProgramFault as error:
        raise click.ClickException(str(error)) from error
    except FaultyBackup as error:
        kind = "an SQLite" if _is_sqlite() else "a PostgreSQL"
        raise click.ClickException(
            f"{file} is no backup of matchmaker for {kind} database: {error}. Nothing was changed."
        ) from error


def _write_copy(draft: Path) -> Contents:
    copy_file(_file_of_database(), draft)
    return look_into_file(draft)


def _write_archive(draft: Path) -> Contents:
    one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.execution_options(**one_moment).connect() as connection:
        return make_archive(connection, draft)


def _restore_file(file: Path, *, yes: bool) -> int:
    if not yes:
        click.confirm("What was entered since the backup is lost. Go on?", abort=True)
    target = _file_of_database()
    draft = target.with_name(f"{target.name}.restoring")
    draft.unlink(missing_ok=True)
    try:
        copy_file(file, draft)
        engine = sa.create_engine(f"sqlite:///{draft}", poolclass=sa.NullPool)
        prepare_engine(engine)
        bring_up_to_date(engine)
        with engine.begin() as connection:
            held = _silence(connection)
        db.session.remove()
        db.engine.dispose()
        copy_file(draft, target)
    finally:
        for leftover in target.parent.glob(f"{draft.name}*"):
            leftover.unlink()
    return held


def _restore_archive(file: Path, contents: Contents, *, replace: bool, yes: bool) -> int:
    """Restore in one transaction: what fails in the middle leaves what was there."""
    with db.engine.connect() as connection:
        # What an archive sets on its connection is nobody else's.
        connection.detach()
        with connection.begin():
            found = _tables_in_the_way(connection, replace=replace)
        if found and not yes:
            click.confirm(
                f"The {len(found)} tables in {db.engine.url.database} are dropped, and what was "
                "entered since the backup is lost. Go on?",
                abort=True,
            )
        with connection.begin():
            take_turns(connection)
            _tables_in_the_way(connection, replace=replace)
            empty_schema(connection, beginning="" if replace else OF_THE_QUEUE)
            put_in_place(connection, file)
            compare(contents.rows, count_rows(connection, list(contents.rows)))
            bring_up_to_date(connection)
            return _silence(connection)


def _tables_in_the_way(connection: Connection, *, replace: bool) -> list[str]:
    """Return the tables that are there; end the command where it may not go on."""
    others = others_at_work(connection)
    if others:
        raise UnclearOrder(
            f"Other programs are connected to the database: {', '.join(map(str, others))}. Stop "
            "the site and the workers first. Nothing was changed."
        )
    found = tables_in(connection)
    if found and not replace:
        raise UnclearOrder(
            f"The database {db.engine.url.database} is not empty, it holds {len(found)} tables. "
            "Name an empty one in DATABASE_URL, or say --replace to drop all that it holds. "
            "Nothing was changed."
        )
    return found


def _silence(connection: Connection) -> int:
    """Hold the mails that a restored database owes, and end its sessions, before it is in place."""
    with Session(connection) as session:
        held = hold_mails(session, EpochReason.RESTORED)
        end_all_sessions(session)
        session.commit()
    return held


def _file_of_database() -> Path:
    return Path(str(db.engine.url.database))
