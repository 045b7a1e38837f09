"""One mentee and one mentor in one round, in a state; and the log of every change of state."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.member import Member
from matchmaker.models.round import Round
from matchmaker.models.stated import StoredJson
from matchmaker.models.status import LIVE_MATCH, MatchStatus

_LIVE = f"status IN ({', '.join(repr(state.value) for state in LIVE_MATCH)})"


class Match(Base):
    """A mentee has at most one live match in a programme; a constraint enforces this."""

    __tablename__ = "matches"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "mentee_id", "mentor_id"),
        sa.ForeignKeyConstraint(
            ["round_id", "programme_id"],
            ["rounds.id", "rounds.programme_id"],
            ondelete="CASCADE",
            name="fk_matches_round",
        ),
        sa.Index(
            "uq_matches_live_mentee",
            "programme_id",
            "mentee_id",
            unique=True,
            sqlite_where=sa.text(_LIVE),
            postgresql_where=sa.text(_LIVE),
        ),
        sa.Index("ix_matches_mentor_status", "mentor_id", "status"),
        sa.Index("ix_matches_status_answer_by", "status", "answer_by"),
        sa.CheckConstraint("mentee_id <> mentor_id", name="two_people"),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name="points"),
        sa.CheckConstraint(
            "status = 'proposed' OR (offered_at IS NOT NULL AND answer_by IS NOT NULL)",
            name="offered_has_times",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(index=True)
    programme_id: Mapped[int]
    """The round's programme, for the constraint."""
    mentee_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    status: Mapped[MatchStatus] = mapped_column(one_of(MatchStatus, name="status"))
    points: Mapped[int]
    reasons: Mapped[dict[str, Any]] = mapped_column(StoredJson(dict))
    """Why this pair: the engine's reasons, and the best alternatives at the time."""
    is_locked: Mapped[bool] = mapped_column(default=False)
    is_replacement: Mapped[bool] = mapped_column(default=False)
    """Whether the offer follows one that failed in the same round."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminders_sent: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decline_reason: Mapped[str] = mapped_column(sa.String(40), default="")
    decline_note: Mapped[str] = mapped_column(sa.Text, default="")
    introduced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    meeting_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Start of the half hour that the introduction proposes."""
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship()
    mentee: Mapped[Member] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Member] = relationship(foreign_keys=[mentor_id])

    @property
    def status_for_the_two(self) -> MatchStatus:
        """The state as one of its two people reads it, who do not learn who ended it."""
        is_called_off = self.status == MatchStatus.CANCELLED and self.introduced_at is not None
        return MatchStatus.ENDED if is_called_off else self.status

    @classmethod
    def with_member(cls, member: Member) -> sa.ColumnElement[bool]:
        """The condition that a member is one of the two."""
        return sa.or_(cls.mentee_id == member.id, cls.mentor_id == member.id)


class ChangeKind(StrEnum):
    """What an entry of the log tells of."""

    STATE = "state"
    """A change of state, with nothing to add but what somebody typed."""
    LOCK = "lock"
    BAN = "ban"
    LOCK_LIFTED = "lock_lifted"
    BAN_LIFTED = "ban_lifted"
    OBJECTIVE = "objective"
    SOLVED_AGAIN = "solved_again"
    """The result takes into account all that was decided before."""
    MET = "met"
    LEFT = "left"
    """One of the two left the programme."""
    MENTEE_AWAY = "mentee_away"
    MENTOR_AWAY = "mentor_away"
    NO_PLACE = "no_place"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    """The address of one of the two refuses mail."""


class StatusChange(Base):
    """One change of state of a round or of a match, or an act within one: who, when, what, why."""

    __tablename__ = "status_changes"
    __table_args__ = (
        sa.CheckConstraint("(round_id IS NULL) <> (match_id IS NULL)", name="one_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("rounds.id", ondelete="CASCADE"), index=True
    )
    match_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("matches.id", ondelete="CASCADE"), index=True
    )
    old_status: Mapped[str | None] = mapped_column(sa.String(20))
    new_status: Mapped[str] = mapped_column(sa.String(20))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"))
    """The member who did it; NULL if the system did, or if `actor_code` stands for them."""
    actor_code: Mapped[str] = mapped_column(sa.String(20), default="")
    """Names the same person by the same code, once the log is too old to say who it was."""
    kind: Mapped[ChangeKind] = mapped_column(
        one_of(ChangeKind, name="kind"), default=ChangeKind.STATE
    )
    mentee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"))
    """With `mentor_id`, the pair that a round's entry is about, if it is about one."""
    mentor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"))
    old_objective: Mapped[str | None] = mapped_column(sa.String(20))
    new_objective: Mapped[str | None] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """What somebody typed; never a sentence of ours."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Member | None] = relationship(foreign_keys=[actor_id])
