"""Whether the tables are those of this version."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from config import ROOT


def is_current(session: Session) -> bool:
    """Whether the newest migration has been run. False for an empty database."""
    context = MigrationContext.configure(session.connection())
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    return context.get_current_revision() == newest
