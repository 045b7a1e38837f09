"""The goals of a pair: suggested by one, agreed by the other, then reached, changed or dropped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Goal, GoalStatus, Match, Member
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.moving import NotPossibleNow, lock_pair
from matchmaker.services.profiles.levels import raise_level
from matchmaker.services.profiles.values import open_gap

MOST_GOALS: Final = 3
OPEN: Final = (GoalStatus.SUGGESTED, GoalStatus.AGREED)
"""States in which a goal is one of those that two people can have at a time."""
OUTCOMES: Final = (GoalStatus.REACHED, GoalStatus.CHANGED, GoalStatus.DROPPED)


@dataclass(frozen=True, slots=True)
class GapToChoose:
    """A gap of the mentee's that is no goal yet."""

    skill: str
    level: int
    target: int


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal as one of the two sees it."""

    id: int
    skill: str
    from_level: int
    to_level: int
    sign: str
    status: GoalStatus
    waits_for_reader: bool
    """Whether the partner suggested it, and the reader has not agreed."""
    outcome: str
    can_be_raised: bool
    """Whether the reader is offered to state the level that was reached."""
    next_level: int | None = None
    """The next level on the mentee's way; None once the goal is settled, or the way is gone."""


@dataclass(frozen=True, slots=True)
class GoalsView:
    """All goals of a pair as one of the two sees them, and whether there is room for another."""

    open: tuple[GoalLine, ...]
    settled: tuple[GoalLine, ...]
    has_room: bool


def goals_view(session: Session, match: Match, member: Member) -> GoalsView:
    """Return the goals of a pair for one of its two people."""
    goals = list(session.scalars(sa.select(Goal).filter_by(match_id=match.id).order_by(Goal.id)))
    stated = {row.skill: row.level for row in match.mentee.profile.stated_skills}
    lines = [
        GoalLine(
            id=goal.id,
            skill=goal.skill,
            from_level=goal.from_level,
            to_level=goal.to_level,
            sign=goal.sign,
            status=goal.status,
            waits_for_reader=(
                goal.status == GoalStatus.SUGGESTED and goal.suggested_by_id != member.id
            ),
            outcome=goal.outcome,
            can_be_raised=can_be_raised(match, member, goal),
            next_level=_next_level(goal, stated) if goal.status in OPEN else None,
        )
        for goal in goals
    ]
    is_open = tuple(line for line in lines if line.status in OPEN)
    return GoalsView(
        open=is_open,
        settled=tuple(line for line in lines if line.status not in OPEN),
        has_room=match.status in GOES_ON and len(is_open) < MOST_GOALS,
    )


def skills_of_goals(session: Session, mentee: Member, match_ids: Collection[int]) -> frozenset[str]:
    """Return the skills of what was agreed on in those of the pairs in which one is the mentee."""
    if not match_ids:
        return frozenset()
    query = (
        sa.select(Goal.skill)
        .join(Match, Match.id == Goal.match_id)
        .where(
            Goal.match_id.in_(match_ids),
            Goal.status == GoalStatus.AGREED,
            Match.mentee_id == mentee.id,
        )
    )
    return frozenset(session.scalars(query))


def gaps_to_choose(session: Session, match: Match) -> tuple[GapToChoose, ...]:
    """Return the gaps of the mentee's profile that no open goal of the pair is about."""
    taken = {goal.skill for goal in _open_goals(session, match)}
    rows = sorted(
        match.mentee.profile.stated_skills, key=lambda row: (-(row.importance or 0), row.skill)
    )
    return tuple(
        GapToChoose(row.skill, *gap)
        for row in rows
        if row.skill not in taken and (gap := open_gap(row)) is not None
    )


def suggested_to(session: Session, member_id: int, match_ids: Collection[int]) -> set[int]:
    """Return in which of a member's matches the partner waits for an answer to a goal."""
    query = sa.select(Goal.match_id).where(
        Goal.match_id.in_(match_ids),
        Goal.status == GoalStatus.SUGGESTED,
        Goal.suggested_by_id != member_id,
    )
    return set(session.scalars(query))


def suggest_goal(session: Session, match: Match, member: Member, skill: str, sign: str) -> Goal:
    """Suggest a goal to the partner. Raises `NotPossibleNow`.

    It is raised where the pair has as many goals as it can, too, or where the skill is no gap of
    the mentee's any more.
    """
    lock_pair(session, match)
    gap = next((each for each in gaps_to_choose(session, match) if each.skill == skill), None)
    if gap is None or len(_open_goals(session, match)) >= MOST_GOALS:
        raise NotPossibleNow(match)
    goal = Goal(
        match_id=match.id,
        skill=skill,
        from_level=gap.level,
        to_level=gap.target,
        sign=sign,
        status=GoalStatus.SUGGESTED,
        suggested_by_id=member.id,
        suggested_at=clock.now(),
    )
    session.add(goal)
    session.flush()
    return goal


def agree_to_goal(session: Session, match: Match, member: Member, goal_id: int) -> None:
    """Agree to a goal that the partner has suggested. Raises `NotPossibleNow`."""
    lock_pair(session, match)
    goal = goal_of(session, match, goal_id)
    if goal is None or goal.status != GoalStatus.SUGGESTED or goal.suggested_by_id == member.id:
        raise NotPossibleNow(match)
    goal.status, goal.agreed_at = GoalStatus.AGREED, clock.now()
    session.flush()


def settle_goal(
    session: Session, match: Match, goal_id: int, status: GoalStatus, outcome: str
) -> None:
    """Note what came of a goal: reached, changed or dropped. Raises `NotPossibleNow`.

    What was only suggested can be dropped or changed, by either, but not reached.
    """
    lock_pair(session, match)
    goal = goal_of(session, match, goal_id)
    if goal is None or status not in outcomes_of(goal):
        raise NotPossibleNow(match)
    goal.status, goal.outcome, goal.settled_at = status, outcome, clock.now()
    session.flush()


def can_be_raised(match: Match, member: Member, goal: Goal) -> bool:
    """Whether a goal is reached that is above what the mentee, who asks, states."""
    if member.id != match.mentee_id or goal.status != GoalStatus.REACHED:
        return False
    return any(
        row.skill == goal.skill and row.level is not None and row.level < goal.to_level
        for row in member.profile.stated_skills
    )


def raise_own_level(session: Session, match: Match, member: Member, goal_id: int) -> None:
    """Raise the mentee's level to that of a goal that is reached. Raises `NotPossibleNow`.

    It is their own profile: they can do so after the end of the mentorship, too.
    """
    goal = goal_of(session, match, goal_id)
    is_reached = goal is not None and goal.status == GoalStatus.REACHED
    if goal is None or not is_reached or member.id != match.mentee_id:
        raise NotPossibleNow(match)
    if not raise_level(session, member, goal.skill, goal.to_level):
        raise NotPossibleNow(match)


def outcomes_of(goal: Goal) -> tuple[GoalStatus, ...]:
    """Return what can come of a goal from now on."""
    if goal.status == GoalStatus.AGREED:
        return OUTCOMES
    return OUTCOMES[1:] if goal.status == GoalStatus.SUGGESTED else ()


def goal_of(session: Session, match: Match, goal_id: int) -> Goal | None:
    """Return a goal of a pair, or None where it is not one of theirs."""
    return session.scalars(
        sa.select(Goal)
        .filter_by(id=goal_id, match_id=match.id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _next_level(goal: Goal, stated: Mapping[str, int | None]) -> int | None:
    """Return the step after what the mentee states now, or stated when the goal was suggested."""
    now = stated.get(goal.skill)
    following = (goal.from_level if now is None else now) + 1
    return following if following <= goal.to_level else None


def _open_goals(session: Session, match: Match) -> list[Goal]:
    query = sa.select(Goal).where(Goal.match_id == match.id, Goal.status.in_(OPEN))
    return list(session.scalars(query))
