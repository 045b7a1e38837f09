"""Do everything that no person starts: deliver mails, follow up, make the month's rounds, purge.

    python -m jobs.worker

Run as many as you like, on as many machines. Every minute each job is started that the database
says is due; a commit that owes mails asks for a delivery at once. SIGTERM or Ctrl-C ends it after
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
from types import FrameType
from typing import Any, Final, TypeAlias

from flask import Flask, current_app
from huey import Huey
from huey.consumer import Consumer
from sqlalchemy.orm import Session

from config import Settings
from jobs import coffee_round, deliver_mail, follow_up, monthly_match, purge
from jobs.exclusive import exclusive, turn_of
from jobs.noted import run_noted
from jobs.process import StoppedJob, one_line, run_job
from matchmaker import logs
from matchmaker.extensions import db
from matchmaker.models import Programme
from matchmaker.python_faults import tell_of_faults
from matchmaker.services.operations.job_runs import (
    COFFEE_ROUND,
    DELIVERY,
    FOLLOW_UP,
    MONTHLY_MATCH,
    PURGE,
)
from matchmaker.services.operations.schedule import due_for
from matchmaker.services.operations.schema import is_current
from matchmaker.services.outbox.outbox import has_due
from matchmaker.task_queue import QUEUE, name_task, open_queue
from matchmaker.tasks import DELIVER, OFF

THREADS: Final = 4
"""A long round and the coffee groups leave threads for deliveries."""
LONGEST_DELIVERY_SECONDS: Final = 50
"""Then the rest is left to the next task, so that a run ends before its successor is due."""
SECONDS_TO_FINISH: Final = 25
EXPIRES_AFTER_SECONDS: Final = 55
"""The next minute brings another task of the kind."""
Run: TypeAlias = Callable[[Session, Any], str]
"""Runs a job, for a programme or for the installation (None), and says what it did."""
log = logging.getLogger("matchmaker.worker")


class Worker:
    """One process: a scheduler, some threads, and the jobs by name."""

    def __init__(self, app: Flask, threads: int = THREADS) -> None:
        self.app = app
        self.stopping = threading.Event()
        # Of several that begin with a new database one makes the queue's tables.
        with app.app_context(), exclusive(db.engine, "queue"):
            self.queue = open_queue(app.config["SETTINGS"], app.config["SQLALCHEMY_DATABASE_URI"])
        self._add_tasks(self.queue)
        self.consumer: Consumer = self.queue.create_consumer(
            workers=threads, max_delay=1.0, shutdown_timeout=SECONDS_TO_FINISH
        )

    def _add_tasks(self, queue: Huey) -> None:
        name_task(queue, DELIVER)(self._in_app(self.deliver_what_was_asked))
        every_minute: dict[str, Callable[[], object]] = {DELIVERY: self.deliver} | {
            job: self._starter(job, run) for job, run in JOBS.items()
        }
        for name, work in every_minute.items():
            queue.periodic_task(
                _always,
                name=f"{name}_every_minute",
                __module__=QUEUE,
                expires=EXPIRES_AFTER_SECONDS,
            )(self._in_app(work))

    def _in_app(self, work: Callable[[], object]) -> Callable[[], None]:
        """Return a task that works in the application and tells what went wrong in one line."""

        def task() -> None:
            if self.stopping.is_set():
                return
            with self.app.app_context():
                try:
                    work()
                except StoppedJob as error:
                    log.warning("%s", error)
                except Exception:
                    log.exception("a job failed; it is tried again later")
                    db.session.rollback()

        return task

    def _starter(self, job: str, run: Run) -> Callable[[], object]:
        return lambda: run_if_due(job, run)

    def deliver(self) -> None:
        """Send what is due and note the run, also one without a mail: it says that we live."""
        ends_at = time.monotonic() + LONGEST_DELIVERY_SECONDS

        def is_stopping() -> bool:
            return self.stopping.is_set() or time.monotonic() > ends_at

        note = run_noted(
            db.session(),
            DELIVERY,
            lambda: deliver_mail.deliver(is_stopping=is_stopping),
            lambda note: note,
        )
        if note.fault:
            log.error("%s", note.fault)
        elif not note.is_idle:
            log.info("delivery: %s", note.line)

    def deliver_what_was_asked(self) -> None:
        """Send what is due; where another delivery was faster there is nothing to note."""
        is_needed = has_due(db.session())
        db.session.commit()
        if is_needed:
            self.deliver()

    def run(self) -> None:
        """Work until somebody asks to stop; then finish what is in hand."""
        self.consumer.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        log.info("the worker is at work")
        while not self.stopping.wait(10):
            self.consumer.check_worker_health()
        log.info("the worker finishes what is in hand")
        self.consumer.stop(graceful=True)
        log.info("the worker has stopped")

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        if self.stopping.is_set():
            os._exit(128 + number)
        self.stopping.set()


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


JOBS: Final[dict[str, Run]] = {
    MONTHLY_MATCH: _run_monthly_match,
    COFFEE_ROUND: _run_coffee_round,
    FOLLOW_UP: _run_follow_up,
    PURGE: _run_purge,
}


def _always(_moment: Any) -> bool:
    return True


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
    if not is_current(db.session()):
        return one_line("the database is not up to date; run `flask db upgrade` first")
    db.session.remove()
    logs.configure(settings)
    tell_of_faults(settings)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = Worker(app)
    worker.run()
    sys.stdout.flush()
    # A long computation may still be in a thread; it owns no transaction and is done again.
    os._exit(0)


if __name__ == "__main__":
    run_job(main)
