"""What every test shares: an application on a real database, SQLite and PostgreSQL in turn."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from psycopg import sql
from sqlalchemy.orm import Session

from config import ROOT, Settings
from matchmaker import create_app
from matchmaker.extensions import db

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SECRET_KEY = "a key that only the tests know, and 32 long"


def make_settings(database_url: str, **changes: object) -> Settings:
    """Settings that do not look at the environment of whoever runs the tests."""
    values = {
        "secret_key": SECRET_KEY,
        "database_url": database_url,
        "base_url": "http://localhost",
        "mail_from": "mentoring@example.org",
        "contact_email": "coordinator@example.org",
    }
    return Settings(_env_file=None, **(values | changes))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.sqlite"
    app = create_app(make_settings(f"sqlite:///{path}"), instance=folder)
    with app.app_context():
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated, empty PostgreSQL database of this test run, dropped at its end."""
    name = f"matchmaker_test_{uuid.uuid4().hex[:12]}"
    try:
        server = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if "TEST_POSTGRES_URL" in os.environ:
            raise
        pytest.skip(f"no PostgreSQL at {POSTGRES_URL} ({str(error).splitlines()[0]})")
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    base, _, _ = POSTGRES_URL.rpartition("/")
    url = f"{base}/{name}"
    app = create_app(make_settings(url))
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        db.engine.dispose()
    yield url
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "test.sqlite"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("postgres_url")
    yield url
    with psycopg.connect(url, autocommit=True) as connection:
        tables = [
            sql.Identifier(table.name)
            for table in db.metadata.sorted_tables
            if table.name != "programmes"
        ]
        connection.execute(
            sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(tables))
        )
        connection.execute(
            "UPDATE programmes SET name = 'PMO mentoring', time_zone = 'UTC', "
            "publishes_automatically = false"
        )


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application, without a context: each request and each `session` has its own."""
    app = create_app(make_settings(database_url), instance=tmp_path)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session inside an application context; rolled back unless the test commits."""
    with app.app_context():
        yield db.session
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def is_postgresql(app: Flask) -> bool:
    """Whether this test runs on PostgreSQL."""
    return sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "postgresql"
