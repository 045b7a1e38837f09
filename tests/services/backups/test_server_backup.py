"""A PostgreSQL database is written into a file and put back, whole or not at all."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from config import ROOT
from matchmaker import create_app
from matchmaker.commands import backup as backup_commands
from matchmaker.extensions import db
from matchmaker.services.backups import archive, programs
from tests.conftest import make_settings, new_postgres_database
from tests.mail.test_delivery import owe_welcomes
from tests.test_backup import run_killed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="no pg_dump on this machine"),
]


OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""How many other connections there are: the server notices a moment later that one is gone."""


class Server:
    """An installation on a PostgreSQL database of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        folder.mkdir(exist_ok=True)
        settings = make_settings(url, witness_dir=folder / "witness")
        self.app: Flask = create_app(settings, instance=folder)

    def migrate(self) -> "Server":
        with self.app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            db.engine.dispose()
        return self

    def run(self, *arguments: str) -> Result:
        result = self.app.test_cli_runner().invoke(args=list(arguments))
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        return result

    def add(self, *names: str) -> None:
        with self.app.app_context():
            owe_welcomes(db.session(), *names)
            db.session.commit()
            db.session.remove()
            db.engine.dispose()

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        with closing(psycopg.connect(self.url, autocommit=True)) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def names(self) -> list[object]:
        return [name for (name,) in self.execute("SELECT name FROM members ORDER BY id")]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """With two members, who are owed a mail each."""
    with new_postgres_database() as url:
        server = Server(url, tmp_path / "first").migrate()
        server.add("Ana", "Ben")
        yield server


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """A database without tables."""
    with new_postgres_database() as url:
        yield Server(url, tmp_path / "second")


def said(result: Result) -> str:
    """The one line of a refusal."""
    assert result.exit_code != 0
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def test_a_backup_is_put_into_an_empty_database_and_holds_its_mails(
    server: Server, empty: Server, tmp_path: Path
) -> None:
    file = tmp_path / "backup.dump"

    created = server.run("backup", "create", str(file))
    restored = empty.run("backup", "restore", str(file))

    assert created.exit_code == 0, created.output
    assert f" {len(db.metadata.tables) + 1} tables, " in created.stdout
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["backup.dump"]
    assert restored.exit_code == 0, restored.output
    assert "2 mails that it owed are held" in restored.stdout
    assert empty.names() == ["Ana", "Ben"]
    assert empty.execute("SELECT count(*) FROM outbox_mails WHERE is_held") == [(2,)]
    empty.add("Cem")
    assert empty.names() == ["Ana", "Ben", "Cem"], "ids go on where they were"


@pytest.mark.parametrize("point", ["put_in_place", "compare", "_silence"])
def test_a_restoration_that_was_killed_changes_nothing_and_is_run_again(
    server: Server, tmp_path: Path, point: str
) -> None:
    file = str(tmp_path / "backup.dump")
    server.run("backup", "create", file)
    server.add("Cem")

    status = run_killed(server.app, point, "backup", "restore", file, "--replace", "--yes")
    after_the_kill = server.names()
    while server.execute(OTHERS) != [(0,)]:
        pass
    again = server.run("backup", "restore", file, "--replace", "--yes")

    assert status == -signal.SIGKILL
    assert after_the_kill == ["Ana", "Ben", "Cem"]
    assert again.exit_code == 0, again.output
    assert server.names() == ["Ana", "Ben"]


def test_what_is_there_is_replaced_only_when_somebody_says_so(
    server: Server, tmp_path: Path
) -> None:
    file = str(tmp_path / "backup.dump")
    server.run("backup", "create", file)
    server.add("Cem")
    server.execute("CREATE TABLE of_a_newer_version (member_id integer REFERENCES members (id))")

    refused = said(server.run("backup", "restore", file, "--yes"))
    asked = server.run("backup", "restore", file, "--replace")
    after_asking = server.names()
    replaced = server.run("backup", "restore", file, "--replace", "--yes")

    assert "is not empty" in refused
    assert (asked.exit_code, after_asking) == (1, ["Ana", "Ben", "Cem"])
    assert replaced.exit_code == 0, replaced.output
    assert server.names() == ["Ana", "Ben"]
    assert server.execute("SELECT to_regclass('of_a_newer_version')") == [(None,)]


def test_whoever_is_connected_is_named(server: Server, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.dump")
    server.run("backup", "create", file)

    with closing(psycopg.connect(server.url, application_name="a worker")) as connection:
        refused = said(server.run("backup", "restore", file, "--replace", "--yes"))
        pid = connection.info.backend_pid

    assert f"a worker (pid {pid}, from" in refused


@pytest.mark.parametrize("step", ["put_in_place", "bring_up_to_date", "compare"])
def test_a_restoration_that_fails_leaves_what_was_there(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = str(tmp_path / "backup.dump")
    server.run("backup", "create", file)
    server.add("Cem")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(backup_commands, step, fail)
    refused = said(server.run("backup", "restore", file, "--replace", "--yes"))

    assert "the disk is full" in refused
    assert server.names() == ["Ana", "Ben", "Cem"]


def test_a_user_who_may_not_make_tables_is_told(
    server: Server, empty: Server, tmp_path: Path
) -> None:
    file = str(tmp_path / "backup.dump")
    server.run("backup", "create", file)
    server.execute("CREATE ROLE matchmaker_weak LOGIN")
    try:
        url = sa.make_url(empty.url).set(username="matchmaker_weak")
        weak = Server(url.render_as_string(hide_password=False), tmp_path / "second")
        refused = said(weak.run("backup", "restore", file))
    finally:
        server.execute("DROP ROLE matchmaker_weak")

    assert "permission denied for schema public" in refused


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.97])
def test_an_archive_that_was_cut_short_is_refused(
    server: Server, tmp_path: Path, cut: float
) -> None:
    file = tmp_path / "backup.dump"
    server.run("backup", "create", str(file))
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * cut)])

    refused = said(server.run("backup", "restore", str(file), "--replace", "--yes"))

    assert "is no backup of matchmaker for a PostgreSQL database" in refused
    assert server.names() == ["Ana", "Ben"]


def test_a_backup_of_a_newer_version_is_refused(server: Server, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.dump")
    server.execute("UPDATE alembic_version SET version_num = '9999'")
    server.run("backup", "create", file)

    refused = said(server.run("backup", "restore", file, "--replace", "--yes"))

    assert "another version of matchmaker" in refused
    assert server.names() == ["Ana", "Ben"]


def test_a_user_who_sees_nothing_makes_no_backup(server: Server, tmp_path: Path) -> None:
    """pg_dump itself ends with status 0 for the first of them."""
    server.execute("CREATE SCHEMA nothing")
    blind = Server(f"{server.url}?options=-csearch_path%3Dnothing", tmp_path / "first")

    refused = said(blind.run("backup", "create", str(tmp_path / "backup.dump")))

    assert "holds no tables of matchmaker" in refused
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == []


def test_a_user_who_may_not_read_makes_no_backup(server: Server, tmp_path: Path) -> None:
    server.execute("CREATE ROLE matchmaker_blind LOGIN")
    try:
        url = sa.make_url(server.url).set(username="matchmaker_blind")
        blind = Server(url.render_as_string(hide_password=False), tmp_path / "first")
        refused = said(blind.run("backup", "create", str(tmp_path / "backup.dump")))
    finally:
        server.execute("DROP ROLE matchmaker_blind")

    assert "permission denied" in refused
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == []


def test_an_archive_without_a_tables_rows_is_not_called_a_backup(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written is read again, and compared with what the database holds."""
    run = archive.run_program
    monkeypatch.setattr(
        archive,
        "run_program",
        lambda order, around: run([*order, "--exclude-table-data=members"], around),
    )

    refused = said(server.run("backup", "create", str(tmp_path / "backup.dump")))

    assert "no rows of the table members came over, not 2" in refused
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == []


def test_no_password_stands_in_a_command_line(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []
    run = archive.run_program

    def look(order: list[str], around: dict[str, str]) -> None:
        seen.append((order, dict(around)))
        run(order, around)

    monkeypatch.setattr(archive, "run_program", look)
    url = sa.make_url(server.url).set(password="the secret of the house")
    known = Server(url.render_as_string(hide_password=False), tmp_path / "first")

    created = known.run("backup", "create", str(tmp_path / "backup.dump"))

    assert created.exit_code == 0, created.output
    [(order, around)] = seen
    assert not any("secret" in word for word in order)
    assert around["PGPASSWORD"] == "the secret of the house"


def test_programs_that_are_missing_or_too_old_are_told_with_how_to_get_them(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = said(server.run("backup", "create", str(tmp_path / "backup.dump")))
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    too_old = said(server.run("backup", "create", str(tmp_path / "backup.dump")))

    assert "pg_dump is not on this machine: install" in missing
    assert "pg_dump of version 9 is older than the server" in too_old
    assert "postgresql-client" in missing
    assert "postgresql-client" in too_old
