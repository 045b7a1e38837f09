"""Rows into frozen values: the one place where tables and the engine's values meet.

A snapshot holds what the engine needs and nothing else: no names, no addresses, no text that
somebody typed. Places and departments are numbered, since only their equality matters.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, selectinload

from matchmaker.addresses import mailbox_of
from matchmaker.matching.values.people import Mentee, Mentor, Pair, People, SkillNeed
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
from matchmaker.services.rounds.persons import Manager, Participant, person_of, persons_in
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
    persons = persons_in(session, programme)
    ids = PersonIds(persons)
    live = _pairs_in(session, programme, LIVE_MATCH)
    busy = {mentee for mentee, _ in live}
    taken = live_matches_by_mentor(session, programme.id)
    return People(
        mentees=tuple(
            _mentee(person, ids, on)
            for person in persons
            if person.is_mentee and not person.is_paused(on) and person.member_id not in busy
        ),
        mentors=tuple(
            _mentor(person, ids, on, taken.get(person.member_id, 0))
            for person in persons
            if person.is_mentor
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
    free = replace(_mentor(person_of(mentor), ids, on, taken=0), places=1, is_available=True)
    return _mentee(person_of(mentee), ids, on), free


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


def participations_in(
    session: Session, programme: Programme, member_ids: Collection[int]
) -> list[Participation]:
    """Return the rows of some members who have not left, with their whole profiles."""
    profile = selectinload(Participation.member).selectinload(Member.profile)
    query = (
        sa.select(Participation)
        .join(Member)
        .where(
            Participation.programme_id == programme.id,
            Participation.member_id.in_(member_ids),
            Member.left_at.is_(None),
        )
        .order_by(Participation.member_id)
        .options(profile.selectinload(Profile.skills), profile.selectinload(Profile.certifications))
    )
    return [row for row in session.scalars(query) if row.member.profile is not None]


class PersonIds:
    """Numbers for what people typed: managers, places and departments.

    Managers who are members keep their member id (of several who share a mailbox, the lowest);
    others get a negative one.
    """

    def __init__(self, rows: Sequence[Participation | Participant]) -> None:
        persons = [row if isinstance(row, Participant) else person_of(row) for row in rows]
        self._places = _numbered("place", (person.location for person in persons))
        self._departments = _numbered("department", (person.department for person in persons))
        by_mailbox: dict[str, int] = {}
        self._persons = {
            person.member_id: by_mailbox.setdefault(mailbox_of(person.email), person.member_id)
            for person in sorted(persons, key=lambda person: person.member_id)
        }
        managers = {person.member_id: person.manager for person in persons if person.manager}
        here = {
            manager: self._persons.get(manager.member_id or 0) or by_mailbox.get(manager.mailbox)
            for manager in managers.values()
        }
        elsewhere = _numbered_outsiders(one for one, is_here in here.items() if is_here is None)
        self._managers: dict[int, int] = {}
        for member_id, named in sorted(managers.items()):
            manager = here[named] or elsewhere[_outsider(named)]
            person = self._persons[member_id]
            if manager != person:
                self._managers.setdefault(person, manager)

    def place(self, person: Participant) -> str | None:
        """Return the code of where somebody works."""
        return self._places.get(_folded(person.location))

    def department(self, person: Participant) -> str | None:
        """Return the code of somebody's department."""
        return self._departments.get(_folded(person.department))

    def line_above(self, member_id: int) -> tuple[int, ...]:
        """Return the ids of the manager and the manager's manager, as far as they are known."""
        line: list[int] = []
        manager = self._managers.get(self._persons[member_id])
        while manager is not None and len(line) < _LINE_LENGTH:
            line.append(manager)
            manager = self._managers.get(manager)
        return tuple(line)


def common_fields(person: Participant, ids: PersonIds, on: date) -> dict[str, Any]:
    return {
        "id": person.member_id,
        "interests": person.interests,
        "languages": person.languages,
        "location": ids.place(person),
        "utc_offset_minutes": _utc_offset_minutes(person.time_zone, on),
        "department": ids.department(person),
        "ladder_step": _step(person.ladder_step),
        "manager_ids": ids.line_above(person.member_id),
    }


def _outsider(manager: Manager) -> str:
    """Return what two addresses of one person who is not among the rows have in common."""
    return f"member {manager.member_id}" if manager.member_id else manager.mailbox


def _numbered_outsiders(managers: Iterable[Manager]) -> dict[str, int]:
    persons = sorted({_outsider(manager) for manager in managers})
    return {person: -number for number, person in enumerate(persons, start=1)}


def _numbered(kind: str, texts: Iterable[str]) -> dict[str, str]:
    folded = sorted({_folded(text) for text in texts} - {""})
    return {text: f"{kind} {number}" for number, text in enumerate(folded, start=1)}


def _folded(text: str) -> str:
    return text.strip().casefold()


def _mentee(person: Participant, ids: PersonIds, on: date) -> Mentee:
    return Mentee(
        needs=tuple(
            _need(skill, level, target, importance)
            for skill, level, target, importance in person.skills
            if target is not None
        ),
        certifications_wanted=frozenset(
            code for code, state in person.certifications if state != CertificationState.HELD
        ),
        target_step=_step(person.target_role),
        priority=person.rounds_waited + FIRST_PRIORITY * person.has_first_priority,
        **common_fields(person, ids, on),
    )


def _mentor(person: Participant, ids: PersonIds, on: date, taken: int) -> Mentor:
    return Mentor(
        places=max(0, person.capacity - taken),
        levels=tuple((skill, level) for skill, level, *_ in person.skills if level is not None),
        certifications_held=frozenset(
            code for code, state in person.certifications if state == CertificationState.HELD
        ),
        is_available=not person.is_paused(on),
        **common_fields(person, ids, on),
    )


@cache
def _need(skill: str, level: int | None, target: int, importance: int) -> SkillNeed:
    """Return one value for all who have the same need."""
    return SkillNeed(skill, level, target, importance)


def _step(role: str) -> int | None:
    known = load_taxonomy().roles.get(role)
    return known.step if known else None


@cache
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
