"""Whether the installation does what it should: what a monitor asks, in words and numbers.

Nobody's name or address is in any of it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import JobOutcome
from matchmaker.services.operations.epochs import count_held, held_since, why_feared
from matchmaker.services.operations.figures import age_of, oldest_mail
from matchmaker.services.operations.job_counts import job_totals
from matchmaker.services.operations.job_runs import DELIVERY, JobsSeen, jobs_seen
from matchmaker.services.outbox.problems import STUCK_AFTER, count_due, count_failed
from matchmaker.services.outbox.server import trouble_of


@dataclass(frozen=True, slots=True)
class Checks:
    """One answer a question: words for what is wrong, empty where all is well."""

    worker: str
    mail_server: str
    outbox: str
    hold: str
    jobs: str


@dataclass(frozen=True, slots=True)
class Mails:
    """How the outbox is."""

    waiting: int
    """Those that may leave; those that are held are counted by themselves."""
    held: int
    failed: int
    """Given up until somebody tries them again; coordinators see which."""
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class JobHealth:
    """How one job is."""

    outcome: JobOutcome | None
    started_at: datetime | None
    ended_at: datetime | None
    last_success_at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """How the service is."""

    checks: Checks
    mails: Mails
    jobs: dict[str, JobHealth]
    worker_seen_at: datetime | None


def how_it_is(session: Session) -> Health:
    """Ask whether somebody delivers, mails leave, some are held, and how each job went."""
    seen = jobs_seen(session)
    oldest = oldest_mail(session)
    held = count_held(session)
    successes = {total.job: total.last_success_at for total in job_totals(session)}
    return Health(
        checks=Checks(
            worker="" if seen.is_working else "not seen lately",
            mail_server=_mail_server(session, seen),
            outbox=_outbox(oldest),
            hold=_hold(session),
            jobs=_jobs(seen),
        ),
        mails=Mails(count_due(session) - held, held, count_failed(session), age_of(oldest)),
        jobs={
            run.job: JobHealth(run.outcome, run.started_at, run.ended_at, successes.get(run.job))
            for run in seen.jobs
        },
        worker_seen_at=seen.last_seen_at,
    )


def _mail_server(session: Session, seen: JobsSeen) -> str:
    """Say that the server refuses us, cannot be reached, or that deliveries fail."""
    trouble = trouble_of(session)
    if trouble is not None:
        return f"since {trouble.since:%Y-%m-%d %H:%M} UTC: {trouble.line}"
    failed = any(run.job == DELIVERY and run.outcome == JobOutcome.FAILED for run in seen.jobs)
    return "the last delivery failed; the log of the worker says why" if failed else ""


def _outbox(oldest: datetime | None) -> str:
    is_old = oldest is not None and oldest < clock.now() - STUCK_AFTER
    return "mails wait for more than an hour" if is_old else ""


def _hold(session: Session) -> str:
    """Say that mails are held; and why, where it is not known that they must be."""
    if held_since(session) is None:
        return ""
    fear = why_feared(session)
    return f"mails are held: {fear}; flask mail release" if fear else "mails are held"


def _jobs(seen: JobsSeen) -> str:
    wrong = [run for run in seen.jobs if run.job != DELIVERY and run.is_wrong]
    return ", ".join(
        f"{run.job} {'failed' if run.outcome == JobOutcome.FAILED else 'ended without a word'}"
        for run in wrong
    )
