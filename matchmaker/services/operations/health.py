"""Whether the installation does what it should: what a monitor asks, in numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailStatus, Match, Member, OutboxMail, Round
from matchmaker.services.operations.epochs import held_since, why_feared
from matchmaker.services.operations.job_runs import jobs_seen
from matchmaker.services.outbox.holds import is_held
from matchmaker.services.outbox.problems import STUCK_AFTER

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Checks:
    """One answer a question: a word for what is wrong, empty where all is well."""

    worker: str
    outbox: str
    hold: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted for a monitor; ages in seconds, None where there is nothing to be old."""

    mails: Counts
    matches: Counts
    rounds: Counts
    members: int
    """Those who are here: neither left nor erased."""
    oldest_mail_seconds: float | None
    worker_seen_seconds: float | None
    jobs_started: dict[str, float]
    jobs_failed: dict[str, bool]


def check(session: Session) -> Checks:
    """Ask whether somebody delivers, whether mails leave, and whether some are held."""
    seen = jobs_seen(session)
    oldest = _oldest_mail(session)
    is_old = oldest is not None and oldest < clock.now() - STUCK_AFTER
    return Checks(
        worker="" if seen.is_working else "not seen lately",
        outbox="mails wait for more than an hour" if is_old else "",
        hold=_hold(session),
    )


def count_everything(session: Session) -> Figures:
    """Count what a monitor draws."""
    seen = jobs_seen(session)
    return Figures(
        mails=_by_status(session, OutboxMail.status),
        matches=_by_status(session, Match.status),
        rounds=_by_status(session, Round.status),
        members=session.scalar(sa.select(sa.func.count(Member.id)).where(Member.left_at.is_(None)))
        or 0,
        oldest_mail_seconds=_age(_oldest_mail(session)),
        worker_seen_seconds=_age(seen.last_seen_at),
        jobs_started={
            run.job: run.started_at.timestamp() for run in seen.jobs if run.started_at is not None
        },
        jobs_failed={run.job: run.outcome == "failed" for run in seen.jobs if run.started_at},
    )


def _hold(session: Session) -> str:
    """Say that mails are held; and why, where it is not known that they must be."""
    if held_since(session) is None:
        return ""
    fear = why_feared(session)
    return f"mails are held: {fear}; flask mail release" if fear else "mails are held"


def _oldest_mail(session: Session) -> datetime | None:
    """Return since when the longest waiting mail is owed, of those that may leave."""
    return session.scalar(
        sa.select(sa.func.min(OutboxMail.created_at)).where(
            OutboxMail.status == MailStatus.PENDING, ~is_held()
        )
    )


def _by_status(session: Session, column: sa.orm.InstrumentedAttribute[Any]) -> Counts:
    rows = session.execute(sa.select(column, sa.func.count()).group_by(column))
    return {status.value: count for status, count in rows}


def _age(moment: datetime | None) -> float | None:
    return None if moment is None else max(clock.now() - moment, timedelta(0)).total_seconds()
