"""Mails owed: written in the same transaction as their cause, and cancelled when it is gone.

Every function flushes and leaves the commit to its caller. Who has them in hand is in `leases`.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import add_rows, changed_rows, in_parts
from matchmaker.models import MailKind, MailStatus, Member, OutboxMail, Programme
from matchmaker.services.outbox.holds import kinds_held_now
from matchmaker.services.outbox.refusable import refusals

NO_DOMAIN: Final = "@matchmaker.invalid>"
"""End of a Message-ID until the first attempt, when the sender's domain is known."""
AWAITED: Final = (
    *(MailKind.SIGN_IN_LINK, MailKind.CONFIRMATION_CODE),
    *(MailKind.ADDRESS_CONFIRM, MailKind.ADDRESS_STOP),
)
"""Somebody sits before a screen until they come."""
TO_MANY: Final = (
    *(MailKind.OFFER, MailKind.NO_MATCH, MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER),
    *(MailKind.COFFEE_INTRODUCED, MailKind.COFFEE_DID_YOU_MEET, MailKind.MENTORSHIP_HAS_END),
    *(MailKind.FIRST_MESSAGE_PROMPT, MailKind.FIRST_SESSION_PROMPT, MailKind.NEXT_SESSION_PROMPT),
    *(MailKind.MENTORSHIP_REVIEW, MailKind.MENTORSHIP_CLOSING),
    *(MailKind.FIT_PROMPT, MailKind.PULSE_PROMPT, MailKind.CERTIFICATION_EXPIRES),
)
"""A job owes them to many people at once; what somebody just did need not wait behind them."""


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


def is_free(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that nobody is sending a mail at this moment."""
    return OutboxMail.leased_until.is_(None) | (OutboxMail.leased_until < now)


def _cancel(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    result = session.execute(
        sa.update(OutboxMail)
        .where(*conditions, OutboxMail.status == MailStatus.PENDING, is_free(clock.now()))
        .values(status=MailStatus.CANCELLED)
    )
    return changed_rows(result)
