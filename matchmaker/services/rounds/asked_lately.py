"""Pairs that rest: the mentor left an offer of this mentee unanswered in one of the last rounds."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.values.people import Pair
from matchmaker.models import Match, MatchStatus, Programme, Round, RoundStatus
from matchmaker.services.addresses.merged import OnePerson

ROUNDS_OF_REST: Final = 3
"""Rounds for which a pair whose offer expired does not come back."""


def pairs_asked_lately(session: Session, programme: Programme, month: str) -> frozenset[Pair]:
    """Return the (mentee, mentor) pairs that rest in a month's round."""
    last_rounds = (
        sa.select(Round.id)
        .where(
            Round.programme_id == programme.id,
            Round.month < month,
            Round.status.in_((RoundStatus.PUBLISHED, RoundStatus.CLOSED)),
        )
        .order_by(Round.month.desc())
        .limit(ROUNDS_OF_REST)
    )
    expired = sa.select(Match.mentee_id, Match.mentor_id).where(
        Match.round_id.in_(last_rounds.scalar_subquery()), Match.status == MatchStatus.EXPIRED
    )
    now = OnePerson(session)
    return frozenset((now(mentee), now(mentor)) for mentee, mentor in session.execute(expired))
