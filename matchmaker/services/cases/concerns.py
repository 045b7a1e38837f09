"""What one of a pair asks the coordinators for, which the other one must not learn."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.messages import gettext as _
from matchmaker.models import Concern, Match, Member, Programme
from matchmaker.services.cases.case import MOST_OF_A_KIND, Case, Place
from matchmaker.services.mentorships.concern_words import concern_words
from matchmaker.services.programme.names import label_of


def concerns(session: Session, programme: Programme, withheld: frozenset[int]) -> list[Case]:
    """Return a case for each of them that no coordinator has seen to, the oldest first."""
    query = (
        sa.select(Concern, Match)
        .join(Match, Match.id == Concern.match_id)
        .join(Member, Member.id == Concern.member_id)
        .where(
            Match.programme_id == programme.id,
            Concern.settled_at.is_(None),
            Member.left_at.is_(None),
            Match.mentee_id.not_in(withheld),
            Match.mentor_id.not_in(withheld),
        )
        .options(joinedload(Concern.member), joinedload(Match.mentee), joinedload(Match.mentor))
        .order_by(Concern.id)
        .limit(MOST_OF_A_KIND)
    )
    return [
        Case(
            title=_("Members who ask for you"),
            sentence=concern_words(concern, match),
            place=Place.MENTORSHIP,
            match_id=match.id,
            name=label_of(concern.member),
        )
        for concern, match in session.execute(query)
    ]
