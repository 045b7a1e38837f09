"""Follow-up of open offers: reminders, expiry, and withdrawing offers that no longer hold.

Reminders are owed to many at once. An offer that ends is ended alone, in a transaction of its own:
it gives a place back, and the next best mentor is asked, which the next one to end must see.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.models import MailKind, MailStatus, Match, MatchStatus, Programme
from matchmaker.services.matches.offer_mails import sendings_of_offers
from matchmaker.services.matches.offers import (
    AlreadyAnswered,
    expire_offer,
    withdraw_if_overtaken,
    withdraw_unsent,
)
from matchmaker.services.matches.validity import Overtaken, why_each_is_overtaken
from matchmaker.services.outbox.outbox import owe_mails
from matchmaker.services.outbox.refusable import refusals
from matchmaker.services.outbox.subjects import Sending, mail_about, sendings_of
from matchmaker.services.programme.policies import Timers, policy_from_document

AN_HOUR: Final = timedelta(hours=1)
NEVER_SENT: Final = frozenset({MailStatus.FAILED, MailStatus.CANCELLED})
_REMINDERS: Final = frozenset({MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER})
End: TypeAlias = Literal["overtaken", "unsent", "expired"]
"""Why an offer ends: people have changed, its mail never left, or nobody answered in time."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done for some offers: how many reminders of each kind; and which offers are over."""

    reminders: Mapping[str, int]
    over: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Reminder:
    number: int
    after_days: int
    kind: MailKind
    done: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of an offer beside its row."""

    overtaken: Overtaken
    offer: Sending | None
    last_reminder: Sending | None
    refused: frozenset[MailKind]


@dataclass(frozen=True, slots=True)
class _Due:
    """What is due for an offer: a reminder, or its end, or nothing; and until when it is open."""

    answer_by: datetime
    reminder: _Reminder | None = None
    end: End | None = None


def open_offers(session: Session, programme: Programme) -> list[int]:
    """Return the ids of a programme's offers that wait for an answer, the oldest first."""
    query = (
        sa.select(Match.id)
        .filter_by(programme_id=programme.id, status=MatchStatus.OFFERED)
        .order_by(Match.offered_at, Match.id)
    )
    return list(session.scalars(query))


def follow_up(session: Session, programme: Programme, match_ids: Collection[int]) -> Followed:
    """Owe the reminders that are due for some offers, and return which of the offers are over.

    All is counted from when an offer's mail was really sent: nobody is reminded of, or silent to,
    what has not reached them. Of reminders that fell due while nothing ran, only the latest is
    sent, and the last one leaves as long to answer as it would have in time. Who refuses reminders
    gets none, and has the same time to answer. Safe to call at any time and more than once.

    Many offers take as many statements as a few. One transaction holds them: hand over some
    hundred at a time, and end with `end_if_over` what is over.
    """
    due = _all_due(session, programme, match_ids)
    for match, what in due:
        match.answer_by = what.answer_by
    session.flush()
    reminders: dict[_Reminder, list[Match]] = defaultdict(list)
    for match, what in due:
        if what.reminder is not None:
            reminders[what.reminder].append(match)
    done = {
        reminder.done: _remind(session, programme, matches, reminder)
        for reminder, matches in reminders.items()
    }
    return Followed(done, tuple(match.id for match, what in due if what.end is not None))


def end_if_over(session: Session, programme: Programme, match_id: int) -> str:
    """End an offer if it is over at this moment; return "expired", "withdrawn" or nothing."""
    for match, what in _all_due(session, programme, [match_id]):
        try:
            return _end(session, match, what.end) if what.end else ""
        except AlreadyAnswered:
            return ""
    return ""


def _end(session: Session, match: Match, end: End) -> str:
    if end == "overtaken":
        return "withdrawn" if withdraw_if_overtaken(session, match) else ""
    if end == "unsent":
        # The mentor was not silent.
        withdraw_unsent(session, match)
        return "withdrawn"
    expire_offer(session, match)
    return "expired"


def _all_due(
    session: Session, programme: Programme, match_ids: Collection[int]
) -> list[tuple[Match, _Due]]:
    """Return those of some offers that are open, as the database has them, and what is due."""
    query = (
        sa.select(Match)
        .where(
            Match.id.in_(match_ids),
            Match.status == MatchStatus.OFFERED,
            Match.offered_at.is_not(None),
            Match.answer_by.is_not(None),
        )
        .order_by(Match.offered_at, Match.id)
        .options(joinedload(Match.round), joinedload(Match.mentor))
        .execution_options(populate_existing=True)
    )
    matches = session.scalars(query).all()
    overtaken = why_each_is_overtaken(session, programme, matches)
    offers = sendings_of_offers(session, matches)
    last = sendings_of(session, MailKind.OFFER_LAST_REMINDER, matches)
    mentors = {match.mentor_id for match in matches}
    refused = refusals(session, programme.id, mentors, _REMINDERS)
    return [
        (
            match,
            _due(
                match,
                _Facts(
                    overtaken[match.id],
                    offers.get(match.id),
                    last.get((match.id, match.mentor_id)),
                    frozenset(kind for kind in _REMINDERS if (match.mentor_id, kind) in refused),
                ),
            ),
        )
        for match in matches
    ]


def _due(match: Match, facts: _Facts) -> _Due:
    now, timers = clock.now(), policy_from_document(match.round.policy).timers
    offered_at, answer_by = match.offered_at or now, match.answer_by or now
    if facts.overtaken:
        return _Due(answer_by, end="overtaken")
    if facts.offer is not None and facts.offer.status in NEVER_SENT:
        return _Due(answer_by, end="unsent" if now >= answer_by else None)
    if facts.offer is not None and facts.offer.sent_at is None:
        return _Due(answer_by)
    asked_at = facts.offer.sent_at if facts.offer and facts.offer.sent_at else offered_at
    answer_by = _later(answer_by, asked_at + timedelta(days=timers.expiry_days))
    time_after_the_last = timedelta(days=timers.expiry_days - timers.last_reminder_days)
    passed = (r for r in _reminders(timers) if now - asked_at >= timedelta(days=r.after_days))
    reminder = next(passed, None)
    if reminder and match.reminders_sent < reminder.number and reminder.kind not in facts.refused:
        if reminder.kind == MailKind.OFFER_LAST_REMINDER:
            answer_by = _later(answer_by, now + time_after_the_last)
        return _Due(answer_by, reminder)
    last = facts.last_reminder
    if last is not None and last.sent_at is not None:
        answer_by = _later(answer_by, last.sent_at + time_after_the_last)
    is_on_its_way = last is not None and last.status == MailStatus.PENDING
    is_over = now >= answer_by and not is_on_its_way
    return _Due(answer_by, end="expired" if is_over else None)


def _later(answer_by: datetime, until: datetime) -> datetime:
    """Return until when an offer is open: never sooner; an hour more or less is nothing."""
    return until if until - answer_by > AN_HOUR else answer_by


def _reminders(timers: Timers) -> tuple[_Reminder, _Reminder]:
    """Return the reminders, the last one first."""
    return (
        _Reminder(2, timers.last_reminder_days, MailKind.OFFER_LAST_REMINDER, "last_reminder"),
        _Reminder(1, timers.first_reminder_days, MailKind.OFFER_REMINDER, "reminder"),
    )


def _remind(
    session: Session, programme: Programme, matches: Sequence[Match], reminder: _Reminder
) -> int:
    """Owe a reminder of each offer that had none such, and is open still; return how many."""
    told_now = (
        sa.update(Match)
        .where(
            Match.id.in_([match.id for match in matches]),
            Match.status == MatchStatus.OFFERED,
            Match.reminders_sent < reminder.number,
        )
        .values(reminders_sent=reminder.number)
        .returning(Match.id)
        .execution_options(synchronize_session=False)
    )
    noted = set(session.scalars(told_now))
    mails = [
        mail_about(reminder.kind, match, match.mentor, expires_at=match.answer_by)
        for match in matches
        if match.id in noted
    ]
    owe_mails(session, programme.id, mails)
    return len(mails)
