"""What a pair works towards: a gap of the mentee's, and how the two will notice that it closes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class GoalStatus(StrEnum):
    SUGGESTED = "suggested"
    """By one of the two; the other has not agreed yet."""
    AGREED = "agreed"
    REACHED = "reached"
    CHANGED = "changed"
    """Another goal takes its place."""
    DROPPED = "dropped"


class Goal(Base):
    """One goal of a pair. Its levels are those of the profile on the day it was suggested."""

    __tablename__ = "goals"
    __table_args__ = (
        sa.CheckConstraint("from_level BETWEEN 0 AND 4", name="from_level"),
        sa.CheckConstraint("to_level BETWEEN 1 AND 5 AND to_level > from_level", name="to_level"),
        sa.CheckConstraint(
            "(status IN ('suggested', 'agreed')) = (settled_at IS NULL)", name="settled"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"), index=True
    )
    skill: Mapped[str] = mapped_column(sa.String(60))
    from_level: Mapped[int]
    to_level: Mapped[int]
    sign: Mapped[str] = mapped_column(sa.Text, default="")
    """How the two will notice that it is reached."""
    status: Mapped[GoalStatus] = mapped_column(
        one_of(GoalStatus, name="status"), default=GoalStatus.SUGGESTED
    )
    suggested_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    suggested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was reached, changed or dropped."""
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    """What the two said of it then, in a line."""
