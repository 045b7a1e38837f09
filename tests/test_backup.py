"""A backup that is put back: nothing old leaves before an operator has looked."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import Result
from flask import Flask, current_app
from sqlalchemy.orm import Session

from config import ROOT
from jobs import deliver_mail, follow_up
from jobs.mark import read_mark
from matchmaker.commands import backup as backup_commands
from matchmaker.database import prepare_engine
from matchmaker.extensions import db
from matchmaker.models import JobRun, MailStatus, Member, OutboxMail
from matchmaker.services.accounts.sign_in import member_of_session, open_session
from matchmaker.services.operations.epochs import held_since
from matchmaker.services.operations.schema import is_current
from tests.factories import make_coordinator, make_member
from tests.mail.conftest import settings_for
from tests.mail.sink import Sink, running_sink
from tests.mail.test_delivery import owe_welcomes

HELD = "SELECT sum(is_held), count(*) FROM outbox_mails"
on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """A mail server that the application's settings name."""
    with running_sink() as sink:
        app.config["SETTINGS"] = settings_for(app, sink)
        yield sink
    for mark in Path(app.instance_path).glob("*.epoch"):
        mark.unlink()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def work(app: Flask) -> tuple[int, int]:
    """Deliver and follow up as cron does; return the exit statuses."""
    with app.app_context():
        return deliver_mail.main([]), follow_up.main([])


def owe_and_count(app: Flask, *names: str) -> None:
    with app.app_context():
        owe_welcomes(db.session(), *names)
        db.session.commit()


def statuses(app: Flask) -> list[MailStatus]:
    with app.app_context():
        return list(db.session.scalars(sa.select(OutboxMail.status).order_by(OutboxMail.id)))


@on_sqlite
def test_a_restored_backup_sends_nothing_old_until_it_is_released(
    app: Flask, sink: Sink, tmp_path: Path
) -> None:
    backup = str(tmp_path / "backup.sqlite")
    owe_and_count(app, "Ana")
    assert run(app, "backup", "create", backup).exit_code == 0
    assert work(app) == (0, 0)

    restored = run(app, "backup", "restore", backup, "--yes")
    before = work(app)
    owe_and_count(app, "Ben")
    work(app)

    assert "1 mails that it owed are held" in restored.stdout
    assert before == (0, 1)
    assert [mail.recipients[0] for mail in sink.mails] == ["ana@example.org", "ben@example.org"]
    assert statuses(app) == [MailStatus.PENDING, MailStatus.SENT]

    released = run(app, "mail", "release", "--cancel")
    after = work(app)

    assert "1 mails are cancelled" in released.stdout
    assert after == (0, 0)
    assert statuses(app) == [MailStatus.CANCELLED, MailStatus.SENT]
    assert len(sink.mails) == 2


@on_sqlite
def test_a_session_that_was_ended_after_the_backup_stays_ended(
    app: Flask, sink: Sink, tmp_path: Path
) -> None:
    backup = str(tmp_path / "backup.sqlite")
    with app.app_context():
        token = open_session(db.session(), make_member(db.session()))
        db.session.commit()
    run(app, "backup", "create", backup)

    restored = run(app, "backup", "restore", backup, "--yes")

    assert "Everybody signs in anew" in restored.stdout
    with app.app_context():
        assert member_of_session(db.session(), token) is None


@on_sqlite
def test_what_is_released_is_sent(app: Flask, sink: Sink, tmp_path: Path) -> None:
    backup = str(tmp_path / "backup.sqlite")
    owe_and_count(app, "Ana")
    run(app, "backup", "create", backup)
    run(app, "backup", "restore", backup, "--yes")
    work(app)

    run(app, "mail", "release")
    work(app)

    assert statuses(app) == [MailStatus.SENT]


@on_sqlite
def test_a_file_that_was_copied_back_by_hand_is_noticed(
    app: Flask, sink: Sink, tmp_path: Path
) -> None:
    backup = str(tmp_path / "backup.sqlite")
    work(app)
    owe_and_count(app, "Ana")
    run(app, "backup", "create", backup)
    work(app)
    with app.app_context():
        db.engine.dispose()
        database = str(db.engine.url.database)
    for leftover in ("-wal", "-shm"):
        Path(database + leftover).unlink(missing_ok=True)
    shutil.copy(backup, database)

    found = work(app)

    assert found == (0, 1)
    assert len(sink.mails) == 1
    assert statuses(app) == [MailStatus.PENDING]


@on_sqlite
def test_a_folder_that_was_put_back_as_a_whole_is_noticed_and_the_release_sends_nothing_twice(
    app: Flask, sink: Sink, tmp_path: Path
) -> None:
    """The mark and the list of erasures come back with the database; the witness does not."""
    data = Path(app.instance_path)
    with app.app_context():
        owe_welcomes(db.session(), "Ana", "Ben", "Eve")
        make_coordinator(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    sink.answer_recipient = lambda address: "452 full" if address.startswith("ben@") else None
    shutil.copytree(data, tmp_path / "copy")
    assert work(app) == (0, 0)
    run(app, "privacy", "erase", "eve@example.org", "--yes")

    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "copy", data)

    assert work(app) == (0, 1)
    assert len(sink.mails) == 2
    sink.answer_recipient = lambda _address: None
    status = run(app, "mail", "status").stdout
    released = run(app, "mail", "release").stdout
    assert work(app) == (0, 0)

    assert "because the database was restored" in status
    assert "Had left:  2 of those held" in status
    assert "1 erased again" in released
    assert "not sent again: 1 mails" in released
    assert [mail.recipients[0] for mail in sink.mails[2:]] == ["ben@example.org"]


def test_a_server_that_was_restored_from_a_dump_is_noticed(
    app: Flask, sink: Sink, session: Session
) -> None:
    owe_and_count(app, "Ana")
    token = open_session(session, make_member(session, "Ben"))
    session.commit()
    work(app)
    mark = read_mark(db.engine, Path(app.instance_path))
    assert mark is not None
    # What a dump of the time before the delivery holds.
    session.execute(sa.delete(JobRun))
    session.execute(sa.update(OutboxMail).values(status=MailStatus.PENDING, sent_at=None))
    session.commit()

    found = work(app)

    session.rollback()
    assert found == (0, 1)
    assert held_since(session) is not None
    assert len(sink.mails) == 1
    assert member_of_session(session, token) is None, "it may have been ended since"


def test_an_operator_says_that_the_database_was_restored(app: Flask, session: Session) -> None:
    token = open_session(session, make_member(session, "Ben"))
    session.commit()

    assert "anew" not in run(app, "mail", "hold").stdout
    assert member_of_session(session, token) is not None
    session.rollback()
    assert "Everybody signs in anew" in run(app, "mail", "hold", "--restored").stdout
    assert member_of_session(session, token) is None
    session.rollback()
    assert "an operator said so; the database was restored" in run(app, "mail", "status").stdout


def test_an_operator_holds_and_releases(app: Flask, sink: Sink) -> None:
    owe_and_count(app, "Ana")

    held = run(app, "mail", "hold")
    status = run(app, "mail", "status")
    work(app)
    released = run(app, "mail", "release")
    again = run(app, "mail", "release")

    assert "1 mails are held" in held.stdout
    assert "Held:      1, and a hold stands since" in status.stdout
    assert "Waiting:   0" in status.stdout
    assert released.exit_code == 0
    assert (again.exit_code, again.stderr) == (1, "Error: Nothing is held.\n")
    assert sink.mails == []


@on_sqlite
def test_a_backup_is_whole_and_for_its_owner_alone(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite"
    with app.app_context():
        make_member(db.session(), "Ana")
        db.session.commit()

    created = run(app, "backup", "create", str(file))
    again = run(app, "backup", "create", str(file))
    with app.app_context():
        db.session.execute(sa.delete(Member))
        db.session.commit()
    restored = run(app, "backup", "restore", str(file), "--yes")

    assert (created.exit_code, restored.exit_code) == (0, 0)
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    assert file.stat().st_mode & 0o077 == 0
    with app.app_context():
        assert db.session.scalars(sa.select(Member.name)).all() == ["Ana"]
    assert not list(Path(app.instance_path).glob("*.restoring*"))


@pytest.mark.slow
@on_sqlite
@pytest.mark.parametrize("point", ["bring_up_to_date", "_silence", "end"])
def test_a_restoration_that_was_killed_leaves_one_or_the_other_and_is_run_again(
    app: Flask, tmp_path: Path, point: str
) -> None:
    backup = str(tmp_path / "backup.sqlite")
    owe_and_count(app, "Ana")
    run(app, "backup", "create", backup)
    owe_and_count(app, "Ben")
    with app.app_context():
        file = Path(str(db.engine.url.database))

    status = run_killed(app, point, "backup", "restore", backup, "--yes")
    after_the_kill = names(app)
    again = run(app, "backup", "restore", backup, "--yes")

    assert status == -signal.SIGKILL
    assert after_the_kill == (["Ana"] if point == "end" else ["Ana", "Ben"])
    assert again.exit_code == 0, again.output
    assert "1 mails that it owed are held" in again.stdout
    assert names(app) == ["Ana"]
    assert list(file.parent.glob("*.restoring*")) == []


def names(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(sa.select(Member.name).order_by(Member.id)))
        db.session.remove()
        db.engine.dispose()
    return found


def run_killed(app: Flask, point: str, *arguments: str) -> int:
    """Run a command in a child, which is killed where it calls a function of `commands.backup`.

    At its end where the point is called so: when it is about to say what it did.
    """
    child = os.fork()
    if child == 0:
        try:
            name = "click" if point == "end" else point
            setattr(backup_commands, name, Killing())
            run(app, *arguments)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Killing:
    """Stands for a function, or a module, whose first use kills the process."""

    def __call__(self, *_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def __getattr__(self, name: str) -> object:
        if name == "echo":
            self()
        return getattr(click, name)


@on_sqlite
@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be read as one"])
def test_what_is_no_backup_is_refused_in_one_line(
    app: Flask, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "wrong.sqlite"
    file.write_bytes(content)

    result = run(app, "backup", "restore", str(file), "--yes")

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "is no backup of matchmaker" in result.stderr


@on_sqlite
def test_a_backup_of_a_newer_version_is_refused_before_anything_is_changed(
    app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "newer.sqlite"
    run(app, "backup", "create", str(file))
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()

    result = run(app, "backup", "restore", str(file), "--yes")

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "another version of matchmaker" in result.stderr
    with app.app_context():
        assert is_current(db.session())


@on_sqlite
def test_a_backup_of_an_older_version_is_brought_up_to_date_and_held_before_it_is_in_place(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "older.sqlite"
    with app.app_context():
        make_older_database(file, "0002")
        database = Path(str(db.engine.url.database))
    held: list[tuple[int, int]] = []
    copy = backup_commands.copy_file

    def look_and_copy(source: Path, target: Path) -> None:
        if target == database:
            with closing(sqlite3.connect(source)) as draft:
                held.append(draft.execute(HELD).fetchone())
        copy(source, target)

    monkeypatch.setattr(backup_commands, "copy_file", look_and_copy)

    result = run(app, "backup", "restore", str(file), "--yes")

    assert result.exit_code == 0
    assert held == [(1, 1)]
    assert "1 mails that it owed are held" in result.stdout


def make_older_database(file: Path, revision: str) -> None:
    """Make a database as an older version had it, which owes one mail."""
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)
    prepare_engine(engine)
    configuration = current_app.extensions["migrate"].migrate.get_config(str(ROOT / "migrations"))
    configuration.attributes["engine"] = engine
    command.upgrade(configuration, revision)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO outbox_mails (kind, subject_key, recipient, payload, message_id, status,"
            " attempts, next_attempt_at, last_error, created_at) VALUES ('welcome', 'member:1',"
            " 'ana@example.org', '{}', '<1@example.org>', 'pending', 0,"
            " '2026-01-01 00:00:00', '', '2026-01-01 00:00:00')"
        )
