"""Two members who look like one person, and are not."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime


class ToldApart(Base):
    """A coordinator said of two members that they are two people; the lower id stands first."""

    __tablename__ = "told_apart"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "other_id"),
        sa.CheckConstraint("member_id < other_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    decided_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
