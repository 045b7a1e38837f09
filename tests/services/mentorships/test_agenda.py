"""The first steps of a pair: the agenda, and the day by which the mentee writes."""

from datetime import UTC, date, datetime

import pytest

from matchmaker.models import Profile, ProfileSkill
from matchmaker.services.engine.stored import Reasons, value_of
from matchmaker.services.mentorships.agenda import first_agenda, first_message_by, mentee_gaps

TEACHES_GOVERNANCE = value_of(
    Reasons,
    {"gaps": [{"skill": "governance", "level": 2, "target": 3, "mentor_level": 4, "reached": 3}]},
)
NOTHING = value_of(Reasons, {})


def make_profile(goals: str = "", **skills: tuple[int | None, int | None, int]) -> Profile:
    """A profile; each skill is (level, target, importance)."""
    rows = [
        ProfileSkill(skill=code, level=level, target_level=target, importance=importance)
        for code, (level, target, importance) in skills.items()
    ]
    return Profile(goals=goals, target_role="", skills=rows)


def test_gaps_that_the_mentor_teaches_come_first_then_the_weightiest() -> None:
    profile = make_profile(finance=(0, 1, 1), risk=(1, 4, 3), governance=(2, 3, 1))

    gaps = mentee_gaps(profile, TEACHES_GOVERNANCE)

    assert [(gap.skill, gap.is_taught) for gap in gaps] == [
        ("governance", True),
        ("risk", False),
        ("finance", False),
    ]


def test_a_level_that_is_not_stated_or_reached_is_no_gap() -> None:
    profile = make_profile(risk=(None, 4, 3), finance=(3, 3, 3), benefits=(2, None, 3))

    assert mentee_gaps(profile, NOTHING) == []


def test_the_agenda_fills_half_an_hour_and_begins_with_a_gap_that_the_mentor_teaches() -> None:
    profile = make_profile("Lead a board.", risk=(1, 4, 3), governance=(2, 3, 1))

    agenda = first_agenda(profile, TEACHES_GOVERNANCE)

    assert sum(item.minutes for item in agenda) == 30
    assert agenda[2].detail.startswith("Governance and decision support: from 2 · Practising")
    assert "their goals" in agenda[1].detail


def test_without_reasons_and_gaps_there_is_still_an_agenda() -> None:
    agenda = first_agenda(make_profile(), NOTHING)

    assert sum(item.minutes for item in agenda) == 30
    assert "what they hope for" in agenda[1].detail
    assert "Choose the skill" in agenda[2].detail


@pytest.mark.parametrize(
    ("introduced_at", "zone", "by"),
    [
        (datetime(2026, 11, 2, 9, tzinfo=UTC), "UTC", date(2026, 11, 9)),
        (datetime(2026, 11, 7, 9, tzinfo=UTC), "UTC", date(2026, 11, 13)),
        (datetime(2026, 11, 1, 23, tzinfo=UTC), "Asia/Tokyo", date(2026, 11, 10)),
        (datetime(2026, 11, 2, 1, tzinfo=UTC), "America/New_York", date(2026, 11, 6)),
    ],
)
def test_the_mentee_has_five_working_days_in_their_own_time_zone(
    introduced_at: datetime, zone: str, by: date
) -> None:
    assert first_message_by(introduced_at, 5, zone) == by
