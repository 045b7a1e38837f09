"""Whether the installation does what it should: what a monitor asks, in words and numbers.

Nobody's name or address is in any of it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.models import JobOutcome
from matchmaker.services.operations.epochs import count_held, held_since, why_feared
from matchmaker.services.operations.figures import age_of
from matchmaker.services.operations.job_counts import job_totals
from matchmaker.services.operations.job_runs import DELIVERY, JobsSeen, jobs_seen
from matchmaker.services.outbox.backlog import Backlog, Delay, backlog_of
from matchmaker.services.outbox.problems import count_failed
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
    a_minute: int | None
    """The pace that is in force; None where there is none."""
    done_at: datetime | None
    """About when all will have left; None where no pace delays them."""


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


def how_it_is(session: Session, mails_a_minute: int) -> Health:
    """Ask whether somebody delivers, mails leave, some are held, and how each job went.

    `mails_a_minute` is what the settings say, 0 for no limit.
    """
    seen = jobs_seen(session)
    backlog = backlog_of(session, mails_a_minute)
    successes = {total.job: total.last_success_at for total in job_totals(session)}
    return Health(
        checks=Checks(
            worker="" if seen.is_working else "not seen lately",
            mail_server=_mail_server(session, seen),
            outbox=_outbox(backlog),
            hold=_hold(session),
            jobs=_jobs(seen),
        ),
        mails=Mails(
            waiting=backlog.waiting,
            held=count_held(session),
            failed=count_failed(session),
            oldest_seconds=age_of(backlog.oldest),
            a_minute=backlog.pace.a_minute,
            done_at=backlog.done_at,
        ),
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


def _outbox(backlog: Backlog) -> str:
    if backlog.delay == Delay.NONE_LEAVES:
        return "mails wait, and none has left for an hour"
    if backlog.delay == Delay.TOO_SLOW:
        if backlog.pace.a_minute is not None:
            return "mails wait for longer than their pace explains"
        return "mails wait for more than an hour"
    return ""


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
