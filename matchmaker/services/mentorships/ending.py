"""The end of a mentorship before its time, by one of the two or by a coordinator."""

from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailKind, Match, MatchStatus, Member
from matchmaker.services.mentorships.moving import lock_pair, move
from matchmaker.services.mentorships.sessions import cancel_ahead
from matchmaker.services.outbox.outbox import cancel_mails
from matchmaker.services.outbox.subjects import key_of, owe_mail_about
from matchmaker.services.programme.programmes import participation_of

INTRODUCTION_MAILS: Final = {MailKind.INTRODUCTION_MENTEE, MailKind.INTRODUCTION_MENTOR}


def end_match(
    session: Session,
    match: Match,
    actor: Member,
    reason: str = "",
    *,
    mentee_comes_first: bool = False,
) -> None:
    """End a match without fault; the reason is private, both sides are told neutrally.

    The mentee comes first in the next round if that is wished, and where the mentor ends it, as
    when a mentor leaves: nobody could ask the mentee. The status becomes `ended` for one of the
    pair, `cancelled` for a coordinator; the two read the same in both cases. Raises
    `NotPossibleNow`.
    """
    is_their_own = actor.id in {match.mentee_id, match.mentor_id}
    status = MatchStatus.ENDED if is_their_own else MatchStatus.CANCELLED
    comes_first = mentee_comes_first or actor.id == match.mentor_id
    end_as(session, match, actor, status, reason, mentee_comes_first=comes_first)


def end_as(
    session: Session,
    match: Match,
    actor: Member,
    status: MatchStatus,
    reason: str = "",
    *,
    mentee_comes_first: bool,
) -> None:
    """End a match in a state, of which its two people read only that it has ended."""
    lock_pair(session, match)
    move(session, match, status, actor, reason)
    match.ended_at = clock.now()
    if mentee_comes_first:
        participation_of(session, match.round.programme, match.mentee).has_first_priority = True
    cancel_mails(session, key_of(match), INTRODUCTION_MAILS)
    cancel_ahead(session, match)
    for member in (match.mentee, match.mentor):
        outcome = match.status_for_the_two.value
        owe_mail_about(session, MailKind.MATCH_ENDED, match, member, outcome=outcome)
    session.flush()
