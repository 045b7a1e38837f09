"""The profiles of many members as values: read in a few statements, and without their rows.

A row that the session keeps takes ten times the memory of what is in it. One member's profile is
read by `storing`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaker.addresses import is_placeholder
from matchmaker.models import (
    Address,
    CertificationState,
    Exclusion,
    ExclusionSource,
    Member,
    Participation,
    Profile,
    ProfileCertification,
    ProfileSkill,
    Programme,
)
from matchmaker.services.profiles.storing import COLUMNS
from matchmaker.services.profiles.values import ProfileValues, SkillValues
from matchmaker.taxonomy import load_taxonomy

AT_ONCE: Final = 500
"""Members who are read, or stored, by one statement."""
_MANAGER: Final = aliased(Address)


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A member of a programme with everything that their profile says there."""

    member_id: int
    email: str
    created_at: datetime
    left_at: datetime | None
    manager_address_id: int | None
    completed_at: datetime | None
    values: ProfileValues


def stored_profiles(
    session: Session, programme: Programme, member_ids: Sequence[int]
) -> Iterator[StoredProfile]:
    """Yield the profiles of those of the members who take part in a programme, in their order."""
    for batch in in_batches(member_ids):
        found = {each.member_id: each for each in _read(session, programme, batch)}
        yield from (found[member_id] for member_id in batch if member_id in found)


def in_batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the items in portions for one statement each."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _read(
    session: Session, programme: Programme, member_ids: Sequence[int]
) -> Iterator[StoredProfile]:
    skills = _skills(session, member_ids)
    certifications = _certifications(session, member_ids)
    wishes = _wishes(session, programme, member_ids)
    for row in session.execute(_query(programme, member_ids)).mappings():
        member_id, manager = row["id"], row["manager"] or ""
        plain = {name: _value(row[name]) for names in COLUMNS.values() for name in names}
        values = ProfileValues(
            skills=skills.get(member_id, {}),
            certifications=certifications.get(member_id, {}),
            wishes=tuple(sorted(wishes.get(member_id, ()))),
            manager_email="" if is_placeholder(manager) else manager,
            **plain,
        )
        yield StoredProfile(
            member_id=member_id,
            email=row["email"],
            created_at=row["created_at"],
            left_at=row["left_at"],
            manager_address_id=row["manager_address_id"],
            completed_at=row["completed_at"],
            values=values,
        )


def _query(programme: Programme, member_ids: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    stated = (getattr(table, name) for table, names in COLUMNS.items() for name in names)
    return (
        sa.select(
            Member.id,
            Member.email,
            Member.created_at,
            Member.left_at,
            Profile.manager_address_id,
            Profile.completed_at,
            _MANAGER.address.label("manager"),
            *stated,
        )
        .join(Participation, Participation.member_id == Member.id)
        .join(Profile, Profile.member_id == Member.id)
        .outerjoin(_MANAGER, _MANAGER.id == Profile.manager_address_id)
        .where(Participation.programme_id == programme.id, Member.id.in_(member_ids))
    )


def _value(stored: Any) -> Any:
    return tuple(stored) if isinstance(stored, list) else stored


def _skills(session: Session, member_ids: Sequence[int]) -> dict[int, dict[str, SkillValues]]:
    query = (
        sa.select(
            ProfileSkill.member_id,
            ProfileSkill.skill,
            ProfileSkill.level,
            ProfileSkill.target_level,
            ProfileSkill.importance,
        )
        .where(ProfileSkill.member_id.in_(member_ids))
        .order_by(ProfileSkill.skill)
    )
    offered = load_taxonomy().offered("skills")
    found: dict[int, dict[str, SkillValues]] = defaultdict(dict)
    for member_id, skill, level, target_level, importance in session.execute(query):
        if skill in offered:
            found[member_id][skill] = SkillValues(level, target_level, importance)
    return found


def _certifications(
    session: Session, member_ids: Sequence[int]
) -> dict[int, dict[str, CertificationState]]:
    query = (
        sa.select(
            ProfileCertification.member_id,
            ProfileCertification.certification,
            ProfileCertification.state,
        )
        .where(ProfileCertification.member_id.in_(member_ids))
        .order_by(ProfileCertification.certification)
    )
    offered = load_taxonomy().offered("certifications")
    found: dict[int, dict[str, CertificationState]] = defaultdict(dict)
    for member_id, certification, state in session.execute(query):
        if certification in offered and state in tuple(CertificationState):
            found[member_id][certification] = state
    return found


def _wishes(
    session: Session, programme: Programme, member_ids: Sequence[int]
) -> dict[int, list[str]]:
    query = (
        sa.select(Exclusion.member_id, Address.address)
        .join(Address, Address.id == Exclusion.other_address_id)
        .where(
            Exclusion.member_id.in_(member_ids),
            Exclusion.programme_id == programme.id,
            Exclusion.source == ExclusionSource.WISH,
        )
    )
    found: dict[int, list[str]] = defaultdict(list)
    for member_id, address in session.execute(query):
        if not is_placeholder(address):
            found[member_id].append(address)
    return found
