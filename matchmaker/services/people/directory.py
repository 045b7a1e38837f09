"""A programme's people as a coordinator looks them up: a list with a search, and one profile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.models import LIVE_MATCH, Match, Member, Participation, Profile, Programme
from matchmaker.services.profiles.gaps import gaps_of
from matchmaker.services.profiles.storing import missing_for_matching, values_of
from matchmaker.services.profiles.values import ROLES, ProfileValues
from matchmaker.services.programme.coordinator_view import CoordinatorView
from matchmaker.services.programme.names import label_of, labels_of, sort_key
from matchmaker.services.programme.programmes import participation_of
from matchmaker.text import without_accents

PEOPLE_A_PAGE: Final = 50
LONGEST_SEARCH: Final = 100
LONGEST_TEXT: Final = 254
PARTS: Final = (*ROLES, "none")
"""By which the list can be narrowed; "none": takes no part."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list: no more than it takes to find them."""

    id: int
    name: str
    position: str
    parts: tuple[str, ...]
    is_complete: bool
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some of the people that a search found."""

    people: tuple[PersonLine, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class ProfileSeen:
    """A profile as a coordinator sees it: private wishes are not in it."""

    id: int
    name: str
    email: str
    joined_at: datetime
    values: ProfileValues
    missing: tuple[str, ...]
    gaps: tuple[object, ...]
    rounds_waited: int | None
    """None where it would tell of a mentor whose case is withheld."""
    is_silent: bool
    live_matches: tuple[tuple[int, str, str, str], ...]
    """(match, the side of the member, the other's name, state)."""


def people_page(
    session: Session,
    programme: Programme,
    withheld: frozenset[int],
    search: str = "",
    part: str = "",
    number: int = 1,
) -> PeoplePage:
    """Return a page of those who are here, by name; without `withheld` people."""
    words = without_accents(search, LONGEST_SEARCH).split()
    rows = session.execute(_query(programme, withheld, part))
    # Found and put in order in Python: the two databases fold and order letters in their own ways,
    # and SQLite only those from A to Z.
    found = sorted(
        (person for person in rows if _is_found(person, words)),
        key=lambda person: (sort_key(person.name), person.id),
    )
    pages = max(1, -(-len(found) // PEOPLE_A_PAGE))
    number = min(max(1, number), pages)
    start, end = (number - 1) * PEOPLE_A_PAGE, number * PEOPLE_A_PAGE
    # With the neighbours on the pages before and after, who may have the same name.
    near = [person.id for person in found[max(0, start - 1) : end + 1]]
    query = (
        sa.select(Participation)
        .where(Participation.programme_id == programme.id, Participation.member_id.in_(near))
        .options(joinedload(Participation.member).joinedload(Member.profile))
    )
    parts = {row.member_id: row for row in session.scalars(query)}
    labels = labels_of(row.member for row in parts.values())
    people = tuple(
        _line(parts[person.id], labels[person.id])
        for person in found[start:end]
        if person.id in parts
    )
    return PeoplePage(people, len(found), number, pages)


def find_person(
    session: Session, programme: Programme, member_id: int, withheld: frozenset[int]
) -> Member | None:
    """Return a member of a programme who is here and whose case is not withheld."""
    query = sa.select(Member).where(
        Member.id == member_id,
        Member.id.not_in(withheld),
        Member.left_at.is_(None),
        Member.participations.any(Participation.programme_id == programme.id),
    )
    return session.scalars(query).one_or_none()


def profile_seen(
    session: Session, programme: Programme, member: Member, view: CoordinatorView
) -> ProfileSeen:
    """Return a member's profile for a coordinator."""
    part = participation_of(session, programme, member)
    values = values_of(member, part)
    return ProfileSeen(
        id=member.id,
        name=label_of(member),
        email=member.email,
        joined_at=part.joined_at,
        values=values,
        missing=missing_for_matching(values),
        gaps=gaps_of(values) if values.is_mentee else (),
        rounds_waited=part.rounds_waited if view.has_all_mentors else None,
        is_silent=part.silent_since is not None,
        live_matches=_live_matches(session, programme, member, view.withheld),
    )


def _query(
    programme: Programme, withheld: frozenset[int], part: str
) -> sa.Select[int, str, str, str, str, str]:
    query = (
        sa.select(
            Member.id,
            Member.name,
            Member.email,
            Profile.department,
            Profile.job_title,
            Profile.location,
        )
        .join(Participation, Participation.member_id == Member.id)
        .join(Profile, Profile.member_id == Member.id)
        .where(
            Participation.programme_id == programme.id,
            Member.left_at.is_(None),
            Member.id.not_in(withheld),
        )
    )
    flags = {role: getattr(Participation, f"is_{role}") for role in ROLES}
    if part in flags:
        return query.where(flags[part])
    if part == "none":
        return query.where(sa.not_(sa.or_(*flags.values())))
    return query


def _is_found(person: sa.Row[int, str, str, str, str, str], words: list[str]) -> bool:
    """Whether each word is in the name, the address, the department, the job or the place."""
    if not words:
        return True
    texts = [without_accents(text, LONGEST_TEXT) for text in person[1:]]
    return all(any(word in text for text in texts) for word in words)


def _line(row: Participation, label: str) -> PersonLine:
    member, profile = row.member, row.member.profile
    return PersonLine(
        id=member.id,
        name=label,
        position=", ".join(text for text in (profile.job_title, profile.department) if text),
        parts=tuple(role for role in ROLES if getattr(row, f"is_{role}")),
        is_complete=profile.completed_at is not None,
        joined_at=row.joined_at,
    )


def _live_matches(
    session: Session, programme: Programme, member: Member, withheld: frozenset[int]
) -> tuple[tuple[int, str, str, str], ...]:
    query = (
        sa.select(Match)
        .where(
            Match.programme_id == programme.id,
            Match.with_member(member),
            Match.status.in_(LIVE_MATCH),
        )
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
        .order_by(Match.id)
    )
    found = []
    for match in session.scalars(query):
        is_mentor = match.mentor_id == member.id
        other = match.mentee if is_mentor else match.mentor
        if other.id not in withheld:
            side = "mentor" if is_mentor else "mentee"
            found.append((match.id, side, label_of(other), match.status.value))
    return tuple(found)
