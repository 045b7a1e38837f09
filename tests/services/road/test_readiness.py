"""Readiness for a role: its sums, what is unknown, and its course from the history of levels."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import Member
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.profiles.values import SkillValues
from matchmaker.services.road.readiness import readiness_for, road_of
from matchmaker.taxonomy import load_taxonomy
from tests.factories import make_member, the_programme

ROLE = "administrator"
TARGETS = load_taxonomy().roles[ROLE].targets


@pytest.mark.parametrize(
    ("levels", "done", "whole", "reached", "not_stated"),
    [
        ({"risk": 1, "finance": 3}, 4, 5, 1, 0),
        ({"risk": 5, "finance": 3}, 5, 5, 2, 0),
        ({"risk": 0, "finance": 0}, 0, 5, 0, 0),
        ({"risk": None, "finance": 1}, 1, 3, 0, 1),
        ({"risk": None}, 0, 0, 0, 2),
        ({"risk": 2, "finance": 3, "methods": 5}, 5, 5, 2, 0),
    ],
)
def test_what_is_not_stated_is_unknown_and_more_than_asked_for_is_not_counted(
    levels: dict[str, int | None], done: int, whole: int, reached: int, not_stated: int
) -> None:
    found = readiness_for({"risk": 2, "finance": 3}, levels)

    assert (found.done, found.whole) == (done, whole)
    assert (found.reached, len(found.not_stated)) == (reached, not_stated)


def state(session: Session, member: Member, moment: datetime, **levels: int | None) -> None:
    with time_machine.travel(moment, tick=False):
        programme = the_programme(session)
        values = profile_of(session, programme, member)
        skills = {skill: SkillValues(level, None, 2) for skill, level in levels.items()}
        stated = replace(values, skills=values.skills | skills, target_role=ROLE)
        save_profile(session, programme, member, stated)


def test_its_course_is_that_of_the_levels_month_by_month(session: Session) -> None:
    member = make_member(session, "Ada", time_zone="UTC")
    state(session, member, datetime(2026, 3, 5, tzinfo=UTC), risk=0, documentation=1)
    state(session, member, datetime(2026, 5, 5, tzinfo=UTC), risk=1)
    state(session, member, datetime(2026, 5, 25, tzinfo=UTC), risk=5)
    state(session, member, datetime(2026, 8, 1, tzinfo=UTC), documentation=2, finance=5)

    with time_machine.travel("2026-10-10", tick=False):
        road = road_of(session, member, "UTC")

    assert road.target is not None
    assert [(each.month, each.readiness.done) for each in road.months] == [
        ("2026-10", 4),
        ("2026-08", 4),
        ("2026-05", 3),
        ("2026-03", 1),
    ]
    assert road.readiness is not None
    assert road.readiness.whole == TARGETS["risk"] + TARGETS["documentation"]
    assert [role.code for role in road.ladder] == ["aspiring", "administrator"]


def test_without_a_role_that_sets_targets_there_is_no_readiness(session: Session) -> None:
    member = make_member(session, "Ada")

    assert road_of(session, member, "UTC").readiness is None
