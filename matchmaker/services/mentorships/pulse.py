"""How a mentorship goes: each of the two says so alone, and only its author reads an answer."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Closing,
    Fit,
    Match,
    Member,
    MentoringSession,
    Pulse,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import GOES_ON, mentorship_of
from matchmaker.services.mentorships.closing import first_day_to_close
from matchmaker.services.mentorships.moving import NotPossibleNow, lock_pair
from matchmaker.services.mentorships.pulse_days import Occasion, first_open, occasions_now
from matchmaker.services.programme.policies import current_policy


def pulse_due(session: Session, match: Match, member: Member) -> Occasion | None:
    """Return what one of a pair is asked now, and has not answered; nothing near the end."""
    if match.status not in GOES_ON:
        return None
    programme, mentorship = match.round.programme, mentorship_of(session, match)
    today = clock.today(programme.time_zone)
    policy = current_policy(session, programme).mentorship
    has_closing = session.scalar(sa.select(Closing.match_id).filter_by(match_id=match.id).limit(1))
    if has_closing or today >= first_day_to_close(mentorship.ends_on, policy):
        return None
    held = session.scalars(
        sa.select(MentoringSession.starts_at).filter_by(
            match_id=match.id, status=SessionStatus.HELD
        )
    )
    moments = [moment for moment in held if moment]
    answered = session.scalars(
        sa.select(Pulse.occasion).filter_by(match_id=match.id, member_id=member.id)
    )
    found = occasions_now(policy, mentorship.began_on, moments, clock.now(), today)
    return first_open(found, set(answered))


def answer_fit(session: Session, match: Match, member: Member, occasion: str, fit: Fit) -> None:
    """Note whether it fits. Raises `NotPossibleNow` where that is not asked (any more)."""
    session.add(_answer(session, match, member, occasion, asks_fit=True, fit=fit))
    session.flush()


def answer_pulse(
    session: Session, match: Match, member: Member, occasion: str, going: int, useful: int
) -> None:
    """Note how well it goes and how useful it is, each from 1 to 5. Raises `NotPossibleNow`."""
    pulse = _answer(session, match, member, occasion, asks_fit=False, going=going, useful=useful)
    session.add(pulse)
    session.flush()


def _answer(
    session: Session,
    match: Match,
    member: Member,
    occasion: str,
    *,
    asks_fit: bool,
    fit: Fit | None = None,
    going: int | None = None,
    useful: int | None = None,
) -> Pulse:
    lock_pair(session, match)
    due = pulse_due(session, match, member)
    if due is None or (due.name, due.asks_fit) != (occasion, asks_fit):
        raise NotPossibleNow(match)
    return Pulse(
        programme_id=match.programme_id,
        match_id=match.id,
        member_id=member.id,
        occasion=occasion,
        month=clock.current_month(match.round.programme.time_zone),
        answered_at=clock.now(),
        fit=fit,
        going=going,
        useful=useful,
    )
