"""What delivery has learned of the mail server: whether it is well, and how much it takes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class ServerTrouble(StrEnum):
    REFUSES_US = "refuses_us"
    UNREACHABLE = "unreachable"


class MailServer(Base):
    """The server that the settings name: one row, shared by all who deliver; its id is 1."""

    __tablename__ = "mail_servers"
    __table_args__ = (
        sa.CheckConstraint("(trouble IS NULL) = (trouble_since IS NULL)", name="trouble_since"),
        sa.CheckConstraint("(learned_a_minute IS NULL) = (learned_at IS NULL)", name="learned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(300))
    """Host and port. Of another server nothing is known."""
    trouble: Mapped[ServerTrouble | None] = mapped_column(one_of(ServerTrouble, name="trouble"))
    trouble_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble_line: Mapped[str] = mapped_column(sa.Text, default="")
    """One line for an operator, without anybody's address."""
    learned_a_minute: Mapped[int | None]
    """How many mails it took in the minute before it said that they are too many."""
    learned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until then nothing is offered but what somebody waits for."""
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when on the next mail may be offered, at the pace that is in force."""
