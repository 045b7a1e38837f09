"""What jobs did, as it is noted and shown."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import JobOutcome, JobRun
from matchmaker.services.operations.job_counts import job_totals
from matchmaker.services.operations.job_runs import (
    DELIVERY,
    FOLLOW_UP,
    JOBS,
    LOST_LINE,
    OPTIONAL,
    LastRun,
    forget_old_runs,
    jobs_seen,
    last_failure,
    note_at_work,
    note_end,
    note_start,
)
from matchmaker.text import unnamed_line
from tests.factories import make_programme, the_programme


def run(session: Session, job: str, outcome: JobOutcome, line: str = "") -> int:
    run_id = note_start(session, job, "here").id
    note_end(session, run_id, outcome, line)
    return run_id


def last_of(session: Session, job: str) -> LastRun:
    [found] = [last for last in jobs_seen(session).jobs if last.job == job]
    return found


def test_each_job_shows_how_it_ran_last(session: Session) -> None:
    run(session, FOLLOW_UP, JobOutcome.DONE, "1 reminder")
    run(session, FOLLOW_UP, JobOutcome.DONE, "2 reminders")

    seen = jobs_seen(session)

    assert [last.job for last in seen.jobs] == [job for job in JOBS if job not in OPTIONAL]
    lines = {last.job: last.line for last in seen.jobs if last.started_at}
    assert lines == {FOLLOW_UP: "2 reminders"}
    assert not seen.is_working


def test_a_run_that_says_nothing_any_more_has_ended_without_a_word(session: Session) -> None:
    with time_machine.travel("2026-03-01T06:00:00Z", tick=False):
        killed = note_start(session, FOLLOW_UP, "here").id
    with time_machine.travel("2026-03-01T06:02:00Z", tick=False):
        note_at_work(session.connection(), killed)
        session.expire_all()
    with time_machine.travel("2026-03-01T06:04:59Z", tick=False):
        assert last_of(session, FOLLOW_UP).outcome == JobOutcome.RUNNING

    with time_machine.travel("2026-03-01T06:05:01Z", tick=False):
        shown = last_of(session, FOLLOW_UP)
        note_start(session, DELIVERY, "there")
        session.expire_all()

    noted = session.get_one(JobRun, killed)
    assert (shown.outcome, shown.line) == (JobOutcome.LOST, LOST_LINE)
    assert (noted.outcome, noted.line) == (JobOutcome.LOST, LOST_LINE)
    assert noted.ended_at == shown.ended_at == noted.seen_at
    assert last_failure(session, FOLLOW_UP) is None, "the next minute tries again"
    assert [total.runs for total in job_totals(session)] == [{"lost": 1}]


def test_of_several_programmes_the_run_that_went_wrong_is_told(session: Session) -> None:
    first, second = the_programme(session), make_programme(session, "second")
    with time_machine.travel("2026-03-01T06:00:00Z", tick=False):
        done = note_start(session, FOLLOW_UP, "here", first).id
        note_end(session, done, JobOutcome.DONE, "")
        note_start(session, FOLLOW_UP, "here", second)
    with time_machine.travel("2026-03-01T06:10:00Z", tick=False):
        assert last_of(session, FOLLOW_UP).outcome == JobOutcome.LOST


def test_one_that_was_only_slow_ends_as_it_ended(session: Session) -> None:
    with time_machine.travel("2026-03-01T06:00:00Z", tick=False):
        slow = note_start(session, FOLLOW_UP, "here").id
    with time_machine.travel("2026-03-01T07:00:00Z", tick=False):
        note_start(session, DELIVERY, "there")
        note_end(session, slow, JobOutcome.DONE, "1 reminder")

    assert last_of(session, FOLLOW_UP).outcome == JobOutcome.DONE


def test_runs_are_counted_also_those_that_are_not_kept(session: Session) -> None:
    with time_machine.travel("2026-03-01T06:00:00Z", tick=False) as clock_now:
        for outcome in (JobOutcome.IDLE, JobOutcome.IDLE, JobOutcome.FAILED, JobOutcome.DONE):
            run_id = note_start(session, DELIVERY, "here").id
            clock_now.shift(timedelta(seconds=4))
            note_end(session, run_id, outcome, "")
        failed = note_start(session, DELIVERY, "here").id
        clock_now.shift(timedelta(seconds=2))
        note_end(session, failed, JobOutcome.FAILED, "")

    [total] = job_totals(session)
    assert total.runs == {"idle": 2, "failed": 2, "done": 1}
    assert (total.seconds, total.last_seconds) == (18, 2)
    assert total.last_success_at == datetime(2026, 3, 1, 6, 0, 16, tzinfo=UTC)


def test_the_last_success_is_that_of_the_programme_which_waits_longest(session: Session) -> None:
    first, second = the_programme(session), make_programme(session, "second")
    for minute, programme, outcome in (
        (1, first, JobOutcome.DONE), (2, second, JobOutcome.IDLE), (3, first, JobOutcome.IDLE),
        (4, second, JobOutcome.FAILED),
    ):  # fmt: skip
        with time_machine.travel(f"2026-03-01T06:0{minute}:00Z", tick=False):
            run_id = note_start(session, FOLLOW_UP, "here", programme).id
            note_end(session, run_id, outcome, "")

    [total] = job_totals(session)
    assert total.last_success_at == datetime(2026, 3, 1, 6, 2, tzinfo=UTC)


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
