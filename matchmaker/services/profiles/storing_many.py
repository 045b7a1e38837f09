"""The profiles of many members, stored at once: a few statements, however many there are.

What becomes of each value is as in `storing`, which stores one. Rows that the session has read
before are read anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import is_placeholder
from matchmaker.database import add_rows
from matchmaker.models import (
    Address,
    Exclusion,
    ExclusionSource,
    Member,
    Participation,
    Profile,
    ProfileCertification,
    ProfileSkill,
    Programme,
)
from matchmaker.services.addresses.known import give_addresses
from matchmaker.services.profiles.stored import StoredProfile, in_batches
from matchmaker.services.profiles.storing import COLUMNS, missing_for_matching
from matchmaker.services.profiles.values import ProfileValues


@dataclass(frozen=True, slots=True)
class Changed:
    """What is stored of a member, and what is to be."""

    stored: StoredProfile
    values: ProfileValues


def add_members(
    session: Session,
    programme: Programme,
    people: Mapping[str, ProfileValues],
    known: Mapping[str, int],
) -> None:
    """Add members of a programme with their profiles, by address.

    `known` has the row of every address that the values name. Raises `AddressTaken`.
    """
    now = clock.now()
    for emails in in_batches(list(people)):
        ids = _insert_members(session, {email: people[email] for email in emails}, now)
        give_addresses(session, ids)
        values = {ids[email]: people[email] for email in emails}
        parts = [{"member_id": each, "programme_id": programme.id} for each in values]
        add_rows(session, Participation, _with_columns(Participation, parts, values))
        profiles = [
            {
                "member_id": member_id,
                "manager_address_id": known.get(stated.manager_email),
                "updated_at": now,
                "completed_at": None if missing_for_matching(stated) else now,
            }
            for member_id, stated in values.items()
        ]
        add_rows(session, Profile, _with_columns(Profile, profiles, values))
        _insert_lists(session, values)
        wishes = {member_id: set(stated.wishes) for member_id, stated in values.items()}
        _insert_wishes(session, programme, wishes, known)
        session.expire_all()


def change_profiles(
    session: Session, programme: Programme, changed: Sequence[Changed], known: Mapping[str, int]
) -> None:
    """Store whole profiles in the place of the earlier ones; complete or not.

    `known` has the row of every address that is named anew.
    """
    for batch in in_batches(changed):
        values = {each.stored.member_id: each.values for each in batch}
        # Who saves a profile meanwhile waits, or is waited for, instead of meeting the same rows.
        locked = sa.select(Profile.member_id).where(Profile.member_id.in_(values))
        session.execute(locked.order_by(Profile.member_id).with_for_update()).all()
        ids = [{"id": member_id} for member_id in values]
        session.execute(sa.update(Member), _with_columns(Member, ids, values, key="id"))
        _update_participations(session, programme, values)
        profiles = [_profile_row(each, known) for each in batch]
        session.execute(sa.update(Profile), _with_columns(Profile, profiles, values))
        for table in (ProfileSkill, ProfileCertification):
            _execute(session, sa.delete(table).where(table.member_id.in_(values)))
        _insert_lists(session, values)
        wishes = [each for each in batch if each.values.wishes != each.stored.values.wishes]
        _change_wishes(session, programme, wishes, known)
        session.expire_all()


def join_programme(session: Session, programme: Programme, member_ids: Sequence[int]) -> None:
    """Let members take part in a programme, as far as they do not yet."""
    for batch in in_batches(member_ids):
        query = sa.select(Participation.member_id).where(
            Participation.programme_id == programme.id, Participation.member_id.in_(batch)
        )
        missing = sorted(set(batch) - set(session.scalars(query)))
        rows = [{"member_id": each, "programme_id": programme.id} for each in missing]
        add_rows(session, Participation, rows)
        session.expire_all()


def _insert_members(
    session: Session, people: Mapping[str, ProfileValues], now: datetime
) -> dict[str, int]:
    rows = [
        {"email": email, "created_at": now}
        | {name: getattr(values, name) for name in COLUMNS[Member]}
        for email, values in people.items()
    ]
    added = session.execute(sa.insert(Member).returning(Member.email, Member.id), rows)
    return {email: member_id for email, member_id in added}  # noqa: C416 - rows are not pairs to a type checker


def _profile_row(each: Changed, known: Mapping[str, int]) -> dict[str, Any]:
    """Return what is set of a profile beside its own columns; an erased manager's code stays."""
    stored, values, now = each.stored, each.values, clock.now()
    has_same_manager = values.manager_email == stored.values.manager_email
    is_complete = not missing_for_matching(values)
    return {
        "member_id": stored.member_id,
        "manager_address_id": (
            stored.manager_address_id if has_same_manager else known.get(values.manager_email)
        ),
        "updated_at": now,
        "completed_at": stored.completed_at or (now if is_complete else None),
    }


def _update_participations(
    session: Session, programme: Programme, values: Mapping[int, ProfileValues]
) -> None:
    query = sa.select(Participation.id, Participation.member_id).where(
        Participation.programme_id == programme.id, Participation.member_id.in_(values)
    )
    parts = [{"id": row.id, "member_id": row.member_id} for row in session.execute(query)]
    session.execute(sa.update(Participation), _with_columns(Participation, parts, values))


def _with_columns(
    table: type[Member | Participation | Profile],
    rows: Iterable[dict[str, Any]],
    values: Mapping[int, ProfileValues],
    key: str = "member_id",
) -> list[dict[str, Any]]:
    """Return rows of a table with the fields of the profile that are columns of it."""
    return [
        row | {name: _column(getattr(values[row[key]], name)) for name in COLUMNS[table]}
        for row in rows
    ]


def _column(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _insert_lists(session: Session, values: Mapping[int, ProfileValues]) -> None:
    """Insert what a profile has in rows of their own."""
    skills = [
        {
            "member_id": member_id,
            "skill": code,
            "level": skill.level,
            "target_level": skill.target_level,
            "importance": skill.importance,
        }
        for member_id, stated in values.items()
        for code, skill in stated.skills.items()
    ]
    certifications = [
        {"member_id": member_id, "certification": code, "state": state}
        for member_id, stated in values.items()
        for code, state in stated.certifications.items()
    ]
    add_rows(session, ProfileSkill, skills)
    add_rows(session, ProfileCertification, certifications)


def _change_wishes(
    session: Session, programme: Programme, changed: Sequence[Changed], known: Mapping[str, int]
) -> None:
    """Set whom members would rather not be paired with; erased people stay among them."""
    wanted = {each.stored.member_id: set(each.values.wishes) for each in changed}
    query = (
        sa.select(Exclusion.id, Exclusion.member_id, Address.address)
        .join(Address, Address.id == Exclusion.other_address_id)
        .where(
            Exclusion.programme_id == programme.id,
            Exclusion.member_id.in_(wanted),
            Exclusion.source == ExclusionSource.WISH,
        )
    )
    gone = []
    for wish_id, member_id, address in session.execute(query) if wanted else ():
        if address in wanted[member_id]:
            wanted[member_id].discard(address)
        elif not is_placeholder(address):
            gone.append(wish_id)
    for batch in in_batches(gone):
        _execute(session, sa.delete(Exclusion).where(Exclusion.id.in_(batch)))
    _insert_wishes(session, programme, wanted, known)


def _insert_wishes(
    session: Session,
    programme: Programme,
    wishes: Mapping[int, set[str]],
    known: Mapping[str, int],
) -> None:
    now = clock.now()
    rows = [
        {
            "programme_id": programme.id,
            "member_id": member_id,
            "other_address_id": known[address],
            "source": ExclusionSource.WISH,
            "reason": "",
            "created_by_id": member_id,
            "created_at": now,
        }
        for member_id, addresses in wishes.items()
        for address in sorted(addresses)
    ]
    add_rows(session, Exclusion, rows)


def _execute(session: Session, statement: sa.UpdateBase) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
