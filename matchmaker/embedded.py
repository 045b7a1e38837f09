"""The embedded SQLite database: created and brought up to date when the application starts."""

import sqlite3
from pathlib import Path

import flask_migrate
from alembic.script import ScriptDirectory
from filelock import FileLock
from flask import Flask
from sqlalchemy import make_url

from config import ROOT
from matchmaker.extensions import db


def migrate(app: Flask) -> None:
    """Upgrade the SQLite database to the newest migration; several starting processes wait."""
    with app.app_context():
        database = file_of(str(db.engine.url))
        if database:
            database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_current():
            return
        with FileLock(f"{db.engine.url.database}.migration.lock"):
            if not _is_current():
                flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite database; None for one in memory, or of another kind."""
    database = make_url(url).database if url.startswith("sqlite") else None
    return Path(database).absolute() if database and database != ":memory:" else None


def _is_current() -> bool:
    """Whether the newest migration is in place; asked outside a transaction, so without a lock."""
    connection = db.engine.raw_connection()
    try:
        row = connection.cursor().execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return False
        raise
    finally:
        connection.close()
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    return row is not None and row[0] == newest
