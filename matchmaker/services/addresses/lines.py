"""People who share a mailbox, and reporting lines between members. Ids of members only."""

from collections import defaultdict
from collections.abc import Collection
from itertools import permutations

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaker.addresses import mailbox_of
from matchmaker.models import Address, Profile


def with_shared_mailbox(session: Session, member_ids: Collection[int]) -> frozenset[int]:
    """Return members and whoever shares a mailbox with one of them (ada@ and ada+x@).

    They count as one person wherever somebody must be kept away from something.
    """
    own = sa.select(Address.mailbox).where(Address.member_id.in_(member_ids))
    query = sa.select(Address.member_id).where(
        Address.mailbox.in_(own), Address.member_id.is_not(None)
    )
    return frozenset(member_ids) | frozenset(each for each in session.scalars(query) if each)


def shares_mailbox(session: Session, address: str, member_ids: Collection[int]) -> bool:
    """Whether mail to an address is read by one of the members, by their address or a tag of it."""
    query = sa.select(Address.id).where(
        Address.mailbox == mailbox_of(address), Address.member_id.in_(member_ids)
    )
    return session.scalar(query.limit(1)) is not None


def mailbox_groups(session: Session) -> list[frozenset[int]]:
    """Return the groups of members who share a mailbox; usually there are none."""
    own, other = aliased(Address), aliased(Address)
    query = (
        sa.select(own.mailbox, own.member_id)
        .join(other, other.mailbox == own.mailbox)
        .where(other.member_id != own.member_id)
        .distinct()
    )
    groups: dict[str, set[int]] = defaultdict(set)
    for mailbox, member_id in session.execute(query):
        groups[mailbox].add(member_id or 0)
    return [frozenset(group) for group in groups.values()]


def reports_to(session: Session, member_ids: Collection[int]) -> frozenset[int]:
    """Return who names one of the members as line manager, by any address or tag of theirs.

    Whoever shares a mailbox with one of these is among them.
    """
    own = sa.select(Address.mailbox).where(Address.member_id.in_(member_ids))
    query = (
        sa.select(Profile.member_id)
        .join(Address, Address.id == Profile.manager_address_id)
        .where(Address.mailbox.in_(own) | Address.member_id.in_(member_ids))
    )
    found = frozenset(session.scalars(query))
    return with_shared_mailbox(session, found) if found else found


def managers_of(session: Session, member_ids: Collection[int]) -> frozenset[int]:
    """Return the line managers of members, as far as they are members themselves."""
    named, theirs = aliased(Address), aliased(Address)
    query = (
        sa.select(theirs.member_id)
        .join(named, theirs.mailbox == named.mailbox)
        .join(Profile, Profile.manager_address_id == named.id)
        .where(Profile.member_id.in_(member_ids), theirs.member_id.is_not(None))
    )
    return frozenset(each for each in session.scalars(query) if each)


def pairs_of_one_mailbox(session: Session) -> set[tuple[int, int]]:
    """Return whom a shared mailbox keeps apart, both ways: its members, and they and their reports.

    What the line of one of them is, the engine knows; this adds the others.
    """
    apart: set[tuple[int, int]] = set()
    for group in mailbox_groups(session):
        apart |= set(permutations(group, 2))
        reports = reports_to(session, group)
        below = reports | (reports_to(session, reports) if reports else frozenset())
        for member in group:
            for other in below - {member}:
                apart |= {(member, other), (other, member)}
    return apart
