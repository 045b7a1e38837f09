"""When a member's certifications were earned and expire, and what the member does to renew them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class CertificationLevel(StrEnum):
    FOUNDATION = "foundation"
    PRACTITIONER = "practitioner"


class CertificationRecord(Base):
    """What a member wrote down about one certification that they hold."""

    __tablename__ = "certification_records"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "certification"),
        sa.CheckConstraint("remind_days IN (30, 90, 180)", name="remind_days"),
        sa.CheckConstraint("expires_on > earned_on", name="expires_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    certification: Mapped[str] = mapped_column(sa.String(40))
    level: Mapped[CertificationLevel | None] = mapped_column(
        one_of(CertificationLevel, name="level")
    )
    earned_on: Mapped[date]
    """Or last renewed."""
    expires_on: Mapped[date | None] = mapped_column(index=True)
    """NULL where it does not expire."""
    remind_days: Mapped[int | None]
    """How long before it expires the first reminder is sent; NULL for none."""
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the member last saved it; reminders of days before this are not sent."""


class DevelopmentKind(StrEnum):
    WAYS_OF_WORKING = "ways_of_working"
    POWER_SKILLS = "power_skills"
    BUSINESS_ACUMEN = "business_acumen"
    GIVING_BACK = "giving_back"
    WORKING = "working"


class DevelopmentEntry(Base):
    """Time that a member spent on their development, as they would report it to an issuer."""

    __tablename__ = "development_entries"
    __table_args__ = (
        sa.Index("ix_development_entries_member_day", "member_id", "day"),
        sa.UniqueConstraint("member_id", "session_id"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 12000", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    day: Mapped[date]
    minutes: Mapped[int]
    kind: Mapped[DevelopmentKind] = mapped_column(one_of(DevelopmentKind, name="kind"))
    topic: Mapped[str] = mapped_column(sa.String(200))
    session_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("mentoring_sessions.id", ondelete="SET NULL"), index=True
    )
    """The session of a mentorship that it is about; each is written down once."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
