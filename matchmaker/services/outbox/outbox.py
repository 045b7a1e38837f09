"""Mails owed: written in the same transaction as their cause, leased by one deliverer at a time.

Every function flushes and leaves the commit to its caller. Writing the letter and talking to the
mail server are the mail ring's work; what a coordinator sees is in `problems`.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import add_rows, changed_rows, in_parts
from matchmaker.models import MailKind, MailStatus, Member, OutboxMail, Programme
from matchmaker.services.outbox.holds import (
    LEAVES_ALL_THE_SAME,
    a_hold_stands,
    is_held,
    kinds_held_now,
)
from matchmaker.services.outbox.refusable import refusals
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


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to owe. `payload` holds ids and codes; unsent at `expires_at`, it is cancelled."""

    kind: MailKind
    subject_key: str
    recipient: Member | str
    payload: dict[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def member(self) -> Member | None:
        """The recipient, if it is a member."""
        return self.recipient if isinstance(self.recipient, Member) else None

    @property
    def address(self) -> str:
        """Where it goes."""
        return self.recipient.email if isinstance(self.recipient, Member) else self.recipient


def owe_mail(
    session: Session,
    programme_id: int,
    kind: MailKind,
    subject_key: str,
    recipient: Member | str,
    payload: dict[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> OutboxMail | None:
    """Owe one mail of a programme as `owe_mails` does; None where it is not owed (again)."""
    mail = NewMail(kind, subject_key, recipient, payload or {}, expires_at)
    for values in _rows_of(session, programme_id, [mail]):
        row = OutboxMail(**values)
        session.add(row)
        session.flush()
        return row
    return None


def owe_mails(session: Session, programme_id: int, mails: Iterable[NewMail]) -> int:
    """Owe mails of a programme, each (kind, subject, recipient) once; return how many are new.

    A member who has left, whose address refuses mail, or who wants no mails of the kind, is owed
    nothing. While a hold stands after a restoration, what is owed is held, too. Many take hardly
    more statements than one.
    """
    rows = _rows_of(session, programme_id, mails)
    add_rows(session, OutboxMail, rows)
    return len(rows)


def _rows_of(session: Session, programme_id: int, mails: Iterable[NewMail]) -> list[dict[str, Any]]:
    wanted = _wanted(session, programme_id, mails)
    held = kinds_held_now(session, {mail.kind for mail in wanted})
    known = _owed_already(session, programme_id, wanted)
    now = clock.now()
    rows = []
    for mail in wanted:
        # A member is owed it once, also where their address was another one then.
        member_id = mail.member.id if mail.member else None
        keys = _keys(mail.kind, mail.subject_key, mail.address, member_id)
        if not known.isdisjoint(keys):
            continue
        known |= keys
        rows.append(
            {
                "programme_id": programme_id,
                "kind": mail.kind,
                "subject_key": mail.subject_key,
                "recipient": mail.address,
                "member_id": member_id,
                "payload": mail.payload,
                "message_id": f"<{uuid.uuid4()}{NO_DOMAIN}",
                "status": MailStatus.PENDING,
                "attempts": 0,
                "next_attempt_at": now,
                "expires_at": mail.expires_at,
                "is_held": mail.kind in held,
                "last_error": "",
                "created_at": now,
            }
        )
    return rows


def _wanted(session: Session, programme_id: int, mails: Iterable[NewMail]) -> list[NewMail]:
    """Return those mails that their recipients are to get at all."""
    here = [
        mail
        for mail in mails
        if mail.member is None
        or not (mail.member.left_at is not None or _refuses(mail.member, mail.kind))
    ]
    members = {mail.member.id for mail in here if mail.member}
    refused = refusals(session, programme_id, members, {mail.kind for mail in here})
    return [
        mail for mail in here if mail.member is None or (mail.member.id, mail.kind) not in refused
    ]


def _owed_already(
    session: Session, programme_id: int, mails: Collection[NewMail]
) -> set[tuple[MailKind, str, str | int]]:
    """Return the keys of all mails of the same kinds about the same subjects."""
    kinds = {mail.kind for mail in mails}
    known: set[tuple[MailKind, str, str | int]] = set()
    for part in in_parts({mail.subject_key for mail in mails}):
        query = sa.select(
            OutboxMail.kind, OutboxMail.subject_key, OutboxMail.recipient, OutboxMail.member_id
        ).where(
            OutboxMail.programme_id == programme_id,
            OutboxMail.kind.in_(kinds),
            OutboxMail.subject_key.in_(part),
        )
        for row in session.execute(query):
            known |= _keys(*row)
    return known


def _keys(
    kind: MailKind, subject_key: str, address: str, member_id: int | None
) -> set[tuple[MailKind, str, str | int]]:
    theirs: tuple[str | int, ...] = (address,) if member_id is None else (address, member_id)
    return {(kind, subject_key, each) for each in theirs}


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
