"""Mail addresses that the programme knows. Whose one is can change; what points at it stays."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    Mapped,
    Mapper,
    attributes,
    mapped_column,
    object_session,
    relationship,
)

from matchmaker import clock
from matchmaker.addresses import is_placeholder, mailbox_of
from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.member import Member


class AddressTaken(Exception):
    """The address is, or was, that of another member."""


class Address(Base):
    """An address and the member whose it is or was; NULL for somebody who is not here (yet).

    Wishes, bans and reporting lines point here, so that they hold whatever becomes of an address.
    In the place of an erased person's address stands a code.
    """

    __tablename__ = "addresses"
    __table_args__ = (sa.CheckConstraint("address = lower(trim(address))", name="address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(254), unique=True)
    mailbox: Mapped[str] = mapped_column(sa.String(254), index=True)
    """The address without a tag after `+`: mail for both ends in one place."""
    member_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When somebody came with it, or was last entered by it."""


class ChangeSource(StrEnum):
    """Who says that a member has another address."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    ORGANISATION = "organisation"
    """The organisation's own sign-in."""
    FILE = "file"
    MERGE = "merge"
    """Two entries turned out to be one person."""


class AddressChange(Base):
    """A member has another address, or asks for it: their own wish waits for a link to be pressed.

    Both links are derived from `nonce`, as that of a sign-in is.
    """

    __tablename__ = "address_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    old_address: Mapped[str] = mapped_column(sa.String(254))
    new_address: Mapped[str] = mapped_column(sa.String(254))
    source: Mapped[ChangeSource] = mapped_column(one_of(ChangeSource, name="source"))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"))
    """The coordinator who did it."""
    nonce: Mapped[str] = mapped_column(sa.String(64), unique=True)
    confirm_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    stop_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    actor: Mapped[Member | None] = relationship(foreign_keys=[actor_id])


@event.listens_for(Member, "after_insert")
@event.listens_for(Member, "after_update")
def _keep_address(_mapper: Mapper[Any], connection: sa.Connection, member: Member) -> None:
    """Know the current address of every member as theirs. Raises `AddressTaken`."""
    if is_placeholder(member.email):
        return
    if not sa.inspect(member).attrs.email.history.has_changes():
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    known = (
        insert(Address)
        .values(
            address=member.email,
            mailbox=mailbox_of(member.email),
            member_id=member.id,
            named_at=clock.now(),
        )
        .on_conflict_do_update(
            index_elements=[Address.address],
            set_={"member_id": member.id, "named_at": clock.now()},
            where=Address.member_id.is_(None) | (Address.member_id == member.id),
        )
        .returning(Address.id)
    )
    address_id = connection.scalar(known)
    if address_id is None:
        raise AddressTaken(f"the address of member {member.id}")
    session = object_session(member)
    row = session and session.identity_map.get(sa.orm.util.identity_key(Address, address_id))
    if row:
        attributes.set_committed_value(row, "member_id", member.id)
