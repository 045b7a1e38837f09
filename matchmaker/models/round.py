"""One month's matching: its frozen input, its result, and a coordinator's decisions on it."""

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
from matchmaker.models.status import RoundStatus


class Round(Base):
    """`month` is `YYYY-MM` in the programme's own time zone."""

    __tablename__ = "rounds"
    __table_args__ = (
        sa.Index(
            "uq_rounds_month_not_discarded",
            "programme_id",
            "month",
            unique=True,
            sqlite_where=sa.text("status <> 'discarded'"),
            postgresql_where=sa.text("status <> 'discarded'"),
        ),
        # What a match refers to, so that it is of its round's programme.
        sa.Index("uq_rounds_id_programme_id", "id", "programme_id", unique=True),
        sa.CheckConstraint("length(month) = 7", name="month"),
        sa.CheckConstraint(
            "status IN ('draft', 'discarded') OR snapshot IS NOT NULL", name="frozen_has_snapshot"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    month: Mapped[str] = mapped_column(sa.String(7))
    status: Mapped[RoundStatus] = mapped_column(one_of(RoundStatus, name="status"))
    seed: Mapped[int]
    policy: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """The programme's policy document as it was when the round was created."""
    snapshot: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    """The frozen input: canonical JSON, compressed with zlib."""
    snapshot_digest: Mapped[str | None] = mapped_column(sa.String(64))
    result_digest: Mapped[str | None] = mapped_column(sa.String(64))
    summary: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    """Counts of the result (mentees, mentors, places, matched, average and lowest points), its
    certificate, and what else is known about it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    solved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    programme: Mapped[Programme] = relationship()
    decisions: Mapped[list[PairDecision]] = relationship(
        back_populates="round", cascade="all, delete-orphan", order_by="PairDecision.id"
    )
    unmatched: Mapped[list[UnmatchedMentee]] = relationship(
        back_populates="round", cascade="all, delete-orphan", order_by="UnmatchedMentee.mentee_id"
    )


class DecisionKind(StrEnum):
    LOCK = "lock"
    BAN = "ban"


class PairDecision(Base):
    """A coordinator's word on one pair of one round: keep it, or never make it."""

    __tablename__ = "pair_decisions"
    __table_args__ = (sa.UniqueConstraint("round_id", "mentee_id", "mentor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id", ondelete="CASCADE"))
    mentee_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[DecisionKind] = mapped_column(one_of(DecisionKind, name="kind"))
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship(back_populates="decisions")
    mentee: Mapped[Member] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Member] = relationship(foreign_keys=[mentor_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])


class UnmatchedMentee(Base):
    """A mentee whom a round left without a proposal, and why (`explanation` holds the facts)."""

    __tablename__ = "unmatched_mentees"
    __table_args__ = (sa.UniqueConstraint("round_id", "mentee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id", ondelete="CASCADE"))
    mentee_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(sa.String(40))
    explanation: Mapped[dict[str, Any]] = mapped_column(StoredJson(dict), default=dict)

    round: Mapped[Round] = relationship(back_populates="unmatched")
    mentee: Mapped[Member] = relationship()
