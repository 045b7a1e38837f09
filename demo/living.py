"""The pairs that go on, and when they met."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Match, MentoringSession, Mentorship, Programme, SessionStatus
from matchmaker.services.mentorships.beginning import GOES_ON


def pairs_going_on(session: Session, programme: Programme) -> Sequence[tuple[Match, Mentorship]]:
    """Return every pair that is introduced or has met, with what it agreed on."""
    rows = session.execute(
        sa.select(Match, Mentorship)
        .join(Mentorship, Mentorship.match_id == Match.id)
        .where(Match.programme_id == programme.id, Match.status.in_(GOES_ON))
        .order_by(Match.id)
    )
    return [(match, mentorship) for match, mentorship in rows]


def held_sessions(session: Session) -> Mapping[int, list[datetime]]:
    """Return when each pair met, the earliest first, by the id of its match."""
    query = (
        sa.select(MentoringSession.match_id, MentoringSession.starts_at)
        .where(MentoringSession.status == SessionStatus.HELD)
        .order_by(MentoringSession.starts_at, MentoringSession.id)
    )
    held: dict[int, list[datetime]] = defaultdict(list)
    for match_id, starts_at in session.execute(query):
        if starts_at is not None:
            held[match_id].append(starts_at)
    return held
