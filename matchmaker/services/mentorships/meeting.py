"""The first time that two people who were introduced meet."""

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import ChangeKind, Match, MatchStatus, Member
from matchmaker.services.mentorships.moving import NotPossibleNow, move
from matchmaker.services.programme.programmes import participation_of


def confirm_meeting(session: Session, match: Match, actor: Member) -> bool:
    """Note that the two have met; return whether this was new. Raises `NotPossibleNow`.

    No session is noted by it: a coordinator who says so knows neither the day nor the minutes, and
    the sheet of hours certifies both. One of the two adds it on the page of their mentorship.

    The mentee's waiting is over now, and not before: who is introduced and never meets keeps it.
    """
    session.refresh(match, with_for_update=True)
    if match.status == MatchStatus.ACTIVE:
        return False
    if match.status != MatchStatus.INTRODUCED:
        raise NotPossibleNow(match)
    move(session, match, MatchStatus.ACTIVE, actor, kind=ChangeKind.MET)
    match.met_at = clock.now()
    standing = participation_of(session, match.round.programme, match.mentee)
    standing.rounds_waited = 0
    standing.has_first_priority = False
    session.flush()
    return True
