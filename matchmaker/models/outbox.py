"""Mails owed, each written in the same transaction as the fact that it tells."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.member import Member
from matchmaker.models.programme import Programme
from matchmaker.models.stated import StoredJson


class MailKind(StrEnum):
    SIGN_IN_LINK = "sign_in_link"
    CONFIRMATION_CODE = "confirmation_code"
    ADDRESS_CONFIRM = "address_confirm"
    ADDRESS_STOP = "address_stop"
    ADDRESS_CHANGED = "address_changed"
    WELCOME = "welcome"
    OFFER = "offer"
    OFFER_REMINDER = "offer_reminder"
    OFFER_LAST_REMINDER = "offer_last_reminder"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    INTRODUCTION_MENTEE = "introduction_mentee"
    INTRODUCTION_MENTOR = "introduction_mentor"
    OFFER_FELL_THROUGH = "offer_fell_through"
    NO_MATCH = "no_match"
    MATCH_ENDED = "match_ended"
    TERMS_PROPOSED = "terms_proposed"
    TERMS_AGREED = "terms_agreed"
    MENTORSHIP_HAS_END = "mentorship_has_end"
    SESSION_TIMES_OFFERED = "session_times_offered"
    SESSION_PLANNED = "session_planned"
    SESSION_MOVED = "session_moved"
    SESSION_CANCELLED = "session_cancelled"
    DID_YOU_MEET_PROMPT = "did_you_meet_prompt"
    FIRST_MESSAGE_PROMPT = "first_message_prompt"
    FIRST_SESSION_PROMPT = "first_session_prompt"
    NEXT_SESSION_PROMPT = "next_session_prompt"
    MENTORSHIP_REVIEW = "mentorship_review"
    FIT_PROMPT = "fit_prompt"
    PULSE_PROMPT = "pulse_prompt"
    MENTORSHIP_CLOSING = "mentorship_closing"
    PARTNER_CLOSED = "partner_closed"
    MENTORSHIP_COMPLETED = "mentorship_completed"
    COFFEE_INTRODUCED = "coffee_introduced"
    COFFEE_DID_YOU_MEET = "coffee_did_you_meet"
    CERTIFICATION_EXPIRES = "certification_expires"
    ROUND_READY = "round_ready"
    ROUND_PUBLISHED = "round_published"


class MailStatus(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OutboxMail(Base):
    """One mail to one recipient. `subject_key` names what it is about, such as `match:12`.

    `payload` holds codes and ids that were true when the mail was owed, never personal text.
    """

    __tablename__ = "outbox_mails"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "kind", "subject_key", "recipient"),
        sa.Index("ix_outbox_mails_due", "status", "next_attempt_at"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    """Which programme writes."""
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind, name="kind"))
    subject_key: Mapped[str] = mapped_column(sa.String(80))
    recipient: Mapped[str] = mapped_column(sa.String(254))
    member_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    payload: Mapped[dict[str, Any]] = mapped_column(StoredJson(dict), default=dict)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    status: Mapped[MailStatus] = mapped_column(
        one_of(MailStatus, name="status"),
        default=MailStatus.PENDING,
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_token: Mapped[str | None] = mapped_column(sa.String(40))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """After this moment the mail would be pointless and is cancelled instead."""
    body: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    """The message as it was first sent, without its secrets; kept for a resend, then emptied."""
    is_held: Mapped[bool] = mapped_column(default=False)
    """Owed by a database that was restored since: an operator decides whether it leaves."""
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the server first refused it in words that may be about us, not about the recipient."""
    is_refused_alone: Mapped[bool] = mapped_column(default=False)
    """Whether the server took another mail right after that."""
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    programme: Mapped[Programme] = relationship()
    member: Mapped[Member | None] = relationship()
