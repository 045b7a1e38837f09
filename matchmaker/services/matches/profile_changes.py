"""A member changes their profile: it is stored, and open offers that no longer hold end."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Match, MatchStatus, Member, Programme
from matchmaker.services.matches.offers import AlreadyAnswered, withdraw_if_overtaken
from matchmaker.services.matches.validity import why_overtaken
from matchmaker.services.profiles.storing import save_profile
from matchmaker.services.profiles.values import ProfileValues
from matchmaker.services.programme.programmes import lock_places


@dataclass(frozen=True, slots=True)
class Settled:
    """How many open offers a change ended: those about the member, and those to them."""

    as_mentee: int = 0
    as_mentor: int = 0


def change_profile(
    session: Session, programme: Programme, member: Member, values: ProfileValues
) -> Settled:
    """Store a profile, and withdraw open offers that no longer hold.

    Taking a break or giving up a role withdraws offers to and about the member. A mentee's new
    wish is left to the follow-up job: withdrawing at once would reveal which mentor was asked.
    """
    offers = sa.select(Match.id, Match.mentor_id, Match.programme_id).where(
        Match.with_member(member),
        Match.status == MatchStatus.OFFERED,
    )
    is_open = session.execute(offers.order_by(Match.id)).all()
    # Taken before the profile's own lock, in the same order everywhere.
    for programme_id in sorted({offer.programme_id for offer in is_open}):
        lock_places(session, programme_id)
    save_profile(session, programme, member, values)
    ended = [
        mentor_id == member.id
        for match_id, mentor_id, _ in is_open
        if _settle(session, session.get_one(Match, match_id), member)
    ]
    return Settled(as_mentee=ended.count(False), as_mentor=ended.count(True))


def _settle(session: Session, match: Match, member: Member) -> bool:
    if why_overtaken(session, match) == "forbidden" and match.mentee_id == member.id:
        return False
    try:
        return withdraw_if_overtaken(session, match)
    except AlreadyAnswered:
        return False
