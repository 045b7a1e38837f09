"""What every test shares: an application on a real database, SQLite and PostgreSQL in turn."""

import logging
import os
import shutil
import signal
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask, current_app, has_app_context
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from psycopg import sql
from sqlalchemy.orm import Session

from config import ROOT, Settings
from matchmaker import clock, create_app, database
from matchmaker.extensions import db
from tests.browsing import Browser
from tests.chromium import find_chromium, launch

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SECRET_KEY = "a key that only the tests know, and 32 long"
PAGES = ROOT / "tests" / "web"


hypothesis_settings.register_profile("same each time", derandomize=True)
hypothesis_settings.register_profile("another each time", derandomize=False)
# A test that fails by chance would hold up work that has nothing to do with it. To look for new
# faults, set HYPOTHESIS="another each time".
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS", "same each time"))


def pytest_configure() -> None:
    """Let Ctrl-C be heard by what tests start, also where a shell in the background ignores it."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def make_settings(database_url: str, **changes: object) -> Settings:
    """Settings that do not look at the environment of whoever runs the tests."""
    values = {
        "secret_key": SECRET_KEY,
        "database_url": database_url,
        "base_url": "http://localhost",
        "mail_from": "mentoring@example.org",
        "contact_email": "coordinator@example.org",
        "tasks_url": "off",
    }
    return Settings(_env_file=None, **(values | changes))


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of pages on SQLite alone, unless it says that it is about the database.

    No page holds SQL: what it asks is asked by services, whose tests run on both databases.
    """
    test = metafunc.definition
    is_of_pages = test.path.is_relative_to(PAGES)
    stated = [mark.args[0] for mark in test.iter_markers("parametrize")]
    if (
        is_of_pages
        and "app" in metafunc.fixturenames
        and "app" not in stated
        and not test.get_closest_marker("both_databases")
    ):
        test.add_marker(pytest.mark.parametrize("app", ["sqlite"], indirect=True))


@pytest.fixture(scope="session", autouse=True)
def own_clock() -> Iterator[None]:
    """Tests stop the clock and move it; it must not follow that of a real database meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "follow", lambda _moment: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_wait_for_the_disk() -> Iterator[None]:
    """Let SQLite here wait for no disk: what a test writes need not outlive a power cut."""
    set_pragmas = database._set_pragmas

    def set_all_but_one(connection: sqlite3.Connection, record: object) -> None:
        set_pragmas(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_set_pragmas", set_all_but_one)
        yield


class CompiledTemplates(BytecodeCache):
    """Templates as Jinja compiled them for the first of this process's applications."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Compile no template again for the next of many applications."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", CompiledTemplates())
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_beside_the_code() -> Iterator[None]:
    """Fail a run that makes in this checkout what an installation keeps there.

    A process that a test starts is told other places (`tests/jobs/processes.py`).
    """
    kept = [ROOT / "instance", ROOT / ".witness"]
    before = [path for path in kept if path.exists()]
    yield
    made = [path for path in kept if path.exists() and path not in before]
    assert not made, "a test wrote into the checkout"


@pytest.fixture(autouse=True)
def no_context_left_behind() -> Iterator[None]:
    """Fail a test that leaves an application's context: later tests would see its database."""
    before = _current_app()
    yield
    assert _current_app() is before, "an application's context was left behind"


@pytest.fixture(autouse=True)
def loggers_that_are_heard() -> None:
    """Undo what a test before did to loggers: some libraries switch others off.

    A level is undone too: a logger is the whole process's, and outlives the test that set it.
    """
    logging.disable(logging.NOTSET)
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger) and logger.name.startswith(("matchmaker", "jobs")):
            logger.disabled = False
            logger.propagate = True
            logger.setLevel(logging.NOTSET)


def _current_app() -> Flask | None:
    return current_app._get_current_object() if has_app_context() else None


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


@contextmanager
def new_postgres_database() -> Iterator[str]:
    """The address of an empty PostgreSQL database without tables, dropped at the end.

    Skips where there is no server, but not where one was named for the tests.
    """
    name = f"matchmaker_test_{uuid.uuid4().hex[:12]}"
    try:
        server = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if "TEST_POSTGRES_URL" in os.environ:
            raise
        pytest.skip(f"no PostgreSQL at {POSTGRES_URL} ({str(error).splitlines()[0]})")
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    server.execute(
        sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
    )
    base, _, _ = POSTGRES_URL.rpartition("/")
    yield f"{base}/{name}"
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    server.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated, empty PostgreSQL database of this test run, dropped at its end."""
    with new_postgres_database() as url:
        app = create_app(make_settings(url))
        with app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            db.engine.dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application on an SQLite file that each test gets fresh."""
    folder = tmp_path_factory.mktemp("instance")
    shutil.copy(sqlite_template, folder / "test.sqlite")
    return create_app(make_settings(f"sqlite:///{folder / 'test.sqlite'}"), instance=folder)


@pytest.fixture(scope="session")
def postgres_app(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a PostgreSQL database that each test gets empty.

    Its connections stay from test to test: to the server each new one is dear.
    """
    app = create_app(make_settings(postgres_url), instance=tmp_path_factory.mktemp("instance"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application, without a context: each request and each `session` has its own.

    Made once for each kind of database; the database is empty and the configuration as made.
    """
    if request.param == "sqlite":
        app: Flask = request.getfixturevalue("sqlite_app")
    else:
        app = request.getfixturevalue("postgres_app")
    app.test_client_class = Browser
    made = dict(app.config)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    yield app
    app.config.clear()
    app.config.update(made)
    with app.app_context():
        db.session.remove()
        if request.param == "postgresql":
            empty_postgres(db.engine)
        else:
            db.engine.dispose()
    for leftover in Path(app.instance_path).glob("test.sqlite*"):
        leftover.unlink()
    for name in ("database.epoch", "erasures.list"):
        (Path(app.instance_path) / name).unlink(missing_ok=True)
    settings: Settings = made["SETTINGS"]
    shutil.rmtree(settings.witness_in(Path(app.instance_path)), ignore_errors=True)
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, Path(app.instance_path) / "test.sqlite")


@pytest.fixture
def database_url(app: Flask) -> str:
    """Where the test's database is, for processes that the test starts."""
    return str(app.config["SETTINGS"].database_url)


def empty_postgres(engine: sa.Engine) -> None:
    """Delete every row but the first programme's, and start all ids from 1 again.

    The ids' counters are set, not restarted: that would write a new file for each of them.
    """
    tables = [table.name for table in db.metadata.sorted_tables if table.name != "programmes"]
    statements = [f"DELETE FROM {name}" for name in reversed(tables)]
    statements += [
        f"PERFORM setval('{name}_id_seq', 1, false)"
        for name in tables
        if "id" in db.metadata.tables[name].columns
    ]
    statements.append("DELETE FROM programmes WHERE id > (SELECT min(id) FROM programmes)")
    statements.append(
        "UPDATE programmes SET name = 'PMO mentoring', time_zone = 'UTC', "
        "publishes_automatically = false"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DO $$ BEGIN {'; '.join(statements)}; END $$")


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """This machine's Chromium; what needs it is skipped where there is none."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
