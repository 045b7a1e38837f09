"""Owing a mail: a row in the same transaction as its cause. Sending is the mail ring's work."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailKind, MailStatus, Member, OutboxMail

MESSAGE_ID_DOMAIN = "matchmaker.invalid"


def owe_mail(
    session: Session,
    kind: MailKind,
    subject_key: str,
    recipient: Member | str,
    payload: dict[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> OutboxMail | None:
    """Owe one mail, once: return None where the same (kind, subject, recipient) is owed already.

    `payload` holds ids and codes only. A mail that is still unsent at `expires_at` is cancelled.
    A member who has left is owed nothing.
    """
    member = recipient if isinstance(recipient, Member) else None
    if member is not None and member.left_at is not None:
        return None
    address = member.email if member else str(recipient)
    owed = sa.select(OutboxMail.id).filter_by(kind=kind, subject_key=subject_key, recipient=address)
    if session.scalar(owed) is not None:
        return None
    now = clock.now()
    row = OutboxMail(
        kind=kind,
        subject_key=subject_key,
        recipient=address,
        member_id=member.id if member else None,
        payload=payload or {},
        message_id=f"<{uuid.uuid4()}@{MESSAGE_ID_DOMAIN}>",
        status=MailStatus.PENDING,
        attempts=0,
        next_attempt_at=now,
        expires_at=expires_at,
        last_error="",
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def cancel_mails(session: Session, subject_key: str, kinds: set[MailKind]) -> int:
    """Cancel unsent mails about a subject whose fact no longer holds; return how many."""
    result = session.execute(
        sa.update(OutboxMail)
        .where(
            OutboxMail.subject_key == subject_key,
            OutboxMail.kind.in_(kinds),
            OutboxMail.status == MailStatus.PENDING,
            OutboxMail.leased_until.is_(None) | (OutboxMail.leased_until < clock.now()),
        )
        .values(status=MailStatus.CANCELLED)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
