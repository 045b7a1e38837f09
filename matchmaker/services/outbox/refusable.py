"""Mails that a member can do without, and refuse; all others are part of taking part."""

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import in_parts
from matchmaker.models import MailKind, MailRefusal, Refusable

KINDS: Final[dict[Refusable, frozenset[MailKind]]] = {
    Refusable.REMINDERS: frozenset({MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER}),
    Refusable.FIRST_MESSAGE_PROMPT: frozenset({MailKind.FIRST_MESSAGE_PROMPT}),
    Refusable.FIRST_SESSION_PROMPT: frozenset({MailKind.FIRST_SESSION_PROMPT}),
    Refusable.NEXT_SESSION_PROMPT: frozenset({MailKind.NEXT_SESSION_PROMPT}),
    Refusable.DID_YOU_MEET_PROMPT: frozenset({MailKind.DID_YOU_MEET_PROMPT}),
    Refusable.MENTORSHIP_REVIEW: frozenset({MailKind.MENTORSHIP_REVIEW}),
    Refusable.FIT_PROMPT: frozenset({MailKind.FIT_PROMPT}),
    Refusable.PULSE_PROMPT: frozenset({MailKind.PULSE_PROMPT}),
    Refusable.CHAT_QUESTIONS: frozenset({MailKind.COFFEE_DID_YOU_MEET}),
    Refusable.CERTIFICATION_REMINDERS: frozenset({MailKind.CERTIFICATION_EXPIRES}),
}


def is_refused(session: Session, programme_id: int, member_id: int, kind: MailKind) -> bool:
    """Whether a member wants no mails of a kind from a programme, by what is stored now."""
    return (member_id, kind) in refusals(session, programme_id, [member_id], [kind])


def refusals(
    session: Session, programme_id: int, member_ids: Collection[int], kinds: Collection[MailKind]
) -> frozenset[tuple[int, MailKind]]:
    """Return which of some members want no mails of which of some kinds from a programme."""
    asked = {what: of_one.intersection(kinds) for what, of_one in KINDS.items()}
    words = [what for what, of_one in asked.items() if of_one]
    found: set[tuple[int, MailKind]] = set()
    for part in in_parts(member_ids) if words else ():
        rows = sa.select(MailRefusal.member_id, MailRefusal.what).where(
            MailRefusal.programme_id == programme_id,
            MailRefusal.member_id.in_(part),
            MailRefusal.what.in_(words),
        )
        for member_id, what in session.execute(rows):
            found |= {(member_id, kind) for kind in asked[what]}
    return frozenset(found)
