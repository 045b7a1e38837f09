"""Rows into frozen values: the one place where tables and the engine's values meet.

A snapshot holds what the engine needs and nothing else: no names, no addresses, no text that
somebody typed. Places and departments are numbered, since only their equality matters.
"""

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, selectinload

from matchmaker.addresses import mailbox_of
from matchmaker.matching.values.people import Mentee, Mentor, Pair, People, SkillNeed
from matchmaker.matching.values.sharing import Sharing
from matchmaker.matching.values.validation import PAIRS
from matchmaker.models import (
    LIVE_MATCH,
    MENTORSHIP,
    Address,
    CertificationState,
    DecisionKind,
    Exclusion,
    Match,
    Member,
    PairDecision,
    Participation,
    Profile,
    Programme,
)
from matchmaker.services.addresses.lines import mailbox_groups, pairs_of_one_mailbox
from matchmaker.services.addresses.merged import OnePerson
from matchmaker.services.rounds.asked_lately import pairs_asked_lately
from matchmaker.services.rounds.places import live_matches_by_mentor
from matchmaker.taxonomy import load_taxonomy

_LINE_LENGTH = 2
"""The manager, and the manager's manager."""
FIRST_PRIORITY = 1_000
"""Added to the rounds waited of a mentee whose offer failed without a replacement."""


def take_people(session: Session, programme: Programme, on: date, month: str = "") -> People:
    """Return everybody who could be matched in a month's round frozen on a day.

    Mentees who are paused, have left, or have a live match are not looking for a mentor. All
    mentors are included, so that it can be told how many were full or paused.
    """
    rows = participations_in(session, programme)
    ids = PersonIds(rows)
    live = _pairs_in(session, programme, LIVE_MATCH)
    busy = {mentee for mentee, _ in live}
    taken = live_matches_by_mentor(session, programme.id)
    return People(
        mentees=tuple(
            _mentee(row, ids, on)
            for row in rows
            if row.is_mentee and not row.is_paused(on) and row.member_id not in busy
        ),
        mentors=tuple(
            _mentor(row, ids, on, taken.get(row.member_id, 0)) for row in rows if row.is_mentor
        ),
        excluded=excluded_pairs(session, programme),
        met_before=_pairs_in(session, programme, MENTORSHIP),
        live=live,
        asked_lately=pairs_asked_lately(session, programme, month or f"{on:%Y-%m}"),
    )


def pair_of_people(
    mentee: Participation, mentor: Participation, ids: "PersonIds", on: date
) -> tuple[Mentee, Mentor]:
    """Return two members as the engine sees them now, as if the mentor were free."""
    free = replace(_mentor(mentor, ids, on, taken=0), places=1, is_available=True)
    return _mentee(mentee, ids, on), free


def excluded_pairs(session: Session, programme: Programme) -> frozenset[Pair]:
    """Return the pairs that a wish, a ban or "not a fit" forbids, and those of one mailbox.

    Whoever shares a mailbox with one of two people is kept apart from the other as they are.
    """
    named, theirs = aliased(Address), aliased(Address)
    query = (
        sa.select(Exclusion.member_id, theirs.member_id)
        .join(named, named.id == Exclusion.other_address_id)
        .join(theirs, theirs.mailbox == named.mailbox)
        .where(Exclusion.programme_id == programme.id, theirs.member_id.is_not(None))
    )
    alike = {one: group for group in mailbox_groups(session) for one in group}
    excluded = {
        (one, other)
        for author, excluded in session.execute(query)
        for one in alike.get(author, {author})
        for other in alike.get(excluded or 0, {excluded or 0})
    }
    excluded |= pairs_of_one_mailbox(session) if alike else set()
    return frozenset((one, other) for one, other in excluded if one != other)


def with_decisions(people: People, decisions: list[PairDecision]) -> People:
    """Return people with a coordinator's locks and bans of their round."""
    return replace(
        people,
        locked=frozenset(
            (d.mentee_id, d.mentor_id) for d in decisions if d.kind == DecisionKind.LOCK
        ),
        banned=frozenset(
            (d.mentee_id, d.mentor_id) for d in decisions if d.kind == DecisionKind.BAN
        ),
    )


def encode_people(people: People) -> tuple[bytes, str]:
    """Return people as compressed canonical JSON, and its SHA-256 (of the text)."""
    text = json.dumps(_sorted(asdict(people)), sort_keys=True, separators=(",", ":")).encode()
    return zlib.compress(text), hashlib.sha256(text).hexdigest()


def decode_people(snapshot: bytes) -> People:
    """Return the people that `encode_people` wrote; equal values among them share one object."""
    document = json.loads(zlib.decompress(snapshot), object_hook=partial(_decode, Sharing()))
    # A snapshot of an earlier release has fewer sets of pairs.
    pairs: dict[str, Any] = {
        name: frozenset((one, other) for one, other in document.get(name, ())) for name in PAIRS
    }
    return People(mentees=tuple(document["mentees"]), mentors=tuple(document["mentors"]), **pairs)


def participations_in(
    session: Session, programme: Programme, member_ids: Collection[int] | None = None
) -> list[Participation]:
    """Return the rows of all members who have not left, or of some, with their whole profiles."""
    member = selectinload(Participation.member)
    query = (
        sa.select(Participation)
        .join(Member)
        .where(Participation.programme_id == programme.id, Member.left_at.is_(None))
        .order_by(Participation.member_id)
        .options(
            member.selectinload(Member.profile).selectinload(Profile.skills),
            member.selectinload(Member.profile).selectinload(Profile.certifications),
        )
    )
    if member_ids is not None:
        query = query.where(Participation.member_id.in_(member_ids))
    return [row for row in session.scalars(query) if row.member.profile is not None]


class PersonIds:
    """Numbers for what people typed: managers, places and departments.

    Managers who are members keep their member id (of several who share a mailbox, the lowest);
    others get a negative one.
    """

    def __init__(self, rows: list[Participation]) -> None:
        profiles = [row.member.profile for row in rows]
        self._places = _numbered("place", (profile.location for profile in profiles))
        self._departments = _numbered("department", (profile.department for profile in profiles))
        by_mailbox: dict[str, int] = {}
        self._persons = {
            row.member_id: by_mailbox.setdefault(mailbox_of(row.member.email), row.member_id)
            for row in sorted(rows, key=lambda row: row.member_id)
        }
        managers = {
            row.member_id: row.member.profile.manager_address
            for row in rows
            if row.member.profile.manager_address
        }
        here = {
            address.id: self._persons.get(address.member_id or 0) or by_mailbox.get(address.mailbox)
            for address in managers.values()
        }
        elsewhere = _numbered_outsiders(a for a in managers.values() if here[a.id] is None)
        self._managers: dict[int, int] = {}
        for member_id, address in sorted(managers.items()):
            manager = here[address.id] or elsewhere[_outsider(address)]
            person = self._persons[member_id]
            if manager != person:
                self._managers.setdefault(person, manager)

    def place(self, profile: Profile) -> str | None:
        """Return the code of where somebody works."""
        return self._places.get(_folded(profile.location))

    def department(self, profile: Profile) -> str | None:
        """Return the code of somebody's department."""
        return self._departments.get(_folded(profile.department))

    def line_above(self, member_id: int) -> tuple[int, ...]:
        """Return the ids of the manager and the manager's manager, as far as they are known."""
        line: list[int] = []
        manager = self._managers.get(self._persons[member_id])
        while manager is not None and len(line) < _LINE_LENGTH:
            line.append(manager)
            manager = self._managers.get(manager)
        return tuple(line)


def common_fields(row: Participation, ids: PersonIds, on: date) -> dict[str, Any]:
    profile = row.member.profile
    return {
        "id": row.member_id,
        "interests": frozenset(profile.interests),
        "languages": frozenset(profile.languages),
        "location": ids.place(profile),
        "utc_offset_minutes": _utc_offset_minutes(profile.time_zone, on),
        "department": ids.department(profile),
        "ladder_step": _step(profile.ladder_step),
        "manager_ids": ids.line_above(row.member_id),
    }


def _outsider(address: Address) -> str:
    """Return what two addresses of one person who is not among the rows have in common."""
    return f"member {address.member_id}" if address.member_id else address.mailbox


def _numbered_outsiders(addresses: Iterable[Address]) -> dict[str, int]:
    persons = sorted({_outsider(address) for address in addresses})
    return {person: -number for number, person in enumerate(persons, start=1)}


def _numbered(kind: str, texts: Iterable[str]) -> dict[str, str]:
    folded = sorted({_folded(text) for text in texts} - {""})
    return {text: f"{kind} {number}" for number, text in enumerate(folded, start=1)}


def _folded(text: str) -> str:
    return text.strip().casefold()


def _mentee(row: Participation, ids: PersonIds, on: date) -> Mentee:
    profile = row.member.profile
    return Mentee(
        needs=tuple(
            SkillNeed(skill.skill, skill.level, skill.target_level, skill.importance)
            for skill in profile.stated_skills
            if skill.target_level is not None
        ),
        certifications_wanted=frozenset(
            held.certification
            for held in profile.stated_certifications
            if held.state != CertificationState.HELD
        ),
        target_step=_step(profile.target_role),
        priority=row.rounds_waited + FIRST_PRIORITY * row.has_first_priority,
        **common_fields(row, ids, on),
    )


def _mentor(row: Participation, ids: PersonIds, on: date, taken: int) -> Mentor:
    profile = row.member.profile
    return Mentor(
        places=max(0, row.capacity - taken),
        levels=tuple((s.skill, s.level) for s in profile.stated_skills if s.level is not None),
        certifications_held=frozenset(
            held.certification
            for held in profile.stated_certifications
            if held.state == CertificationState.HELD
        ),
        is_available=not row.is_paused(on),
        **common_fields(row, ids, on),
    )


def _step(role: str) -> int | None:
    known = load_taxonomy().roles.get(role)
    return known.step if known else None


def _utc_offset_minutes(time_zone: str, on: date) -> int | None:
    if not time_zone:
        return None
    noon = datetime.combine(on, time(12), tzinfo=UTC)
    offset = noon.astimezone(ZoneInfo(time_zone)).utcoffset()
    return None if offset is None else int(offset.total_seconds() // 60)


def _pairs_in(session: Session, programme: Programme, states: tuple[Any, ...]) -> frozenset[Pair]:
    query = sa.select(Match.mentee_id, Match.mentor_id).where(
        Match.programme_id == programme.id, Match.status.in_(states)
    )
    now = OnePerson(session)
    return frozenset((now(mentee), now(mentor)) for mentee, mentor in session.execute(query))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_sorted(item) for item in value]
    return value


def _decode(shared: Sharing, fields: dict[str, Any]) -> Any:
    """Build values while parsing.

    As dictionaries a large round would take several times the memory.
    """
    if "target" in fields:
        return shared(SkillNeed(**fields))
    if "needs" in fields:
        return _decode_mentee(shared, fields)
    if "levels" in fields:
        return _decode_mentor(shared, fields)
    return fields


def _decode_mentee(shared: Sharing, fields: dict[str, Any]) -> Mentee:
    needs = tuple(fields.pop("needs"))
    wanted = shared.words(fields.pop("certifications_wanted"))
    return Mentee(needs=needs, certifications_wanted=wanted, **_decode_common(shared, fields))


def _decode_mentor(shared: Sharing, fields: dict[str, Any]) -> Mentor:
    levels = tuple(shared((skill, level)) for skill, level in fields.pop("levels"))
    held = shared.words(fields.pop("certifications_held"))
    return Mentor(levels=levels, certifications_held=held, **_decode_common(shared, fields))


def _decode_common(shared: Sharing, fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {
        "interests": shared.words(fields["interests"]),
        "languages": shared.words(fields["languages"]),
        "location": shared(fields["location"]),
        "department": shared(fields["department"]),
        "manager_ids": shared(tuple(fields["manager_ids"])),
    }
