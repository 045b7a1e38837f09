"""What a finished mentorship gave: levels then and now, hours, and whom to ask to mentor."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    ProfileSkill,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.mentorships.reached import (
    SkillThenAndNow,
    could_mentor,
    hours_together,
    then_and_now,
)
from tests.factories import make_mentoring_session, part_of


@pytest.fixture
def completed(session: Session, match: Match) -> Match:
    """The match, completed; Ada stood on the first rung, at level 1 in risk, and aimed for 3."""
    begin_mentorship(session, match)
    gap = {"skill": "risk", "level": 1, "target": 3, "importance": 2}
    match.reasons = {"gaps": [gap | {"mentor_level": 4, "reached": 3}], "mentee_step": 0}
    match.mentee.profile.ladder_step = "aspiring"
    match.status, match.ended_at = MatchStatus.COMPLETED, clock.now()
    session.flush()
    return match


def state(match: Match, skill: str, level: int | None) -> None:
    rows = [row for row in match.mentee.profile.skills if row.skill == skill]
    for row in rows:
        row.level = level
    if not rows:
        match.mentee.profile.skills.append(ProfileSkill(skill=skill, level=level, importance=2))


def agree(session: Session, match: Match, skill: str, status: GoalStatus) -> None:
    now = clock.now()
    goal = Goal(
        match_id=match.id,
        skill=skill,
        from_level=2,
        to_level=4,
        status=status,
        suggested_by_id=match.mentee_id,
        suggested_at=now,
        agreed_at=now if status != GoalStatus.SUGGESTED else None,
        settled_at=now if status == GoalStatus.REACHED else None,
    )
    session.add(goal)
    session.flush()


def test_levels_of_the_match_stand_beside_those_of_today(
    session: Session, completed: Match
) -> None:
    state(completed, "risk", 3)

    assert then_and_now(session, completed) == (SkillThenAndNow("risk", 1, 3, 3),)
    assert then_and_now(session, completed)[0].rose


def test_a_goal_that_was_no_gap_at_first_begins_on_the_day_it_was_suggested(
    session: Session, completed: Match
) -> None:
    state(completed, "finance", None)
    agree(session, completed, "finance", GoalStatus.REACHED)
    agree(session, completed, "coaching", GoalStatus.SUGGESTED)

    [_, finance] = then_and_now(session, completed)

    assert finance == SkillThenAndNow("finance", 2, 4, None)
    assert not finance.rose


@pytest.mark.parametrize("status", [MatchStatus.ACTIVE, MatchStatus.ENDED])
def test_nothing_is_shown_of_one_that_is_not_complete(
    session: Session, completed: Match, status: MatchStatus
) -> None:
    completed.status = status

    assert then_and_now(session, completed) == ()


def test_hours_are_those_of_held_sessions(session: Session, completed: Match) -> None:
    for days, status in ((-2, SessionStatus.HELD), (-9, SessionStatus.HELD), (-5, "missed")):
        make_mentoring_session(
            session,
            completed,
            status=SessionStatus(status),
            starts_at=clock.now() + timedelta(days=days),
            minutes=45,
        )

    together = hours_together(session, completed)

    assert together.minutes == 90
    assert [each.starts_at.day for each in together.sessions] == [24, 31]
    assert (together.mentee, together.mentor) == ("Ada", "Mo")
    assert together.until == clock.today("UTC")


def test_who_has_climbed_a_rung_is_asked_to_mentor(session: Session, completed: Match) -> None:
    assert not could_mentor(session, completed, completed.mentee)

    completed.mentee.profile.ladder_step = "analyst"

    assert could_mentor(session, completed, completed.mentee)
    assert not could_mentor(session, completed, completed.mentor)


def test_who_has_reached_a_goal_is_asked_to_mentor(session: Session, completed: Match) -> None:
    agree(session, completed, "finance", GoalStatus.REACHED)

    assert could_mentor(session, completed, completed.mentee)


def test_who_is_a_mentor_already_is_not_asked(session: Session, completed: Match) -> None:
    agree(session, completed, "finance", GoalStatus.REACHED)
    part_of(session, completed.mentee).is_mentor = True

    assert not could_mentor(session, completed, completed.mentee)
