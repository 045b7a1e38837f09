"""What the two of a pair write down: one text that both change, and one each that only they see."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime


class SharedNote(Base):
    """The text of a pair that both write; without a row nothing was written yet."""

    __tablename__ = "shared_notes"
    __table_args__ = (sa.CheckConstraint("version >= 1", name="version"),)

    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    text: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    """How often it was saved."""
    saved_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PrivateNote(Base):
    """The text that one of a pair writes for themself alone."""

    __tablename__ = "private_notes"
    __table_args__ = (sa.CheckConstraint("version >= 1", name="version"),)

    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    text: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
