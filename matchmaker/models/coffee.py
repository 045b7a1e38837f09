"""One month's coffee groups: who met whom, what came of it, and who was left out and why.

What is stored keeps the word that coffee chats had first: the table `networking_rounds`, the job
`networking_round` (in its runs, metrics and locks) and `networking` in a policy's document.
"""

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


class CoffeeStatus(StrEnum):
    FORMED = "formed"
    NOTIFIED = "notified"
    MET = "met"
    NOT_MET = "not_met"


class CoffeeAnswer(StrEnum):
    NONE = "none"
    MET = "met"
    NOT_MET = "not_met"


COFFEE_TRANSITIONS: dict[CoffeeStatus, frozenset[CoffeeStatus]] = {
    CoffeeStatus.FORMED: frozenset({CoffeeStatus.NOTIFIED}),
    CoffeeStatus.NOTIFIED: frozenset({CoffeeStatus.MET, CoffeeStatus.NOT_MET}),
    CoffeeStatus.NOT_MET: frozenset({CoffeeStatus.MET}),
    CoffeeStatus.MET: frozenset({CoffeeStatus.NOT_MET}),
}
"""An answer can be corrected, hence the ways back."""


class CoffeeRound(Base):
    """`month` is `YYYY-MM` in the programme's own time zone; a month has one."""

    __tablename__ = "networking_rounds"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "month"),
        sa.CheckConstraint("length(month) = 7", name="month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    month: Mapped[str] = mapped_column(sa.String(7))
    seed: Mapped[int]
    policy: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """The programme's policy document as it was when the groups were formed."""
    summary: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """Counts: networkers, groups, threes, left_out, repeats, average points."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    programme: Mapped[Programme] = relationship()
    groups: Mapped[list[CoffeeGroup]] = relationship(
        back_populates="round", cascade="all, delete-orphan", order_by="CoffeeGroup.id"
    )
    left_out: Mapped[list[NetworkerLeftOut]] = relationship(
        cascade="all, delete-orphan", order_by="NetworkerLeftOut.id"
    )


class CoffeeGroup(Base):
    """Two or three people who are asked to meet; nobody has to accept."""

    __tablename__ = "coffee_groups"
    __table_args__ = (
        # What a member's row refers to, so that nobody is in two groups of one round.
        sa.UniqueConstraint("id", "round_id"),
        sa.Index("ix_coffee_groups_status", "status", "closed_at"),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name="points"),
        sa.CheckConstraint("status = 'formed' OR notified_at IS NOT NULL", name="notified_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        sa.ForeignKey("networking_rounds.id", ondelete="CASCADE"), index=True
    )
    status: Mapped[CoffeeStatus] = mapped_column(one_of(CoffeeStatus, name="status"))
    points: Mapped[int]
    shared_interests: Mapped[list[str]] = mapped_column(StoredJson(list))
    repeats: Mapped[list[list[int]]] = mapped_column(StoredJson(list))
    """Pairs that met before, as [member, member, rounds ago]."""
    notified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    meeting_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Start of the half hour that is proposed to everybody; NULL in rounds of earlier releases."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When those who had not answered were asked whether they met."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When silence was counted; answers are still welcome."""

    round: Mapped[CoffeeRound] = relationship(back_populates="groups")
    people: Mapped[list[CoffeeGroupMember]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="CoffeeGroupMember.member_id"
    )


class CoffeeGroupMember(Base):
    """One person in one group; a constraint enforces that they are in one group a round."""

    __tablename__ = "coffee_group_members"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "member_id"),
        sa.ForeignKeyConstraint(
            ["group_id", "round_id"],
            ["coffee_groups.id", "coffee_groups.round_id"],
            ondelete="CASCADE",
            name="fk_coffee_group_members_group",
        ),
    )

    group_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    round_id: Mapped[int]
    answer: Mapped[CoffeeAnswer] = mapped_column(
        one_of(CoffeeAnswer, name="answer"), default=CoffeeAnswer.NONE
    )
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    group: Mapped[CoffeeGroup] = relationship(back_populates="people")
    member: Mapped[Member] = relationship()


class NetworkerLeftOut(Base):
    """A networker without a group in a round, and the engine's reason code."""

    __tablename__ = "networkers_left_out"
    __table_args__ = (sa.UniqueConstraint("round_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("networking_rounds.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(sa.String(40))

    member: Mapped[Member] = relationship()
