"""How often each job ran, how long it took and when it last succeeded: counted in the database.

So the counts outlive every process, and hold also the runs of which no other note is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker.models import JobCount, JobOutcome, JobRun, Programme

SUCCESS = frozenset({JobOutcome.DONE, JobOutcome.IDLE})


@dataclass(frozen=True, slots=True)
class JobTotals:
    """All runs of one job that have ended, of all programmes."""

    job: str
    runs: dict[str, int]
    """By outcome."""
    seconds: float
    last_seconds: float
    """Of the run that ended last."""
    last_success_at: datetime | None
    """Of the programme for which that is longest ago; None where one never succeeded."""


def count_run(session: Session, run: JobRun, outcome: JobOutcome, ended_at: datetime) -> None:
    """Count a run that has ended."""
    seconds = max(0.0, (ended_at - run.started_at).total_seconds())
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(JobCount)
        .values(
            job=run.job,
            programme=run.programme_id or 0,
            outcome=outcome,
            runs=1,
            seconds=seconds,
            last_ended_at=ended_at,
            last_seconds=seconds,
        )
        .on_conflict_do_update(
            index_elements=[JobCount.job, JobCount.programme, JobCount.outcome],
            set_={
                "runs": JobCount.runs + 1,
                "seconds": JobCount.seconds + seconds,
                "last_ended_at": ended_at,
                "last_seconds": seconds,
            },
        )
    )


def job_totals(session: Session) -> tuple[JobTotals, ...]:
    """Return what was counted of each job that has ever ended."""
    is_known = JobCount.programme.in_(sa.select(Programme.id)) | (JobCount.programme == 0)
    counts = session.scalars(sa.select(JobCount).where(is_known).order_by(JobCount.job))
    return tuple(_total(job, list(each)) for job, each in groupby(counts, lambda row: row.job))


def _total(job: str, counts: list[JobCount]) -> JobTotals:
    runs: dict[str, int] = {}
    for count in counts:
        runs[count.outcome.value] = runs.get(count.outcome.value, 0) + count.runs
    newest = max(counts, key=lambda count: count.last_ended_at)
    by_programme = [_last_success(counts, each) for each in {row.programme for row in counts}]
    known = [moment for moment in by_programme if moment is not None]
    return JobTotals(
        job=job,
        runs=runs,
        seconds=sum(count.seconds for count in counts),
        last_seconds=newest.last_seconds,
        last_success_at=min(known) if len(known) == len(by_programme) else None,
    )


def _last_success(counts: Iterable[JobCount], programme: int) -> datetime | None:
    moments = [
        count.last_ended_at
        for count in counts
        if count.programme == programme and count.outcome in SUCCESS
    ]
    return max(moments, default=None)
