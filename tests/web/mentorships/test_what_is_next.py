"""The one thing that is next for each of a pair, on their page and on My page."""

from datetime import timedelta

import pytest
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    Mentorship,
    OfferedTime,
    SessionStatus,
)
from tests.factories import (
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
)
from tests.web.browsing import browser_of, text_of

WRITES_FIRST = ("writes first, by", "Write to Mia", "writes to you first", "You write first")


@pytest.fixture
def two(app: Flask) -> dict[str, int]:
    """Ada and Mia were introduced just now."""
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        match = make_match(
            session,
            make_round(session),
            ada,
            mia,
            MatchStatus.INTRODUCED,
            introduced_at=clock.now(),
        )
        session.commit()
        return {"Ada": ada.id, "Mia": mia.id, "match": match.id}


def have_session(app: Flask, two: dict[str, int], **fields: object) -> None:
    with app.app_context():
        session = db.session()
        make_mentoring_session(session, session.get_one(Match, two["match"]), **fields)
        session.commit()


def pages_of(app: Flask, two: dict[str, int], name: str) -> tuple[str, str]:
    """What somebody reads on the page of the pair, and on My page."""
    browser = browser_of(app, two[name])
    return text_of(browser.get(f"/matches/{two['match']}").text), text_of(browser.get("/me").text)


def test_times_that_are_offered_are_what_is_next(app: Flask, two: dict[str, int]) -> None:
    times = [OfferedTime(starts_at=clock.now() + timedelta(days=3))]
    have_session(
        app,
        two,
        status=SessionStatus.PROPOSED,
        proposed_by_id=two["Ada"],
        starts_at=None,
        offered_times=times,
    )

    for page in pages_of(app, two, "Mia"):
        assert "Ada offers you times to meet." in page
    assert "You offered Mia times to meet." in pages_of(app, two, "Ada")[0]
    for page in (*pages_of(app, two, "Mia"), *pages_of(app, two, "Ada")):
        assert not any(words in page for words in WRITES_FIRST)


def test_once_a_session_is_planned_nobody_is_told_to_write_first(
    app: Flask, two: dict[str, int]
) -> None:
    starts_at = clock.now() + timedelta(days=3)
    have_session(app, two, status=SessionStatus.PLANNED, starts_at=starts_at)

    for name in ("Ada", "Mia"):
        ours, mine = pages_of(app, two, name)
        assert "Your next session is planned" in ours
        assert "You meet on" in mine
        assert not any(words in ours + mine for words in WRITES_FIRST)


def test_whether_they_met_is_asked_first_and_once(app: Flask, two: dict[str, int]) -> None:
    starts_at = clock.now() - timedelta(days=1)
    have_session(app, two, status=SessionStatus.PLANNED, starts_at=starts_at)

    for name in ("Ada", "Mia"):
        for page in pages_of(app, two, name):
            assert page.count("Did you meet on") == 1


def test_a_goal_that_waits_for_an_answer_is_what_is_next(app: Flask, two: dict[str, int]) -> None:
    with app.app_context():
        match = db.session.get_one(Match, two["match"])
        match.status, match.met_at = MatchStatus.ACTIVE, clock.now()
        db.session.get_one(Mentorship, match.id).agreed_at = clock.now()
        goal = Goal(
            match_id=match.id,
            skill="risk",
            from_level=1,
            to_level=3,
            sign="We see it.",
            status=GoalStatus.SUGGESTED,
            suggested_by_id=two["Mia"],
            suggested_at=clock.now(),
        )
        db.session.add(goal)
        db.session.commit()

    for page in pages_of(app, two, "Ada"):
        assert "Mia suggests a goal." in page
    for page in pages_of(app, two, "Mia"):
        assert "suggests a goal" not in page
