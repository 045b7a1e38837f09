"""Mails that a member can do without, and refuse; all others are part of taking part."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.database import in_parts
from matchmaker.models import MailKind, Participation


class Refusable(StrEnum):
    """What can be refused; the words stand in links that were mailed and stay as they are."""

    REMINDERS = "reminders"
    CHAT_QUESTIONS = "chat_questions"


KINDS: Final[dict[Refusable, frozenset[MailKind]]] = {
    Refusable.REMINDERS: frozenset({MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER}),
    Refusable.CHAT_QUESTIONS: frozenset({MailKind.COFFEE_DID_YOU_MEET}),
}
COLUMNS: Final[dict[Refusable, InstrumentedAttribute[bool]]] = {
    Refusable.REMINDERS: Participation.refuses_reminders,
    Refusable.CHAT_QUESTIONS: Participation.refuses_chat_questions,
}


def is_refused(session: Session, programme_id: int, member_id: int, kind: MailKind) -> bool:
    """Whether a member wants no mails of a kind from a programme, by what is stored now."""
    return (member_id, kind) in refusals(session, programme_id, [member_id], [kind])


def refusals(
    session: Session, programme_id: int, member_ids: Collection[int], kinds: Collection[MailKind]
) -> frozenset[tuple[int, MailKind]]:
    """Return which of some members want no mails of which of some kinds from a programme."""
    found: set[tuple[int, MailKind]] = set()
    for what, of_one in KINDS.items():
        asked = of_one.intersection(kinds)
        for part in in_parts(member_ids) if asked else ():
            wish = sa.select(Participation.member_id).where(
                Participation.programme_id == programme_id,
                Participation.member_id.in_(part),
                COLUMNS[what],
            )
            found |= {(each, kind) for each in session.scalars(wish) for kind in asked}
    return frozenset(found)
