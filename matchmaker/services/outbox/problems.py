"""Mails that did not get through, in the words of a coordinator. Reading only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.messages import lazy_gettext
from matchmaker.models import Address, MailKind, MailStatus, Member, OutboxMail, Programme
from matchmaker.services.outbox.backlog import STUCK_AFTER
from matchmaker.services.outbox.subjects import keys_about, subjects_in
from matchmaker.services.programme.withheld import withheld_from

MOST_LISTED: Final = 200

KIND_NAMES: Final = {
    MailKind.SIGN_IN_LINK: lazy_gettext("Sign-in link"),
    MailKind.CONFIRMATION_CODE: lazy_gettext("Code to confirm"),
    MailKind.ADDRESS_CONFIRM: lazy_gettext("Link to confirm a new address"),
    MailKind.ADDRESS_STOP: lazy_gettext("Notice of a change of address (to the old one)"),
    MailKind.ADDRESS_CHANGED: lazy_gettext("Notice that an address was changed"),
    MailKind.WELCOME: lazy_gettext("Welcome"),
    MailKind.OFFER: lazy_gettext("Request to a mentor"),
    MailKind.OFFER_REMINDER: lazy_gettext("First reminder of a request"),
    MailKind.OFFER_LAST_REMINDER: lazy_gettext("Last reminder of a request"),
    MailKind.OFFER_EXPIRED: lazy_gettext("Request expired (to the mentor)"),
    MailKind.OFFER_WITHDRAWN: lazy_gettext("Request withdrawn (to the mentor)"),
    MailKind.INTRODUCTION_MENTEE: lazy_gettext("Introduction (to the mentee)"),
    MailKind.INTRODUCTION_MENTOR: lazy_gettext("Introduction (to the mentor)"),
    MailKind.OFFER_FELL_THROUGH: lazy_gettext("Request fell through (to the mentee)"),
    MailKind.NO_MATCH: lazy_gettext("No match this month"),
    MailKind.MATCH_ENDED: lazy_gettext("Match ended"),
    MailKind.TERMS_PROPOSED: lazy_gettext("Agreement proposed"),
    MailKind.TERMS_AGREED: lazy_gettext("Agreement confirmed"),
    MailKind.MENTORSHIP_HAS_END: lazy_gettext("End date of a mentorship"),
    MailKind.SESSION_TIMES_OFFERED: lazy_gettext("Times offered for a session"),
    MailKind.SESSION_PLANNED: lazy_gettext("Invitation to a session"),
    MailKind.SESSION_MOVED: lazy_gettext("Session moved"),
    MailKind.SESSION_CANCELLED: lazy_gettext("Session cancelled"),
    MailKind.DID_YOU_MEET_PROMPT: lazy_gettext("Question whether a session took place"),
    MailKind.FIRST_MESSAGE_PROMPT: lazy_gettext("Reminder to write first"),
    MailKind.FIRST_SESSION_PROMPT: lazy_gettext("Reminder to plan the first session"),
    MailKind.NEXT_SESSION_PROMPT: lazy_gettext("Reminder to plan the next session"),
    MailKind.MENTORSHIP_REVIEW: lazy_gettext("Time to look back together"),
    MailKind.FIT_PROMPT: lazy_gettext("Question whether a mentorship fits"),
    MailKind.PULSE_PROMPT: lazy_gettext("Question how a mentorship is going"),
    MailKind.MENTORSHIP_CLOSING: lazy_gettext("A mentorship nears its end"),
    MailKind.PARTNER_CLOSED: lazy_gettext("The partner has finished the mentorship"),
    MailKind.MENTORSHIP_COMPLETED: lazy_gettext("Mentorship completed"),
    MailKind.CERTIFICATION_EXPIRES: lazy_gettext("Certification expires"),
    MailKind.ROUND_READY: lazy_gettext("Round ready for review"),
    MailKind.ROUND_PUBLISHED: lazy_gettext("Round published"),
    MailKind.COFFEE_INTRODUCED: lazy_gettext("Introduction to coffee partners"),
    MailKind.COFFEE_DID_YOU_MEET: lazy_gettext("Question whether a coffee chat took place"),
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


def failed_mails(
    session: Session, programme: Programme, reader: Member | None = None
) -> list[MailProblem]:
    """Return a programme's mails that will not be tried again by themselves, the newest first.

    Without those about a case that the reader does not see.
    """
    return _problems(session, programme, reader, OutboxMail.status == MailStatus.FAILED)


def stuck_mails(
    session: Session,
    programme: Programme,
    reader: Member | None = None,
    *,
    moves: bool = False,
) -> list[MailProblem]:
    """Return a programme's mails that are owed for more than an hour and still being tried.

    Where the backlog moves as planned, without those whose turn has not come.
    """
    came_up = (OutboxMail.is_held | (OutboxMail.last_error != ""),) if moves else ()
    return _problems(
        session,
        programme,
        reader,
        OutboxMail.status == MailStatus.PENDING,
        OutboxMail.created_at < clock.now() - STUCK_AFTER,
        *came_up,
    )


def count_waiting(session: Session, programme: Programme, reader: Member) -> int:
    """Return how many of a programme's mails wait, of those that the reader may know of."""
    is_due = (OutboxMail.programme_id == programme.id) & (OutboxMail.status == MailStatus.PENDING)
    return len(_known_to(session, reader, is_due))


def failed_ids(session: Session, programme: Programme, reader: Member) -> list[int]:
    """Return the ids of a programme's mails that failed, of those that the reader may know of."""
    has_failed = OutboxMail.status == MailStatus.FAILED
    return _known_to(session, reader, OutboxMail.programme_id == programme.id, has_failed)


def may_know_of(session: Session, reader: Member, mail_id: int) -> bool:
    """Whether there is such a mail, about no case that the reader does not see."""
    return bool(_known_to(session, reader, OutboxMail.id == mail_id))


def count_due(session: Session, programme: Programme | None = None) -> int:
    """Return how many mails wait to be sent, now or later: all, or those of one programme."""
    query = sa.select(sa.func.count(OutboxMail.id)).filter_by(status=MailStatus.PENDING)
    if programme is not None:
        query = query.filter_by(programme_id=programme.id)
    return session.scalar(query) or 0


def count_failed(session: Session) -> int:
    """Return how many mails will not be tried again by themselves."""
    query = sa.select(sa.func.count(OutboxMail.id)).filter_by(status=MailStatus.FAILED)
    return session.scalar(query) or 0


def count_failed_apart_from(
    session: Session, programme: Programme, withheld: frozenset[int]
) -> int:
    """Return how many of a programme's mails failed that are not about a withheld case."""
    query = sa.select(OutboxMail.recipient, OutboxMail.subject_key, OutboxMail.payload).where(
        OutboxMail.programme_id == programme.id, OutboxMail.status == MailStatus.FAILED
    )
    failed = session.execute(query).all()
    if not (failed and withheld):
        return len(failed)
    subjects, addresses = _withheld_subjects(session, withheld)
    return sum(
        recipient not in addresses and subjects.isdisjoint(subjects_in(key, payload))
        for recipient, key, payload in failed
    )


def _problems(
    session: Session,
    programme: Programme,
    reader: Member | None,
    *conditions: sa.ColumnElement[bool],
) -> list[MailProblem]:
    query = (
        sa.select(OutboxMail)
        .where(OutboxMail.programme_id == programme.id, *conditions)
        .options(joinedload(OutboxMail.member))
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
        .limit(MOST_LISTED)
    )
    if reader is not None:
        known = _known_to(session, reader, OutboxMail.programme_id == programme.id, *conditions)
        query = query.where(OutboxMail.id.in_(known[:MOST_LISTED]))
    return [_problem(mail) for mail in session.scalars(query)]


def _known_to(session: Session, reader: Member, *conditions: sa.ColumnElement[bool]) -> list[int]:
    """Return the ids of mails that a reader may know of, the newest first.

    Their own, and those that are about no case withheld from them.
    """
    subjects, addresses = _withheld_subjects(session, withheld_from(session, reader))
    query = (
        sa.select(OutboxMail.id, OutboxMail.recipient, OutboxMail.subject_key, OutboxMail.payload)
        .where(*conditions)
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
    )
    return [
        mail_id
        for mail_id, recipient, key, payload in session.execute(query)
        if recipient == reader.email
        or (recipient not in addresses and subjects.isdisjoint(subjects_in(key, payload)))
    ]


def _withheld_subjects(
    session: Session, withheld: frozenset[int]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of what is withheld, and the addresses of those who are."""
    if not withheld:
        return frozenset(), frozenset()
    addresses = session.scalars(sa.select(Address.address).where(Address.member_id.in_(withheld)))
    return keys_about(session, withheld), frozenset(addresses)


def _problem(mail: OutboxMail) -> MailProblem:
    return MailProblem(
        id=mail.id,
        kind=str(KIND_NAMES[mail.kind]),
        recipient=mail.recipient,
        recipient_name=mail.member.name if mail.member else "",
        error=mail.last_error,
        attempts=mail.attempts,
        owed_at=mail.created_at,
        next_attempt_at=mail.next_attempt_at,
        is_held=mail.is_held,
    )
