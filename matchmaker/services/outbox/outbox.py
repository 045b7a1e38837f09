"""Mails owed: written in the same transaction as their cause, leased by one deliverer at a time.

Every function flushes and leaves the commit to its caller. Writing the letter and talking to the
mail server are the mail ring's work; what a coordinator sees is in `problems`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import MailKind, MailStatus, Member, OutboxMail, Programme
from matchmaker.services.outbox.holds import (
    LEAVES_ALL_THE_SAME,
    a_hold_stands,
    begins_held,
    is_held,
)
from matchmaker.services.outbox.refusable import is_refused
from matchmaker.text import shown_line

NO_DOMAIN: Final = "@matchmaker.invalid>"
"""End of a Message-ID until the first attempt, when the sender's domain is known."""
BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Waits after the first delays; the last one is repeated."""
GIVE_UP_AFTER: Final = timedelta(days=4)
LONGEST_ERROR: Final = 500
AWAITED: Final = (
    *(MailKind.SIGN_IN_LINK, MailKind.CONFIRMATION_CODE),
    *(MailKind.ADDRESS_CONFIRM, MailKind.ADDRESS_STOP),
)
"""Somebody sits before a screen until they come."""


@dataclass(frozen=True, slots=True)
class LeasedMail:
    """One row leased to one deliverer, who needs the token for every later change of it."""

    mail_id: int
    token: str


def owe_mail(
    session: Session,
    programme_id: int,
    kind: MailKind,
    subject_key: str,
    recipient: Member | str,
    payload: dict[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> OutboxMail | None:
    """Owe one mail of a programme, once: None where (kind, subject, recipient) is owed already.

    `payload` holds ids and codes only. A mail that is still unsent at `expires_at` is cancelled.
    A member who has left, whose address refuses mail, or who wants no mails of the kind, is owed
    nothing. While a hold stands after a restoration, what is owed is held, too.
    """
    member = recipient if isinstance(recipient, Member) else None
    if member is not None and (member.left_at is not None or _refuses(member, kind)):
        return None
    if member is not None and is_refused(session, programme_id, member.id, kind):
        return None
    address = member.email if member else str(recipient)
    # A member is owed it once, also where their address was another one then.
    is_theirs = OutboxMail.recipient == address
    if member is not None:
        is_theirs |= OutboxMail.member_id == member.id
    owed = sa.select(OutboxMail.id).where(
        OutboxMail.programme_id == programme_id,
        OutboxMail.kind == kind,
        OutboxMail.subject_key == subject_key,
        is_theirs,
    )
    if session.scalar(owed.limit(1)) is not None:
        return None
    now = clock.now()
    row = OutboxMail(
        programme_id=programme_id,
        kind=kind,
        subject_key=subject_key,
        recipient=address,
        member_id=member.id if member else None,
        payload=payload or {},
        message_id=f"<{uuid.uuid4()}{NO_DOMAIN}",
        status=MailStatus.PENDING,
        attempts=0,
        next_attempt_at=now,
        expires_at=expires_at,
        is_held=begins_held(kind),
        last_error="",
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _refuses(member: Member, kind: MailKind) -> bool:
    return member.address_refused_at is not None and kind not in AWAITED


def has_sent_since(session: Session, moment: datetime) -> bool:
    """Whether the mail server has taken any mail since a moment."""
    sent = sa.select(OutboxMail.id).where(
        OutboxMail.status == MailStatus.SENT, OutboxMail.sent_at >= moment
    )
    return session.scalar(sent.limit(1)) is not None


def cancel_mails(session: Session, subject_key: str, kinds: set[MailKind]) -> int:
    """Cancel unsent mails about a subject whose fact no longer holds; return how many."""
    return _cancel(session, OutboxMail.subject_key == subject_key, OutboxMail.kind.in_(kinds))


def cancel_mails_to(session: Session, member: Member) -> int:
    """Cancel unsent mails to a member who leaves; return how many."""
    is_theirs = OutboxMail.member_id == member.id
    return _cancel(session, is_theirs | (OutboxMail.recipient == member.email))


def cancel_mails_of(
    session: Session, programme: Programme, member: Member, kinds: frozenset[MailKind]
) -> int:
    """Cancel a programme's unsent mails of some kinds to a member; return how many."""
    return _cancel(
        session,
        OutboxMail.programme_id == programme.id,
        OutboxMail.member_id == member.id,
        OutboxMail.kind.in_(kinds),
    )


def cancel_expired(session: Session) -> int:
    """Cancel unsent mails that would come too late to be of use; return how many."""
    return _cancel(session, OutboxMail.expires_at <= clock.now())


def lease_mails(session: Session, limit: int, lease: timedelta) -> list[LeasedMail]:
    """Lease up to `limit` mails that are due; nobody else gets them until the lease is over.

    What somebody waits for before a screen comes first; then the oldest. Commit before you do
    anything slow.
    """
    now = clock.now()
    token = uuid.uuid4().hex
    due = (
        sa.select(OutboxMail.id)
        .where(*_is_due(now))
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


def has_due(session: Session) -> bool:
    """Whether a mail could be sent at this moment."""
    query = sa.select(OutboxMail.id).where(*_is_due(clock.now())).limit(1)
    return session.scalar(query) is not None


def begin_attempt(
    session: Session, leased: LeasedMail, lease: timedelta, sender_domain: str
) -> OutboxMail | None:
    """Renew a lease, count the attempt and return the row; None if the lease was lost meanwhile.

    The attempt is counted before it is made: a mail that kills its deliverer backs off like any
    other. The Message-ID gets its domain at the first attempt and never changes again.
    """
    is_ours = _update(
        session,
        leased,
        attempts=OutboxMail.attempts + 1,
        leased_until=clock.now() + lease,
    )
    if not is_ours:
        return None
    row = session.get_one(OutboxMail, leased.mail_id, populate_existing=True)
    row.message_id = row.message_id.replace(NO_DOMAIN, f"@{sender_domain}>")
    row.next_attempt_at = _next_attempt(row)
    session.flush()
    return row


def mark_sent(session: Session, leased: LeasedMail) -> bool:
    """The server has taken the mail; return whether the lease was still ours."""
    return _settle(session, leased, status=MailStatus.SENT, sent_at=clock.now(), last_error="")


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


def mark_cancelled(session: Session, leased: LeasedMail, why: str) -> bool:
    """What the mail would tell is no longer true."""
    return _settle(session, leased, status=MailStatus.CANCELLED, last_error=_cut(why))


def release_mail(session: Session, leased: LeasedMail, *, is_begun: bool = False) -> bool:
    """Give a row back untouched: the server refuses us, which is not the mail's fault.

    An attempt that was begun does not count.
    """
    attempts = OutboxMail.attempts - int(is_begun)
    return _settle(session, leased, attempts=attempts, next_attempt_at=clock.now())


def retry_mail(session: Session, programme: Programme, mail_id: int) -> bool:
    """Make a mail of a programme that failed or waits for its next attempt due at once.

    Return False if it is neither, if it is held, or if somebody is sending it at this moment. A
    failed mail begins its waits anew. The message stays the one of the first attempt.
    """
    now = clock.now()
    is_failed = OutboxMail.status == MailStatus.FAILED
    changed = session.execute(
        sa.update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.programme_id == programme.id,
            is_failed | ((OutboxMail.status == MailStatus.PENDING) & _is_free(now)),
            OutboxMail.is_held.is_(False),
            OutboxMail.kind.in_(LEAVES_ALL_THE_SAME) | ~a_hold_stands(),
        )
        .values(
            status=MailStatus.PENDING,
            attempts=sa.case((is_failed, 0), else_=OutboxMail.attempts),
            next_attempt_at=now,
            lease_token=None,
            leased_until=None,
        )
    )
    return changed_rows(changed) == 1


def _is_due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OutboxMail.status == MailStatus.PENDING,
        ~is_held(),
        OutboxMail.next_attempt_at <= now,
        OutboxMail.expires_at.is_(None) | (OutboxMail.expires_at > now),
        _is_free(now),
    )


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    return OutboxMail.leased_until.is_(None) | (OutboxMail.leased_until < now)


def _cancel(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    result = session.execute(
        sa.update(OutboxMail)
        .where(*conditions, OutboxMail.status == MailStatus.PENDING, _is_free(clock.now()))
        .values(status=MailStatus.CANCELLED)
    )
    return changed_rows(result)


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
