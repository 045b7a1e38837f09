"""Leases of mails: one deliverer at a time has a mail in hand, and for so long.

Every function flushes and leaves the commit to its caller. What became of a mail that was offered
is in `sending`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload, undefer

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import MailStatus, Member, OutboxMail
from matchmaker.services.outbox.holds import is_held
from matchmaker.services.outbox.outbox import AWAITED, NO_DOMAIN, TO_MANY, is_free

BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Waits after the first delays; the last one is repeated."""


@dataclass(frozen=True, slots=True)
class LeasedMail:
    """One row leased to one deliverer, who needs the token for every later change of it."""

    mail_id: int
    token: str


def lease_mails(
    session: Session, limit: int, lease: timedelta, *, awaited: bool | None = None
) -> list[LeasedMail]:
    """Lease up to `limit` mails that are due; nobody else gets them until the lease is over.

    What somebody waits for before a screen comes first, then what follows from what somebody just
    did, such as an introduction, then what a job owes to many; of each the oldest. With
    `awaited`, only the first of these, or only the others. Commit before you do anything slow.
    """
    now = clock.now()
    token = uuid.uuid4().hex
    due = (
        sa.select(OutboxMail.id)
        .where(*_is_due(now), *_in_lane(awaited))
        .order_by(
            sa.case((OutboxMail.kind.in_(AWAITED), 0), (OutboxMail.kind.in_(TO_MANY), 2), else_=1),
            OutboxMail.next_attempt_at,
            OutboxMail.id,
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(due))
    if ids:
        session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id.in_(ids))
            .values(lease_token=token, leased_until=now + lease)
        )
    return [LeasedMail(mail_id, token) for mail_id in ids]


def has_due(session: Session, *, awaited: bool | None = None) -> bool:
    """Whether a mail could be sent at this moment."""
    query = sa.select(OutboxMail.id).where(*_is_due(clock.now()), *_in_lane(awaited)).limit(1)
    return session.scalar(query) is not None


def begin_attempt(
    session: Session, leased: LeasedMail, lease: timedelta, sender_domain: str
) -> OutboxMail | None:
    """Begin an attempt at one mail, as `begin_attempts` does; None if the lease was lost."""
    return begin_attempts(session, [leased], lease, sender_domain).get(leased.mail_id)


def begin_attempts(
    session: Session, mails: Sequence[LeasedMail], lease: timedelta, sender_domain: str
) -> dict[int, OutboxMail]:
    """Renew leases, count the attempts and return the rows by id, but for leases that were lost.

    An attempt is counted before it is made: a mail that kills its deliverer backs off like any
    other. The Message-ID gets its domain at the first attempt and never changes again.
    """
    now = clock.now()
    ours = still_ours(session, mails)
    if not ours:
        return {}
    wait = sa.case(
        *((OutboxMail.attempts <= tried, now + pause) for tried, pause in enumerate(BACK_OFF)),
        else_=now + BACK_OFF[-1],
    )
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.id.in_(ours))
        .values(
            attempts=OutboxMail.attempts + 1,
            leased_until=now + lease,
            next_attempt_at=wait,
            message_id=sa.func.replace(OutboxMail.message_id, NO_DOMAIN, f"@{sender_domain}>"),
        )
        .execution_options(synchronize_session=False)
    )
    rows = session.scalars(
        sa.select(OutboxMail)
        .where(OutboxMail.id.in_(ours))
        .options(
            undefer(OutboxMail.body),
            selectinload(OutboxMail.member).selectinload(Member.participations),
        )
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def release_mail(session: Session, leased: LeasedMail, *, is_begun: bool = False) -> bool:
    """Give a row back untouched: the server refuses us, which is not the mail's fault.

    An attempt that was begun does not count.
    """
    attempts = OutboxMail.attempts - int(is_begun)
    return end_lease(session, leased, attempts=attempts, next_attempt_at=clock.now())


def release_leases(session: Session, token: str) -> int:
    """Let go of the leases of a deliverer that is no more; return how many there were."""
    result = session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.lease_token == token, OutboxMail.status == MailStatus.PENDING)
        .values(lease_token=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(result)


def still_ours(session: Session, mails: Sequence[LeasedMail]) -> set[int]:
    """Return the ids of mails whose lease is still ours; nobody changes them until the end."""
    tokens = {leased.mail_id: leased.token for leased in mails}
    rows = session.execute(
        sa.select(OutboxMail.id, OutboxMail.lease_token)
        .where(OutboxMail.id.in_(tokens), OutboxMail.status == MailStatus.PENDING)
        .with_for_update()
    )
    return {mail_id for mail_id, token in rows if token == tokens[mail_id]}


def end_lease(session: Session, leased: LeasedMail, **values: Any) -> bool:
    """Change a row that is leased to us and let it go; False if it is not ours, or no longer."""
    changed = session.execute(
        sa.update(OutboxMail)
        .where(
            OutboxMail.id == leased.mail_id,
            OutboxMail.lease_token == leased.token,
            OutboxMail.status == MailStatus.PENDING,
        )
        .values(lease_token=None, leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(changed) == 1


def _is_due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OutboxMail.status == MailStatus.PENDING,
        ~is_held(),
        OutboxMail.next_attempt_at <= now,
        OutboxMail.expires_at.is_(None) | (OutboxMail.expires_at > now),
        is_free(now),
    )


def _in_lane(awaited: bool | None) -> tuple[sa.ColumnElement[bool], ...]:
    if awaited is None:
        return ()
    return (OutboxMail.kind.in_(AWAITED) if awaited else OutboxMail.kind.not_in(AWAITED),)
