"""Do everything that no person waits for: deliver mails, follow up, make the month's rounds, purge.

    python -m jobs.worker

Run as many as you like, on as many machines. Every minute each job is started that the database
says is due; a commit that owes mails, or asks for what takes longer than a page may, has it begun
at once, through a queue without which the minute's look goes on. SIGTERM or Ctrl-C ends it after
the mail in hand; a second one ends it right away.
"""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import FrameType
from typing import Any, Final, TypeAlias

from flask import Flask, current_app
from huey import Huey
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from config import Settings
from jobs import coffee_round, deliver_mail, follow_up, monthly_match, purge, read_bounces
from jobs.exclusive import exclusive, turn_of
from jobs.noted import Note, run_noted
from jobs.process import StoppedJob, one_line, run_job
from jobs.tasks import look_and_do_tasks
from jobs.threads import EveryMinute, Listener
from matchmaker import logs
from matchmaker.extensions import db
from matchmaker.models import Programme
from matchmaker.python_faults import tell_of_faults
from matchmaker.reach import Reach
from matchmaker.services.operations.job_runs import (
    BOUNCES,
    COFFEE_ROUND,
    DELIVERY,
    FOLLOW_UP,
    MONTHLY_MATCH,
    PURGE,
)
from matchmaker.services.operations.schedule import due_for
from matchmaker.services.operations.schema import fault_in_schema
from matchmaker.services.outbox.leases import has_due
from matchmaker.task_queue import name_task, open_queue
from matchmaker.tasks import DELIVER, DO_TASKS, OFF, Waker

DATABASE: Final = "SQLALCHEMY_DATABASE_URI"
LISTENERS: Final = 3
"""Two may be in the middle of many mails and of a round when somebody asks to sign in."""
LONGEST_DELIVERY_SECONDS: Final = 50
"""Then the run is noted, and the next one goes on at once."""
SECONDS_TO_FINISH: Final = 25
Run: TypeAlias = Callable[[Session, Any], str]
"""Runs a job, for a programme or for the installation (None), and says what it did."""
log = logging.getLogger("matchmaker.worker")


class Worker:
    """One process: a thread for each job, and some that deliver as soon as they are asked."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = threading.Event()
        self.sending_all = threading.Lock()
        self.database = Reach("the database", "everything is tried again every minute")
        self._queue: Huey | None = None
        self._opening = threading.Lock()
        every_minute: dict[str, Callable[[], object]] = {
            DELIVERY: self.deliver,
            DO_TASKS: self.do_tasks,
        } | {job: self._starter(job, run) for job, run in JOBS.items()}
        if not app.config["SETTINGS"].imap_host:
            del every_minute[BOUNCES]
        waker: Waker = app.extensions["waker"]
        self.threads: list[threading.Thread] = [
            *(
                EveryMinute(job, self._in_app(work), self.stopping)
                for job, work in every_minute.items()
            ),
            *(
                Listener(f"listener-{number}", self.open_queue, waker.reach, self.stopping)
                for number in range(LISTENERS)
            ),
        ]

    def open_queue(self) -> Huey:
        """Return the queue; open it at the first call that can."""
        with self._opening:
            if self._queue is None:
                settings, url = self.app.config["SETTINGS"], self.app.config[DATABASE]
                # Of several that begin with a new database one makes the queue's tables.
                with self.app.app_context(), exclusive(db.engine, "queue"):
                    queue = open_queue(settings, url)
                name_task(queue, DELIVER)(self._in_app(self.deliver_what_was_asked))
                name_task(queue, DO_TASKS)(self._in_app(self.do_tasks))
                self._queue = queue
            return self._queue

    def _in_app(self, work: Callable[[], object]) -> Callable[[], None]:
        """Return what works in the application and tells what went wrong in one line."""

        def task() -> None:
            if self.stopping.is_set():
                return
            with self.app.app_context():
                try:
                    work()
                except StoppedJob as error:
                    log.warning("%s", error)
                except Exception as error:
                    self._tell(error)
                else:
                    self.database.found()

        return task

    def _tell(self, error: Exception) -> None:
        """Say what stopped a job; that the database is away is said once, for all jobs."""
        db.session.remove()
        if isinstance(error, DBAPIError) and not can_be_reached(db.engine):
            self.database.lost(error)
        else:
            log.error("a job failed; it is tried again later", exc_info=error)

    def _starter(self, job: str, run: Run) -> Callable[[], object]:
        return lambda: run_if_due(job, run)

    def deliver(self) -> None:
        """Send what is due and note the run, also one without a mail: it says that we live.

        One thread at a time sends what nobody waits for before a screen, and goes on as long as
        there is more; the others have only the rest to look after, and are soon free again.
        """
        if not self.sending_all.acquire(blocking=False):
            self._deliver_what_is_awaited()
            return
        try:
            while self._deliver_once().has_more and not self.stopping.is_set():
                pass
        finally:
            self.sending_all.release()

    def deliver_what_was_asked(self) -> None:
        """Send what is due; where another delivery was faster there is nothing to note."""
        is_needed = has_due(db.session())
        db.session.commit()
        if is_needed:
            self.deliver()

    def _deliver_what_is_awaited(self) -> None:
        is_needed = has_due(db.session(), awaited=True)
        db.session.commit()
        if is_needed:
            self._deliver_once(only_awaited=True)

    def _deliver_once(self, *, only_awaited: bool = False) -> Note:
        ends_at = time.monotonic() + LONGEST_DELIVERY_SECONDS

        def is_stopping() -> bool:
            return self.stopping.is_set() or time.monotonic() > ends_at

        note = run_noted(
            db.session(),
            DELIVERY,
            lambda: deliver_mail.deliver(
                is_stopping=is_stopping, only_awaited=only_awaited, longest_rest=timedelta.max
            ),
            lambda note: note,
        )
        if note.fault:
            log.error("%s", note.fault)
        elif note.warning:
            log.warning("delivery: %s", note.warning)
        elif not note.is_idle:
            log.info("delivery: %s", note.line)
        return note

    def do_tasks(self) -> None:
        """Do what coordinators asked for, and what a worker that was stopped has left."""
        ended = look_and_do_tasks(db.session(), self.stopping.is_set)
        if ended:
            log.info("tasks: %d ended", ended)

    def run(self) -> int:
        """Work until somebody asks to stop; then finish what is in hand. Return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for thread in self.threads:
            thread.start()
        log.info("the worker is at work")
        is_whole = True
        while is_whole and not self.stopping.wait(10):
            is_whole = all(thread.is_alive() for thread in self.threads)
        if not is_whole:
            log.error("a part of the worker has died; it ends, to be started again as a whole")
            self.stopping.set()
        log.info("the worker finishes what is in hand")
        ends_at = time.monotonic() + SECONDS_TO_FINISH
        for thread in self.threads:
            thread.join(max(0.0, ends_at - time.monotonic()))
        log.info("the worker has stopped")
        return 0 if is_whole else 1

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        if self.stopping.is_set():
            os._exit(128 + number)
        self.stopping.set()


def can_be_reached(engine: Engine) -> bool:
    """Whether the database answers at all."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError:
        return False
    return True


def run_if_due(job: str, run: Run) -> bool:
    """Run a job for each programme for which it is due, unless another process is running it.

    One programme after the other: what fails for one is left to the next minute, and it then rests
    while the others are served.
    """
    session = db.session()
    is_due = bool(due_for(session, job))
    session.commit()
    if not is_due:
        return False
    with exclusive(db.engine, turn_of(job), wait=False) as is_free:
        # Between the question and the lock another worker may have done it.
        due = due_for(session, job) if is_free else ()
        session.commit()
        for programme in due:
            log.info("%s: %s", job, run(session, programme))
    return bool(due)


def _run_monthly_match(session: Session, programme: Programme) -> str:
    return monthly_match.describe(monthly_match.make_noted(session, programme))


def _run_coffee_round(session: Session, programme: Programme) -> str:
    return coffee_round.describe(coffee_round.make_noted(session, programme))


def _run_follow_up(session: Session, programme: Programme) -> str:
    note = follow_up.follow_up_noted(session, programme)
    return note.fault or note.line


def _run_purge(_session: Session, _installation: None) -> str:
    return purge.describe(purge.purge_noted())


def _run_bounces(_session: Session, _installation: None) -> str:
    note = read_bounces.read_noted()
    return note.fault or note.line


JOBS: Final[dict[str, Run]] = {
    MONTHLY_MATCH: _run_monthly_match,
    COFFEE_ROUND: _run_coffee_round,
    FOLLOW_UP: _run_follow_up,
    PURGE: _run_purge,
    BOUNCES: _run_bounces,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    argparse.ArgumentParser(
        prog="python -m jobs.worker",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(arguments)
    settings: Settings = current_app.config["SETTINGS"]
    if settings.tasks_url == OFF:
        return one_line("TASKS_URL is off: unset it, or run the jobs with cron", status=2)
    if fault := fault_in_schema(db.session()):
        return one_line(fault)
    db.session.remove()
    logs.configure(settings)
    tell_of_faults(settings)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    status = Worker(app).run()
    sys.stdout.flush()
    # A long computation may still be in a thread; it owns no transaction and is done again.
    os._exit(status)


if __name__ == "__main__":
    run_job(main)
