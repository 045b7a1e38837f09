"""`flask backup`: copy an SQLite database while it is used, and put a copy back in its place."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import sqlalchemy as sa
from alembic import command
from flask import current_app
from sqlalchemy.orm import Session

from config import ROOT
from matchmaker.commands.arguments import AFile
from matchmaker.commands.group import OperatorGroup
from matchmaker.commands.privacy import reapply_command
from matchmaker.database import prepare_engine
from matchmaker.extensions import db
from matchmaker.models import EpochReason
from matchmaker.services.accounts.sign_in import end_all_sessions
from matchmaker.services.operations.epochs import hold_mails
from matchmaker.services.operations.schema import is_known

backup = OperatorGroup("backup", help="Copy an SQLite database, and put a copy back.")

SECONDS_TO_WAIT = 30
NOT_SQLITE = (
    "This database is PostgreSQL: use pg_dump and pg_restore (docs/operating.md says how). "
    "The jobs notice a restored database and hold its mails."
)


@backup.command("create")
@click.argument("file", type=AFile(dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Replace the file if there is one.")
def create_command(file: Path, overwrite: bool) -> None:
    """Write a whole copy of the database to FILE; the site may go on meanwhile."""
    source = _database()
    if file.exists() and not overwrite:
        raise click.ClickException(f"{file} exists already; choose another name, or --overwrite.")
    draft = file.with_name(f"{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        # Nobody else may read what people told the programme.
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, draft)
        draft.replace(file)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"The copy cannot be written: {error}") from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes.")


@backup.command("restore")
@click.argument("file", type=AFile(dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore_command(file: Path, yes: bool) -> None:
    """Put FILE in the database's place; its mails are held until `flask mail release`."""
    target = _database()
    _check(file)
    if not yes:
        click.confirm("What was entered since the backup is lost. Go on?", abort=True)
    draft = target.with_name(f"{target.name}.restoring")
    draft.unlink(missing_ok=True)
    try:
        _copy(file, draft)
        held = _bring_up_to_date_and_hold(draft)
        db.session.remove()
        db.engine.dispose()
        _copy(draft, target)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"The copy cannot be put in place: {error}") from error
    finally:
        for leftover in target.parent.glob(f"{draft.name}*"):
            leftover.unlink()
    click.echo(f"{file} is in place. {held} mails that it owed are held, no job writes to anybody.")
    click.get_current_context().invoke(reapply_command)
    click.echo(
        "Everybody signs in anew. Look at `flask coordinator list`: who was removed is in it again."
    )
    click.echo(
        "Look at the site and at `flask mail status`; then `flask mail release` sends what is"
    )
    click.echo("held, and `flask mail release --cancel` drops it.")


def _database() -> Path:
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise click.ClickException(NOT_SQLITE)
    return Path(url.database)


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as found:
            version = found.execute("SELECT version_num FROM alembic_version").fetchone()
            [answer] = found.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise click.ClickException(f"{file} is no backup of matchmaker: {error}.") from error
    if answer != "ok":
        raise click.ClickException(f"{file} is damaged: {answer}.")
    if version is None or not is_known(version[0]):
        raise click.ClickException(
            f"{file} is of another version of matchmaker, which this one does not know; restore it "
            "with the version that made it, or a newer one. Nothing was changed."
        )


def _copy(source: Path, target: Path) -> None:
    """Copy a database as a whole; readers and writers of either wait or see all of it."""
    with (
        closing(sqlite3.connect(source, timeout=SECONDS_TO_WAIT)) as old,
        closing(sqlite3.connect(target, timeout=SECONDS_TO_WAIT)) as new,
    ):
        old.backup(new)


def _bring_up_to_date_and_hold(draft: Path) -> int:
    """Migrate a copy and hold its mails, before any worker sees it; return how many."""
    engine = sa.create_engine(f"sqlite:///{draft}", poolclass=sa.NullPool)
    prepare_engine(engine)
    configuration = current_app.extensions["migrate"].migrate.get_config(str(ROOT / "migrations"))
    configuration.attributes["engine"] = engine
    command.upgrade(configuration, "head")
    with Session(engine) as session:
        held = hold_mails(session, EpochReason.RESTORED)
        end_all_sessions(session)
        session.commit()
    return held
