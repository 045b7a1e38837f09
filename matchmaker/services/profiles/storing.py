"""A member's profile: read it as values, store it from values, say what it still lacks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import is_placeholder
from matchmaker.matching.values.people import LEAST_TEACHING_LEVEL
from matchmaker.models import (
    Address,
    Exclusion,
    ExclusionSource,
    LevelCause,
    Member,
    Participation,
    Profile,
    ProfileCertification,
    ProfileSkill,
    Programme,
)
from matchmaker.models.stated import restate
from matchmaker.services.addresses.known import know_addresses
from matchmaker.services.profiles.levels import levels_of, note_levels
from matchmaker.services.profiles.values import ProfileValues, SkillValues, open_gap
from matchmaker.services.programme.programmes import participation_of

COLUMNS: Final = {
    model: tuple(
        each.name for each in fields(ProfileValues) if each.name in model.__table__.columns
    )
    for model in (Member, Participation, Profile)
}
"""The fields that are a column of the same name; the others are rows of their own."""


def profile_of(session: Session, programme: Programme, member: Member) -> ProfileValues:
    """Return everything that a member told a programme, their private wishes included."""
    participation = participation_of(session, programme, member)
    wishes = sorted(row.other_address.address for row in _wishes(session, participation))
    return values_of(member, participation, wishes)


def values_of(
    member: Member, participation: Participation, wishes: Iterable[str] = ()
) -> ProfileValues:
    """Return a member's rows as values; asks the database for nothing that is loaded."""
    profile = member.profile
    return ProfileValues(
        skills={
            row.skill: SkillValues(row.level, row.target_level, row.importance)
            for row in profile.stated_skills
        },
        certifications={row.certification: row.state for row in profile.stated_certifications},
        wishes=tuple(wishes),
        manager_email=_manager_of(profile),
        **{
            name: _value_of(row, name)
            for row in (member, participation, profile)
            for name in COLUMNS[type(row)]
        },
    )


def _value_of(row: Member | Participation | Profile, name: str) -> Any:
    stored = getattr(row, name)
    return tuple(stored) if isinstance(stored, list) else stored


def _manager_of(profile: Profile) -> str:
    """Return by which address the line manager was entered; nothing of one who was erased."""
    row = profile.manager_address
    return row.address if row and not is_placeholder(row.address) else ""


def lock_profile(session: Session, programme: Programme, member: Member) -> Profile:
    """Return a member's profile as it stands now; until the commit nobody else changes it.

    Two saves at once (a double click) follow one another instead of inserting the same rows.
    """
    profile = session.get_one(Profile, member.id, with_for_update=True, populate_existing=True)
    session.refresh(profile, ["skills", "certifications"])
    session.refresh(member, ["name"])
    session.refresh(participation_of(session, programme, member))
    return profile


def save_profile(
    session: Session, programme: Programme, member: Member, values: ProfileValues
) -> None:
    """Store a whole profile in the place of the earlier one; complete or not."""
    profile = lock_profile(session, programme, member)
    participation = participation_of(session, programme, member)
    known, before = know_addresses(session, named_in(values)), levels_of(profile)
    store_values(member, participation, values, known)
    store_wishes(session, participation, values.wishes, known)
    session.flush()
    note_levels(session, member, before, LevelCause.OWN_FORM)


def named_in(values: ProfileValues) -> set[str]:
    """Return the addresses of others that a profile names."""
    return {values.manager_email, *values.wishes} - {""}


def named_by_codes(values: ProfileValues, codes: Mapping[str, str]) -> ProfileValues:
    """Return a profile that names people by their codes, where there are any."""
    if codes.keys().isdisjoint(named_in(values)):
        return values
    return replace(
        values,
        manager_email=codes.get(values.manager_email, values.manager_email),
        wishes=tuple(codes.get(each, each) for each in values.wishes),
    )


def store_values(
    member: Member,
    participation: Participation,
    values: ProfileValues,
    known: Mapping[str, Address],
) -> None:
    """Set a member's rows to values; their wishes are rows of their own (`store_wishes`).

    `known` has the row of every address that the values name.
    """
    profile = member.profile
    for row in (member, participation, profile):
        for name in COLUMNS[type(row)]:
            value = getattr(values, name)
            restate(row, name, list(value) if isinstance(value, tuple) else value)
    if values.manager_email != _manager_of(profile):
        profile.manager_address = known.get(values.manager_email)
    _store_skills(profile, values)
    _store_certifications(profile, values)
    profile.updated_at = clock.now()
    if profile.completed_at is None and not missing_for_matching(values):
        profile.completed_at = profile.updated_at


def end_pause(session: Session, programme: Programme, member: Member) -> bool:
    """End a member's own break today; return whether there was one to end."""
    participation = participation_of(session, programme, member)
    was_paused = participation.paused_until is not None
    participation.paused_until = None
    session.flush()
    return was_paused


def missing_for_matching(values: ProfileValues) -> tuple[str, ...]:
    """Return what a round still needs to know, as codes in the order of the form.

    The codes: `roles`, `name`, `time_zone`, `languages`, `gap` (a mentee's skill with a target
    above a stated level), `teachable` (a mentor's skill at level 3 or above).
    """
    is_paired = values.is_mentee or values.is_mentor
    lacks = {
        "roles": not (is_paired or values.is_networker),
        "name": not values.name,
        "time_zone": not values.time_zone,
        "languages": not values.languages,
        "gap": values.is_mentee and not any(map(open_gap, values.skills.values())),
        "teachable": values.is_mentor
        and not any(
            skill.level is not None and skill.level >= LEAST_TEACHING_LEVEL
            for skill in values.skills.values()
        ),
    }
    return tuple(code for code, is_missing in lacks.items() if is_missing)


def _store_skills(profile: Profile, values: ProfileValues) -> None:
    rows = {row.skill: row for row in profile.skills}
    for code, row in rows.items():
        if code not in values.skills:
            profile.skills.remove(row)
    for code, skill in values.skills.items():
        row = rows.get(code) or ProfileSkill(skill=code)
        for name in ("level", "target_level", "importance"):
            restate(row, name, getattr(skill, name))
        if code not in rows:
            profile.skills.append(row)


def _store_certifications(profile: Profile, values: ProfileValues) -> None:
    rows = {row.certification: row for row in profile.certifications}
    for code, row in rows.items():
        if code not in values.certifications:
            profile.certifications.remove(row)
    for code, state in values.certifications.items():
        if code in rows:
            rows[code].state = state
        else:
            profile.certifications.append(ProfileCertification(certification=code, state=state))


def store_wishes(
    session: Session,
    participation: Participation,
    wishes: Collection[str],
    known: Mapping[str, Address],
) -> None:
    """Set whom a member would rather not be paired with; erased people stay among them."""
    rows = {row.other_address.address: row for row in _all_wishes(session, participation)}
    for address, row in rows.items():
        if address not in wishes and not is_placeholder(address):
            session.delete(row)
    session.add_all(
        Exclusion(
            programme_id=participation.programme_id,
            member_id=participation.member_id,
            other_address_id=known[address].id,
            source=ExclusionSource.WISH,
            reason="",
            created_by_id=participation.member_id,
            created_at=clock.now(),
        )
        for address in dict.fromkeys(wishes)
        if address not in rows
    )


def _wishes(session: Session, participation: Participation) -> list[Exclusion]:
    return [
        row
        for row in _all_wishes(session, participation)
        if not is_placeholder(row.other_address.address)
    ]


def _all_wishes(session: Session, participation: Participation) -> list[Exclusion]:
    query = sa.select(Exclusion).filter_by(
        programme_id=participation.programme_id,
        member_id=participation.member_id,
        source=ExclusionSource.WISH,
    )
    return list(session.scalars(query))
