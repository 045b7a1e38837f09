"""The introduction of an accepted pair, their first meeting, and the end of their match."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import LIVE_MATCH, ChangeKind, MailKind, Match, MatchStatus, Member
from matchmaker.services.matches.meeting_time import propose_meeting
from matchmaker.services.outbox.outbox import cancel_mails
from matchmaker.services.outbox.subjects import key_of, owe_mail_about
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.rounds.transitions import OutOfDate, move_match

INTRODUCTION_MAILS = {MailKind.INTRODUCTION_MENTEE, MailKind.INTRODUCTION_MENTOR}


class NotPossibleNow(Exception):
    """The match is in a state that does not allow this; `match` shows which."""

    def __init__(self, match: Match) -> None:
        self.match = match
        super().__init__(f"the match is {match.status}")


def introduce(session: Session, match: Match) -> None:
    """Introduce an accepted pair: both are owed a mail with each other's address."""
    timers = policy_from_document(match.round.policy).timers
    move_match(session, match, MatchStatus.INTRODUCED, actor=None)
    match.introduced_at = clock.now()
    match.meeting_at = propose_meeting(
        match.introduced_at,
        timers.first_meeting_days,
        match.mentee.profile.time_zone or match.round.programme.time_zone,
        match.mentor.profile.time_zone or match.round.programme.time_zone,
        writing_days=timers.first_message_working_days,
        taken=_proposed_to(session, match),
    )
    owe_mail_about(session, MailKind.INTRODUCTION_MENTEE, match, match.mentee)
    owe_mail_about(session, MailKind.INTRODUCTION_MENTOR, match, match.mentor)
    session.flush()


def _proposed_to(session: Session, match: Match) -> set[datetime]:
    """Return the half hours that are proposed to either of a pair for others of their matches."""
    proposed = sa.select(Match.meeting_at).where(
        sa.or_(Match.with_member(match.mentee), Match.with_member(match.mentor)),
        Match.id != match.id,
        Match.status.in_(LIVE_MATCH),
        Match.meeting_at.is_not(None),
    )
    return {moment for moment in session.scalars(proposed) if moment is not None}


def confirm_meeting(session: Session, match: Match, actor: Member) -> bool:
    """Note that the two have met; return whether this was new. Raises `NotPossibleNow`.

    The mentee's waiting is over now, and not before: who is introduced and never meets keeps it.
    """
    session.refresh(match, with_for_update=True)
    if match.status == MatchStatus.ACTIVE:
        return False
    if match.status != MatchStatus.INTRODUCED:
        raise NotPossibleNow(match)
    _move(session, match, MatchStatus.ACTIVE, actor, kind=ChangeKind.MET)
    match.met_at = clock.now()
    standing = participation_of(session, match.round.programme, match.mentee)
    standing.rounds_waited = 0
    standing.has_first_priority = False
    session.flush()
    return True


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
    pair, `cancelled` for a coordinator. Raises `NotPossibleNow`.
    """
    session.refresh(match, with_for_update=True)
    if match.status not in {MatchStatus.INTRODUCED, MatchStatus.ACTIVE}:
        raise NotPossibleNow(match)
    is_their_own = actor.id in {match.mentee_id, match.mentor_id}
    status = MatchStatus.ENDED if is_their_own else MatchStatus.CANCELLED
    _move(session, match, status, actor, reason)
    match.ended_at = clock.now()
    if mentee_comes_first or actor.id == match.mentor_id:
        participation_of(session, match.round.programme, match.mentee).has_first_priority = True
    cancel_mails(session, key_of(match), INTRODUCTION_MAILS)
    for member in (match.mentee, match.mentor):
        owe_mail_about(session, MailKind.MATCH_ENDED, match, member, outcome=status.value)
    session.flush()


def _move(
    session: Session,
    match: Match,
    status: MatchStatus,
    actor: Member,
    reason: str = "",
    kind: ChangeKind = ChangeKind.STATE,
) -> None:
    try:
        move_match(session, match, status, actor, reason, kind)
    except OutOfDate:
        session.refresh(match)
        raise NotPossibleNow(match) from None
