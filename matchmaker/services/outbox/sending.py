"""Sending what is owed: leased by one deliverer at a time, and what became of each mail.

Every function flushes and leaves the commit to its caller. Writing the letter and talking to the
mail server are the mail ring's work; what a coordinator sees is in `problems`.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload, undefer

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import MailStatus, Member, OutboxMail
from matchmaker.services.outbox.holds import is_held
from matchmaker.services.outbox.outbox import AWAITED, NO_DOMAIN, is_free
from matchmaker.text import shown_line

BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Waits after the first delays; the last one is repeated."""
GIVE_UP_AFTER: Final = timedelta(days=4)
LOOK_AGAIN_AFTER: Final = timedelta(minutes=1)
"""For a mail that was refused, where others may not be."""
CLOCKS_AGREE_WITHIN: Final = timedelta(seconds=5)
MOST_REFUSALS: Final = 4
"""So often a mail may be refused in words that are not about its recipient, while others leave."""
LONGEST_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class LeasedMail:
    """One row leased to one deliverer, who needs the token for every later change of it."""

    mail_id: int
    token: str


def has_sent_since(session: Session, moment: datetime) -> bool:
    """Whether the mail server has taken any mail since a moment."""
    sent = sa.select(OutboxMail.id).where(
        OutboxMail.status == MailStatus.SENT, OutboxMail.sent_at >= moment
    )
    return session.scalar(sent.limit(1)) is not None


def count_sent_since(session: Session, moment: datetime) -> int:
    """Return how many mails the mail server has taken since a moment."""
    query = sa.select(sa.func.count(OutboxMail.id)).where(
        OutboxMail.status == MailStatus.SENT, OutboxMail.sent_at >= moment
    )
    return session.scalar(query) or 0


def lease_mails(
    session: Session, limit: int, lease: timedelta, *, awaited: bool | None = None
) -> list[LeasedMail]:
    """Lease up to `limit` mails that are due; nobody else gets them until the lease is over.

    What somebody waits for before a screen comes first; then the oldest. With `awaited`, only such
    mails, or only the others. Commit before you do anything slow.
    """
    now = clock.now()
    token = uuid.uuid4().hex
    due = (
        sa.select(OutboxMail.id)
        .where(*_is_due(now), *_in_lane(awaited))
        .order_by(
            sa.case((OutboxMail.kind.in_(AWAITED), 0), else_=1),
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
    ours = _ours(session, mails)
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


def mark_sent(session: Session, leased: LeasedMail) -> bool:
    """The server has taken the mail; return whether the lease was still ours."""
    return bool(mark_all_sent(session, [leased]))


def mark_all_sent(
    session: Session, mails: Sequence[LeasedMail], sent_at: datetime | None = None
) -> set[int]:
    """The server has taken the mails; return the ids of those whose lease was still ours."""
    ours = _ours(session, mails)
    if ours:
        session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id.in_(ours))
            .values(
                status=MailStatus.SENT,
                sent_at=sent_at or clock.now(),
                last_error="",
                lease_token=None,
                leased_until=None,
            )
            .execution_options(synchronize_session=False)
        )
    return ours


def mark_delayed(session: Session, leased: LeasedMail, error: str) -> MailStatus | None:
    """Try again later, after a wait that grows; return the new status, None if not ours.

    A mail that has been tried for four days has failed; one whose time is over before the next
    attempt is cancelled; one whose recipient was erased meanwhile is gone.
    """
    row = session.get(OutboxMail, leased.mail_id, populate_existing=True)
    if row is None:
        return None
    next_attempt_at = _next_attempt(row)
    status = MailStatus.PENDING
    if row.expires_at is not None and row.expires_at <= next_attempt_at:
        status = MailStatus.CANCELLED
    elif row.attempts > len(BACK_OFF) and next_attempt_at - row.created_at > GIVE_UP_AFTER:
        status = MailStatus.FAILED
    is_ours = _settle(
        session, leased, status=status, next_attempt_at=next_attempt_at, last_error=_cut(error)
    )
    return status if is_ours else None


def mark_failed(session: Session, leased: LeasedMail, error: str) -> bool:
    """The mail can never be sent as it is; a coordinator is shown why."""
    return _settle(session, leased, status=MailStatus.FAILED, last_error=_cut(error))


def mark_refused(session: Session, leased: LeasedMail, error: str) -> MailStatus | None:
    """The server refuses this mail while it takes others: it fails when that was said often enough.

    Return the new status, None if the mail is not ours.
    """
    row = session.get(OutboxMail, leased.mail_id, populate_existing=True)
    if row is None or row.attempts < MOST_REFUSALS:
        return mark_delayed(session, leased, error)
    return MailStatus.FAILED if mark_failed(session, leased, error) else None


def set_aside(
    session: Session, leased: LeasedMail, error: str, wait: timedelta, *, is_refused: bool = False
) -> bool:
    """Let others go first: the server's answer may not be about this mail.

    The attempt does not count. A refusal is noted, to be compared with what becomes of others.
    """
    now = clock.now()
    refused_at = sa.func.coalesce(OutboxMail.refused_at, now) if is_refused else None
    return _settle(
        session,
        leased,
        attempts=OutboxMail.attempts - 1,
        next_attempt_at=now + wait,
        last_error=_cut(error),
        **({} if refused_at is None else {"refused_at": refused_at}),
    )


def note_refused_alone(session: Session, mail_ids: Collection[int]) -> None:
    """Note that the server took another mail right after it had refused these."""
    if mail_ids:
        session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id.in_(mail_ids), OutboxMail.refused_at.is_not(None))
            .values(is_refused_alone=True)
            .execution_options(synchronize_session=False)
        )


def is_refused_alone(session: Session, leased: LeasedMail) -> bool:
    """Whether the server has taken other mails since it first refused this one."""
    row = session.get(OutboxMail, leased.mail_id, populate_existing=True)
    if row is None or row.refused_at is None:
        return False
    return row.is_refused_alone or has_sent_since(session, row.refused_at + CLOCKS_AGREE_WITHIN)


def release_leases(session: Session, token: str) -> int:
    """Let go of the leases of a deliverer that is no more; return how many there were."""
    result = session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.lease_token == token, OutboxMail.status == MailStatus.PENDING)
        .values(lease_token=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(result)


def mark_cancelled(session: Session, leased: LeasedMail, why: str) -> bool:
    """What the mail would tell is no longer true."""
    return _settle(session, leased, status=MailStatus.CANCELLED, last_error=_cut(why))


def release_mail(session: Session, leased: LeasedMail, *, is_begun: bool = False) -> bool:
    """Give a row back untouched: the server refuses us, which is not the mail's fault.

    An attempt that was begun does not count.
    """
    attempts = OutboxMail.attempts - int(is_begun)
    return _settle(session, leased, attempts=attempts, next_attempt_at=clock.now())


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


def _ours(session: Session, mails: Sequence[LeasedMail]) -> set[int]:
    """Return the ids of mails whose lease is still ours; nobody changes them until the end."""
    tokens = {leased.mail_id: leased.token for leased in mails}
    rows = session.execute(
        sa.select(OutboxMail.id, OutboxMail.lease_token)
        .where(OutboxMail.id.in_(tokens), OutboxMail.status == MailStatus.PENDING)
        .with_for_update()
    )
    return {mail_id for mail_id, token in rows if token == tokens[mail_id]}


def _next_attempt(row: OutboxMail) -> datetime:
    return clock.now() + BACK_OFF[min(max(row.attempts, 1), len(BACK_OFF)) - 1]


def _settle(session: Session, leased: LeasedMail, **values: Any) -> bool:
    return _update(session, leased, lease_token=None, leased_until=None, **values)


def _update(session: Session, leased: LeasedMail, **values: Any) -> bool:
    """Change a row that is leased to us; return False if it is not, or no longer."""
    changed = session.execute(
        sa.update(OutboxMail)
        .where(
            OutboxMail.id == leased.mail_id,
            OutboxMail.lease_token == leased.token,
            OutboxMail.status == MailStatus.PENDING,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(changed) == 1


def _cut(error: str) -> str:
    return shown_line(error, LONGEST_ERROR)
