"""How a run is noted while it is at work, and after it was killed."""

import os
import signal
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs import at_work, noted
from jobs.noted import Note, run_noted
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import JobOutcome, JobRun
from matchmaker.services.operations.job_runs import LOST_AFTER, PURGE, SAID_EVERY, jobs_seen


def test_a_run_says_that_it_is_at_work_until_it_ends(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work, "SAID_EVERY", timedelta(milliseconds=10))
    said = threading.Event()
    note_at_work = noted.note_at_work

    def note(connection: sa.Connection, run_id: int) -> None:
        note_at_work(connection, run_id)
        said.set()

    monkeypatch.setattr(noted, "note_at_work", note)

    run_noted(session, PURGE, lambda: said.wait(30), lambda _: Note("done"))

    run = session.scalars(sa.select(JobRun)).one()
    assert said.is_set()
    assert run.seen_at is not None
    assert run.outcome == JobOutcome.DONE
    assert not [each for each in threading.enumerate() if each.name == "at-work"]
    assert 3 * SAID_EVERY < LOST_AFTER, "one that is missed is no end"


@pytest.mark.slow
def test_a_killed_run_is_shown_as_ended_without_a_word(app: Flask, session: Session) -> None:
    """A child of this process is killed in the middle of the job."""
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        run_noted(
            session, PURGE, lambda: os.kill(os.getpid(), signal.SIGKILL), lambda _: Note("done")
        )
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    [shown] = [run for run in jobs_seen(session).jobs if run.job == PURGE]
    assert shown.outcome == JobOutcome.RUNNING
    earlier = clock.now() - LOST_AFTER - timedelta(seconds=1)
    session.execute(sa.update(JobRun).values(seen_at=earlier))
    session.commit()

    [shown] = [run for run in jobs_seen(session).jobs if run.job == PURGE]
    assert shown.outcome == JobOutcome.LOST
    run_noted(session, PURGE, lambda: None, lambda _: Note("done"))

    outcomes = session.scalars(sa.select(JobRun.outcome).order_by(JobRun.id)).all()
    assert outcomes == [JobOutcome.LOST, JobOutcome.DONE]
