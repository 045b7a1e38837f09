"""Who looked at whose profile, and that somebody was erased (not who: a keyed hash)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime
from matchmaker.models.member import Member


class ProfileLook(Base):
    """A coordinator opened a page that shows a member's profile."""

    __tablename__ = "profile_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    """At whom; NULL when `member_code` stands for them."""
    member_code: Mapped[str] = mapped_column(sa.String(20), default="")
    viewer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    viewer_code: Mapped[str] = mapped_column(sa.String(20), default="")
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    viewer: Mapped[Member | None] = relationship(foreign_keys=[viewer_id])


class Erasure(Base):
    """Somebody was erased. The hash recognises their address with the secret key, and only so.

    A database that is restored from an older copy is told by these, kept in a file beside it, whom
    to erase again.
    """

    __tablename__ = "erasures"
    __table_args__ = (sa.UniqueConstraint("address_hash", "erased_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
