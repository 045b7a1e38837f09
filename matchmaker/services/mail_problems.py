"""Mails that did not get through, in the words of a coordinator. Reading only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.models import MailKind, MailStatus, OutboxMail

STUCK_AFTER: Final = timedelta(hours=1)
MOST_LISTED: Final = 200

KIND_NAMES: Final = {
    MailKind.SIGN_IN_LINK: "Sign-in link",
    MailKind.WELCOME: "Welcome",
    MailKind.OFFER: "Offer to a mentor",
    MailKind.OFFER_REMINDER: "First reminder of an offer",
    MailKind.OFFER_LAST_REMINDER: "Last reminder of an offer",
    MailKind.OFFER_EXPIRED: "Offer expired (to the mentor)",
    MailKind.OFFER_WITHDRAWN: "Offer withdrawn (to the mentor)",
    MailKind.INTRODUCTION_MENTEE: "Introduction (to the mentee)",
    MailKind.INTRODUCTION_MENTOR: "Introduction (to the mentor)",
    MailKind.OFFER_FELL_THROUGH: "Offer fell through (to the mentee)",
    MailKind.NO_MATCH: "No match this month",
    MailKind.MATCH_ENDED: "Match ended",
    MailKind.ROUND_READY: "Round ready for review",
    MailKind.ROUND_PUBLISHED: "Round published",
    MailKind.COFFEE_INTRODUCED: "Introduction to coffee partners",
    MailKind.COFFEE_DID_YOU_MEET: "Question whether a coffee chat took place",
}


@dataclass(frozen=True, slots=True)
class MailProblem:
    """One mail that failed, or that waits longer than it should.

    A held one waits for an operator: it was owed before the database was restored.
    """

    id: int
    kind: str
    recipient: str
    recipient_name: str
    error: str
    attempts: int
    owed_at: datetime
    next_attempt_at: datetime
    is_held: bool


def failed_mails(session: Session) -> list[MailProblem]:
    """Return mails that will not be tried again by themselves, the newest first."""
    return _problems(session, OutboxMail.status == MailStatus.FAILED)


def stuck_mails(session: Session) -> list[MailProblem]:
    """Return mails that are owed for more than an hour and still being tried."""
    return _problems(
        session,
        OutboxMail.status == MailStatus.PENDING,
        OutboxMail.created_at < clock.now() - STUCK_AFTER,
    )


def count_due(session: Session) -> int:
    """Return how many mails wait to be sent, now or later."""
    query = sa.select(sa.func.count(OutboxMail.id)).filter_by(status=MailStatus.PENDING)
    return session.scalar(query) or 0


def _problems(session: Session, *conditions: sa.ColumnElement[bool]) -> list[MailProblem]:
    query = (
        sa.select(OutboxMail)
        .where(*conditions)
        .options(joinedload(OutboxMail.member))
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
        .limit(MOST_LISTED)
    )
    return [
        MailProblem(
            id=mail.id,
            kind=KIND_NAMES[mail.kind],
            recipient=mail.recipient,
            recipient_name=mail.member.name if mail.member else "",
            error=mail.last_error,
            attempts=mail.attempts,
            owed_at=mail.created_at,
            next_attempt_at=mail.next_attempt_at,
            is_held=mail.is_held,
        )
        for mail in session.scalars(query)
    ]
