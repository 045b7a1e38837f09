"""Pairs that must not be: a member's private wish, a coordinator's ban, or a mentor's answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.address import Address


class ExclusionSource(StrEnum):
    WISH = "wish"
    BAN = "ban"
    NOT_A_FIT = "not_a_fit"
    """A mentor declined for a reason that keeps the two apart for good."""


class Exclusion(Base):
    """`member_id` and whoever has the other address are never paired, in either direction.

    The other side is an address, since people may be named who have not joined (yet).
    """

    __tablename__ = "exclusions"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "member_id", "other_address_id", "source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    other_address_id: Mapped[int] = mapped_column(sa.ForeignKey("addresses.id"), index=True)
    source: Mapped[ExclusionSource] = mapped_column(one_of(ExclusionSource, name="source"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    other_address: Mapped[Address] = relationship(lazy="joined", innerjoin=True)
