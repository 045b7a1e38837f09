"""Steps that members plan on their road into a PMO."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class RoadStepKind(StrEnum):
    NETWORK = "network"
    INTEREST = "interest"
    RESPONSIBILITY = "responsibility"
    PROGRAMME = "programme"
    VOLUNTEER = "volunteer"
    CERTIFY = "certify"
    GROW = "grow"
    LEARN = "learn"


class RoadStepStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class RoadStep(Base):
    """One step of one member; a suggestion that they refused is a dropped one."""

    __tablename__ = "road_steps"
    __table_args__ = (
        sa.Index("ix_road_steps_member_status", "member_id", "status"),
        sa.CheckConstraint("(status = 'open') = (settled_on IS NULL)", name="settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[RoadStepKind] = mapped_column(one_of(RoadStepKind, name="kind"))
    skill: Mapped[str] = mapped_column(sa.String(60), default="")
    """Code of the skill that it is about, or nothing."""
    title: Mapped[str] = mapped_column(sa.String(200))
    status: Mapped[RoadStepStatus] = mapped_column(
        one_of(RoadStepStatus, name="status"), default=RoadStepStatus.OPEN
    )
    planned_on: Mapped[date | None]
    is_shared: Mapped[bool] = mapped_column(default=False)
    """Whether the member's mentor sees it."""
    settled_on: Mapped[date | None]
    """When it was done or dropped."""
    outcome: Mapped[str] = mapped_column(sa.String(200), default="")
    """What came of it, in one line."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
