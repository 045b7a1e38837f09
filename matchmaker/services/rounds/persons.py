"""Who is in a programme and what they state, read as plain values: a few statements for any number.

As rows of the tables' own classes ten thousand people would take a hundred megabytes and seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.values.sharing import Sharing
from matchmaker.models import (
    Address,
    CertificationState,
    Member,
    Participation,
    Profile,
    ProfileCertification,
    ProfileSkill,
    Programme,
)
from matchmaker.models.member import sits_out
from matchmaker.taxonomy import load_taxonomy

ROWS_AT_ONCE: Final = 5_000
"""Rows that are held while values are made of them."""


class Manager(NamedTuple):
    """The address by which a line manager was entered, and whose it is, if a member's."""

    member_id: int | None
    mailbox: str


@dataclass(frozen=True, slots=True)
class Participant:
    """A member in a programme: what a round, or a round of coffee chats, is made from.

    Fields are those of `Participation`, `Member` and `Profile`. Skills are (skill, level, target,
    importance), certifications (certification, state); those that the programme has no words for
    are left out.
    """

    member_id: int
    email: str
    is_mentee: bool
    is_mentor: bool
    is_networker: bool
    capacity: int
    rounds_waited: int
    has_first_priority: bool
    paused_until: date | None
    silent_since: datetime | None
    address_refused_at: datetime | None
    skipped_chat_month: str | None
    chats_paused_since: datetime | None
    department: str
    location: str
    time_zone: str
    ladder_step: str
    target_role: str
    languages: frozenset[str]
    interests: frozenset[str]
    manager: Manager | None
    skills: tuple[tuple[str, int | None, int | None, int], ...]
    certifications: tuple[tuple[str, CertificationState], ...]

    def is_paused(self, on: date) -> bool:
        """Whether the member sits out on a day."""
        return sits_out(self.silent_since, self.address_refused_at, self.paused_until, on)


_OF_PARTICIPATION: Final = (
    *("member_id", "is_mentee", "is_mentor", "is_networker", "capacity", "rounds_waited"),
    *("has_first_priority", "paused_until", "silent_since", "skipped_chat_month"),
    "chats_paused_since",
)
_OF_MEMBER: Final = ("email", "address_refused_at")
_OF_PROFILE: Final = ("department", "location", "time_zone", "ladder_step", "target_role")
_SETS: Final = ("languages", "interests")


def persons_in(session: Session, programme: Programme) -> list[Participant]:
    """Return all members of a programme who have not left and have a profile, by their ids."""
    shared = Sharing()
    skills = _skills_by_member(session, programme, shared)
    certifications = _certifications_by_member(session, programme, shared)
    query = (
        sa.select(
            *(getattr(Participation, name) for name in _OF_PARTICIPATION),
            *(getattr(Member, name) for name in _OF_MEMBER),
            *(getattr(Profile, name) for name in (*_OF_PROFILE, *_SETS)),
            Address.member_id.label("manager_id"),
            Address.mailbox.label("manager_mailbox"),
        )
        .join(Member, Member.id == Participation.member_id)
        .join(Profile, Profile.member_id == Member.id)
        .outerjoin(Address, Address.id == Profile.manager_address_id)
        .where(Participation.programme_id == programme.id, Member.left_at.is_(None))
        .order_by(Participation.member_id)
    )
    persons = []
    for row in session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
        fields: dict[str, Any] = dict(row._mapping)
        manager_id, mailbox = fields.pop("manager_id"), fields.pop("manager_mailbox")
        fields |= {name: shared.words(fields[name]) for name in _SETS}
        persons.append(
            Participant(
                **fields,
                manager=Manager(manager_id, mailbox) if mailbox is not None else None,
                skills=tuple(skills.get(row.member_id, ())),
                certifications=tuple(certifications.get(row.member_id, ())),
            )
        )
    return persons


def person_of(row: Participation) -> Participant:
    """Return one member's rows as a value."""
    member, profile = row.member, row.member.profile
    manager = profile.manager_address
    return Participant(
        **_fields_of((row, _OF_PARTICIPATION), (member, _OF_MEMBER), (profile, _OF_PROFILE)),
        languages=frozenset(profile.languages),
        interests=frozenset(profile.interests),
        manager=Manager(manager.member_id, manager.mailbox) if manager else None,
        skills=tuple(
            (each.skill, each.level, each.target_level, each.importance)
            for each in profile.stated_skills
        ),
        certifications=tuple(
            (each.certification, each.state) for each in profile.stated_certifications
        ),
    )


def _fields_of(*rows: tuple[object, tuple[str, ...]]) -> dict[str, Any]:
    return {name: getattr(row, name) for row, names in rows for name in names}


def _skills_by_member(
    session: Session, programme: Programme, shared: Sharing
) -> Mapping[int, Iterable[Any]]:
    offered, skill = load_taxonomy().offered("skills"), ProfileSkill
    query = (
        sa.select(skill.member_id, skill.skill, skill.level, skill.target_level, skill.importance)
        .where(skill.member_id.in_(_members_of(programme)))
        .order_by(skill.member_id, skill.skill)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for member_id, *stated in session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
        if stated[0] in offered:
            found[member_id].append(shared(tuple(stated)))
    return found


def _certifications_by_member(
    session: Session, programme: Programme, shared: Sharing
) -> Mapping[int, Iterable[Any]]:
    offered, held = load_taxonomy().offered("certifications"), ProfileCertification
    states = frozenset(CertificationState)
    query = (
        sa.select(held.member_id, held.certification, held.state)
        .where(held.member_id.in_(_members_of(programme)))
        .order_by(held.member_id, held.certification)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for member_id, certification, state in session.execute(query):
        if certification in offered and state in states:
            found[member_id].append(shared((certification, state)))
    return found


def _members_of(programme: Programme) -> sa.Select[Any]:
    return sa.select(Participation.member_id).where(Participation.programme_id == programme.id)
