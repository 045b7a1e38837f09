"""What keeps `flask db` from working is one line, never a traceback.

Status 2 ends a service for good, 1 lets it try again.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import flask_migrate.cli
import psycopg
import pytest
import sqlalchemy as sa
from click.testing import Result

from config import ROOT
from matchmaker import create_app
from matchmaker.commands import migrating
from matchmaker.commands.migrating import CannotMigrate
from matchmaker.extensions import db
from tests.conftest import SECRET_KEY, make_settings, new_postgres_database


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a database without tables."""
    with new_postgres_database() as url:
        yield url


def flask_db(url: str, folder: Path, *arguments: str) -> Result:
    app = create_app(make_settings(url), instance=folder)
    result = app.test_cli_runner().invoke(flask_migrate.cli.db, arguments)
    with app.app_context():
        db.engine.dispose()
    return result


def said(result: Result, status: int = 2) -> str:
    assert (result.exit_code, result.stderr.count("\n")) == (status, 1), result.output
    return result.stderr


@pytest.mark.parametrize("command", ["upgrade", "downgrade", "current", "check"])
def test_a_server_that_is_not_there(tmp_path: Path, command: str) -> None:
    refused = said(flask_db("postgresql://ana@127.0.0.1:9/matchmaker", tmp_path, command), 1)

    assert "cannot be used" in refused
    assert "127.0.0.1" in refused


@pytest.mark.slow
def test_a_user_whom_the_server_does_not_know(url: str, tmp_path: Path) -> None:
    stranger = sa.make_url(url).set(username="nobody_at_all", password="secret")

    refused = said(flask_db(stranger.render_as_string(hide_password=False), tmp_path, "upgrade"), 1)

    assert "nobody_at_all" in refused
    assert "secret" not in refused


@pytest.mark.slow
def test_a_user_without_rights(url: str, tmp_path: Path) -> None:
    with closing(psycopg.connect(url, autocommit=True)) as server:
        server.execute("CREATE ROLE matchmaker_powerless LOGIN")
        try:
            powerless = str(sa.make_url(url).set(username="matchmaker_powerless"))
            refused = said(flask_db(powerless, tmp_path, "upgrade"), 1)
        finally:
            server.execute("DROP ROLE matchmaker_powerless")

    assert "permission denied" in refused
    assert "must name the user that owns the tables" in refused


@pytest.mark.slow
@pytest.mark.parametrize("command", ["upgrade", "downgrade", "current", "check"])
def test_a_database_of_a_newer_version(url: str, tmp_path: Path, command: str) -> None:
    with closing(psycopg.connect(url, autocommit=True)) as server:
        server.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        server.execute("INSERT INTO alembic_version VALUES ('9999')")

    refused = said(flask_db(url, tmp_path, command))

    assert "was brought to revision 9999 by a newer version" in refused
    assert "Nothing was changed" in refused


def test_a_file_of_a_newer_version_stops_every_command_and_job(tmp_path: Path) -> None:
    file = tmp_path / "newer.sqlite"
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
        newer.commit()

    with pytest.raises(CannotMigrate, match="brought to revision 9999 by a newer version"):
        create_app(make_settings(f"sqlite:///{file}"), instance=tmp_path)


@pytest.mark.slow
def test_a_revision_that_there_is_not(url: str, tmp_path: Path) -> None:
    assert "nosuch" in said(flask_db(url, tmp_path, "upgrade", "nosuch"))


@pytest.mark.slow
def test_a_table_that_somebody_holds(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert flask_db(url, tmp_path, "upgrade", "0017").exit_code == 0
    monkeypatch.setattr(migrating, "LONGEST_WAIT_SECONDS", 1)

    with closing(psycopg.connect(url)) as other:
        other.execute("LOCK TABLE participations")
        refused = said(flask_db(url, tmp_path, "upgrade"), 1)

    assert "stop the site and the workers" in refused
    assert flask_db(url, tmp_path, "upgrade").exit_code == 0


@pytest.mark.slow
def test_two_upgrades_at_once_take_turns(url: str, tmp_path: Path) -> None:
    commands = [start(url, "db", "upgrade") for _ in range(2)]

    told = [command.communicate(timeout=120)[1] for command in commands]

    assert [command.returncode for command in commands] == [0, 0], told


@pytest.mark.slow
def test_ctrl_c_while_it_waits(url: str, tmp_path: Path) -> None:
    assert flask_db(url, tmp_path, "upgrade", "0017").exit_code == 0
    with closing(psycopg.connect(url)) as other:
        other.execute("LOCK TABLE participations")
        command = start(url, "db", "upgrade")
        waits = (
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE NOT granted AND datname = current_database()"
        )
        with closing(psycopg.connect(url, autocommit=True)) as looking:
            ends_at = time.monotonic() + 60
            while not looking.execute(waits).fetchone()[0]:
                assert time.monotonic() < ends_at
                time.sleep(0.05)
        command.send_signal(signal.SIGINT)
        _, told = command.communicate(timeout=60)

    assert (command.returncode, told) == (2, "Error: Interrupted. Nothing was changed.\n")


def start(url: str, *arguments: str) -> subprocess.Popen[str]:
    """Start `flask` in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLASK")}
    return subprocess.Popen(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env=kept | {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
