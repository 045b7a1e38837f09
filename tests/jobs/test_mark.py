"""What a machine remembers of a database, where another was there under the same name before."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from config import Settings
from jobs import mark
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Epoch, JobRun, MailKind
from matchmaker.services.operations.epochs import Mark, held_since, newest_epoch, why_held
from matchmaker.services.operations.job_runs import DELIVERY, note_start
from matchmaker.services.operations.witness import (
    Machine,
    Sighting,
    forget_sent,
    note_sent,
    read_seen,
    read_sent,
    write_seen,
)
from tests.factories import owe_a_mail


@pytest.fixture
def remembered(app: Flask, session: Session, tmp_path: Path) -> Path:
    """The folder of a machine that remembers a database which is no more."""
    mark.remember(session, db.engine, tmp_path)
    epoch = newest_epoch(session)
    assert epoch is not None
    session.delete(epoch)
    session.commit()
    return tmp_path


def test_a_new_database_under_an_old_name_is_only_remembered(
    session: Session, remembered: Path
) -> None:
    old = mark.read_mark(db.engine, remembered)

    assert not mark.notice_restoration(session, db.engine, remembered)

    epoch, new = newest_epoch(session), mark.read_mark(db.engine, remembered)
    assert epoch is not None
    assert old is not None
    assert new is not None
    assert new.key == epoch.key != old.key
    assert held_since(session) is None


@pytest.mark.parametrize("is_begun", [False, True])
def test_two_first_jobs_at_once_hold_nothing(
    session: Session, remembered: Path, monkeypatch: pytest.MonkeyPatch, is_begun: bool
) -> None:
    """The other begins the new database's epoch while this one waits for the lock."""
    exclusive = mark.exclusive
    if is_begun:
        mark.present_mark(session)
        session.commit()

    @contextmanager
    def after_the_other(engine: Engine, job: str) -> Iterator[None]:
        mark.remember(session, engine, remembered)
        with exclusive(engine, job):
            yield

    monkeypatch.setattr(mark, "exclusive", after_the_other)

    assert not mark.notice_restoration(session, db.engine, remembered)
    assert held_since(session) is None


def work_on(session: Session) -> None:
    """Note that a job ran, an hour ago."""
    mark.present_mark(session)
    started_at = clock.now() - timedelta(hours=1)
    run_id = note_start(session, DELIVERY, "here").id
    session.get_one(JobRun, run_id).started_at = started_at
    for epoch in session.scalars(sa.select(Epoch)):
        epoch.began_at = epoch.released_at = started_at
    session.commit()


def witness_folder(app: Flask, instance: Path) -> Path:
    settings: Settings = app.config["SETTINGS"]
    return settings.witness_in(instance)


def test_a_witness_that_is_missed_means_that_the_data_was_brought_here(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    work_on(session)
    mark.remember(session, db.engine, tmp_path)
    assert not mark.notice_restoration(session, db.engine, tmp_path)

    shutil.rmtree(witness_folder(app, tmp_path))

    assert mark.notice_restoration(session, db.engine, tmp_path)
    assert "does not know the database" in why_held(session)
    assert not mark.notice_restoration(session, db.engine, tmp_path), "it does now"


def test_a_mark_of_an_earlier_version_goes_on(app: Flask, session: Session, tmp_path: Path) -> None:
    work_on(session)
    mark.remember(session, db.engine, tmp_path)
    shutil.rmtree(witness_folder(app, tmp_path))
    beside = mark._files(db.engine, tmp_path)[0]
    document = json.loads(beside.read_text())
    beside.write_text(json.dumps({key: document[key] for key in ("database", "epoch", "run")}))

    assert not mark.notice_restoration(session, db.engine, tmp_path)


def test_what_a_machine_remembers_is_for_its_owner_alone(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    mark.remember(session, db.engine, tmp_path)
    folder = witness_folder(app, tmp_path)
    note_sent(folder, "<1@example.org>")

    assert folder.stat().st_mode & 0o077 == 0
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}


def test_without_a_mail_server_the_question_waits_until_something_could_leave(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    work_on(session)
    mail = owe_a_mail(session, MailKind.WELCOME, "member:1", "ana@example.org")
    assert mail is not None
    mail.created_at = clock.now() - timedelta(hours=1)
    session.commit()
    mark.remember(session, db.engine, tmp_path)
    # Another start of the machine.
    for file in mark._files(db.engine, tmp_path):
        file.write_text(file.read_text().replace('"boot": "', '"boot": "another'))

    assert not mark.notice_restoration(session, db.engine, tmp_path)
    note_start(session, DELIVERY, "here")
    session.commit()
    mark.remember(session, db.engine, tmp_path)
    assert not mark.notice_restoration(session, db.engine, tmp_path)

    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"smtp_host": "127.0.0.1"})

    assert mark.notice_restoration(session, db.engine, tmp_path)
    assert "mails waited while nothing ran" in why_held(session)
    assert not mark.notice_restoration(session, db.engine, tmp_path)


def test_old_notes_of_mails_that_left_are_forgotten(tmp_path: Path) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False):
        note_sent(tmp_path, "<old@example.org>")
    note_sent(tmp_path, "<new@matchmaker.invalid>")
    with (tmp_path / "sent.list").open("a") as stream:
        stream.write("cut off")

    forget_sent(tmp_path, clock.now() - timedelta(days=1))

    assert list(read_sent(tmp_path)) == ["new"]


@pytest.mark.parametrize(
    ("boot", "up_hours", "was_up"),
    [
        ("a", 15, True),
        ("", 15, True),
        ("b", 15, False),
        ("b", 1, False),
        ("", 1, False),
        ("a", 14, False),
        ("a", 0, False),
    ],
    ids=[
        *("worker stopped", "the same, in a locked room", "another machine", "started again"),
        *("the same, in a locked room ", "put back running, or its clock set", "unknown"),
    ],
)
def test_a_machine_knows_whether_it_was_up(boot: str, up_hours: int, was_up: bool) -> None:
    before = Machine("a", 5 * 3600, clock.now())
    now = Machine(boot, up_hours * 3600, before.clock + timedelta(hours=10))

    assert now.has_been_up_since(before) is was_up
    assert not now.has_been_up_since(None)


def test_two_jobs_of_one_process_may_remember_at_once(tmp_path: Path) -> None:
    """A worker has a thread for each job, and in a container all processes have one number."""
    seen = Sighting(Mark("key", 7), None)
    file = tmp_path / "seen.json"

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: write_seen(file, "name", seen), range(200)))

    assert read_seen(file, "name") == seen
    assert list(tmp_path.iterdir()) == [file], "no draft is left"


@pytest.mark.parametrize("is_witness", [False, True], ids=["beside the data", "the witness"])
def test_it_warns_only_where_a_restored_database_could_be_missed(
    app: Flask,
    session: Session,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    is_witness: bool,
) -> None:
    file = mark._files(db.engine, tmp_path)[is_witness]
    file.mkdir(parents=True)

    mark.remember(session, db.engine, tmp_path)

    assert ("may not be noticed" in caplog.text) is is_witness
    file.rmdir()
