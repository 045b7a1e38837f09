"""What two people who were introduced agree on, how they meet, and how they finish.

The state of a mentorship is that of its match; here stands what the two of them say of it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.match import Match
from matchmaker.models.member import Member


class Mentorship(Base):
    """The terms in force between a pair: the programme's usual ones until both agree to others."""

    __tablename__ = "mentorships"
    __table_args__ = (
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 26", name="every_weeks"),
        sa.CheckConstraint("minutes BETWEEN 15 AND 480", name="minutes"),
        sa.Index("ix_mentorships_ends_on", "ends_on"),
    )

    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    began_on: Mapped[date]
    """Day of the introduction, in the programme's time zone."""
    planned_end_on: Mapped[date]
    """The end that was agreed first; extensions count from it."""
    ends_on: Mapped[date]
    """Last day."""
    review_on: Mapped[date | None]
    """Day on which the two look back at what was reached so far."""
    every_weeks: Mapped[int]
    """How many weeks lie between two sessions."""
    minutes: Mapped[int]
    """How long a session lasts."""
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When both had first agreed to their terms."""
    is_carried_over: Mapped[bool] = mapped_column(default=False)
    """Whether it began before mentorships had an end; its two people are told the day once."""

    match: Mapped[Match] = relationship()


class ProposalOutcome(StrEnum):
    OPEN = "open"
    AGREED = "agreed"
    REPLACED = "replaced"
    """Either of the two proposed other terms."""


_OPEN = "outcome = 'open'"


class ProposedTerms(Base):
    """Terms that one of a pair proposes and the other has to agree to."""

    __tablename__ = "proposed_terms"
    __table_args__ = (
        sa.Index(
            "uq_proposed_terms_open",
            "match_id",
            unique=True,
            sqlite_where=sa.text(_OPEN),
            postgresql_where=sa.text(_OPEN),
        ),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 26", name="every_weeks"),
        sa.CheckConstraint("minutes BETWEEN 15 AND 480", name="minutes"),
        sa.CheckConstraint("(outcome = 'open') = (answered_at IS NULL)", name="answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"), index=True
    )
    proposed_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_on: Mapped[date]
    review_on: Mapped[date | None]
    every_weeks: Mapped[int]
    minutes: Mapped[int]
    outcome: Mapped[ProposalOutcome] = mapped_column(
        one_of(ProposalOutcome, name="outcome"), default=ProposalOutcome.OPEN
    )
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    proposed_by: Mapped[Member] = relationship()


class SessionStatus(StrEnum):
    PROPOSED = "proposed"
    """One of the two offers times; the other has not picked one yet."""
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    """It did not take place, or the two say so."""
    CANCELLED = "cancelled"


class MentoringSession(Base):
    """One meeting of a pair: planned, moved, held, missed or cancelled."""

    __tablename__ = "mentoring_sessions"
    __table_args__ = (
        sa.Index("ix_mentoring_sessions_match_status", "match_id", "status"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
        sa.CheckConstraint(
            "status IN ('proposed', 'cancelled') OR starts_at IS NOT NULL", name="has_a_time"
        ),
        sa.CheckConstraint("invitations >= 0", name="invitations"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"))
    status: Mapped[SessionStatus] = mapped_column(one_of(SessionStatus, name="status"))
    proposed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    """Who offered the times, or planned it; NULL where it was only noted afterwards."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[int]
    """As planned; once it was held, as it was."""
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    """A room, or the address of a video call, as one of the two typed it."""
    topics: Mapped[str] = mapped_column(sa.Text, default="")
    """What it was about, as the two noted it afterwards."""
    invitations: Mapped[int] = mapped_column(default=0)
    """How many versions of the invitation were sent: the next one's sequence number."""
    noted_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    """Who said that it was held or missed."""
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    offered_times: Mapped[list[OfferedTime]] = relationship(
        order_by="OfferedTime.starts_at", cascade="all, delete-orphan"
    )


class OfferedTime(Base):
    """One of the half hours or hours that the other may pick for a session."""

    __tablename__ = "offered_times"

    session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentoring_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)


class GoalsReached(StrEnum):
    ALL = "all"
    SOME = "some"
    NONE = "none"


class Closing(Base):
    """What one of the two says as they finish."""

    __tablename__ = "closings"

    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    goals_reached: Mapped[GoalsReached] = mapped_column(one_of(GoalsReached, name="goals_reached"))
    takeaway: Mapped[str] = mapped_column(sa.Text, default="")
    """What they take with them; the partner reads it once both have closed, or it is over."""
    thanks: Mapped[str] = mapped_column(sa.Text, default="")
    """A word to the partner, who reads it at the same time."""
    private_line: Mapped[str] = mapped_column(sa.Text, default="")
    """For its author alone."""


class PromptKind(StrEnum):
    """What a member of a pair is asked or reminded of by mail, when its day comes."""

    FIRST_MESSAGE = "first_message"
    FIRST_SESSION = "first_session"
    NEXT_SESSION = "next_session"
    DID_YOU_MEET = "did_you_meet"
    REVIEW = "review"
    FIT = "fit"
    PULSE = "pulse"
    CLOSING = "closing"


class Prompt(Base):
    """That somebody was prompted, once for each occasion."""

    __tablename__ = "prompts"
    __table_args__ = (sa.Index("ix_prompts_member", "member_id"),)

    match_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorships.match_id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[PromptKind] = mapped_column(one_of(PromptKind, name="kind"), primary_key=True)
    occasion: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    """Tells one from the next of a kind: the session, or the day, that it is about."""
    prompted_at: Mapped[datetime] = mapped_column(UtcDateTime)
