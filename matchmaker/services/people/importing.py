"""Taking the people of a file into a programme. Members' own entries are not overwritten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaker import clock
from matchmaker.addresses import is_placeholder
from matchmaker.messages import gettext as _
from matchmaker.models import (
    Address,
    ChangeSource,
    Exclusion,
    ExclusionSource,
    Member,
    Participation,
    Profile,
    Programme,
)
from matchmaker.services.accounts.address_changes import change_address
from matchmaker.services.addresses.known import know_addresses, owners_of
from matchmaker.services.people.faults import Fault, FaultyFile
from matchmaker.services.people.file import PeopleFile, PersonRow
from matchmaker.services.people.older_lists import CheckedRow, without_erased
from matchmaker.services.people.person_ids import number_in, person_id
from matchmaker.services.profiles.storing import named_in, store_values, store_wishes, values_of
from matchmaker.services.profiles.values import ProfileValues, SkillValues
from matchmaker.services.programme.programmes import participation_of
from matchmaker.taxonomy import load_taxonomy

NO_CODES: Final[Mapping[str, str]] = MappingProxyType({})
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Person:
    """A member with everything that a row can tell about them."""

    member: Member
    participation: Participation
    values: ProfileValues


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that says something else than its member's entry; `columns` names what."""

    row: int
    email: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do."""

    added: int
    updated: int
    unchanged: int
    kept: tuple[Difference, ...]
    """Members whose entry differs and was kept; counted in none of the numbers."""
    left: tuple[Difference, ...]
    """Rows of people who left the programme; nothing was done for them."""
    erased: tuple[int, ...] = ()
    """Rows of people who were erased and have not come back; nothing was done for them."""
    named_erased: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Other rows that name such people, and in which columns; their addresses were left out."""


def import_people(
    session: Session,
    programme: Programme,
    file: PeopleFile,
    *,
    update: bool = False,
    codes: Mapping[str, str] = NO_CODES,
    secret_key: str = "",
) -> ImportResult:
    """Add the people who are not members yet; change those who are only where `update` is true.

    A cell that is empty states nothing and erases nothing. A row with an id and an address that is
    nobody's gives that member the address, and both addresses are told; nobody else is sent a mail.
    Raises `FaultyFile` where an id or an address is another member's. `codes` has those
    of the file's addresses that belonged to erased people: they are not added, since they come back
    by registering themselves, and where others name them, their address is not taken over.
    """
    rows = [without_erased(row, codes) for row in file.people]
    known = _known_people(session, programme, [row.email for row in file.people])
    told = _told_by_id(session, programme, file, known)
    _refuse_two_rows_of_one(file, known, told)
    named = _named(session, rows, [*known.values(), *told.values()])
    added = updated = unchanged = 0
    kept: list[Difference] = []
    left: list[Difference] = []
    erased: list[int] = []
    named_erased: list[tuple[int, tuple[str, ...]]] = []
    for checked in rows:
        row = checked.row
        person = told.get(row.row) or known.get(row.email)
        if person is None and row.email in codes:
            erased.append(row.row)
            continue
        if checked.columns:
            named_erased.append((row.row, checked.columns))
        if person is None:
            row = replace(row, values=checked.with_codes)
            _add(session, programme, row, named, has_targets=file.has_targets)
            added += 1
            continue
        values = _carried_over(row, person.values)
        differing = tuple(
            column.name
            for column in row.stated
            if column.value_of(values) != column.value_of(person.values)
        )
        has_moved = row.row in told and row.email not in known
        differing = ("email", *differing) if has_moved else differing
        if not differing:
            unchanged += 1
        elif person.member.left_at is not None:
            left.append(Difference(row.row, row.email, differing))
        elif not update:
            kept.append(Difference(row.row, row.email, differing))
        else:
            aside = replace(values, wishes=(*values.wishes, *checked.wish_codes))
            _store(session, person, aside, named)
            if has_moved:
                source = ChangeSource.FILE
                change_address(session, person.member, row.email, source, secret_key)
            updated += 1
    session.flush()
    return ImportResult(
        added,
        updated,
        unchanged,
        tuple(kept),
        tuple(left),
        tuple(erased),
        tuple(named_erased),
    )


def people_of(session: Session, programme: Programme, members: Iterable[Member]) -> list[Person]:
    """Return members together with everything that a row can tell about them."""
    members = list(members)
    wishes: dict[int, list[str]] = {member.id: [] for member in members}
    for batch in _batches(list(wishes)):
        query = (
            sa.select(Exclusion.member_id, Address.address)
            .join(Address, Address.id == Exclusion.other_address_id)
            .where(
                Exclusion.member_id.in_(batch),
                Exclusion.programme_id == programme.id,
                Exclusion.source == ExclusionSource.WISH,
            )
        )
        for member_id, address in session.execute(query):
            if not is_placeholder(address):
                wishes[member_id].append(address)
    people = []
    for member in members:
        participation = participation_of(session, programme, member)
        values = values_of(member, participation, sorted(wishes[member.id]))
        people.append(Person(member, participation, values))
    return people


def loading_everything() -> sa.Select[Member]:
    """A query for members that brings their profiles along instead of asking for each."""
    return sa.select(Member).options(
        selectinload(Member.participations),
        selectinload(Member.profile).options(
            selectinload(Profile.skills), selectinload(Profile.certifications)
        ),
    )


def _known_people(
    session: Session, programme: Programme, emails: Sequence[str]
) -> dict[str, Person]:
    """Return the members whose address it is or was, by the address of the file."""
    owners = owners_of(session, emails)
    known: dict[int, Person] = {}
    for batch in _batches(sorted(set(owners.values()))):
        members = session.scalars(loading_everything().where(Member.id.in_(batch)))
        for person in people_of(session, programme, members):
            known[person.member.id] = person
    return {email: known[member_id] for email, member_id in owners.items() if member_id in known}


def _told_by_id(
    session: Session, programme: Programme, file: PeopleFile, known: Mapping[str, Person]
) -> dict[int, Person]:
    """Return the members whom rows name by id, by row. Raises `FaultyFile`.

    A file in which no id is one of this programme comes from elsewhere: its addresses count.
    """
    rows = [row for row in file.people if row.person_id]
    persons: dict[str, Person] = {}
    for batch in _batches(sorted({number_in(row.person_id) for row in rows})):
        is_in_it = Member.participations.any(Participation.programme_id == programme.id)
        query = loading_everything().where(Member.id.in_(batch), is_in_it)
        query = query.where(Member.erased_at.is_(None), Member.merged_into_id.is_(None))
        found = people_of(session, programme, session.scalars(query))
        persons |= {person_id(each.member): each for each in found}
    rows = rows if any(row.person_id in persons for row in rows) else []
    told: dict[int, Person] = {}
    first_row: dict[str, int] = {}
    faults: list[Fault] = []
    for row in rows:
        owner, person = known.get(row.email), persons.get(row.person_id)
        if person is None:
            sentence = _("Nobody in this programme has the id %(id)s.", id=row.person_id)
            faults.append(Fault(sentence, row.row, "matchmaker_id"))
        elif first_row.setdefault(row.person_id, row.row) != row.row:
            sentence = _(
                "The id %(id)s is also in row %(row)s; a person has one row.",
                id=row.person_id,
                row=first_row[row.person_id],
            )
            faults.append(Fault(sentence, row.row, "matchmaker_id"))
        elif owner is not None and owner.member is not person.member:
            sentence = _(
                "This is the address of another member, with the id %(id)s.",
                id=person_id(owner.member),
            )
            faults.append(Fault(sentence, row.row, "email"))
        else:
            told[row.row] = person
    if faults:
        raise FaultyFile(faults)
    return told


def _refuse_two_rows_of_one(
    file: PeopleFile, known: Mapping[str, Person], told: Mapping[int, Person]
) -> None:
    """Raise `FaultyFile` where two rows are about one member, by addresses of different times."""
    first_row: dict[int, int] = {}
    faults = []
    for row in file.people:
        person = told.get(row.row) or known.get(row.email)
        if person and (first := first_row.setdefault(person.member.id, row.row)) != row.row:
            sentence = _("This is the person of row %(row)s; a person has one row.", row=first)
            faults.append(Fault(sentence, row.row, "email"))
    if faults:
        raise FaultyFile(faults)


def _named(
    session: Session, rows: Iterable[CheckedRow], known: Iterable[Person]
) -> dict[str, Address]:
    """Return the rows of all addresses by which the file and its members name others."""
    stated = [row.with_codes for row in rows] + [person.values for person in known]
    return know_addresses(session, {address for values in stated for address in named_in(values)})


def _add(
    session: Session,
    programme: Programme,
    row: PersonRow,
    named: Mapping[str, Address],
    *,
    has_targets: bool,
) -> None:
    now = clock.now()
    participation = Participation(programme_id=programme.id)
    member = Member(
        email=row.email,
        created_at=now,
        participations=[participation],
        profile=Profile(updated_at=now),
    )
    values = row.values
    if values.is_mentee and not has_targets:
        values = _aiming_at_the_target_role(values)
    session.add(member)
    _store(session, Person(member, participation, ProfileValues()), values, named)


def _aiming_at_the_target_role(values: ProfileValues) -> ProfileValues:
    """Return them with the target levels of the role, as the form does for who picks one."""
    role = load_taxonomy().roles.get(values.target_role)
    aims = {
        skill: replace(values.skills.get(skill, SkillValues()), target_level=level)
        for skill, level in (role.targets if role else {}).items()
    }
    return replace(values, skills={**values.skills, **aims})


def _carried_over(row: PersonRow, values: ProfileValues) -> ProfileValues:
    """Return a member's values with what a row states in their place."""
    into = {each.name: getattr(values, each.name) for each in fields(values)}
    for column in row.stated:
        column.carry_over(row.values, into)
    return ProfileValues(**into)


def _store(
    session: Session, person: Person, values: ProfileValues, named: Mapping[str, Address]
) -> None:
    store_values(person.member, person.participation, values, named)
    if values.wishes != person.values.wishes:
        session.flush()
        store_wishes(session, person.participation, values.wishes, named)


def _batches(items: Sequence[object]) -> Iterable[Sequence[object]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
