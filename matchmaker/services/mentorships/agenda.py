"""The first steps of a new pair: who writes by when, and what the first half hour is about.

Pure: no query. The introduction mails, the calendar file and the match page show the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from matchmaker.messages import format_list, sentences
from matchmaker.messages import gettext as _
from matchmaker.models import ActionStatus, GoalStatus, Profile
from matchmaker.services.engine.stored import Reasons
from matchmaker.services.mentorships.actions import ActionLine
from matchmaker.services.mentorships.goals import GoalsView
from matchmaker.services.profiles.values import open_gap
from matchmaker.services.programme.working_days import add_working_days
from matchmaker.services.wording.reasons import gap_lines, level_name, term_name
from matchmaker.taxonomy import load_taxonomy

FIRST_MEETING_MINUTES: Final = 30
MOST_GAPS: Final = 3


@dataclass(frozen=True, slots=True)
class MenteeGap:
    """A gap of the mentee in words; `is_taught` if this mentor can help to close it."""

    skill: str
    name: str
    level: int
    target: int
    level_name: str
    target_name: str
    is_taught: bool


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One point of the first meeting."""

    minutes: int
    title: str
    detail: str


def mentee_gaps(profile: Profile, reasons: Reasons) -> list[MenteeGap]:
    """Return a mentee's gaps, first those that the mentor can teach, as in the reasons.

    A gap that the mentee has closed or taken back since the round is not shown.
    """
    skills = load_taxonomy().skills
    taught = [line.skill for line in gap_lines(reasons)]
    open_gaps = [
        (skill.skill, *gap, skill.importance)
        for skill in profile.stated_skills
        if (gap := open_gap(skill))
    ]
    first, last = -1, len(taught)
    places = {code: place for place, code in enumerate(taught)}
    open_gaps.sort(key=lambda gap: (places.get(gap[0], last), first * gap[3] * (gap[2] - gap[1])))
    return [
        MenteeGap(
            skill=code,
            name=term_name(skills, code),
            level=level,
            target=target,
            level_name=level_name(level),
            target_name=level_name(target),
            is_taught=code in places,
        )
        for code, level, target, *_rest in open_gaps
    ]


def first_agenda(profile: Profile, reasons: Reasons) -> tuple[AgendaItem, ...]:
    """Return the agenda of the first half hour from a mentee's goals and gaps; minutes add up."""
    gaps = [gap for gap in mentee_gaps(profile, reasons) if gap.is_taught] or mentee_gaps(
        profile, reasons
    )
    role = load_taxonomy().roles.get(profile.target_role)
    goals = (
        _("The mentee tells about their goals and how you both would notice success.")
        if profile.goals.strip()
        else _("The mentee tells about what they hope for and how you both would notice success.")
    )
    aim = _("The target role: %(role)s.", role=role.name) if role else ""
    return (
        AgendaItem(5, _("Say hello"), _("Who you are, what you do, and what brought you here.")),
        AgendaItem(8, _("The goals"), sentences(goals, aim)),
        AgendaItem(12, _("One gap to begin with"), _gap_detail(gaps)),
        AgendaItem(
            5,
            _("How you go on"),
            _("How often you talk and how, one thing to try before the next talk, and its date."),
        ),
    )


def _gap_detail(gaps: list[MenteeGap]) -> str:
    if not gaps:
        return _(
            "Choose the skill that matters most now, say where you are, and where you want to be."
        )
    [first, *others] = gaps[:MOST_GAPS]
    later = format_list(gap.name for gap in others)
    return sentences(
        _(
            "%(skill)s: from %(level)s to %(target)s. Look at a recent piece of work together.",
            skill=first.name,
            level=first.level_name,
            target=first.target_name,
        ),
        _("Later: %(skills)s.", skills=later) if others else "",
    )


def points_of(actions: Sequence[ActionLine]) -> tuple[ActionLine, ...]:
    """Return what the next session begins with: the open actions, the most overdue first."""
    is_open = [line for line in actions if line.status == ActionStatus.OPEN]
    return tuple(sorted(is_open, key=lambda line: (line.due_on, line.id)))


def goal_points(goals: GoalsView, profile: Profile) -> tuple[str, ...]:
    """Return what to ask of each goal that the two agreed on, and the gaps not yet touched."""
    skills = load_taxonomy().skills
    asked = [
        _("%(skill)s: what has moved since last time?", skill=term_name(skills, goal.skill))
        for goal in goals.open
        if goal.status == GoalStatus.AGREED
    ]
    touched = {goal.skill for goal in (*goals.open, *goals.settled)}
    left = [
        term_name(skills, row.skill)
        for row in sorted(profile.stated_skills, key=lambda row: (-row.importance, row.skill))
        if open_gap(row) and row.skill not in touched
    ]
    if left:
        names = format_list(left[:MOST_GAPS])
        asked.append(_("Not talked about yet: %(skills)s. Is one of them next?", skills=names))
    return tuple(asked)


def first_message_by(introduced_at: datetime, working_days: int, time_zone: str) -> date:
    """Return the day by which the mentee writes, so many working days after the introduction.

    Examples
    --------
    >>> from datetime import UTC
    >>> first_message_by(datetime(2026, 11, 5, 9, tzinfo=UTC), 5, "UTC").isoformat()
    '2026-11-12'
    """
    day = introduced_at.astimezone(ZoneInfo(time_zone)).date()
    return add_working_days(day, working_days, time_zone)
