"""Which tables a database holds: those of this version, of an older or a newer one, or none."""

from functools import cache
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from config import ROOT

MIGRATIONS: Final = ROOT / "migrations"
OF_THE_QUEUE: Final = "huey_"
"""How the tables begin in which the worker's queue keeps its tasks."""


def is_current(session: Session) -> bool:
    """Whether the newest migration has been run. False for an empty database."""
    return revision_of(session.connection()) == newest_revision()


def fault_in_schema(session: Session) -> str:
    """Return what an operator has to do before this version can work; empty if nothing."""
    revision = revision_of(session.connection())
    if revision == newest_revision():
        return ""
    if revision is None:
        return "the database has no tables yet; run `flask db upgrade` first"
    if not is_known(revision):
        return too_new(revision)
    return "the database is not up to date; run `flask db upgrade` first"


def too_new(revision: str) -> str:
    """Say what to do with a database that a newer version has migrated."""
    return (
        f"this database was brought to revision {revision} by a newer version of matchmaker; "
        "install that version again, or restore the backup that was made before the upgrade into "
        "an empty database (docs/operating.md, Rollback)"
    )


def revision_of(connection: Connection) -> str | None:
    """Return the newest migration that a database has; None where it has no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str | None:
    """Return the newest migration of the version that this process runs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this version has a migration: not those of a newer version."""
    try:
        return ScriptDirectory(str(MIGRATIONS)).get_revision(revision) is not None
    except CommandError:
        return False


def tables_in(connection: Connection) -> list[str]:
    """Return the tables that a database holds, whichever version made them, but for the queue's."""
    names = sa.inspect(connection).get_table_names()
    return sorted(name for name in names if not name.startswith(OF_THE_QUEUE))


def bring_up_to_date(database: Engine | Connection) -> None:
    """Migrate a database that is not the application's own, inside the application.

    With a connection that is in a transaction, the migrations become a part of it.
    """
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    kind = "connection" if isinstance(database, Connection) else "engine"
    configuration.attributes[kind] = database
    command.upgrade(configuration, "head")
