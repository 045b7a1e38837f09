"""Whether the database was restored, and what is held until an operator has looked.

A backup knows mails as owed that left long ago. So a database that went back in time begins a new
epoch, which holds what is owed, then or later: those mails stay, and no job writes to anybody,
until an operator releases it. Which mails leave all the same is told in `outbox/holds`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import Epoch, EpochReason, JobRun, MailStatus, OutboxMail
from matchmaker.services.operations.job_runs import DELIVERY, last_start
from matchmaker.services.outbox.holds import is_held

STRANGE_AFTER: Final = timedelta(hours=6)
"""A machine that never saw a database before expects that somebody else has lately."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a machine has seen the database come: its epoch and its newest run of a job."""

    key: str
    run_id: int


def newest_epoch(session: Session) -> Epoch | None:
    """Return the database's present epoch; None before its first job."""
    return session.scalars(sa.select(Epoch).order_by(Epoch.id.desc()).limit(1)).one_or_none()


def present_mark(session: Session) -> Mark:
    """Return how far the database has come; begins its first epoch where there is none."""
    epoch = newest_epoch(session)
    if epoch is None:
        epoch = _begin(session, EpochReason.INSTALLED)
        epoch.released_at = epoch.began_at
        session.flush()
    return Mark(epoch.key, session.scalar(sa.select(sa.func.max(JobRun.id))) or 0)


def went_back(session: Session, mark: Mark | None) -> bool:
    """Whether the database is an earlier one than a machine has seen.

    A machine without a mark is new; to it a database is strange in which nobody has delivered
    anything for hours. A database without any epoch has not begun.
    """
    if newest_epoch(session) is None:
        return False
    present = present_mark(session)
    if mark is None:
        seen = last_start(session, DELIVERY)
        return seen is not None and seen < clock.now() - STRANGE_AFTER
    if mark.key == present.key:
        return present.run_id < mark.run_id
    return session.scalar(sa.select(Epoch.id).filter_by(key=mark.key)) is None


def hold_mails(session: Session, reason: EpochReason) -> int:
    """Begin an epoch that holds every mail owed so far, and what will be; return how many wait."""
    _begin(session, reason)
    result = session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.status == MailStatus.PENDING, OutboxMail.is_held.is_(False))
        .values(is_held=True, lease_token=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(result)


def release_mails(session: Session, *, send: bool) -> int:
    """End every hold; the held mails are sent, or cancelled. Return how many there were."""
    now = clock.now()
    changes = {"next_attempt_at": now} if send else {"status": MailStatus.CANCELLED}
    result = session.execute(
        sa.update(OutboxMail)
        .where(is_held())
        .values(is_held=False, **changes)
        .execution_options(synchronize_session=False)
    )
    session.execute(sa.update(Epoch).where(Epoch.released_at.is_(None)).values(released_at=now))
    return changed_rows(result)


def held_since(session: Session) -> datetime | None:
    """Return since when mails are held; None while they are not."""
    return session.scalar(sa.select(sa.func.min(Epoch.began_at)).where(Epoch.released_at.is_(None)))


def count_held(session: Session) -> int:
    """Return how many mails wait for an operator."""
    query = sa.select(sa.func.count(OutboxMail.id)).where(is_held())
    return session.scalar(query) or 0


def _begin(session: Session, reason: EpochReason) -> Epoch:
    epoch = Epoch(key=str(uuid.uuid4()), reason=reason, began_at=clock.now())
    session.add(epoch)
    session.flush()
    return epoch
