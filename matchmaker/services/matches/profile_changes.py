"""A member changes their profile or takes a break: open offers that no longer hold end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus, Member, Programme
from matchmaker.services.matches.offers import AlreadyAnswered, withdraw_if_overtaken
from matchmaker.services.matches.validity import why_overtaken
from matchmaker.services.profiles.parts import Part, merged, without_past_break
from matchmaker.services.profiles.storing import lock_profile, profile_of, save_profile
from matchmaker.services.profiles.values import ProfileValues
from matchmaker.services.programme.programmes import lock_places, participation_of


@dataclass(frozen=True, slots=True)
class Settled:
    """How many open offers a change ended: those about the member, and those to them."""

    as_mentee: int = 0
    as_mentor: int = 0

    def __bool__(self) -> bool:
        return bool(self.as_mentee or self.as_mentor)


def change_parts(
    session: Session,
    programme: Programme,
    member: Member,
    typed: ProfileValues,
    parts: Iterable[Part],
    read: Mapping[Part, int],
) -> Settled:
    """Store some parts of what was typed, and withdraw open offers that no longer hold.

    `read` has the version that the writer had read of each part. Raises `NewerParts`.

    Taking a break or giving up a role withdraws offers to and about the member. A mentee's new
    wish is left to the follow-up job: withdrawing at once would reveal which mentor was asked.
    """
    is_open = _open_offers(session, member)
    lock_profile(session, programme, member)
    today = clock.today(programme.time_zone)
    stored = without_past_break(profile_of(session, programme, member), today)
    save_profile(session, programme, member, merged(stored, typed, parts, read))
    return _settle(session, member, is_open)


def take_break(session: Session, programme: Programme, member: Member, until: date) -> Settled:
    """Let a member sit out until a day; a longer break that they have taken stays."""
    is_open = _open_offers(session, member)
    standing = participation_of(session, programme, member)
    standing.paused_until = max(until, standing.paused_until or until)
    session.flush()
    return _settle(session, member, is_open)


def _open_offers(session: Session, member: Member) -> list[Match]:
    """Return the open offers to and about a member, with the places of their programmes locked."""
    offers = sa.select(Match).where(
        Match.with_member(member),
        Match.status == MatchStatus.OFFERED,
    )
    is_open = list(session.scalars(offers.order_by(Match.id)))
    # Taken before the profile's own lock, in the same order everywhere.
    for programme_id in sorted({offer.programme_id for offer in is_open}):
        lock_places(session, programme_id)
    return is_open


def _settle(session: Session, member: Member, is_open: list[Match]) -> Settled:
    ended = [match.mentor_id == member.id for match in is_open if _end(session, match, member)]
    return Settled(as_mentee=ended.count(False), as_mentor=ended.count(True))


def _end(session: Session, match: Match, member: Member) -> bool:
    if why_overtaken(session, match) == "forbidden" and match.mentee_id == member.id:
        return False
    try:
        return withdraw_if_overtaken(session, match)
    except AlreadyAnswered:
        return False
