"""How a member's own stated levels changed over time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class LevelCause(StrEnum):
    GOAL = "goal"
    """The member raised it after a goal of a mentorship was reached."""
    OWN_FORM = "own_form"
    """The member saved their profile."""


class LevelChange(Base):
    """One change of one skill's level; NULL where none was stated before, or is any more."""

    __tablename__ = "level_changes"
    __table_args__ = (
        sa.CheckConstraint("from_level BETWEEN 0 AND 5", name="from_level"),
        sa.CheckConstraint("to_level BETWEEN 0 AND 5", name="to_level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    skill: Mapped[str] = mapped_column(sa.String(60))
    from_level: Mapped[int | None]
    to_level: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cause: Mapped[LevelCause] = mapped_column(one_of(LevelCause, name="cause"))
