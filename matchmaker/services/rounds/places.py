"""A mentor's places: how many are taken, counted under a lock where it matters."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.database import in_parts
from matchmaker.models import LIVE_MATCH, Match, MatchStatus, Participation


def live_matches_by_mentor(session: Session, programme_id: int) -> dict[int, int]:
    """Return how many places each mentor of a programme gave away (open offers included)."""
    query = (
        sa.select(Match.mentor_id, sa.func.count())
        .where(Match.programme_id == programme_id, Match.status.in_(LIVE_MATCH))
        .group_by(Match.mentor_id)
    )
    return {mentor: count for mentor, count in session.execute(query)}  # noqa: C416 - rows are not pairs to a type checker


def fresh_participations(
    session: Session, programme_id: int, member_ids: set[int]
) -> dict[int, Participation]:
    """Return members' participations as the database has them now, by member id."""
    query = (
        sa.select(Participation)
        .where(Participation.programme_id == programme_id)
        .options(joinedload(Participation.member), joinedload(Participation.programme))
        .execution_options(populate_existing=True)
    )
    return {
        row.member_id: row
        for part in in_parts(member_ids)
        for row in session.scalars(query.where(Participation.member_id.in_(part)))
    }


def accepted_matches(session: Session, programme_id: int, mentor_id: int) -> int:
    """Return how many mentees a mentor has said yes to in a programme and still has."""
    return accepted_by_mentor(session, programme_id, [mentor_id]).get(mentor_id, 0)


def accepted_by_mentor(
    session: Session, programme_id: int, mentor_ids: Collection[int]
) -> dict[int, int]:
    """Return how many mentees each of some mentors has said yes to and still has."""
    states = [state for state in LIVE_MATCH if state != MatchStatus.OFFERED]
    query = (
        sa.select(Match.mentor_id, sa.func.count())
        .where(Match.programme_id == programme_id, Match.status.in_(states))
        .group_by(Match.mentor_id)
    )
    return {
        mentor: count
        for part in in_parts(mentor_ids)
        for mentor, count in session.execute(query.where(Match.mentor_id.in_(part)))
    }
