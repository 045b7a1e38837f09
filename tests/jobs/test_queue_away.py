"""The queue or the database goes away and comes back: the worker goes on, and says so once."""

import errno
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import pytest
import redis
from flask import Flask
from huey import MemoryHuey
from sqlalchemy.orm import Session

from config import ROOT
from jobs.threads import EveryMinute, Listener
from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.reach import Reach
from matchmaker.services.operations.job_runs import DELIVERY
from tests.conftest import make_settings
from tests.jobs.processes import environment
from tests.jobs.redis_server import RedisServer
from tests.jobs.test_worker import asking, runs_of, sent, wait_until
from tests.mail.sink import Sink, running_sink
from tests.mail.test_delivery import owe_welcomes
from tests.reliability.cluster import running_cluster

QUEUE_LINE = "the queue at 127.0.0.1 (TASKS_URL) cannot be reached ("
QUEUE_IS_BACK = "the queue at 127.0.0.1 (TASKS_URL) is back"
DATABASE_LINE = "] the database cannot be reached (OperationalError: "
DATABASE_IS_BACK = "the database is back"
WITH_SHORT_MINUTES = """
from functools import partial
from jobs import process, worker
worker.EveryMinute = partial(worker.EveryMinute, seconds=5)
process.run_job(worker.main)
"""


@contextmanager
def running_worker(
    folder: Path, database_url: str, sink: Sink, tasks_url: str
) -> Iterator[Callable[[], str]]:
    """One worker with short minutes; yields what tells all that it has written so far."""
    smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none"}
    written = folder / "worker.log"
    with written.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", WITH_SHORT_MINUTES],
            cwd=ROOT,
            env=environment(database_url, TASKS_URL=tasks_url, **smtp),
            stderr=errors,
        )
    try:
        yield written.read_text
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0, written.read_text()


@pytest.mark.slow
def test_without_redis_the_minutes_look_delivers_and_the_queue_is_used_again(
    app: Flask, session: Session, database_url: str, tmp_path: Path
) -> None:
    server = RedisServer(tmp_path)
    client = redis.Redis.from_url(server.url)
    owe_welcomes(session, "Ana")
    session.commit()

    with (
        running_sink() as sink,
        asking(app, tasks_url=server.url) as waker,
        running_worker(tmp_path, database_url, sink, server.url) as log,
    ):
        wait_until(lambda: sent(session) == 1)
        wait_until(lambda: log().count(QUEUE_LINE) == 1)
        with server.running():
            wait_until(lambda: log().count(QUEUE_IS_BACK) == 1)
            assert waker.ask_for_delivery()
            wait_until(lambda: client.llen("huey.redis.matchmaker") == 0)
        owe_welcomes(session, "Ben")
        session.commit()
        wait_until(lambda: sent(session) == 2)
        wait_until(lambda: log().count(QUEUE_LINE) == 2)
        with server.running():
            wait_until(lambda: log().count(QUEUE_IS_BACK) == 2)
            written = log()
    client.close()

    assert len(sink.mails) == 2
    assert written.count("cannot be reached") == 2
    assert "a job failed" not in written


@pytest.mark.slow
def test_the_database_goes_away_and_comes_back(tmp_path: Path) -> None:
    with running_cluster() as cluster, running_sink() as sink:
        app = create_app(make_settings(cluster.url), instance=tmp_path)
        with app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            session = db.session()
            with running_worker(tmp_path, cluster.url, sink, "") as log:
                wait_until(lambda: runs_of(session, DELIVERY) > 0)
                db.engine.dispose()
                cluster.stop_at_once()
                wait_until(lambda: DATABASE_LINE in log())
                cluster.start()
                db.session.remove()
                owe_welcomes(session, "Ana")
                session.commit()
                wait_until(lambda: sent(session) == 1)
                wait_until(lambda: DATABASE_IS_BACK in log())
            db.session.remove()
            db.engine.dispose()

    assert len(sink.mails) == 1
    assert log().count(DATABASE_LINE) == 1
    assert log().count("the queue beside the database cannot be reached") <= 1
    assert "Traceback" not in log()


def test_what_fails_every_time_is_begun_every_time() -> None:
    stopping, begun = threading.Event(), threading.Event()
    times: list[int] = []

    def work() -> None:
        times.append(1)
        if len(times) == 3:
            begun.set()

    thread = EveryMinute("a job", work, stopping, seconds=0.01)
    thread.start()
    assert begun.wait(30)
    stopping.set()
    thread.join(30)

    assert not thread.is_alive()


def test_a_task_of_another_version_is_dropped_and_the_next_one_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue, other = MemoryHuey("queue"), MemoryHuey("queue")
    other.storage = queue.storage
    stopping = threading.Event()
    other.task(name="of_another_version")(lambda: None)()
    queue.task(name="known")(stopping.set)()
    reach = Reach("the queue", "we wait")

    Listener("listener", lambda: queue, reach, stopping).run()

    assert stopping.is_set()
    assert not reach.is_away
    assert "a task of another version was dropped" in caplog.text


def test_that_something_is_away_is_said_once_and_so_is_its_return(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    reach = Reach("the queue", "we wait")

    for _ in range(3):
        reach.lost(ConnectionError(errno.ECONNREFUSED, "of no interest"))
    for _ in range(3):
        reach.found()
    reach.lost(TimeoutError())

    assert [record.message for record in caplog.records] == [
        "the queue cannot be reached (ConnectionError: Connection refused): we wait",
        "the queue is back",
        "the queue cannot be reached (TimeoutError): we wait",
    ]
