"""What the six months gave the pairs, in numbers."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaker.models import (
    LIVE_MATCH,
    Concern,
    ConcernKind,
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    MentoringSession,
    Pulse,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import GOES_ON

HAS_A_MENTOR: Final = (*LIVE_MATCH, MatchStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class PairNumbers:
    """Sums over all months."""

    under_way: int
    sessions: int
    hours: int
    goals_reached: int
    said_how_it_goes: int
    asked_for_another: int
    """Mentees of pairs in which one of the two asked for another mentor or mentee."""
    matched_again: int
    """Of those: who have been matched with somebody else since."""
    came_back: int
    """Mentors who took on somebody else after a mentee with whom they had finished."""


def take_pair_numbers(session: Session) -> PairNumbers:
    """Count what is in the database."""
    held = MentoringSession.status == SessionStatus.HELD
    minutes = session.scalar(sa.select(sa.func.sum(MentoringSession.minutes)).where(held)) or 0
    later = aliased(Match)
    asked = (
        sa.select(sa.func.count(sa.distinct(Match.mentee_id)))
        .join(Concern, Concern.match_id == Match.id)
        .where(Concern.kind == ConcernKind.ANOTHER)
    )
    has_mentor_since = sa.exists().where(
        later.mentee_id == Match.mentee_id,
        later.id > Match.id,
        later.status.in_(HAS_A_MENTOR),
    )
    has_mentee_since = sa.exists().where(
        later.mentor_id == Match.mentor_id,
        later.introduced_at > Match.ended_at,
    )
    came_back = sa.select(sa.func.count(sa.distinct(Match.mentor_id))).where(
        Match.status == MatchStatus.COMPLETED, has_mentee_since
    )
    return PairNumbers(
        under_way=_count(
            session, sa.select(sa.func.count(Match.id)).where(Match.status.in_(GOES_ON))
        ),
        sessions=_count(session, sa.select(sa.func.count(MentoringSession.id)).where(held)),
        hours=round(minutes / 60),
        goals_reached=_count(
            session, sa.select(sa.func.count(Goal.id)).filter_by(status=GoalStatus.REACHED)
        ),
        said_how_it_goes=_count(session, sa.select(sa.func.count(Pulse.id))),
        asked_for_another=_count(session, asked),
        matched_again=_count(session, asked.where(has_mentor_since)),
        came_back=_count(session, came_back),
    )


def _count(session: Session, query: sa.Select[Any]) -> int:
    return session.scalar(query) or 0
