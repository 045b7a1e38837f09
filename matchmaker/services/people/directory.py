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
from matchmaker.services.programme.programmes import participation_of

PEOPLE_A_PAGE: Final = 50
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
    query = _query(programme, withheld, search, part)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PEOPLE_A_PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        query.order_by(sa.func.lower(Member.name), Member.id)
        .offset((number - 1) * PEOPLE_A_PAGE)
        .limit(PEOPLE_A_PAGE)
        .options(joinedload(Participation.member).joinedload(Member.profile))
    )
    return PeoplePage(tuple(_line(row) for row in rows), total, number, pages)


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
        name=member.greeting_name,
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
    programme: Programme, withheld: frozenset[int], search: str, part: str
) -> sa.Select[Participation]:
    query = (
        sa.select(Participation)
        .join(Member, Member.id == Participation.member_id)
        .join(Profile, Profile.member_id == Member.id)
        .where(
            Participation.programme_id == programme.id,
            Member.left_at.is_(None),
            Member.id.not_in(withheld),
        )
    )
    for word in search.split():
        fields = (Member.name, Member.email, Profile.department, Profile.job_title)
        query = query.where(sa.or_(*(field.icontains(word, autoescape=True) for field in fields)))
    flags = {role: getattr(Participation, f"is_{role}") for role in ROLES}
    if part in flags:
        return query.where(flags[part])
    if part == "none":
        return query.where(sa.not_(sa.or_(*flags.values())))
    return query


def _line(row: Participation) -> PersonLine:
    member, profile = row.member, row.member.profile
    return PersonLine(
        id=member.id,
        name=member.greeting_name,
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
            found.append((match.id, side, other.greeting_name, match.status.value))
    return tuple(found)
