"""What a monitor draws, in numbers: counted in the database, so that any process tells the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    Programme,
    Round,
    RoundStatus,
    ServerTrouble,
)
from matchmaker.services.operations.epochs import count_held, held_since
from matchmaker.services.operations.job_counts import JobTotals, job_totals
from matchmaker.services.operations.job_runs import LastRun, jobs_seen
from matchmaker.services.outbox.backlog import backlog_of
from matchmaker.services.outbox.server import trouble_of

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted for a monitor; ages in seconds, None where there is nothing to be old."""

    mails: Counts
    matches: Counts
    rounds: Counts
    members: int
    """Those who are here: neither left nor erased."""
    held_mails: int
    is_held: bool
    """Whether mails are held until an operator has looked."""
    oldest_mail_seconds: float | None
    is_stuck: bool
    """Whether mails wait for longer than their pace explains, or none leaves."""
    mails_a_minute: int | None
    """The pace that is in force; None where there is none."""
    trouble: Counts
    """1 where the mail server refuses us, or cannot be reached."""
    worker_seen_seconds: float | None
    newest_round_seconds: float | None
    """Since a round was begun last: of the programme for which that is longest ago."""
    oldest_review_seconds: float | None
    """How long a round has waited for a coordinator."""
    jobs: tuple[LastRun, ...]
    totals: tuple[JobTotals, ...]


def count_everything(session: Session, mails_a_minute: int) -> Figures:
    """Count what a monitor draws; `mails_a_minute` is what the settings say, 0 for no limit."""
    seen = jobs_seen(session)
    backlog, trouble = backlog_of(session, mails_a_minute), trouble_of(session)
    return Figures(
        mails=_by_status(session, OutboxMail.status, MailStatus),
        matches=_by_status(session, Match.status, MatchStatus),
        rounds=_by_status(session, Round.status, RoundStatus),
        members=session.scalar(sa.select(sa.func.count(Member.id)).where(Member.left_at.is_(None)))
        or 0,
        held_mails=count_held(session),
        is_held=held_since(session) is not None,
        oldest_mail_seconds=age_of(backlog.oldest),
        is_stuck=backlog.delay is not None,
        mails_a_minute=backlog.pace.a_minute,
        trouble={
            kind.value: trouble is not None and trouble.kind == kind for kind in ServerTrouble
        },
        worker_seen_seconds=age_of(seen.last_seen_at),
        newest_round_seconds=age_of(_newest_round(session)),
        oldest_review_seconds=age_of(_oldest_review(session)),
        jobs=tuple(run for run in seen.jobs if run.started_at is not None),
        totals=job_totals(session),
    )


def age_of(moment: datetime | None) -> float | None:
    """Return the seconds since a moment; None for none."""
    return None if moment is None else max(clock.now() - moment, timedelta(0)).total_seconds()


def _newest_round(session: Session) -> datetime | None:
    newest = (
        sa.select(sa.func.max(Round.created_at).label("moment"))
        .join(Programme, Programme.id == Round.programme_id)
        .where(Round.status != RoundStatus.DISCARDED)
        .group_by(Round.programme_id)
        .subquery()
    )
    moment: datetime | None = session.scalar(sa.select(sa.func.min(newest.c.moment)))
    return moment


def _oldest_review(session: Session) -> datetime | None:
    return session.scalar(
        sa.select(sa.func.min(Round.solved_at)).filter_by(status=RoundStatus.SOLVED)
    )


def _by_status(
    session: Session, column: sa.orm.InstrumentedAttribute[Any], statuses: type[StrEnum]
) -> Counts:
    """Count rows by status; 0 is told, too, so that nothing is missing from what is drawn."""
    rows = session.execute(sa.select(column, sa.func.count()).group_by(column))
    return {status.value: 0 for status in statuses} | {
        status.value: count for status, count in rows
    }
