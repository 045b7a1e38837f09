"""The goals of a pair: gaps of the mentee's, suggested by one and agreed by the other."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import GoalStatus, Match, ProfileSkill
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.goals import (
    GapToChoose,
    agree_to_goal,
    gaps_to_choose,
    goals_view,
    settle_goal,
    suggest_goal,
)
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.privacy.retention import Retention, empty_matches


@pytest.fixture
def gaps(session: Session, match: Match) -> None:
    """Ada has four gaps, one target without a level, and one skill without a target."""
    levels = {
        "risk": (1, 3, 3),
        "governance": (2, 3, 2),
        "finance": (0, 2, 2),
        "coaching": (2, 5, 1),
        "change_leadership": (None, 3, 2),
        "methods": (3, None, 2),
    }
    match.mentee.profile.skills = [
        ProfileSkill(skill=skill, level=level, target_level=target, importance=importance)
        for skill, (level, target, importance) in levels.items()
    ]
    session.flush()


pytestmark = pytest.mark.usefixtures("gaps")


def test_goals_are_chosen_among_the_gaps_of_the_mentee(session: Session, match: Match) -> None:
    suggest_goal(session, match, match.mentor, "risk", "She leads a review.")

    assert gaps_to_choose(session, match) == (
        GapToChoose("finance", 0, 2),
        GapToChoose("governance", 2, 3),
        GapToChoose("coaching", 2, 5),
    )
    for skill in ("risk", "methods", "change_leadership", "unknown"):
        with pytest.raises(NotPossibleNow):
            suggest_goal(session, match, match.mentee, skill, "")


def test_a_goal_holds_once_the_other_agrees(session: Session, match: Match) -> None:
    goal = suggest_goal(session, match, match.mentee, "risk", "I lead a review.")

    assert (goal.from_level, goal.to_level) == (1, 3)
    assert not goals_view(session, match, match.mentee).open[0].waits_for_reader
    assert goals_view(session, match, match.mentor).open[0].waits_for_reader
    with pytest.raises(NotPossibleNow):
        agree_to_goal(session, match, match.mentee, goal.id)

    agree_to_goal(session, match, match.mentor, goal.id)

    assert (goal.status, goal.agreed_at) == (GoalStatus.AGREED, clock.now())
    assert not goals_view(session, match, match.mentor).open[0].waits_for_reader
    with pytest.raises(NotPossibleNow):
        agree_to_goal(session, match, match.mentor, goal.id)


def test_there_are_three_at_a_time(session: Session, match: Match) -> None:
    goals = [
        suggest_goal(session, match, match.mentee, skill, "")
        for skill in ("risk", "governance", "finance")
    ]
    assert not goals_view(session, match, match.mentee).has_room
    with pytest.raises(NotPossibleNow):
        suggest_goal(session, match, match.mentor, "coaching", "")

    settle_goal(session, match, goals[0].id, GoalStatus.DROPPED, "Not now.")

    suggest_goal(session, match, match.mentor, "coaching", "")


def test_only_what_both_agreed_to_can_be_reached_and_each_goal_ends_once(
    session: Session, match: Match
) -> None:
    goal = suggest_goal(session, match, match.mentee, "risk", "I lead a review.")
    with pytest.raises(NotPossibleNow):
        settle_goal(session, match, goal.id, GoalStatus.REACHED, "")

    agree_to_goal(session, match, match.mentor, goal.id)
    with pytest.raises(NotPossibleNow):
        settle_goal(session, match, goal.id, GoalStatus.SUGGESTED, "")
    settle_goal(session, match, goal.id, GoalStatus.REACHED, "In May.")

    view = goals_view(session, match, match.mentee)
    assert [(line.status, line.outcome) for line in view.settled] == [
        (GoalStatus.REACHED, "In May.")
    ]
    assert view.open == ()
    with pytest.raises(NotPossibleNow):
        settle_goal(session, match, goal.id, GoalStatus.DROPPED, "")


def test_once_it_is_over_goals_can_only_be_read(session: Session, match: Match) -> None:
    goal = suggest_goal(session, match, match.mentee, "risk", "I lead a review.")
    end_match(session, match, match.mentee)

    with pytest.raises(NotPossibleNow):
        suggest_goal(session, match, match.mentee, "finance", "")
    with pytest.raises(NotPossibleNow):
        agree_to_goal(session, match, match.mentor, goal.id)
    with pytest.raises(NotPossibleNow):
        settle_goal(session, match, goal.id, GoalStatus.DROPPED, "")
    view = goals_view(session, match, match.mentor)
    assert (len(view.open), view.has_room) == (1, False)


def test_what_was_typed_is_let_go_of_some_time_after_the_end(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    goal = suggest_goal(session, match, match.mentee, "risk", "I lead a review.")
    settle_goal(session, match, goal.id, GoalStatus.DROPPED, "Not now.")
    end_match(session, match, match.mentee)
    keep = Retention()

    time.shift(timedelta(days=keep.texts_days - 1))
    empty_matches(session, keep, "")
    session.refresh(goal)
    assert (goal.sign, goal.outcome) == ("I lead a review.", "Not now.")

    time.shift(timedelta(days=2))
    empty_matches(session, keep, "")
    session.refresh(goal)
    assert (goal.sign, goal.outcome, goal.skill) == ("", "", "risk")
