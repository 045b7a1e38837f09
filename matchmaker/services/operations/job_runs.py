"""What the jobs did and when: noted by every job, read by coordinators and by monitors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import JobOutcome, JobRun, Programme
from matchmaker.services.operations.job_counts import count_run
from matchmaker.text import unnamed_line

DELIVERY: Final = "deliver_mail"
FOLLOW_UP: Final = "follow_up"
MONTHLY_MATCH: Final = "monthly_match"
COFFEE_ROUND: Final = "networking_round"
PURGE: Final = "purge"
BOUNCES: Final = "read_bounces"
OF_THE_INSTALLATION: Final = frozenset({DELIVERY, PURGE, BOUNCES})
"""Jobs that are about no programme; the others are noted for each programme by itself."""
OPTIONAL: Final = frozenset({BOUNCES})
"""Told only where they ran."""
JOBS: Final = (MONTHLY_MATCH, COFFEE_ROUND, DELIVERY, FOLLOW_UP, BOUNCES, PURGE)

SEEN_WITHIN: Final = timedelta(minutes=5)
"""Delivery is begun every minute, by the worker or by cron; a longer silence is a fault."""
SAID_EVERY: Final = timedelta(seconds=30)
"""A run that is at work says so as often."""
LOST_AFTER: Final = timedelta(minutes=3)
"""One that says nothing for so long has ended without a word."""
LOST_LINE: Final = "ended without a word; the next run finishes it"
KEPT_FOR: Final = timedelta(days=400)
LONGEST_LINE: Final = 500


@dataclass(frozen=True, slots=True)
class LastRun:
    """How a job ran last. `started_at` is None where it never did."""

    job: str
    started_at: datetime | None
    ended_at: datetime | None
    outcome: JobOutcome | None
    line: str

    @property
    def is_wrong(self) -> bool:
        """Whether it failed, or was killed."""
        return self.outcome in {JobOutcome.FAILED, JobOutcome.LOST}


@dataclass(frozen=True, slots=True)
class JobsSeen:
    """All jobs, and whether somebody is doing them."""

    jobs: tuple[LastRun, ...]
    last_seen_at: datetime | None
    is_working: bool


def note_start(
    session: Session, job: str, process: str, programme: Programme | None = None
) -> JobRun:
    """Note that a run begins; commit it before the work, so that a killed run is seen too.

    And that others have ended which were killed.
    """
    settle_lost_runs(session)
    now = clock.now()
    run = JobRun(
        job=job,
        programme_id=programme.id if programme else None,
        process=process[:120],
        started_at=now,
        seen_at=now,
        outcome=JobOutcome.RUNNING,
        line="",
    )
    session.add(run)
    session.flush()
    return run


def note_at_work(connection: sa.Connection, run_id: int) -> None:
    """Note that a run is still at work."""
    connection.execute(sa.update(JobRun).where(JobRun.id == run_id).values(seen_at=clock.now()))


def note_end(session: Session, run_id: int, outcome: JobOutcome, line: str) -> None:
    """Note how a run ended, and count it. Of those without anything to do the newest is kept."""
    run = session.get_one(JobRun, run_id)
    now = clock.now()
    session.execute(
        sa.update(JobRun)
        .where(JobRun.id == run_id)
        .values(ended_at=now, outcome=outcome, line=unnamed_line(line, LONGEST_LINE))
    )
    count_run(session, run, outcome, now)
    if outcome == JobOutcome.IDLE:
        session.execute(
            sa.delete(JobRun)
            .filter_by(job=run.job, programme_id=run.programme_id, outcome=JobOutcome.IDLE)
            .where(JobRun.id < run_id)
            .execution_options(synchronize_session=False)
        )


def settle_lost_runs(session: Session) -> None:
    """Note that runs have ended which were killed: they have said nothing for a while."""
    for run in session.scalars(sa.select(JobRun).where(is_lost(clock.now()))).all():
        ended_at = run.seen_at or run.started_at
        settled = session.execute(
            sa.update(JobRun)
            .where(JobRun.id == run.id, JobRun.outcome == JobOutcome.RUNNING)
            .values(ended_at=ended_at, outcome=JobOutcome.LOST, line=LOST_LINE)
        )
        if changed_rows(settled):
            count_run(session, run, JobOutcome.LOST, ended_at)


def is_lost(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a run is noted as at work, but has said nothing for a while."""
    last_word = sa.func.coalesce(JobRun.seen_at, JobRun.started_at)
    return (JobRun.outcome == JobOutcome.RUNNING) & (last_word < now - LOST_AFTER)


def forget_old_runs(session: Session) -> int:
    """Delete what was noted more than a year ago; the newest run of each job stays."""
    newest = sa.select(sa.func.max(JobRun.id)).group_by(JobRun.job, JobRun.programme_id)
    result = session.execute(
        sa.delete(JobRun)
        .where(JobRun.started_at < clock.now() - KEPT_FOR, JobRun.id.not_in(newest))
        .execution_options(synchronize_session=False)
    )
    return changed_rows(result)


def last_start(session: Session, job: str, programme: Programme | None = None) -> datetime | None:
    """Return when a job was begun last, ended or not."""
    runs = sa.select(sa.func.max(JobRun.started_at))
    return session.scalar(runs.filter_by(job=job, programme_id=programme.id if programme else None))


def last_failure(session: Session, job: str, programme: Programme | None = None) -> datetime | None:
    """Return when a job's last run failed; None if it did not."""
    run = session.scalars(
        sa.select(JobRun)
        .filter_by(job=job, programme_id=programme.id if programme else None)
        .order_by(JobRun.id.desc())
        .limit(1)
    ).one_or_none()
    return run.ended_at if run is not None and run.outcome == JobOutcome.FAILED else None


def jobs_seen(session: Session, programme: Programme | None = None) -> JobsSeen:
    """Return how each job ran last, and whether the deliveries are being begun.

    With a programme, its runs and the installation's. Without, those of all programmes: of each job
    the run that went wrong, or else the one of the programme for which it ran longest ago.
    """
    newest = sa.select(sa.func.max(JobRun.id)).group_by(JobRun.job, JobRun.programme_id)
    if programme is not None:
        newest = newest.where(JobRun.programme_id.is_(None) | (JobRun.programme_id == programme.id))
    found = session.scalars(sa.select(JobRun).where(JobRun.id.in_(newest))).all()
    runs: dict[str, LastRun] = {}
    for run in sorted(map(_last_run, found), key=lambda run: (not run.is_wrong, run.started_at)):
        runs.setdefault(run.job, run)
    seen = runs[DELIVERY].started_at if DELIVERY in runs else None
    return JobsSeen(
        jobs=tuple(
            runs.get(job, LastRun(job, None, None, None, ""))
            for job in JOBS
            if job in runs or job not in OPTIONAL
        ),
        last_seen_at=seen,
        is_working=seen is not None and seen > clock.now() - SEEN_WITHIN,
    )


def _last_run(run: JobRun) -> LastRun:
    last_word = run.seen_at or run.started_at
    if run.outcome == JobOutcome.RUNNING and last_word < clock.now() - LOST_AFTER:
        return LastRun(run.job, run.started_at, last_word, JobOutcome.LOST, LOST_LINE)
    return LastRun(run.job, run.started_at, run.ended_at, run.outcome, run.line)
