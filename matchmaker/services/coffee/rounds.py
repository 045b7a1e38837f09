"""One month's coffee round: formed once, each group told once."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker import clock
from matchmaker.matching.coffee.people import CoffeeProblem, FormedGroup, Grouping
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeGroupMember,
    CoffeeRound,
    CoffeeStatus,
    MailKind,
    NetworkerLeftOut,
    Programme,
)
from matchmaker.services.coffee.meeting import propose_half_hours
from matchmaker.services.coffee.snapshot import take_networkers
from matchmaker.services.outbox.outbox import owe_mails
from matchmaker.services.outbox.subjects import mail_about
from matchmaker.services.programme.calendar import check_month, seed_of
from matchmaker.services.programme.policies import (
    ProgrammePolicy,
    current_policy,
    policy_from_document,
    policy_to_document,
)


def find_coffee_round(session: Session, programme: Programme, month: str) -> CoffeeRound | None:
    """Return the month's coffee round, if there is one."""
    return session.scalars(
        sa.select(CoffeeRound).filter_by(programme_id=programme.id, month=month)
    ).one_or_none()


def coffee_problem(
    session: Session, programme: Programme, month: str
) -> tuple[CoffeeProblem, ProgrammePolicy]:
    """Return what the month's groups are formed from, and the policy. Raises `InvalidMonth`."""
    document = policy_to_document(current_policy(session, programme))
    policy = policy_from_document(document, seed_of("coffee", programme.slug, check_month(month)))
    today = clock.today(programme.time_zone)
    return take_networkers(session, programme, month, today, policy.coffee), policy


def save_grouping(
    session: Session,
    programme: Programme,
    month: str,
    grouping: Grouping,
    policy: ProgrammePolicy,
) -> CoffeeRound | None:
    """Store a month's groups; None where another process has stored them first."""
    round_ = CoffeeRound(
        programme_id=programme.id,
        month=month,
        seed=policy.coffee.seed,
        policy=policy_to_document(policy),
        summary=_summary(grouping),
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(round_)
    except sa.exc.IntegrityError:
        return None
    _insert_groups(session, round_, grouping.groups)
    left_out = [
        {"round_id": round_.id, "member_id": left.networker_id, "reason": left.code}
        for left in grouping.left_out
    ]
    if left_out:
        session.execute(sa.insert(NetworkerLeftOut), left_out)
    return round_


def _insert_groups(session: Session, round_: CoffeeRound, groups: Sequence[FormedGroup]) -> None:
    """Insert the groups of a round that has none yet, and who is in them."""
    if not groups:
        return
    rows = [
        {
            "round_id": round_.id,
            "status": CoffeeStatus.FORMED,
            "points": group.points,
            "shared_interests": list(group.shared_interests),
            "repeats": [[*repeat.pair, repeat.rounds_ago] for repeat in group.repeats],
        }
        for group in groups
    ]
    session.execute(sa.insert(CoffeeGroup), rows)
    # They are numbered in the order in which they were handed over.
    ids = session.scalars(
        sa.select(CoffeeGroup.id).filter_by(round_id=round_.id).order_by(CoffeeGroup.id)
    )
    people = [
        {
            "group_id": group_id,
            "round_id": round_.id,
            "member_id": member_id,
            "answer": CoffeeAnswer.NONE,
        }
        for group_id, group in zip(ids, groups, strict=True)
        for member_id in group.member_ids
    ]
    session.execute(sa.insert(CoffeeGroupMember), people)


def groups_to_notify(session: Session, round_: CoffeeRound) -> list[int]:
    """Return the ids of a round's groups that have not been told."""
    query = (
        sa.select(CoffeeGroup.id)
        .filter_by(round_id=round_.id, status=CoffeeStatus.FORMED)
        .order_by(CoffeeGroup.id)
    )
    return list(session.scalars(query))


def notify_groups(session: Session, round_: CoffeeRound, group_ids: Collection[int]) -> int:
    """Owe the introduction to each of some groups; return how many were not told before."""
    changed = session.scalars(
        sa.update(CoffeeGroup)
        .where(CoffeeGroup.id.in_(group_ids), CoffeeGroup.status == CoffeeStatus.FORMED)
        .values(status=CoffeeStatus.NOTIFIED, notified_at=clock.now())
        .returning(CoffeeGroup.id)
        .execution_options(synchronize_session=False)
    ).all()
    propose_half_hours(session, round_, changed)
    mails = [
        mail_about(MailKind.COFFEE_INTRODUCED, group, person.member)
        for group in groups_with_people(session, changed)
        for person in group.people
    ]
    owe_mails(session, round_.programme_id, mails)
    return len(changed)


def groups_with_people(session: Session, group_ids: Collection[int]) -> Sequence[CoffeeGroup]:
    """Return groups as the database has them now, with everybody in them."""
    query = (
        sa.select(CoffeeGroup)
        .where(CoffeeGroup.id.in_(group_ids))
        .order_by(CoffeeGroup.id)
        .options(
            joinedload(CoffeeGroup.round),
            selectinload(CoffeeGroup.people).joinedload(CoffeeGroupMember.member),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _summary(grouping: Grouping) -> dict[str, Any]:
    sizes = [len(group.member_ids) for group in grouping.groups]
    points = [group.points for group in grouping.groups]
    return {
        "networkers": sum(sizes) + len(grouping.left_out),
        "groups": len(sizes),
        "threes": sizes.count(3),
        "left_out": len(grouping.left_out),
        "repeats": sum(len(group.repeats) for group in grouping.groups),
        "average_points": round(sum(points) / len(points), 1) if points else None,
        "points_at_most_missed": grouping.points_at_most_missed,
    }
