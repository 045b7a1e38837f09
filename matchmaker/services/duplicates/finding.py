"""Members who may be one person. Nobody is merged by being found here."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    AddressChange,
    ChangeSource,
    Member,
    Participation,
    Profile,
    Programme,
    ToldApart,
)
from matchmaker.services.addresses.known import owners_of
from matchmaker.services.addresses.lines import mailbox_groups
from matchmaker.text import without_accents

Sign = Literal["mailbox", "organisation", "name"]
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two members, the lower id first, and what they have in common."""

    member_id: int
    other_id: int
    sign: Sign


def perhaps_one_person(
    session: Session, programme: Programme, withheld: frozenset[int]
) -> list[Suspicion]:
    """Return the pairs of a programme's members who may be one person; none is withheld.

    They share a mailbox, or the organisation's sign-in tells of one an address that is the other's,
    or they have one name and department. Whom a coordinator told apart is left out.
    """
    here = dict[int, tuple[str, str]]()
    query = (
        sa.select(Member.id, Member.name, Profile.department)
        .join(Participation, Participation.member_id == Member.id)
        .join(Profile, Profile.member_id == Member.id)
        .where(Participation.programme_id == programme.id, Member.left_at.is_(None))
    )
    for member_id, name, department in session.execute(query):
        if member_id not in withheld:
            here[member_id] = (name, department)
    found: dict[tuple[int, int], Sign] = {}
    for group in mailbox_groups(session):
        _add(found, group & here.keys(), "mailbox")
    for pair in _told_by_the_organisation(session):
        _add(found, pair & here.keys(), "organisation")
    for namesakes in _namesakes(here):
        _add(found, namesakes, "name")
    apart = sa.select(ToldApart.member_id, ToldApart.other_id)
    for one, other in session.execute(apart) if found else ():
        found.pop((one, other), None)
    return [Suspicion(one, other, sign) for (one, other), sign in sorted(found.items())]


def tell_apart(session: Session, one: Member, other: Member, actor: Member) -> None:
    """Note that two members are two people."""
    first, second = sorted((one.id, other.id))
    known = sa.select(ToldApart.id).filter_by(member_id=first, other_id=second)
    if first == second or session.scalar(known) is not None:
        return
    session.add(
        ToldApart(member_id=first, other_id=second, decided_by_id=actor.id, decided_at=clock.now())
    )
    session.flush()


def _add(
    found: dict[tuple[int, int], Sign], members: set[int] | frozenset[int], sign: Sign
) -> None:
    for one, other in combinations(sorted(members), 2):
        found.setdefault((one, other), sign)


def _told_by_the_organisation(session: Session) -> list[frozenset[int]]:
    query = sa.select(AddressChange.member_id, AddressChange.new_address).where(
        AddressChange.source == ChangeSource.ORGANISATION, AddressChange.done_at.is_(None)
    )
    told = [(member_id, address) for member_id, address in session.execute(query)]
    owners = owners_of(session, {address for _, address in told})
    return [frozenset((one, owners[address])) for one, address in told if address in owners]


def _namesakes(people: dict[int, tuple[str, str]]) -> list[set[int]]:
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for member_id, (name, department) in people.items():
        if name:
            key = (without_accents(name, _LONGEST), without_accents(department, _LONGEST))
            groups[key].add(member_id)
    return [group for group in groups.values() if len(group) > 1]
