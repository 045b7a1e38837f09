"""How a mentorship begins: with the programme's usual terms and an end that both can see."""

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus, Member, Mentorship
from matchmaker.services.programme.calendar import local_day, months_after
from matchmaker.services.programme.policies import current_policy

GOES_ON: Final = (MatchStatus.INTRODUCED, MatchStatus.ACTIVE)
"""States in which two people are, or may become, a mentorship."""


def begin_mentorship(session: Session, match: Match) -> Mentorship:
    """Begin the mentorship of a pair that was just introduced, on the programme's usual terms.

    Safe to call again.
    """
    if (begun := session.get(Mentorship, match.id)) is not None:
        return begun
    programme = match.round.programme
    usual = current_policy(session, programme).mentorship
    began_on = local_day(match.introduced_at or clock.now(), programme.time_zone)
    ends_on = months_after(began_on, usual.months)
    review_on = began_on + timedelta(days=usual.review_days)
    mentorship = Mentorship(
        match_id=match.id,
        began_on=began_on,
        planned_end_on=ends_on,
        ends_on=ends_on,
        review_on=review_on if review_on < ends_on else None,
        every_weeks=usual.every_weeks,
        minutes=usual.session_minutes,
    )
    session.add(mentorship)
    session.flush()
    return mentorship


def mentorship_of(session: Session, match: Match) -> Mentorship:
    """Return the mentorship of a pair that was introduced."""
    return session.get_one(Mentorship, match.id)


def partner_of(match: Match, member: Member) -> Member:
    """Return the other one of a pair."""
    return match.mentor if member.id == match.mentee_id else match.mentee
