"""Addresses that are known: entered by somebody, or a member's own, now or earlier.

The only module that compares addresses. Everything else asks here who somebody is.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from matchmaker import clock
from matchmaker.addresses import is_placeholder, mailbox_of, normalise_address
from matchmaker.models import Address, AddressTaken, Exclusion, Member, Profile

_BATCH = 500
Item = TypeVar("Item")


def find_member(session: Session, email: str) -> Member | None:
    """Return the member whose address this is or was, however it is spelt.

    Enough to say whom somebody means. Who shows that they read an old mailbox is not let in by it:
    it may be somebody else's now (`find_by_current_address`). Raises `InvalidAddress`.
    """
    is_theirs = sa.select(Address.member_id).filter_by(address=normalise_address(email))
    return session.scalars(
        sa.select(Member).where(Member.id == is_theirs.scalar_subquery())
    ).one_or_none()


def find_by_current_address(session: Session, email: str) -> Member | None:
    """Return the member whose mail goes to this address at present."""
    query = sa.select(Member).filter_by(email=normalise_address(email))
    return session.scalars(query).one_or_none()


def address_to_write_to(session: Session, email: str) -> str:
    """Return where mail to an address goes: an earlier one of a member is not written to.

    Raises `InvalidAddress`.
    """
    member = find_member(session, email)
    return member.email if member else normalise_address(email)


def owners_of(session: Session, addresses: Collection[str]) -> dict[str, int]:
    """Return whose each address is or was, as member ids; nobody's are left out."""
    found: dict[str, int] = {}
    for batch in _batches(sorted(addresses)):
        query = sa.select(Address.address, Address.member_id).where(
            Address.address.in_(batch), Address.member_id.is_not(None)
        )
        for address, member_id in session.execute(query):
            found[address] = member_id or 0
    return found


def current_address_id(session: Session, member: Member) -> int:
    """Return the row of a member's present address."""
    return know_addresses(session, [member.email])[member.email].id


def addresses_of(session: Session, member: Member) -> list[str]:
    """Return the present and earlier addresses of a member."""
    query = sa.select(Address.address).filter_by(member_id=member.id).order_by(Address.address)
    return list(session.scalars(query))


def disown(session: Session, member: Member, address: str) -> None:
    """Let an address that a member has no more be nobody's, as if it had never been theirs."""
    session.execute(
        sa.update(Address).filter_by(address=address, member_id=member.id).values(member_id=None)
    )


def address_ids(session: Session, addresses: Collection[str]) -> set[int]:
    """Return the rows of those of the addresses, or codes, that are known."""
    return set(session.scalars(sa.select(Address.id).where(Address.address.in_(addresses))))


def know_addresses(session: Session, addresses: Iterable[str]) -> dict[str, Address]:
    """Return the row of each address (normalised), made now where there is none."""
    now = clock.now()
    found: dict[str, Address] = {}
    for batch in _batches(sorted(set(addresses) - {""})):
        session.execute(_upsert(session), [_unowned(each, now) for each in batch])
        query = sa.select(Address).where(Address.address.in_(batch))
        for row in session.scalars(query.execution_options(populate_existing=True)):
            found[row.address] = row
    return found


def know_address_ids(session: Session, addresses: Iterable[str]) -> dict[str, int]:
    """Return the number of each address's row, as `know_addresses`; for very many of them."""
    now = clock.now()
    known = _upsert(session).returning(Address.address, Address.id)
    found: dict[str, int] = {}
    for batch in _batches(sorted(set(addresses) - {""})):
        rows = [_unowned(each, now) for each in batch]
        for address, address_id in session.execute(known, rows):
            found[address] = address_id
    return found


def give_addresses(session: Session, owners: Mapping[str, int]) -> None:
    """Let addresses be members', as their rows do that are added one by one.

    Raises `AddressTaken` where one is, or was, another member's.
    """
    now = clock.now()
    table = Address.__table__
    known = _insert_into(session)(table)
    known = known.on_conflict_do_update(
        index_elements=[table.c.address],
        set_={"member_id": known.excluded.member_id, "named_at": now},
        where=table.c.member_id.is_(None) | (table.c.member_id == known.excluded.member_id),
    ).returning(table.c.address)
    own = [each for each in owners if not is_placeholder(each)]
    for batch in _batches(own):
        rows = [_unowned(each, now) | {"member_id": owners[each]} for each in batch]
        given = set(session.execute(known, rows).scalars())
        if taken := [owners[each] for each in batch if each not in given]:
            raise AddressTaken(f"the address of member {taken[0]}")


def coded_addresses(session: Session) -> set[str]:
    """Return the codes that stand where erased people's addresses stood."""
    found = session.scalars(sa.select(Address.address).where(Address.member_id.is_(None)))
    return {each for each in found if is_placeholder(each)}


def put_in_place(session: Session, old: str, new: str) -> None:
    """Let what points at one address point at another: a code for an address, or back again."""
    row = session.scalars(sa.select(Address).filter_by(address=old)).one_or_none()
    if row is None:
        return
    other = session.scalars(sa.select(Address).filter_by(address=new)).one_or_none()
    if other is None:
        row.address, row.mailbox = new, mailbox_of(new)
        row.member_id = None
        session.flush()
        return
    point_elsewhere(session, row.id, other.id)
    session.delete(row)
    session.flush()


def point_elsewhere(session: Session, old_id: int, new_id: int) -> None:
    """Let the wishes, bans and lines at one address be at another; none is there twice."""
    same = aliased(Exclusion)
    is_there = sa.exists().where(
        same.other_address_id == new_id,
        same.programme_id == Exclusion.programme_id,
        same.member_id == Exclusion.member_id,
        same.source == Exclusion.source,
    )
    at_old = Exclusion.other_address_id == old_id
    doubled = session.scalars(sa.select(Exclusion.id).where(at_old, is_there)).all()
    session.execute(sa.delete(Exclusion).where(Exclusion.id.in_(doubled)))
    session.execute(sa.update(Exclusion).where(at_old).values(other_address_id=new_id))
    session.execute(
        sa.update(Profile)
        .where(Profile.manager_address_id == old_id)
        .values(manager_address_id=new_id)
    )
    session.flush()
    session.expire_all()


def forget_unnamed(session: Session, among: Collection[int] | None = None) -> int:
    """Delete addresses of nobody here that nobody names any more; return how many.

    One that is named in another transaction at this moment stays.
    """
    is_unnamed = (
        Address.member_id.is_(None),
        ~sa.exists().where(Exclusion.other_address_id == Address.id),
        ~sa.exists().where(Profile.manager_address_id == Address.id),
    )
    query = sa.select(Address.id, Address.named_at).where(*is_unnamed)
    if among is not None:
        query = query.where(Address.id.in_(among))
    as_seen = sa.tuple_(Address.id, Address.named_at)
    forgotten = 0
    for batch in _batches([(row.id, row.named_at) for row in session.execute(query)]):
        deleted = sa.delete(Address).where(as_seen.in_(batch), *is_unnamed).returning(Address.id)
        forgotten += len(session.execute(deleted).all())
    return forgotten


def _upsert(session: Session) -> Any:
    """Return the statement that makes the row of an address, or touches the one that is there.

    Touching it keeps it from being forgotten meanwhile.
    """
    insert = _insert_into(session)(Address.__table__)
    return insert.on_conflict_do_update(
        index_elements=[Address.__table__.c.address], set_={"named_at": insert.excluded.named_at}
    )


def _insert_into(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def _unowned(address: str, now: datetime) -> dict[str, Any]:
    return {
        "address": address,
        "mailbox": mailbox_of(address),
        "member_id": None,
        "named_at": now,
    }


def _batches(items: list[Item]) -> Iterable[list[Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
