"""The embedded SQLite database: created and brought up to date when the application starts."""

from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from flask import Flask

from config import ROOT
from matchmaker.extensions import db


def migrate(app: Flask) -> None:
    """Upgrade the SQLite database to the newest migration; several starting processes wait."""
    with app.app_context():
        database = db.engine.url.database
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        if _is_current():
            return
        with FileLock(f"{database}.migration.lock"):
            if not _is_current():
                flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()


def _is_current() -> bool:
    script = ScriptDirectory(str(ROOT / "migrations"))
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        current = MigrationContext.configure(connection).get_current_revision()
    return current == script.get_current_head()
