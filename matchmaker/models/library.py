"""What coordinators put into the library or hide there, and what members say of its entries.

The cards, and the resources that are there from the beginning, are files.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.stated import StatedCodes


class ResourceKind(StrEnum):
    ARTICLE = "article"
    BOOK = "book"
    COURSE = "course"
    GUIDE = "guide"
    """A handbook, a standard, a page of the organisation's own."""
    PODCAST = "podcast"
    TEMPLATE = "template"
    TOOL = "tool"
    VIDEO = "video"


class ResourceCost(StrEnum):
    FREE = "free"
    SIGN_UP = "sign_up"
    """Free for whoever leaves an address there."""
    PAID = "paid"


class LibraryResource(Base):
    """A resource that a coordinator added; who it was is not kept.

    It fits those who are at `from_level` to `to_level` and want to climb.
    """

    __tablename__ = "library_resources"
    __table_args__ = (
        sa.CheckConstraint("from_level BETWEEN 0 AND 4", name="from_level"),
        sa.CheckConstraint("to_level BETWEEN from_level AND 4", name="to_level"),
        sa.CheckConstraint("address LIKE 'http://%' OR address LIKE 'https://%'", name="address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    about: Mapped[str] = mapped_column(sa.String(300), default="")
    address: Mapped[str] = mapped_column(sa.String(500))
    skills: Mapped[list[str]] = mapped_column(StatedCodes("skills"))
    from_level: Mapped[int]
    to_level: Mapped[int]
    kind: Mapped[ResourceKind] = mapped_column(one_of(ResourceKind, name="kind"))
    language: Mapped[str] = mapped_column(sa.String(20))
    cost: Mapped[ResourceCost] = mapped_column(one_of(ResourceCost, name="cost"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HiddenItem(Base):
    """An entry that a programme's coordinators do not want shown; gone once they do again."""

    __tablename__ = "library_hidden_items"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(80), primary_key=True)


class MarkKind(StrEnum):
    SAVED = "saved"
    DONE = "done"
    DID_NOT_HELP = "did_not_help"


class LibraryMark(Base):
    """What a member says of an entry, for themself alone; one word at a time."""

    __tablename__ = "library_marks"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    item: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    """What a resource was called then; empty for a card."""
    kind: Mapped[MarkKind] = mapped_column(one_of(MarkKind, name="kind"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
