"""How a mentorship goes for each of its two people, and what they ask the coordinators for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.member import Member


class Fit(StrEnum):
    FITS = "fits"
    UNSURE = "unsure"
    DOES_NOT_FIT = "does_not_fit"


class Pulse(Base):
    """One answer of one of a pair: whether it fits, or how well it goes and how useful it is.

    It is read by its author alone, and counted. Some time after the end it belongs to no pair and
    no member any more, so that counts of past months stay what they were.
    """

    __tablename__ = "pulses"
    __table_args__ = (
        sa.UniqueConstraint("match_id", "member_id", "occasion"),
        sa.CheckConstraint("going BETWEEN 1 AND 5", name="going"),
        sa.CheckConstraint("useful BETWEEN 1 AND 5", name="useful"),
        sa.CheckConstraint(
            "(fit IS NULL) = (going IS NOT NULL) AND (going IS NULL) = (useful IS NULL)",
            name="one_question",
        ),
        sa.Index("ix_pulses_programme_month", "programme_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    match_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="SET NULL")
    )
    member_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    occasion: Mapped[str] = mapped_column(sa.String(20))
    """After which session, or on which day, it was asked: `session-1`, `day-30`."""
    month: Mapped[str] = mapped_column(sa.String(7))
    """In which it was given, in the programme's time zone, such as `2026-11`."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """NULL once it belongs to nobody."""
    fit: Mapped[Fit | None] = mapped_column(one_of(Fit, name="fit"))
    going: Mapped[int | None]
    """How well it goes: 1 to 5."""
    useful: Mapped[int | None]
    """How useful it is: 1 to 5."""


class ConcernKind(StrEnum):
    TALK = "talk"
    """A word with the coordinators."""
    ANOTHER = "another"
    """The mentee would like another mentor; the mentor would like to stop with this mentee."""


class Concern(Base):
    """What one of a pair asks the coordinators for, by name; the other one never learns of it."""

    __tablename__ = "concerns"
    __table_args__ = (sa.Index("ix_concerns_match", "match_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[ConcernKind] = mapped_column(one_of(ConcernKind, name="kind"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a coordinator had seen to it."""
    settled_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
