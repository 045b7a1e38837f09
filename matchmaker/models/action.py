"""Small tasks that the two of a pair set themselves: each with an owner and a day."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class ActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Action(Base):
    """One small task of one of a pair, by a day."""

    __tablename__ = "actions"
    __table_args__ = (
        sa.Index("ix_actions_match_status", "match_id", "status"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"))
    owner_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    """Which of the two does it."""
    text: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date]
    status: Mapped[ActionStatus] = mapped_column(
        one_of(ActionStatus, name="status"), default=ActionStatus.OPEN
    )
    version: Mapped[int] = mapped_column(default=1)
    """How often it was written; whoever changes it has read a version."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was done or dropped."""
