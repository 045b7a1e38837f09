"""Coffee rounds as a coordinator sees them: groups, answers, who was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext, ngettext
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeGroupMember,
    CoffeeRound,
    CoffeeStatus,
    Member,
    NetworkerLeftOut,
    Programme,
)
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.programme.names import labels_of, sort_key

REASON_WORDS = {
    "alone": lazy_gettext("Nobody else takes part this month."),
    "nobody_allowed": lazy_gettext(
        "Nobody who takes part may meet them: each shares no language, is in their reporting line, "
        "or is excluded."
    ),
    "no_group_left": lazy_gettext("All whom they may meet have a group that they may not join."),
}


@dataclass(frozen=True, slots=True)
class CoffeeNumbers:
    """A coffee round in numbers; the answers count people."""

    networkers: int
    groups: int
    threes: int
    left_out: int
    repeats: int
    points_at_most_missed: int
    met: int
    not_met: int
    silent: int


@dataclass(frozen=True, slots=True)
class CoffeeRoundLine:
    """One round in the list."""

    id: int
    month: str
    created_at: datetime
    numbers: CoffeeNumbers


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One of a group, and what they said."""

    name: str
    department: str
    answer: CoffeeAnswer


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group; `repeats` are sentences."""

    id: int
    status: CoffeeStatus
    points: int
    people: tuple[AnswerLine, ...]
    repeats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """Somebody without a group, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class CoffeeOverview:
    """Everything on a coffee round's page."""

    line: CoffeeRoundLine
    view: CoordinatorView
    groups: tuple[GroupLine, ...]
    left_out: tuple[LeftOutLine, ...]
    """Without a group; and, where networkers are withheld, those in a group with one of them."""


def list_coffee_rounds(
    session: Session, programme: Programme, view: CoordinatorView = WHOLE
) -> list[CoffeeRoundLine]:
    """Return a programme's coffee rounds, the newest first."""
    query = (
        sa.select(CoffeeRound)
        .filter_by(programme_id=programme.id)
        .order_by(CoffeeRound.month.desc())
    )
    return [_line(session, round_, view) for round_ in session.scalars(query)]


def coffee_overview(
    session: Session, round_: CoffeeRound, view: CoordinatorView = WHOLE
) -> CoffeeOverview:
    """Return a round with its groups; those that met again and those that did not meet first.

    Groups of withheld people are left out, and who is in one is not told from who is in none.
    """
    groups = session.scalars(
        sa.select(CoffeeGroup)
        .filter_by(round_id=round_.id)
        .options(
            selectinload(CoffeeGroup.people)
            .selectinload(CoffeeGroupMember.member)
            .selectinload(Member.profile)
        )
        .order_by(CoffeeGroup.id)
    )
    shown = [group for group in groups if not view.withheld & _ids(group)]
    labels = labels_of(person.member for group in shown for person in group.people)
    lines = [_group_line(group, labels) for group in shown]
    return CoffeeOverview(
        line=_line(session, round_, view),
        view=view,
        groups=tuple(sorted(lines, key=lambda line: (not line.repeats, line.points, line.id))),
        left_out=_left_out(session, round_, view),
    )


def _left_out(
    session: Session, round_: CoffeeRound, view: CoordinatorView
) -> tuple[LeftOutLine, ...]:
    if not view.has_all_chats:
        is_alone = Member.id.in_(_alone(round_, view))
        alone = sa.select(Member).where(is_alone).options(selectinload(Member.profile))
        names = sorted(labels_of(session.scalars(alone)).values(), key=sort_key)
        return tuple(LeftOutLine(name, "") for name in names)
    rows = session.scalars(
        sa.select(NetworkerLeftOut)
        .where(
            NetworkerLeftOut.round_id == round_.id,
            NetworkerLeftOut.member_id.not_in(view.withheld),
        )
        .options(selectinload(NetworkerLeftOut.member).selectinload(Member.profile))
        .order_by(NetworkerLeftOut.id)
    ).all()
    labels = labels_of(row.member for row in rows)
    return tuple(
        LeftOutLine(labels[row.member_id], str(REASON_WORDS.get(row.reason, row.reason)))
        for row in rows
    )


def _hidden_groups(round_: CoffeeRound, view: CoordinatorView) -> sa.Select[int]:
    """Select the groups of a round that somebody withheld is in."""
    return sa.select(CoffeeGroupMember.group_id).where(
        CoffeeGroupMember.round_id == round_.id, CoffeeGroupMember.member_id.in_(view.withheld)
    )


def _alone(round_: CoffeeRound, view: CoordinatorView) -> sa.CompoundSelect[int]:
    """Select who is in no group that the reader sees: left out, or with somebody withheld."""
    return (
        sa.select(NetworkerLeftOut.member_id)
        .where(
            NetworkerLeftOut.round_id == round_.id,
            NetworkerLeftOut.member_id.not_in(view.withheld),
        )
        .union(
            sa.select(CoffeeGroupMember.member_id).where(
                CoffeeGroupMember.group_id.in_(_hidden_groups(round_, view)),
                CoffeeGroupMember.member_id.not_in(view.withheld),
            )
        )
    )


def _line(session: Session, round_: CoffeeRound, view: CoordinatorView) -> CoffeeRoundLine:
    is_shown = (CoffeeGroupMember.round_id == round_.id) & CoffeeGroupMember.group_id.not_in(
        _hidden_groups(round_, view)
    )
    counts = session.execute(
        sa.select(CoffeeGroupMember.answer, sa.func.count())
        .where(is_shown)
        .group_by(CoffeeGroupMember.answer)
    )
    answers = {answer: count for answer, count in counts}  # noqa: C416 - rows are not pairs to a type checker
    stored = round_.summary if view.has_all_chats else _counted(session, round_, view)
    return CoffeeRoundLine(
        id=round_.id,
        month=round_.month,
        created_at=round_.created_at,
        numbers=CoffeeNumbers(
            networkers=stored.get("networkers", 0),
            groups=stored.get("groups", 0),
            threes=stored.get("threes", 0),
            left_out=stored.get("left_out", 0),
            repeats=stored.get("repeats", 0),
            points_at_most_missed=stored.get("points_at_most_missed", 0),
            met=answers.get(CoffeeAnswer.MET, 0),
            not_met=answers.get(CoffeeAnswer.NOT_MET, 0),
            silent=answers.get(CoffeeAnswer.NONE, 0),
        ),
    )


def _counted(session: Session, round_: CoffeeRound, view: CoordinatorView) -> dict[str, int]:
    """Count what the reader sees, where what was stored counts everybody."""
    groups = session.scalars(
        sa.select(CoffeeGroup)
        .where(
            CoffeeGroup.round_id == round_.id, CoffeeGroup.id.not_in(_hidden_groups(round_, view))
        )
        .options(selectinload(CoffeeGroup.people))
    ).all()
    alone = _alone(round_, view).subquery()
    left_out = session.scalar(sa.select(sa.func.count()).select_from(alone)) or 0
    return {
        "networkers": sum(len(group.people) for group in groups) + left_out,
        "groups": len(groups),
        "threes": sum(len(group.people) == 3 for group in groups),
        "left_out": left_out,
        "repeats": sum(len(group.repeats) for group in groups),
    }


def _ids(group: CoffeeGroup) -> set[int]:
    return {person.member_id for person in group.people}


def _group_line(group: CoffeeGroup, names: Mapping[int, str]) -> GroupLine:
    return GroupLine(
        id=group.id,
        status=group.status,
        points=group.points,
        people=tuple(
            AnswerLine(names[person.member_id], person.member.profile.department, person.answer)
            for person in group.people
        ),
        repeats=tuple(
            ngettext(
                "%(one)s and %(other)s met last round.",
                "%(one)s and %(other)s met %(num)s rounds ago.",
                ago,
                one=names.get(one, _("One")),
                other=names.get(other, _("another")),
            )
            for one, other, ago in group.repeats
        ),
    )
