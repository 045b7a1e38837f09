"""What jobs did, as it is noted and shown."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import JobOutcome, JobRun
from matchmaker.services.operations.job_runs import (
    DELIVERY,
    FOLLOW_UP,
    JOBS,
    forget_old_runs,
    jobs_seen,
    last_failure,
    note_end,
    note_start,
)
from matchmaker.text import unnamed_line


def run(session: Session, job: str, outcome: JobOutcome, line: str = "") -> int:
    run_id = note_start(session, job, "here").id
    note_end(session, run_id, outcome, line)
    return run_id


def test_each_job_shows_how_it_ran_last(session: Session) -> None:
    run(session, FOLLOW_UP, JobOutcome.DONE, "1 reminder")
    run(session, FOLLOW_UP, JobOutcome.DONE, "2 reminders")

    seen = jobs_seen(session)

    assert [last.job for last in seen.jobs] == list(JOBS)
    lines = {last.job: last.line for last in seen.jobs if last.started_at}
    assert lines == {FOLLOW_UP: "2 reminders"}
    assert not seen.is_working


def test_the_worker_was_seen_when_a_delivery_began_lately(session: Session) -> None:
    note_start(session, DELIVERY, "here")

    assert jobs_seen(session).is_working
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        assert not jobs_seen(session).is_working


def test_of_runs_that_found_nothing_to_do_only_the_newest_is_kept(session: Session) -> None:
    kept = run(session, DELIVERY, JobOutcome.DONE, "3 mails sent")
    for _ in range(3):
        newest = run(session, DELIVERY, JobOutcome.IDLE)

    assert list(session.scalars(sa.select(JobRun.id).order_by(JobRun.id))) == [kept, newest]


def test_old_runs_are_forgotten_but_the_newest_of_each_job_stays(session: Session) -> None:
    with time_machine.travel(clock.now() - timedelta(days=500), tick=False):
        run(session, FOLLOW_UP, JobOutcome.DONE)
        run(session, DELIVERY, JobOutcome.DONE)
        kept = run(session, DELIVERY, JobOutcome.DONE)
    newest = run(session, FOLLOW_UP, JobOutcome.DONE)

    assert forget_old_runs(session) == 2
    assert list(session.scalars(sa.select(JobRun.id).order_by(JobRun.id))) == [kept, newest]


def test_a_failure_counts_until_the_job_runs_again(session: Session) -> None:
    run(session, FOLLOW_UP, JobOutcome.FAILED, "stopped by an error (ValueError)")
    assert last_failure(session, FOLLOW_UP) is not None

    run(session, FOLLOW_UP, JobOutcome.DONE)
    assert last_failure(session, FOLLOW_UP) is None


def test_an_address_in_a_servers_answer_is_not_noted(session: Session) -> None:
    run(session, DELIVERY, JobOutcome.DONE, "0 sent; 451 <ada@example.org>: try later")

    line = session.scalars(sa.select(JobRun.line)).one()

    assert line == "0 sent; 451 <…>: try later"
    line = "to ada.o'hara@example.org,\x1b[31m\nbob@example.org"

    assert unnamed_line(line, 100) == "to ada.o'…, [31m …"
    assert unnamed_line("x" * 200 + "@example.org", 10) == "…"
