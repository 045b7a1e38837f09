"""`flask database`: move everything to another database, from SQLite to PostgreSQL or back."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Settings
from matchmaker.commands.arguments import Line, UnclearOrder, told_of_files
from matchmaker.commands.group import OperatorGroup, is_about_reaching, told_of_reaching
from matchmaker.commands.migrating import take_turns
from matchmaker.commands.stopping import stopped_by_sigterm
from matchmaker.database import engine_options, prepare_engine
from matchmaker.extensions import db
from matchmaker.models import EpochReason
from matchmaker.services.backups.copying import (
    DifferentCopy,
    compare_digests,
    copy_rows,
    go_on_counting,
    holds_nothing,
    unknown_tables,
)
from matchmaker.services.backups.places import InUse, filled_file, opened_alone
from matchmaker.services.backups.rows import Digest, UnfitRow
from matchmaker.services.operations.epochs import Mark, hold_mails, present_mark
from matchmaker.services.operations.schema import bring_up_to_date, fault_in_schema, tables_in
from matchmaker.services.operations.witness import database_name, places_of, take_memory_along

database = OperatorGroup("database", help="Move everything to another database.")
LONGEST_URL: Final = 2_000
_MOVED: Final = """\
This database's mails are held from now on, so that each leaves once, from the new one.
Set DATABASE_URL to the new one, then start the site and the workers.
If you stay with this one after all: flask mail release"""
_STAYED: Final = """\
This database goes on. The copy's mails are held, and no job writes to anybody from it:
before it takes over, drop them there with flask mail release --cancel."""


@database.command("copy")
@click.option(
    *("--to", "url"),
    type=Line(LONGEST_URL),
    envvar="NEW_DATABASE_URL",
    prompt="Copy to which database (postgresql://… or sqlite:///…)",
    hide_input=True,
    help="The new database; asked for, without being shown, if left out.",
)
@click.option("--stay", is_flag=True, help="Go on with this one, and hold the copy's mails.")
def copy_command(url: str, stay: bool) -> None:
    """Copy every row into an empty database, and compare both.

    Nobody else may work in this one meanwhile. Afterwards its mails are held, so that each leaves
    once, from the new one.
    """
    settings: Settings = current_app.config["SETTINGS"]
    new = _url_of(settings, url)
    _refuse_what_is_not_current()
    with (
        stopped_by_sigterm(),
        _told_plainly(),
        # The old one is silent before the new one is there: whatever happens in between, no mail
        # leaves twice.
        _filled(new) as target,
        opened_alone(db.engine) as source,
    ):
        left_out = unknown_tables(source)
        digests = copy_rows(source, target)
        compare_digests(target, digests)
        go_on_counting(target)
        with Session(target) as session:
            mark = present_mark(session)
            session.commit()
        with Session(target if stay else source) as session:
            hold_mails(session, EpochReason.ORDERED)
            session.commit()
    _tell(digests, left_out)
    if not stay:
        _take_memory_along(settings, new, mark)
    click.echo(_STAYED if stay else _MOVED)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except InUse as error:
        raise UnclearOrder(
            f"The database is in use by {error}. Stop the site and the workers first. "
            "Nothing was copied."
        ) from error
    except UnfitRow as error:
        raise click.ClickException(
            f"The other database cannot hold what this one holds: {error}. Nothing was copied."
        ) from error
    except OperationalError as error:
        if not is_about_reaching(error):
            raise
        raise click.ClickException(
            f"Nothing was copied: one of the databases cannot be used: {told_of_reaching(error)}."
        ) from error
    except (DifferentCopy, OSError, ValueError, sqlite3.Error) as error:
        raise click.ClickException(f"Nothing was copied: {told_of_files(error)}.") from error


@contextmanager
def _filled(new: sa.URL) -> Iterator[Connection]:
    """Yield a connection to an empty database of this version, which is kept if nothing fails."""
    if new.get_backend_name() == "sqlite":
        file = Path(str(new.database))
        if file.exists():
            raise UnclearOrder(f"{file} exists already: name another file. Nothing was copied.")
        with filled_file(file) as connection:
            yield connection
        return
    engine = sa.create_engine(new, poolclass=sa.NullPool, **engine_options(str(new)))
    prepare_engine(engine)
    with engine.connect() as connection, connection.begin():
        take_turns(connection)
        if not tables_in(connection):
            bring_up_to_date(connection)
        with Session(connection) as session:
            fault = fault_in_schema(session)
        if fault or not holds_nothing(connection):
            raise UnclearOrder(
                f"The database {new.database} is not empty: name an empty one. Nothing was copied."
            )
        yield connection


def _url_of(settings: Settings, url: str) -> sa.URL:
    """Return the new database's address; end the command where it cannot be one."""
    instance = Path(current_app.instance_path)
    try:
        new = sa.make_url(Settings.name_the_driver(url))
    except (ValueError, sa.exc.ArgumentError) as error:
        raise UnclearOrder("--to must begin with postgresql:// or sqlite:///.") from error
    if new.get_backend_name() == "sqlite":
        new = new.set(database=str(instance / str(new.database)))
    if _moved(settings, new).database_name(instance) == settings.database_name(instance):
        raise UnclearOrder("--to names the database that DATABASE_URL names: choose another one.")
    return new


def _refuse_what_is_not_current() -> None:
    fault = fault_in_schema(db.session())
    # What is open here would be taken for somebody at work.
    db.session.remove()
    db.engine.dispose()
    if fault:
        raise click.ClickException(f"{fault[0].upper()}{fault[1:]}.")


def _moved(settings: Settings, new: sa.URL) -> Settings:
    url = new.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


def _take_memory_along(settings: Settings, new: sa.URL, mark: Mark) -> None:
    """Let this machine know the new database as it knew the old one; else it would ask first."""
    instance = Path(current_app.instance_path)
    old = places_of(db.engine.url, instance, settings.witness_in(instance))
    moved = places_of(new, instance, _moved(settings, new).witness_in(instance))
    try:
        take_memory_along(mark, database_name(new), old, moved)
    except OSError as error:
        click.echo(
            f"This machine could not note that it knows the new database ({error}): its first job "
            "may hold the mails, until `flask mail release`.",
            err=True,
        )


def _tell(digests: Mapping[str, Digest], left_out: list[str]) -> None:
    for table, digest in sorted(digests.items()):
        click.echo(f"{table:24} {digest.rows:>9,}  {digest.code[:16]}")
    rows = sum(digest.rows for digest in digests.values())
    click.echo(f"The same {rows:,} rows in {len(digests)} tables, here and there.")
    if left_out:
        click.echo(f"Not matchmaker's, and left out: {', '.join(left_out)}.")
    click.echo()
