"""The gaps of a member, and who could help: counted, never named."""

from datetime import date

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Member
from matchmaker.services.profiles.gaps import Gap, gaps_of, helpers_in_programme
from matchmaker.services.profiles.storing import profile_of
from tests.factories import make_mentee, make_mentor, part_of, the_programme


def helpers(session: Session, member: Member) -> dict[str, int | None]:
    return helpers_in_programme(
        session,
        the_programme(session),
        member,
        gaps_of(profile_of(session, the_programme(session), member)),
    )


def test_gaps_come_by_importance_and_then_by_width(session: Session) -> None:
    mentee = make_mentee(
        session, needs={"risk": (1, 2), "finance": (1, 4), "methods": (3, 3), "benefits": (None, 4)}
    )
    mentee.profile.skills[0].importance = 3

    gaps = gaps_of(profile_of(session, the_programme(session), mentee))

    assert [(gap.skill, gap.size) for gap in gaps][1:] == [
        ("finance", 3),
        ("benefits", 0),
        ("methods", 0),
    ]
    assert gaps[0].skill == "risk"


def test_a_level_that_is_not_stated_opens_no_gap() -> None:
    assert Gap("risk", None, 5, 2).size == 0


@pytest.mark.parametrize(
    ("level", "mentor_level", "can_help"),
    [(0, 2, False), (0, 3, True), (1, 3, True), (3, 3, False), (3, 4, True), (4, 5, True)],
)
def test_a_helper_has_level_three_and_more_than_the_mentee(
    session: Session, level: int, mentor_level: int, can_help: bool
) -> None:
    mentee = make_mentee(session, needs={"risk": (level, 5)})
    for _ in range(5):
        make_mentor(session, levels={"risk": mentor_level})

    assert helpers(session, mentee) == {"risk": "five_to_nine" if can_help else "none"}


def test_few_helpers_are_not_counted_exactly(session: Session) -> None:
    mentee = make_mentee(session)
    none_yet = helpers(session, mentee)
    for _ in range(4):
        make_mentor(session)
    few = helpers(session, mentee)
    make_mentor(session)

    assert (none_yet, few, helpers(session, mentee)) == (
        {"risk": "none"},
        {"risk": "few"},
        {"risk": "five_to_nine"},
    )


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_only_those_who_take_part_and_are_somebody_else_are_counted(session: Session) -> None:
    mentee = make_mentor(session, levels={"finance": 5})
    part_of(session, mentee).is_mentee = True
    mentee.profile.skills[0].level, mentee.profile.skills[0].target_level = 3, 5
    for _ in range(5):
        make_mentor(session, levels={"finance": 4})
    back_today = make_mentor(session, levels={"finance": 4})
    part_of(session, back_today).paused_until = date(2026, 11, 23)
    away = make_mentor(session, levels={"finance": 4})
    part_of(session, away).paused_until = date(2026, 11, 24)
    silent = make_mentor(session, levels={"finance": 4})
    part_of(session, silent).silent_since = clock.now()
    make_mentor(session, levels={"finance": 4}, capacity=0)
    make_mentee(session, needs={"finance": (4, 5)})
    make_mentor(session, levels={"finance": 4}).left_at = clock.now()
    session.flush()

    assert helpers(session, mentee) == {"finance": "five_to_nine"}


def test_without_an_open_gap_nobody_is_counted(session: Session) -> None:
    mentee = make_mentee(session, needs={"risk": (3, 3), "finance": (None, 4)})

    assert helpers(session, mentee) == {}
