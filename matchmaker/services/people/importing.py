"""Taking the people of a file into the programme. Members' own entries are not overwritten."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaker import clock
from matchmaker.addresses import is_placeholder
from matchmaker.models import (
    Exclusion,
    ExclusionSource,
    Member,
    Participation,
    Profile,
    Programme,
)
from matchmaker.services.people.columns import Person, columns, set_level
from matchmaker.services.people.file import PeopleFile, PersonRow
from matchmaker.services.profiles.storing import missing_for_matching, values_of
from matchmaker.services.programme.programmes import current_programme, participation_of
from matchmaker.taxonomy import load_taxonomy

_BATCH = 500


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


def import_people(
    session: Session,
    file: PeopleFile,
    *,
    update: bool = False,
    erased_addresses: Collection[str] = (),
) -> ImportResult:
    """Add the people who are not members yet; change those who are only where `update` is true.

    A cell that is empty states nothing and erases nothing. Nobody is sent a mail. Whoever was
    erased is not added; they come back by registering themselves.
    """
    programme = current_programme(session)
    known = _known_people(session, programme, [row.email for row in file.people])
    added = updated = unchanged = 0
    kept: list[Difference] = []
    left: list[Difference] = []
    erased: list[int] = []
    for row in file.people:
        person = known.get(row.email)
        if person is None and row.email in erased_addresses:
            erased.append(row.row)
            continue
        if person is None:
            _add(session, programme, row, has_targets=file.has_targets)
            added += 1
            continue
        differing = _differing(row, person)
        if not differing:
            unchanged += 1
        elif person.member.left_at is not None:
            left.append(Difference(row.row, row.email, differing))
        elif not update:
            kept.append(Difference(row.row, row.email, differing))
        else:
            _change(session, programme, row, person, differing)
            updated += 1
    session.flush()
    return ImportResult(added, updated, unchanged, tuple(kept), tuple(left), tuple(erased))


def people_of(session: Session, programme: Programme, members: Iterable[Member]) -> list[Person]:
    """Return members together with everything that a row can tell about them."""
    members = list(members)
    wishes: dict[int, set[str]] = {member.id: set() for member in members}
    for batch in _batches(list(wishes)):
        query = sa.select(Exclusion.member_id, Exclusion.other_email).where(
            Exclusion.member_id.in_(batch),
            Exclusion.programme_id == programme.id,
            Exclusion.source == ExclusionSource.WISH,
        )
        for member_id, other_email in session.execute(query):
            if not is_placeholder(other_email):
                wishes[member_id].add(other_email)
    return [
        Person(
            member=member,
            profile=member.profile,
            participation=participation_of(session, member),
            wishes=wishes[member.id],
        )
        for member in members
    ]


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
    known: dict[str, Person] = {}
    for batch in _batches(emails):
        members = session.scalars(loading_everything().where(Member.email.in_(batch)))
        for person in people_of(session, programme, members):
            known[person.member.email] = person
    return known


def _add(session: Session, programme: Programme, row: PersonRow, *, has_targets: bool) -> None:
    now = clock.now()
    participation = Participation(
        programme_id=programme.id, capacity=1, expired_offers=0, rounds_waited=0
    )
    member = Member(email=row.email, created_at=now, participations=[participation])
    member.profile = Profile(languages=[], interests=[], updated_at=now)
    person = Person(member, member.profile, participation)
    for name, value in row.values.items():
        columns()[name].change(person, value)
    if participation.is_mentee and not has_targets:
        _aim_at_the_target_role(person)
    _note_completeness(person)
    session.add(member)
    if person.wishes:
        session.flush()
        _save_wishes(session, programme, person)


def _aim_at_the_target_role(person: Person) -> None:
    """Set the target levels of the role, as the form does for somebody who picks one."""
    role = load_taxonomy().roles.get(person.profile.target_role or "")
    for skill, level in (role.targets if role else {}).items():
        set_level(person, skill, "target_level", level)


def _note_completeness(person: Person) -> None:
    """Note that nothing is missing, as the form does; such a member is not sent to it first."""
    values = values_of(person.member, person.participation)
    if person.profile.completed_at is None and not missing_for_matching(values):
        person.profile.completed_at = person.profile.updated_at


def _differing(row: PersonRow, person: Person) -> tuple[str, ...]:
    return tuple(
        name for name, value in row.values.items() if columns()[name].value_of(person) != value
    )


def _change(
    session: Session,
    programme: Programme,
    row: PersonRow,
    person: Person,
    differing: Iterable[str],
) -> None:
    for name in differing:
        columns()[name].change(person, row.values[name])
    person.profile.updated_at = clock.now()
    _note_completeness(person)
    _save_wishes(session, programme, person)


def _save_wishes(session: Session, programme: Programme, person: Person) -> None:
    rows = session.scalars(
        sa.select(Exclusion).filter_by(
            programme_id=programme.id, member_id=person.member.id, source=ExclusionSource.WISH
        )
    )
    before = {row.other_email: row for row in rows if not is_placeholder(row.other_email)}
    for other_email in before.keys() - person.wishes:
        session.delete(before[other_email])
    session.add_all(
        Exclusion(
            programme_id=programme.id,
            member_id=person.member.id,
            other_email=other_email,
            source=ExclusionSource.WISH,
            reason="",
            created_by_id=person.member.id,
            created_at=clock.now(),
        )
        for other_email in sorted(person.wishes - before.keys())
    )


def _batches(items: Sequence[object]) -> Iterable[Sequence[object]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
