"""The steps of a member on their road: plan, change, do, drop, and show some to their mentor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeGroupMember,
    CoffeeStatus,
    Match,
    Member,
    MentoringSession,
    Participation,
    Programme,
    RoadStep,
    RoadStepKind,
    RoadStepStatus,
    SessionStatus,
)
from matchmaker.services.road.readiness import Readiness
from matchmaker.services.road.suggestions import SuggestedStep, suggestions_for

MOST_OPEN: Final = 20


class RoadIsFull(Exception):
    """The member has as many open steps as one can have."""


@dataclass(frozen=True, slots=True)
class StepValues:
    """What a member plans."""

    kind: RoadStepKind
    title: str
    planned_on: date | None = None
    is_shared: bool = False
    skill: str = ""


@dataclass(frozen=True, slots=True)
class StepsView:
    """All steps of a member: open ones by their day, those without one last; then the others."""

    open: tuple[RoadStep, ...]
    done: tuple[RoadStep, ...]

    @property
    def has_room(self) -> bool:
        """Whether another one can be added."""
        return len(self.open) < MOST_OPEN


def steps_view(session: Session, member: Member) -> StepsView:
    """Return what a member plans and has done; what they dropped is shown no more."""
    steps = _steps(session, member)
    is_open = [each for each in steps if each.status == RoadStepStatus.OPEN]
    done = [each for each in steps if each.status == RoadStepStatus.DONE]
    return StepsView(
        open=tuple(sorted(is_open, key=lambda each: (each.planned_on or date.max, each.id))),
        done=tuple(sorted(done, key=lambda each: (each.settled_on, each.id), reverse=True)),
    )


def had_already(session: Session, member: Member) -> set[tuple[RoadStepKind, str]]:
    """Return what need not be suggested again: it is planned, done or refused."""
    return {(each.kind, each.skill) for each in _steps(session, member)}


def suggested_next(
    session: Session, member: Member, readiness: Readiness | None
) -> tuple[SuggestedStep, ...]:
    """Return what is suggested to a member now, whose readiness is known if they aim at a role."""
    skills = readiness.skills if readiness else ()
    return suggestions_for(member.profile, skills, had_already(session, member))


def refuse_step(session: Session, member: Member, suggested: SuggestedStep, today: date) -> None:
    """Keep a suggestion from being made again; a second press changes nothing."""
    if (suggested.kind, suggested.skill) in had_already(session, member):
        return
    step = RoadStep(
        member_id=member.id,
        kind=suggested.kind,
        skill=suggested.skill,
        title=suggested.title,
        status=RoadStepStatus.DROPPED,
        settled_on=today,
        created_at=clock.now(),
    )
    session.add(step)
    session.flush()


def add_step(session: Session, member: Member, values: StepValues) -> RoadStep:
    """Add a step; one that is open already, by a second press, is not added again.

    Raises `RoadIsFull`.
    """
    # Two presses follow one another.
    session.get_one(Member, member.id, with_for_update=True, populate_existing=True)
    there = [each for each in _steps(session, member) if each.status == RoadStepStatus.OPEN]
    for each in there:
        if (each.kind, each.title, each.skill) == (values.kind, values.title, values.skill):
            return each
    if len(there) >= MOST_OPEN:
        raise RoadIsFull
    step = RoadStep(member_id=member.id, created_at=clock.now())
    _write(step, values)
    session.add(step)
    session.flush()
    return step


def change_step(session: Session, step: RoadStep, values: StepValues) -> None:
    """Plan a step otherwise."""
    _write(step, values)
    session.flush()


def settle_step(
    session: Session, step: RoadStep, status: RoadStepStatus, on: date, outcome: str = ""
) -> None:
    """Note that a step is done, or dropped; one that is settled already stays as it is."""
    if step.status != RoadStepStatus.OPEN:
        return
    step.status, step.settled_on, step.outcome = status, on, outcome
    session.flush()


def step_of(session: Session, member: Member, step_id: int) -> RoadStep | None:
    """Return a step, or None where it is not one of the member's."""
    query = sa.select(RoadStep).filter_by(id=step_id, member_id=member.id)
    return session.scalars(query).one_or_none()


def shared_steps(session: Session, mentee: Member) -> tuple[RoadStep, ...]:
    """Return the open steps that a mentee shows their mentor, by their day."""
    return tuple(each for each in steps_view(session, mentee).open if each.is_shared)


def people_met(session: Session, programme: Programme, member_ids: Collection[int]) -> int:
    """Tick *meet people who do the job* for members who have met somebody since they planned it.

    Return how many steps are done by it.
    """
    query = sa.select(RoadStep).where(
        RoadStep.member_id.in_(member_ids),
        RoadStep.kind == RoadStepKind.NETWORK,
        RoadStep.status == RoadStepStatus.OPEN,
        sa.or_(_has_met_in_a_session(), _has_met_over_coffee()),
    )
    steps = session.scalars(query.with_for_update()).all()
    for step in steps:
        settle_step(session, step, RoadStepStatus.DONE, clock.today(programme.time_zone))
    return len(steps)


def planning_to_meet(session: Session, programme: Programme) -> list[int]:
    """Return the ids of a programme's members with an open step to meet people."""
    query = (
        sa.select(RoadStep.member_id)
        .join(Participation, Participation.member_id == RoadStep.member_id)
        .where(
            Participation.programme_id == programme.id,
            RoadStep.kind == RoadStepKind.NETWORK,
            RoadStep.status == RoadStepStatus.OPEN,
        )
        .distinct()
        .order_by(RoadStep.member_id)
    )
    return list(session.scalars(query))


def _has_met_in_a_session() -> sa.ColumnElement[bool]:
    return (
        sa.exists()
        .where(
            MentoringSession.match_id == Match.id,
            MentoringSession.status == SessionStatus.HELD,
            MentoringSession.starts_at >= RoadStep.created_at,
            Match.mentee_id == RoadStep.member_id,
        )
        .correlate(RoadStep)
    )


def _has_met_over_coffee() -> sa.ColumnElement[bool]:
    return (
        sa.exists()
        .where(
            CoffeeGroupMember.group_id == CoffeeGroup.id,
            CoffeeGroupMember.member_id == RoadStep.member_id,
            CoffeeGroupMember.answer == CoffeeAnswer.MET,
            CoffeeGroup.status == CoffeeStatus.MET,
            CoffeeGroup.notified_at >= RoadStep.created_at,
        )
        .correlate(RoadStep)
    )


def _write(step: RoadStep, values: StepValues) -> None:
    step.kind, step.skill, step.title = values.kind, values.skill, values.title
    step.planned_on, step.is_shared = values.planned_on, values.is_shared


def _steps(session: Session, member: Member) -> list[RoadStep]:
    return list(session.scalars(sa.select(RoadStep).filter_by(member_id=member.id)))
