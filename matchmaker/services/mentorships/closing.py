"""How a mentorship finishes well: each of the two looks back, and the place is free that day."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Closing,
    GoalsReached,
    MailKind,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    Mentorship,
    Programme,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import GOES_ON, mentorship_of, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow, move
from matchmaker.services.mentorships.sessions import cancel_ahead
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.programme.policies import MentorshipPolicy, current_policy
from matchmaker.services.programme.programmes import lock_places, participation_of

FADED = "faded"
"""What the mail says of a mentorship that was over by itself."""


@dataclass(frozen=True, slots=True)
class LastWords:
    """What one of a pair says at the end. `private_line` is for its author alone."""

    goals_reached: GoalsReached
    takeaway: str = ""
    thanks: str = ""
    private_line: str = ""


def closings_of(session: Session, match: Match) -> dict[int, Closing]:
    """Return what each of a pair said at the end, by member."""
    closings = session.scalars(sa.select(Closing).filter_by(match_id=match.id))
    return {closing.member_id: closing for closing in closings}


def close_mentorship(
    session: Session,
    match: Match,
    member: Member,
    words: LastWords,
    *,
    wants_another: bool | None = None,
) -> bool:
    """Note that one of a pair finishes; return whether both have, so that it is completed.

    The first who finishes before its end moves the end to today, and the partner is asked to
    finish, too. A mentee says whether they want another mentor; if not, they look for none from
    now on. Said again, the words take the place of those before. Raises `NotPossibleNow`.
    """
    lock_places(session, match.programme_id)
    session.refresh(match, with_for_update=True)
    if match.status != MatchStatus.ACTIVE:
        raise NotPossibleNow(match)
    closings = closings_of(session, match)
    closing = closings.get(member.id)
    if closing is None:
        closing = Closing(match_id=match.id, member_id=member.id)
        session.add(closing)
    closing.closed_at = clock.now()
    closing.goals_reached = words.goals_reached
    closing.takeaway = words.takeaway
    closing.thanks = words.thanks
    closing.private_line = words.private_line
    if member.id == match.mentee_id and wants_another is not None:
        participation_of(session, match.round.programme, member).is_mentee = wants_another
    session.flush()
    if partner_of(match, member).id in closings:
        complete(session, match, member)
        return True
    mentorship = mentorship_of(session, match)
    mentorship.ends_on = min(mentorship.ends_on, clock.today(match.round.programme.time_zone))
    session.flush()
    owe_mail_about(session, MailKind.PARTNER_CLOSED, match, partner_of(match, member))
    return False


def complete(session: Session, match: Match, actor: Member | None) -> None:
    """Complete a mentorship: both are thanked, and the mentor's place is free."""
    move(session, match, MatchStatus.COMPLETED, actor)
    match.ended_at = clock.now()
    cancel_ahead(session, match)
    for member in (match.mentee, match.mentor):
        owe_mail_about(session, MailKind.MENTORSHIP_COMPLETED, match, member)
    session.flush()


def first_day_to_close(ends_on: date, policy: MentorshipPolicy) -> date:
    """Return the day from which the two are asked to finish or to go on."""
    return ends_on - timedelta(days=policy.closing_days)


def last_day_to_close(ends_on: date, policy: MentorshipPolicy) -> date:
    """Return the last day on which the two can finish what is over by itself after it."""
    return ends_on + timedelta(days=policy.silence_days)


def mentorships_overdue(session: Session, programme: Programme) -> list[int]:
    """Return the ids of a programme's matches whose mentorship nobody has finished in time."""
    policy = current_policy(session, programme).mentorship
    last = clock.today(programme.time_zone) - timedelta(days=policy.silence_days)
    query = (
        sa.select(Match.id)
        .join(Mentorship, Mentorship.match_id == Match.id)
        .where(
            Match.programme_id == programme.id,
            Match.status.in_(GOES_ON),
            Mentorship.ends_on < last,
        )
        .order_by(Match.id)
    )
    return list(session.scalars(query))


def end_if_overdue(session: Session, match_id: int) -> str:
    """End a mentorship whose end is long past; return "completed", "ended" or nothing.

    It is completed where enough sessions were held, or one of the two has finished it, and ended
    without fault otherwise. Safe to call at any time and more than once.
    """
    match = session.get_one(Match, match_id)
    lock_places(session, match.programme_id)
    session.refresh(match, with_for_update=True)
    programme = match.round.programme
    policy = current_policy(session, programme).mentorship
    mentorship = mentorship_of(session, match)
    session.refresh(mentorship)
    last_day = last_day_to_close(mentorship.ends_on, policy)
    if match.status not in GOES_ON or clock.today(programme.time_zone) <= last_day:
        return ""
    was_good = sessions_held(session, match) >= policy.sessions_to_complete
    if match.status == MatchStatus.ACTIVE and (was_good or closings_of(session, match)):
        complete(session, match, None)
        return "completed"
    move(session, match, MatchStatus.ENDED, None)
    match.ended_at = clock.now()
    cancel_ahead(session, match)
    for member in (match.mentee, match.mentor):
        owe_mail_about(session, MailKind.MATCH_ENDED, match, member, outcome=FADED)
    session.flush()
    return "ended"


def sessions_held(session: Session, match: Match) -> int:
    """Return how many sessions of a pair were held."""
    held = sa.select(sa.func.count(MentoringSession.id)).filter_by(
        match_id=match.id, status=SessionStatus.HELD
    )
    return session.scalar(held) or 0
