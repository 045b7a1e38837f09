"""Networkers as frozen values: who takes part this month, whom they met, whom they may not."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaker.matching.coffee.people import (
    ROUNDS_APART,
    CoffeePolicy,
    CoffeeProblem,
    Networker,
)
from matchmaker.models import CoffeeGroup, CoffeeRound, Participation, Programme
from matchmaker.services.rounds.snapshot import (
    PersonIds,
    common_fields,
    excluded_pairs,
    participations_in,
)


def take_networkers(
    session: Session, programme: Programme, month: str, on: date, policy: CoffeePolicy
) -> CoffeeProblem:
    """Return what the month's groups are formed from."""
    rows = participations_in(session, programme)
    ids = PersonIds(rows)
    return CoffeeProblem(
        networkers=tuple(
            _networker(row, ids, on) for row in rows if takes_part_in_chats(row, month, on)
        ),
        history=_past_groups(session, programme, month),
        excluded=excluded_pairs(session, programme),
        policy=policy,
    )


def takes_part_in_chats(participation: Participation, month: str, on: date) -> bool:
    """Whether a member is in the month's coffee round, by what the row says."""
    until = participation.paused_until
    return (
        participation.is_networker
        and participation.chats_paused_since is None
        and participation.skipped_chat_month != month
        and (until is None or on >= until)
    )


def _networker(row: Participation, ids: PersonIds, on: date) -> Networker:
    known = common_fields(row, ids, on)
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
    """Return the groups of the last rounds before a month, the newest round first."""
    query = (
        sa.select(CoffeeRound)
        .where(CoffeeRound.programme_id == programme.id, CoffeeRound.month < month)
        .order_by(CoffeeRound.month.desc())
        .limit(ROUNDS_APART)
        .options(selectinload(CoffeeRound.groups).selectinload(CoffeeGroup.people))
    )
    return tuple(
        tuple(
            tuple(person.member_id for person in group.people)
            for group in round_.groups
            if len(group.people) > 1
        )
        for round_ in session.scalars(query)
    )
