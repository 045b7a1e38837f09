"""Mails that a member can do without, and refuse; all others are part of taking part."""

from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

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
    for what, kinds in KINDS.items():
        if kind in kinds:
            wish = sa.select(COLUMNS[what]).where(
                Participation.programme_id == programme_id, Participation.member_id == member_id
            )
            return bool(session.scalar(wish))
    return False
