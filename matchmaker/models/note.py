"""What the two of a pair write down: texts that both change, and one each that only they see."""

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


class Agenda(Base):
    """What a pair wrote of its next session; without a row it is made for the two.

    So it is where the text is empty, or for a session that was held meanwhile.
    """

    __tablename__ = "agendas"
    __table_args__ = (
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("for_session >= 0", name="for_session"),
    )

    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    for_session: Mapped[int]
    """0 for the first half hour; once the two have met, how many sessions were held, and one."""
    text: Mapped[str] = mapped_column(sa.Text, default="")
    """One point a line."""
    version: Mapped[int] = mapped_column(default=1)
    """How often it was saved, for whichever session."""
    saved_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
