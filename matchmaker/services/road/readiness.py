"""How ready a member is for the role that they aim at, now and month by month. Reading only.

Readiness is the sum of min(level, target) over the skills of the target role, out of the sum of
their targets. A level that is not stated is unknown, not 0: its skill is in neither sum.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import LevelChange, Member
from matchmaker.services.profiles.levels import level_changes, levels_of
from matchmaker.services.programme.calendar import local_day
from matchmaker.taxonomy import Role, load_taxonomy

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class SkillOnTheRoad:
    """One skill of the target role; `level` is None where the member has not stated it."""

    skill: str
    level: int | None
    target: int

    @property
    def is_reached(self) -> bool:
        """Whether the member is as far as the role asks for."""
        return self.level is not None and self.level >= self.target

    @property
    def left(self) -> int:
        """Levels still to climb; 0 where the level is not stated."""
        return 0 if self.level is None else max(0, self.target - self.level)


@dataclass(frozen=True, slots=True)
class Readiness:
    """The parts and their sums, in levels."""

    skills: tuple[SkillOnTheRoad, ...]

    @property
    def done(self) -> int:
        """Levels reached, in each skill at most as many as the role asks for."""
        return sum(min(each.level, each.target) for each in self.skills if each.level is not None)

    @property
    def whole(self) -> int:
        """Levels that the role asks for, in the skills whose level is stated."""
        return sum(each.target for each in self.skills if each.level is not None)

    @property
    def not_stated(self) -> tuple[SkillOnTheRoad, ...]:
        """Skills of which nothing is known."""
        return tuple(each for each in self.skills if each.level is None)

    @property
    def reached(self) -> int:
        """In how many skills the member is as far as the role asks for."""
        return sum(each.is_reached for each in self.skills)


@dataclass(frozen=True, slots=True)
class MonthOnTheRoad:
    """Where a member stood at the end of a month (`YYYY-MM`); of the present one, today."""

    month: str
    readiness: Readiness


@dataclass(frozen=True, slots=True)
class Road:
    """What the page shows. `target` is None while the member aims at no role that sets targets."""

    ladder: tuple[Role, ...]
    """From the first rung to the last one that matters."""
    here: Role | None
    target: Role | None
    readiness: Readiness | None
    months: tuple[MonthOnTheRoad, ...]
    """The months in which a level changed and the present one, the latest first."""


def road_of(session: Session, member: Member, time_zone: str) -> Road:
    """Return where a member stands, by what their profile says now and said before."""
    roles, profile = load_taxonomy().roles, member.profile
    here, target = roles.get(profile.ladder_step), roles.get(profile.target_role)
    last = max((role.step for role in (here, target) if role), default=0)
    ladder = tuple(role for role in roles.values() if role.step <= last and not role.retired)
    if target is None or not target.targets:
        return Road(ladder, here, None, None, ())
    levels = levels_of(profile)
    changes = [each for each in level_changes(session, member) if each.skill in target.targets]
    return Road(
        ladder=ladder,
        here=here,
        target=target,
        readiness=readiness_for(target.targets, levels),
        months=tuple(_months(target.targets, levels, changes, time_zone)),
    )


def readiness_for(targets: Mapping[str, int], levels: Mapping[str, int | None]) -> Readiness:
    """Return the parts for a role's targets: what is open first, the widest first."""
    skills = (SkillOnTheRoad(skill, levels.get(skill), targets[skill]) for skill in targets)
    return Readiness(tuple(sorted(skills, key=lambda each: (each.is_reached, -each.left))))


def _months(
    targets: Mapping[str, int],
    levels: Mapping[str, int | None],
    changes: Iterable[LevelChange],
    time_zone: str,
) -> list[MonthOnTheRoad]:
    """Go back from today's levels, change by change."""
    known = dict(levels)
    month = _month_of(clock.today(time_zone))
    months = [MonthOnTheRoad(month, readiness_for(targets, known))]
    for change in sorted(changes, key=lambda each: (each.changed_at, each.id), reverse=True):
        changed_in = _month_of(local_day(change.changed_at, time_zone))
        if changed_in < month:
            month = changed_in
            months.append(MonthOnTheRoad(month, readiness_for(targets, known)))
        known[change.skill] = change.from_level
    return months[:MONTHS_SHOWN]


def _month_of(day: date) -> str:
    return f"{day:%Y-%m}"
