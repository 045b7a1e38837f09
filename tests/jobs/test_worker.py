"""The worker: what it starts, what it finds again, and that several do nothing twice."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from huey.storage import BaseStorage
from sqlalchemy.orm import Session

from config import ROOT
from jobs import worker
from matchmaker import task_queue, tasks
from matchmaker.models import (
    CoffeeRound,
    EpochReason,
    JobOutcome,
    JobRun,
    MailStatus,
    OutboxMail,
    Programme,
    Round,
)
from matchmaker.services.operations.epochs import hold_mails
from matchmaker.services.operations.job_runs import (
    COFFEE_ROUND,
    DELIVERY,
    FOLLOW_UP,
    MONTHLY_MATCH,
    PURGE,
    note_end,
    note_start,
)
from tests.conftest import make_settings
from tests.factories import make_member, make_mentee, make_mentor
from tests.jobs.processes import environment, run_job
from tests.jobs.redis_server import RedisServer
from tests.mail.conftest import settings_for
from tests.mail.sink import Sink, find_free_port, running_sink
from tests.mail.test_delivery import owe_welcomes


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@contextmanager
def running_workers(
    count: int, database_url: str, sink: Sink, **settings: str
) -> Iterator[list[subprocess.Popen[str]]]:
    """So many workers as processes of their own, ended as a service manager ends them."""
    smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "jobs.worker"],
            cwd=ROOT,
            env=environment(database_url, **({"TASKS_URL": ""} | smtp | settings)),
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.communicate(timeout=60)


def wait_until(is_so: Callable[[], bool], seconds: float = 150) -> None:
    ends_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends_at, "it did not come true in time"
        time.sleep(0.1)


def count(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    return ask(session, sa.select(sa.func.count(OutboxMail.id)).where(*conditions))


def ask(session: Session, query: sa.Select[tuple[int]]) -> int:
    """Ask for a number and let go at once: on SQLite a transaction keeps others from writing."""
    session.rollback()
    number = session.scalar(query) or 0
    session.rollback()
    return number


def sent(session: Session) -> int:
    return count(session, OutboxMail.status == MailStatus.SENT)


def an_early_programme(session: Session) -> None:
    with time_machine.travel("2026-01-10T12:00:00Z"):
        make_mentee(session, "Ada")
        make_mentor(session, "Bob")
    session.commit()


def test_a_job_that_is_due_is_run_once_and_noted(app: Flask, session: Session) -> None:
    an_early_programme(session)

    first = worker.run_if_due(MONTHLY_MATCH, worker.JOBS[MONTHLY_MATCH])
    second = worker.run_if_due(MONTHLY_MATCH, worker.JOBS[MONTHLY_MATCH])

    assert (first, second) == (True, False)
    run = session.scalars(sa.select(JobRun)).one()
    assert (run.job, run.outcome) == (MONTHLY_MATCH, JobOutcome.DONE)
    assert "1 of 1 mentees matched" in run.line


def test_a_job_that_stops_is_noted_and_left_alone_for_a_while(app: Flask, session: Session) -> None:
    def fail(session: Session, programme: Programme) -> str:
        run = note_start(session, FOLLOW_UP, "here", programme)
        note_end(session, run.id, JobOutcome.FAILED, "stopped")
        session.commit()
        return "failed"

    assert worker.run_if_due(FOLLOW_UP, fail)

    assert not worker.run_if_due(FOLLOW_UP, fail)


def test_while_mails_are_held_no_job_writes_to_anybody(app: Flask, session: Session) -> None:
    an_early_programme(session)
    hold_mails(session, EpochReason.RESTORED)
    session.commit()

    started = {job for job, run in worker.JOBS.items() if worker.run_if_due(job, run)}

    assert started == {PURGE}

    assert session.scalar(sa.select(sa.func.count(Round.id))) == 0


@contextmanager
def asking(app: Flask, **settings: str) -> Iterator[tasks.Waker]:
    """Switch the application's asking on, as it is outside of tests."""
    before = app.extensions["waker"]
    database_url = app.config["SQLALCHEMY_DATABASE_URI"]
    waker = tasks.Waker(make_settings(database_url, **({"tasks_url": ""} | settings)), database_url)
    app.extensions["waker"] = waker
    yield waker
    waker.close()
    app.extensions["waker"] = before


@pytest.fixture
def waker(app: Flask) -> Iterator[tasks.Waker]:
    with asking(app) as waker:
        yield waker


@pytest.fixture
def queue(waker: tasks.Waker) -> Iterator[BaseStorage]:
    """The queue, empty at the start and at the end."""
    storage = task_queue.open_queue(waker.settings, waker.database_url).storage
    storage.flush_queue()
    yield storage
    storage.flush_queue()
    storage.close()


def test_a_commit_that_owes_mails_asks_once_for_a_delivery(
    app: Flask, session: Session, queue: BaseStorage
) -> None:
    owe_welcomes(session, "Ana", "Ben")
    session.rollback()
    session.commit()
    after_nothing = queue.queue_size()
    owe_welcomes(session, "Ana", "Ben")
    session.commit()
    after_two_mails = queue.queue_size()
    make_member(session, "Cem")
    session.commit()

    assert after_two_mails - after_nothing == 1
    assert queue.queue_size() == after_two_mails


def test_without_a_worker_the_queue_stays_short(
    app: Flask, waker: tasks.Waker, queue: BaseStorage
) -> None:
    for _ in range(2 * tasks.ENOUGH_TASKS):
        assert waker.ask_for_delivery()

    assert queue.queue_size() == tasks.ENOUGH_TASKS


def test_a_queue_out_of_reach_fails_no_commit(app: Flask, session: Session) -> None:
    with asking(app, tasks_url="redis://127.0.0.1:1/0"):
        owe_welcomes(session, "Ana")
        session.commit()

    assert count(session) == 1


def test_a_task_is_kept_as_plain_words(waker: tasks.Waker, queue: BaseStorage) -> None:
    waker.ask_for_delivery()

    [kept] = queue.enqueued_items()

    assert json.loads(bytes(kept))[1:] == ["matchmaker.deliver", None]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["beside the database", "redis"])
def test_a_mail_that_is_owed_leaves_at_once(
    app: Flask, session: Session, database_url: str, sink: Sink, kind: str, tmp_path: Path
) -> None:
    redis = RedisServer(tmp_path) if kind == "redis" else None
    tasks_url = redis.url if redis else ""
    with (
        redis.running() if redis else nullcontext(),
        asking(app, tasks_url=tasks_url),
        running_workers(1, database_url, sink, TASKS_URL=tasks_url),
    ):
        wait_until(lambda: runs_of(session, DELIVERY) > 0)
        owe_welcomes(session, "Ana")
        session.commit()
        wait_until(lambda: sent(session) == 1, seconds=40)

    assert len(sink.mails) == 1


@pytest.mark.slow
def test_two_workers_do_everything_once_and_find_what_no_task_told_of(
    app: Flask, session: Session, database_url: str, sink: Sink
) -> None:
    an_early_programme(session)
    owe_welcomes(session, *(f"Member {number}" for number in range(60)))
    session.commit()

    with running_workers(2, database_url, sink) as workers:
        wait_until(lambda: sent(session) >= 60)
        wait_until(lambda: runs_of(session, MONTHLY_MATCH) > 0)
        wait_until(lambda: runs_of(session, COFFEE_ROUND) > 0)
        time.sleep(2)

    assert [process.returncode for process in workers] == [0, 0]
    received = Counter(mail.recipients[0] for mail in sink.mails)
    assert set(received.values()) == {1}
    session.rollback()
    for model in (Round, CoffeeRound):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 1
    assert runs_of(session, MONTHLY_MATCH) == 1


@pytest.mark.slow
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_asked_to_end_in_the_middle_it_finishes_the_mail_in_hand(
    app: Flask, session: Session, database_url: str, sink: Sink
) -> None:
    owe_welcomes(session, *(f"Member {number}" for number in range(40)))
    session.commit()
    workers: list[subprocess.Popen[str]] = []

    def end_after_the_third(_address: str) -> str | None:
        if len(sink.mails) == 3:
            workers[0].send_signal(signal.SIGTERM)
        time.sleep(0.05)
        return None

    sink.answer_message = end_after_the_third
    with running_workers(1, database_url, sink) as started:
        workers += started
        workers[0].wait(timeout=60)

    assert workers[0].returncode == 0
    assert 3 < len(sink.mails) < 40
    assert sent(session) == len(sink.mails)
    assert count(session, OutboxMail.lease_token.is_not(None)) == 0


def test_that_no_mail_server_answers_is_a_warning(
    app: Flask, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    owe_welcomes(session, "Ana")
    session.commit()
    app.config["SETTINGS"] = settings_for(app, Sink(port=find_free_port()))

    worker.Worker(app).deliver()

    [told] = [record for record in caplog.records if record.name == "matchmaker.worker"]
    assert told.levelname == "WARNING"
    assert "cannot be reached" in told.message


def test_without_a_queue_there_is_nothing_to_work_on(database_url: str, tmp_path: Path) -> None:
    ended = run_job("worker", database_url=database_url, cwd=tmp_path)

    assert (ended.status, ended.errors.count("\n")) == (2, 1)
    assert "TASKS_URL is off" in ended.errors


def runs_of(session: Session, job: str) -> int:
    is_run = (JobRun.job == job, JobRun.ended_at.is_not(None))
    return ask(session, sa.select(sa.func.count(JobRun.id)).where(*is_run))
