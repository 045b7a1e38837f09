"""Follow-up of open offers: reminders, expiry, and withdrawing offers that no longer hold.

One match at a time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import MailKind, Match, MatchStatus, Programme
from matchmaker.services.matches.offers import AlreadyAnswered, expire_offer, withdraw_if_overtaken
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.programme.policies import policy_from_document


@dataclass(frozen=True, slots=True)
class Step:
    """What was done for one offer: a reminder or the last, "expired", "withdrawn", or nothing."""

    match_id: int
    done: str


def open_offers(session: Session, programme: Programme) -> list[int]:
    """Return the ids of a programme's offers that wait for an answer, the oldest first."""
    query = (
        sa.select(Match.id)
        .filter_by(programme_id=programme.id, status=MatchStatus.OFFERED)
        .order_by(Match.offered_at, Match.id)
    )
    return list(session.scalars(query))


def follow_up(session: Session, match_id: int) -> Step:
    """Do what is due for one offer; safe to call at any time and more than once.

    Of reminders that fell due while nothing ran, only the latest is sent.
    """
    match = session.get_one(Match, match_id, populate_existing=True)
    nothing = Step(match_id, "")
    if match.status != MatchStatus.OFFERED or match.offered_at is None or match.answer_by is None:
        return nothing
    timers = policy_from_document(match.round.policy).timers
    try:
        if ended := _end_if_over(session, match, match.answer_by):
            return Step(match_id, ended)
    except AlreadyAnswered:
        return nothing
    waited = clock.now() - match.offered_at
    for number, days, kind, done in (
        (2, timers.last_reminder_days, MailKind.OFFER_LAST_REMINDER, "last_reminder"),
        (1, timers.first_reminder_days, MailKind.OFFER_REMINDER, "reminder"),
    ):
        if waited >= timedelta(days=days):
            if not _count_reminder(session, match_id, number):
                return nothing
            owe_mail_about(session, kind, match, match.mentor, expires_at=match.answer_by)
            return Step(match_id, done)
    return nothing


def _end_if_over(session: Session, match: Match, answer_by: datetime) -> str:
    if withdraw_if_overtaken(session, match):
        return "withdrawn"
    if clock.now() >= answer_by:
        expire_offer(session, match)
        return "expired"
    return ""


def _count_reminder(session: Session, match_id: int, number: int) -> bool:
    """Note that a reminder is owed; False if it was already, or the offer is no longer open."""
    noted = session.execute(
        sa.update(Match)
        .where(
            Match.id == match_id,
            Match.status == MatchStatus.OFFERED,
            Match.reminders_sent < number,
        )
        .values(reminders_sent=number)
    )
    return bool(changed_rows(noted))
