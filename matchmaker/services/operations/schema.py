"""Whether the tables are those of this version."""

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.orm import Session

from config import ROOT


def is_current(session: Session) -> bool:
    """Whether the newest migration has been run. False for an empty database."""
    context = MigrationContext.configure(session.connection())
    return context.get_current_revision() == newest_revision()


@cache
def newest_revision() -> str | None:
    """Return the newest migration of the version that this process runs."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this version has a migration: not those of a newer version."""
    try:
        return ScriptDirectory(str(ROOT / "migrations")).get_revision(revision) is not None
    except CommandError:
        return False
