"""The introduction of an accepted pair, with which their mentorship begins."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import LIVE_MATCH, MailKind, Match, MatchStatus
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.programme.meeting_time import propose_meeting
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.rounds.transitions import move_match


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
    begin_mentorship(session, match)
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
