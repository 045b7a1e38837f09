"""The page that says that two people completed their mentorship, and the sheet of their hours."""

import csv
import io

import pytest
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    Member,
)
from matchmaker.services.mentorships.beginning import begin_mentorship
from tests.factories import (
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
    part_of,
)
from tests.web.browsing import browser_of, text_of

MATCH, ADA, MIA = 1, 1, 2


@pytest.fixture(autouse=True)
def _completed(app: Flask) -> None:
    """Ada and Mia have completed; they met once, about a formula."""
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        round_ = make_round(session, "2026-11")
        match = make_match(
            session, round_, ada, mia, MatchStatus.COMPLETED, introduced_at=clock.now()
        )
        begin_mentorship(session, match)
        match.ended_at = clock.now()
        make_mentoring_session(session, match, minutes=90, topics="=HYPERLINK(1)")
        assert (match.id, ada.id, mia.id) == (MATCH, ADA, MIA)
        session.commit()


def test_both_can_print_that_they_completed_it(app: Flask) -> None:
    for member in (ADA, MIA):
        page = text_of(browser_of(app, member).get(f"/matches/{MATCH}/completion").text)

        assert "Ada and Mia have completed a mentorship." in page
        assert "1½ hours" in page
        assert "no certificate" in page


def test_there_is_nothing_to_print_while_it_goes_on(app: Flask) -> None:
    with app.app_context():
        match = db.session.get_one(Match, MATCH)
        match.status, match.ended_at = MatchStatus.ACTIVE, None
        db.session.commit()

    answer = browser_of(app, ADA).get(f"/matches/{MATCH}/completion")

    assert answer.location == f"/matches/{MATCH}"


def test_the_file_has_every_session_and_no_formula(app: Flask) -> None:
    answer = browser_of(app, MIA).get(f"/matches/{MATCH}/hours.csv")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["Day", "Minutes", "Topics", "Mentee", "Mentor"]
    assert rows[1][1:] == ["90", "'=HYPERLINK(1)", "Ada", "Mia"]
    assert rows[2] == ["In all", "90"]


def add_goal(skill: str, status: GoalStatus) -> None:
    now = clock.now()
    goal = Goal(
        match_id=MATCH,
        skill=skill,
        from_level=1,
        to_level=3,
        status=status,
        suggested_by_id=ADA,
        suggested_at=now,
        agreed_at=now,
        settled_at=now,
        outcome="a line of the two",
    )
    db.session.add(goal)


def test_the_page_to_print_lists_the_goals_that_were_reached(app: Flask) -> None:
    with app.app_context():
        add_goal("risk", GoalStatus.REACHED)
        add_goal("coaching", GoalStatus.DROPPED)
        db.session.commit()

    for member in (ADA, MIA):
        page = text_of(browser_of(app, member).get(f"/matches/{MATCH}/completion").text)

        goal = "Risk, issue and dependency management from Aware to Competent"
        assert f"Goals reached {goal}" in page
        assert "Coaching" not in page
        assert "a line of the two" not in page


def test_without_a_goal_reached_the_page_to_print_speaks_of_none(app: Flask) -> None:
    with app.app_context():
        add_goal("coaching", GoalStatus.DROPPED)
        db.session.commit()

    page = text_of(browser_of(app, ADA).get(f"/matches/{MATCH}/completion").text)

    assert "Goals reached" not in page


def test_who_reached_a_goal_is_asked_to_mentor_with_everything_filled_in(app: Flask) -> None:
    with app.app_context():
        add_goal("risk", GoalStatus.REACHED)
        part_of(db.session(), db.session.get_one(Member, ADA)).capacity = 0
        db.session.commit()
    browser = browser_of(app, ADA)

    assert "Would you mentor somebody one step behind you?" in text_of(
        browser.get(f"/matches/{MATCH}").text
    )
    assert "Would you mentor" not in text_of(browser_of(app, MIA).get(f"/matches/{MATCH}").text)
    form = browser.get("/profile?role=mentor").text
    assert "nothing is saved yet" in form
    assert 'id="role-mentor" name="roles" value="mentor"\n                     checked' in form
    assert "nothing is saved yet" not in browser.get("/profile?role=nonsense").text
