"""Follow-up of open offers: reminders, expiry, and withdrawing offers that no longer hold.

One match at a time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import MailKind, MailStatus, Match, MatchStatus, Programme
from matchmaker.services.matches.offer_mails import sending_of_offer
from matchmaker.services.matches.offers import (
    AlreadyAnswered,
    expire_offer,
    withdraw_if_overtaken,
    withdraw_unsent,
)
from matchmaker.services.outbox.refusable import is_refused
from matchmaker.services.outbox.subjects import owe_mail_about, sending_of
from matchmaker.services.programme.policies import Timers, policy_from_document

AN_HOUR: Final = timedelta(hours=1)
NEVER_SENT: Final = frozenset({MailStatus.FAILED, MailStatus.CANCELLED})


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

    All is counted from when the offer's mail was really sent: nobody is reminded of, or silent to,
    what has not reached them. Of reminders that fell due while nothing ran, only the latest is
    sent, and the last one leaves as long to answer as it would have in time. Who refuses reminders
    gets none, and has the same time to answer.
    """
    match = session.get_one(Match, match_id, populate_existing=True)
    nothing = Step(match_id, "")
    if match.status != MatchStatus.OFFERED or match.offered_at is None or match.answer_by is None:
        return nothing
    timers = policy_from_document(match.round.policy).timers
    try:
        if withdraw_if_overtaken(session, match):
            return Step(match_id, "withdrawn")
        offer = sending_of_offer(session, match)
        if offer is not None and offer.status in NEVER_SENT:
            return Step(match_id, _end_unsent(session, match, match.answer_by))
        if offer is not None and offer.sent_at is None:
            return nothing
        asked_at = offer.sent_at if offer and offer.sent_at else match.offered_at
        return Step(match_id, _remind_or_end(session, match, timers, asked_at))
    except AlreadyAnswered:
        return nothing


def _remind_or_end(session: Session, match: Match, timers: Timers, asked_at: datetime) -> str:
    _leave_time(session, match, asked_at + timedelta(days=timers.expiry_days))
    for reminder in _reminders(timers):
        if clock.now() - asked_at >= timedelta(days=reminder.after_days):
            if _remind(session, match, reminder, timers.expiry_days):
                return reminder.done
            break
    return _end_if_over(session, match, timers)


@dataclass(frozen=True, slots=True)
class _Reminder:
    number: int
    after_days: int
    kind: MailKind
    done: str


def _reminders(timers: Timers) -> tuple[_Reminder, _Reminder]:
    """Return the reminders, the last one first."""
    return (
        _Reminder(2, timers.last_reminder_days, MailKind.OFFER_LAST_REMINDER, "last_reminder"),
        _Reminder(1, timers.first_reminder_days, MailKind.OFFER_REMINDER, "reminder"),
    )


def _remind(session: Session, match: Match, reminder: _Reminder, expiry_days: int) -> bool:
    if is_refused(session, match.programme_id, match.mentor_id, reminder.kind):
        return False
    if not _count_reminder(session, match.id, reminder.number):
        return False
    if reminder.kind == MailKind.OFFER_LAST_REMINDER:
        left = timedelta(days=expiry_days - reminder.after_days)
        _leave_time(session, match, clock.now() + left)
    owe_mail_about(session, reminder.kind, match, match.mentor, expires_at=match.answer_by)
    return True


def _leave_time(session: Session, match: Match, until: datetime) -> None:
    """Let an offer end later, never sooner; an hour more or less is nothing."""
    if match.answer_by is not None and until - match.answer_by > AN_HOUR:
        match.answer_by = until
        session.flush()


def _end_if_over(session: Session, match: Match, timers: Timers) -> str:
    """End an offer whose time is over, unless the last reminder has not had its time."""
    reminded = sending_of(session, MailKind.OFFER_LAST_REMINDER, match, match.mentor_id)
    if reminded is not None and reminded.sent_at is not None:
        left = timedelta(days=timers.expiry_days - timers.last_reminder_days)
        _leave_time(session, match, reminded.sent_at + left)
    is_reminder_on_its_way = reminded is not None and reminded.status == MailStatus.PENDING
    if is_reminder_on_its_way or match.answer_by is None or clock.now() < match.answer_by:
        return ""
    expire_offer(session, match)
    return "expired"


def _end_unsent(session: Session, match: Match, answer_by: datetime) -> str:
    """End an offer whose mail was never sent, in its time: the mentor was not silent."""
    if clock.now() < answer_by:
        return ""
    withdraw_unsent(session, match)
    return "withdrawn"


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
