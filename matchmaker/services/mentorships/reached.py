"""What a finished mentorship gave: levels at its beginning and now, and the hours of the two.

Reading only. Levels at the beginning are those of the match, which never change; of a skill that
became a goal and was no gap then, those of the day on which it was suggested.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import (
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    SessionStatus,
)
from matchmaker.services.engine.stored import pair_facts
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.programme.calendar import local_day
from matchmaker.taxonomy import load_taxonomy


@dataclass(frozen=True, slots=True)
class SkillThenAndNow:
    """One skill of the mentee's; `now` is None where their profile does not state it any more."""

    skill: str
    before: int
    target: int
    now: int | None

    @property
    def rose(self) -> bool:
        """Whether the level is higher than it was at the beginning."""
        return self.now is not None and self.now > self.before


@dataclass(frozen=True, slots=True)
class ReachedGoal:
    """A goal that the two agreed on and reached."""

    skill: str
    from_level: int
    to_level: int


@dataclass(frozen=True, slots=True)
class HeldSession:
    """One session that took place."""

    starts_at: datetime
    minutes: int
    topics: str


@dataclass(frozen=True, slots=True)
class HoursTogether:
    """The two, from when to when, and every session that they held, the earliest first."""

    programme: str
    mentee: str
    mentor: str
    began_on: date
    until: date
    """The day on which it was over, or until which it goes on."""
    sessions: tuple[HeldSession, ...]

    @property
    def minutes(self) -> int:
        """Return how long they met, in all."""
        return sum(each.minutes for each in self.sessions)


def then_and_now(session: Session, match: Match) -> tuple[SkillThenAndNow, ...]:
    """Return the skills that a mentorship was about, once it is complete; before that, none."""
    if match.status != MatchStatus.COMPLETED:
        return ()
    stated = {row.skill: row.level for row in match.mentee.profile.stated_skills}
    begun = {gap.skill: (gap.level, gap.target) for gap in pair_facts(match.reasons).reasons.gaps}
    goals = sa.select(Goal).filter_by(match_id=match.id).order_by(Goal.id)
    for goal in session.scalars(goals.where(Goal.agreed_at.is_not(None))):
        begun.setdefault(goal.skill, (goal.from_level, goal.to_level))
    known = load_taxonomy().skills
    return tuple(
        SkillThenAndNow(skill, before, target, stated.get(skill))
        for skill, (before, target) in begun.items()
        if skill in known
    )


def reached_goals(session: Session, match: Match) -> tuple[ReachedGoal, ...]:
    """Return the goals that the two reached, in the order in which they were set."""
    query = sa.select(Goal).filter_by(match_id=match.id, status=GoalStatus.REACHED)
    known = load_taxonomy().skills
    return tuple(
        ReachedGoal(goal.skill, goal.from_level, goal.to_level)
        for goal in session.scalars(query.order_by(Goal.id))
        if goal.skill in known
    )


def hours_together(session: Session, match: Match) -> HoursTogether:
    """Return the sheet of hours of two people who were introduced."""
    mentorship = mentorship_of(session, match)
    programme = match.round.programme
    ended = local_day(match.ended_at, programme.time_zone) if match.ended_at else None
    held = sa.select(MentoringSession).filter_by(match_id=match.id, status=SessionStatus.HELD)
    rows = session.scalars(held.order_by(MentoringSession.starts_at, MentoringSession.id))
    return HoursTogether(
        programme=programme.name,
        mentee=_name(match.mentee),
        mentor=_name(match.mentor),
        began_on=mentorship.began_on,
        until=ended or mentorship.ends_on,
        sessions=tuple(
            HeldSession(each.starts_at, each.minutes, each.topics)
            for each in rows
            if each.starts_at is not None
        ),
    )


def could_mentor(session: Session, match: Match, member: Member) -> bool:
    """Whether to ask the mentee of a complete mentorship if they would mentor somebody else.

    So it is once they stand higher on the role ladder than at the beginning, or have reached a
    goal, and are no mentor yet.
    """
    if match.status != MatchStatus.COMPLETED or member.id != match.mentee_id:
        return False
    if any(part.is_mentor for part in member.participations):
        return False
    reached = sa.exists().where(Goal.match_id == match.id, Goal.status == GoalStatus.REACHED)
    return _has_climbed(match) or bool(session.scalar(sa.select(reached)))


def _has_climbed(match: Match) -> bool:
    before = pair_facts(match.reasons).reasons.mentee_step
    now = load_taxonomy().roles.get(match.mentee.profile.ladder_step)
    return before is not None and now is not None and now.step > before


def _name(member: Member) -> str:
    return (member.merged_into or member).greeting_name
