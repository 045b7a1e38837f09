"""An organisation's database as an earlier release left it, brought up to this version."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import flask_migrate
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from matchmaker import create_app
from matchmaker.extensions import db
from tests.browsing import Browser
from tests.conftest import make_settings, new_postgres_database

DUMP: Final = Path(__file__).parent / "release_0_1_0.sql"
LAST_REVISION: Final = "0005"
"""The newest migration that the release had."""
NOW: Final = datetime(2026, 4, 2, 12, tzinfo=UTC)
"""Shortly after the last thing that happened in the stored organisation."""

Rows: TypeAlias = dict[str, list[dict[str, Any]]]


def load_dump(path: Path, dump: str = DUMP.name) -> None:
    """Make the SQLite file that a release left behind."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DUMP.parent / dump).read_text(encoding="utf-8"))


def make_app(url: str, folder: Path) -> Flask:
    """An application on a database; SQLite is migrated by this, PostgreSQL is not."""
    app = create_app(make_settings(url), instance=folder)
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


def read_rows(engine: sa.Engine) -> Rows:
    """Return all that a database holds, by the names of its tables."""
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: [
                {name: _aware(value) for name, value in row.items()}
                for row in connection.execute(sa.select(table)).mappings()
            ]
            for table in tables.sorted_tables
        }


def write_rows(engine: sa.Engine, rows: Rows) -> None:
    """Let a PostgreSQL database hold these rows and no others."""
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(tables.tables)}")
        for table in tables.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, sa.JSON):
                    column.type.none_as_null = True
            if rows[table.name]:
                connection.execute(sa.insert(table), rows[table.name])
            if "id" in table.columns:
                ids = f"pg_get_serial_sequence('{table.name}', 'id')"
                last = f"(SELECT coalesce(max(id), 1) FROM {table.name})"
                connection.exec_driver_sql(f"SELECT setval({ids}, {last})")


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The organisation in SQLite, migrated; copied for each test."""
    folder = tmp_path_factory.mktemp("upgraded")
    path = folder / "template.sqlite"
    load_dump(path)
    app = make_app(f"sqlite:///{path}", folder)
    with app.app_context():
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def upgraded_database(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Rows]]:
    """The organisation in PostgreSQL, migrated: the address, and what is there before a test."""
    folder = tmp_path_factory.mktemp("upgraded")
    load_dump(folder / "old.sqlite")
    source = sa.create_engine(f"sqlite:///{folder / 'old.sqlite'}")
    with new_postgres_database() as url:
        # Not over the yield: a context that stays would be every later test's, too.
        with make_app(url, folder).app_context():
            flask_migrate.upgrade(revision=LAST_REVISION)
            write_rows(db.engine, read_rows(source))
            flask_migrate.upgrade()
            rows = read_rows(db.engine)
            db.engine.dispose()
        yield url, rows
    source.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """This version on the organisation's migrated database, as if no other test had been."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("upgraded_file"), tmp_path / "test.sqlite")
        app = make_app(f"sqlite:///{tmp_path / 'test.sqlite'}", tmp_path)
    else:
        url, rows = request.getfixturevalue("upgraded_database")
        app = make_app(url, tmp_path)
        with app.app_context():
            write_rows(db.engine, rows)
    with time_machine.travel(NOW, tick=False):
        yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
