"""Networkers as frozen values: who takes part this month, whom they met, whom they may not."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.coffee.people import (
    CoffeePolicy,
    CoffeeProblem,
    Networker,
)
from matchmaker.models import CoffeeGroupMember, CoffeeRound, Programme
from matchmaker.services.addresses.merged import OnePerson
from matchmaker.services.rounds.persons import Participant, persons_in
from matchmaker.services.rounds.snapshot import PersonIds, common_fields, excluded_pairs


def take_networkers(
    session: Session, programme: Programme, month: str, on: date, policy: CoffeePolicy
) -> CoffeeProblem:
    """Return what the month's groups are formed from."""
    persons = persons_in(session, programme)
    ids = PersonIds(persons)
    return CoffeeProblem(
        networkers=tuple(
            _networker(person, ids, on)
            for person in persons
            if takes_part_in_chats(person, month, on)
        ),
        history=_past_groups(session, programme, month),
        excluded=excluded_pairs(session, programme),
        policy=policy,
    )


def takes_part_in_chats(person: Participant, month: str, on: date) -> bool:
    """Whether a member is in the month's coffee round, by what is known of them."""
    until = person.paused_until
    return (
        person.is_networker
        and person.address_refused_at is None
        and person.chats_paused_since is None
        and person.skipped_chat_month != month
        and (until is None or on >= until)
    )


def _networker(person: Participant, ids: PersonIds, on: date) -> Networker:
    known = common_fields(person, ids, on)
    return Networker(
        id=known["id"],
        department=known["department"],
        interests=known["interests"],
        languages=known["languages"],
        utc_offset_minutes=known["utc_offset_minutes"],
        manager_ids=known["manager_ids"],
    )


def _past_groups(
    session: Session, programme: Programme, month: str
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return the groups of all rounds before a month, the newest round first."""
    rounds = sa.select(CoffeeRound.id).where(
        CoffeeRound.programme_id == programme.id, CoffeeRound.month < month
    )
    found: dict[int, dict[int, list[int]]] = {
        round_id: {} for round_id in session.scalars(rounds.order_by(CoffeeRound.month.desc()))
    }
    people = (
        sa.select(
            CoffeeGroupMember.round_id, CoffeeGroupMember.group_id, CoffeeGroupMember.member_id
        )
        .where(CoffeeGroupMember.round_id.in_(rounds))
        .order_by(CoffeeGroupMember.group_id, CoffeeGroupMember.member_id)
    )
    now = OnePerson(session)
    for round_id, group_id, member_id in session.execute(people):
        group = found[round_id].setdefault(group_id, [])
        if now(member_id) not in group:
            group.append(now(member_id))
    return tuple(
        tuple(tuple(group) for group in groups.values() if len(group) > 1)
        for groups in found.values()
    )
