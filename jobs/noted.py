"""How every job is run: its start, its end and what it said are noted in the database."""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from jobs.at_work import saying_so
from jobs.mark import notice_restoration, remember
from jobs.process import StoppedJob
from matchmaker.extensions import db
from matchmaker.fault_words import describe_with_cause
from matchmaker.models import JobOutcome, Programme
from matchmaker.services.operations.epochs import held_since, why_held
from matchmaker.services.operations.job_runs import note_at_work, note_end, note_start
from matchmaker.services.operations.schedule import WRITES_TO_PEOPLE
from matchmaker.services.programme.calendar import InvalidMonth

Report = TypeVar("Report")


@dataclass(frozen=True, slots=True)
class Note:
    """What a run did, in a line of numbers. `fault` is a line for an operator who must act."""

    line: str
    is_idle: bool = False
    """There was nothing to do."""
    fault: str = ""
    warning: str = ""
    """A line for an operator, about what may pass by itself."""
    has_more: bool = False
    """It ended because it was asked to, and there is more to do at once."""


def run_noted(
    session: Session,
    job: str,
    work: Callable[[], Report],
    tell: Callable[[Report], Note],
    programme: Programme | None = None,
) -> Report:
    """Do a job's work, for a programme or the installation, between two notes. Commits.

    Return its report.

    Raises `StoppedJob` for a job that writes to people while mails are held, and whatever the work
    raises, after it was noted.
    """
    instance = Path(current_app.instance_path)
    notice_restoration(session, db.engine, instance)
    if job in WRITES_TO_PEOPLE:
        refuse_while_held(session)
    run_id = note_start(session, job, _process(), programme).id
    session.commit()
    remember(session, db.engine, instance)
    try:
        with saying_so(db.engine, lambda connection: note_at_work(connection, run_id)):
            report = work()
            session.commit()
    except BaseException as error:
        with suppress(SQLAlchemyError):
            session.rollback()
            note_end(session, run_id, JobOutcome.FAILED, _describe(error))
            session.commit()
        raise
    note = tell(report)
    outcome = JobOutcome.IDLE if note.is_idle else JobOutcome.DONE
    note_end(session, run_id, JobOutcome.FAILED if note.fault else outcome, note.fault or note.line)
    session.commit()
    return report


def refuse_while_held(session: Session) -> None:
    """Raise `StoppedJob` while mails are held after a restoration."""
    since, why = held_since(session), why_held(session)
    session.commit()
    if since is not None:
        raise StoppedJob(
            f"mails are held since {since:%Y-%m-%d %H:%M} UTC, because {why}; "
            "look at `flask mail status`, then `flask mail release`"
        )


def _process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{threading.current_thread().name}"


def _describe(error: BaseException) -> str:
    """Say what stopped a job, with another program's words only where they can name nobody."""
    if isinstance(error, StoppedJob | InvalidMonth):
        return str(error)
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return "stopped"
    return f"stopped by an error ({describe_with_cause(error)})"
