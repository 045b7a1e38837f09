"""Mails that a member can do without, and refused."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, one_of


class Refusable(StrEnum):
    """What can be refused; the words stand in links that were mailed and stay as they are."""

    REMINDERS = "reminders"
    FIRST_MESSAGE_PROMPT = "first_message_prompt"
    FIRST_SESSION_PROMPT = "first_session_prompt"
    NEXT_SESSION_PROMPT = "next_session_prompt"
    DID_YOU_MEET_PROMPT = "did_you_meet_prompt"
    MENTORSHIP_REVIEW = "mentorship_review"
    FIT_PROMPT = "fit_prompt"
    PULSE_PROMPT = "pulse_prompt"
    CHAT_QUESTIONS = "chat_questions"
    CERTIFICATION_REMINDERS = "certification_reminders"


class MailRefusal(Base):
    """A member wants no more of some mails from a programme; gone once they want them again."""

    __tablename__ = "mail_refusals"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    what: Mapped[Refusable] = mapped_column(one_of(Refusable, name="what"), primary_key=True)
