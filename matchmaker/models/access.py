"""Who came in, went out, was refused, or did what needs a proof: by member ids, never addresses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class AccessKind(StrEnum):
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    IDLE = "idle"
    """A coordinator's session that nobody used for long was ended."""
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    """A wrong code was typed where somebody had to confirm that it was them."""
    GRANT_ASKED = "grant_asked"
    GRANTED = "granted"
    REVOKED = "revoked"
    REFUSED = "refused"
    """A page of the coordinators was asked for by somebody who is none."""
    EXPORTED = "exported"
    ADDRESS_CHANGED = "address_changed"
    MERGED = "merged"


COMING_AND_GOING: Final = frozenset(
    {
        *(AccessKind.SIGNED_IN, AccessKind.SIGNED_OUT, AccessKind.SIGNED_OUT_EVERYWHERE),
        *(AccessKind.IDLE, AccessKind.CONFIRMED, AccessKind.NOT_CONFIRMED),
    }
)
"""What says nothing but when somebody was here."""


class AccessEntry(Base):
    """One line of the access log; `detail` is a word of ours, such as the name of a page."""

    __tablename__ = "access_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AccessKind] = mapped_column(one_of(AccessKind, name="kind"))
    member_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    """Who; NULL for an operator's command, or when `member_code` stands for them."""
    member_code: Mapped[str] = mapped_column(sa.String(20), default="")
    about_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    """Whom it was about, where it was somebody else."""
    about_code: Mapped[str] = mapped_column(sa.String(20), default="")
    detail: Mapped[str] = mapped_column(sa.String(80), default="")
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
