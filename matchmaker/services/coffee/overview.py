"""Coffee rounds as a coordinator sees them: groups, answers, who was left out and why."""

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
from matchmaker.services.programme.withheld import NOBODY

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
    groups: tuple[GroupLine, ...]
    left_out: tuple[LeftOutLine, ...]
    withheld: int = 0
    """How many groups the reader does not see, since one of them reports to them or is them."""


def list_coffee_rounds(
    session: Session, programme: Programme, withheld: frozenset[int] = NOBODY
) -> list[CoffeeRoundLine]:
    """Return a programme's coffee rounds, the newest first."""
    query = (
        sa.select(CoffeeRound)
        .filter_by(programme_id=programme.id)
        .order_by(CoffeeRound.month.desc())
    )
    return [_line(session, round_, withheld) for round_ in session.scalars(query)]


def coffee_overview(
    session: Session, round_: CoffeeRound, withheld: frozenset[int] = NOBODY
) -> CoffeeOverview:
    """Return a round with its groups; those that met again and those that did not meet first.

    Groups of `withheld` people are counted, no more; answers are counted without them.
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
    left_out = session.scalars(
        sa.select(NetworkerLeftOut)
        .filter_by(round_id=round_.id)
        .options(selectinload(NetworkerLeftOut.member))
        .order_by(NetworkerLeftOut.id)
    )
    all_groups = list(groups)
    shown = [g for g in all_groups if not withheld & {person.member_id for person in g.people}]
    lines = [_group_line(group) for group in shown]
    return CoffeeOverview(
        line=_line(session, round_, withheld),
        withheld=len(all_groups) - len(shown),
        groups=tuple(sorted(lines, key=lambda line: (not line.repeats, line.points, line.id))),
        left_out=tuple(
            LeftOutLine(row.member.greeting_name, str(REASON_WORDS.get(row.reason, row.reason)))
            for row in left_out
            if row.member_id not in withheld
        ),
    )


def _line(session: Session, round_: CoffeeRound, withheld: frozenset[int]) -> CoffeeRoundLine:
    theirs = sa.select(CoffeeGroupMember.group_id).where(CoffeeGroupMember.member_id.in_(withheld))
    counts = session.execute(
        sa.select(CoffeeGroupMember.answer, sa.func.count())
        .where(CoffeeGroupMember.round_id == round_.id, CoffeeGroupMember.group_id.not_in(theirs))
        .group_by(CoffeeGroupMember.answer)
    )
    answers = {answer: count for answer, count in counts}  # noqa: C416 - rows are not pairs to a type checker
    summary = round_.summary
    return CoffeeRoundLine(
        id=round_.id,
        month=round_.month,
        created_at=round_.created_at,
        numbers=CoffeeNumbers(
            networkers=summary.get("networkers", 0),
            groups=summary.get("groups", 0),
            threes=summary.get("threes", 0),
            left_out=summary.get("left_out", 0),
            repeats=summary.get("repeats", 0),
            points_at_most_missed=summary.get("points_at_most_missed", 0),
            met=answers.get(CoffeeAnswer.MET, 0),
            not_met=answers.get(CoffeeAnswer.NOT_MET, 0),
            silent=answers.get(CoffeeAnswer.NONE, 0),
        ),
    )


def _group_line(group: CoffeeGroup) -> GroupLine:
    names = {person.member_id: person.member.greeting_name for person in group.people}
    return GroupLine(
        id=group.id,
        status=group.status,
        points=group.points,
        people=tuple(
            AnswerLine(person.member.greeting_name, person.member.profile.department, person.answer)
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
