"""A goal is reached: the mentee, and nobody else, may say so in their profile, by a tick."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import LevelCause, Match, MatchStatus, Member
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.goals import agree_to_goal, suggest_goal
from matchmaker.services.profiles.levels import level_changes, levels_of
from tests.factories import make_coordinator, make_match, make_mentee, make_mentor, make_round
from tests.web.browsing import browser_of, text_of

REACHED = {"status": "reached", "outcome": ""}


@pytest.fixture
def two(app: Flask) -> dict[str, int]:
    """Ada, at level 1 in risk, and Mia agreed on level 3 as a goal."""
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada", {"risk": (1, 3)}), make_mentor(session, "Mia")
        match = make_match(
            session, make_round(session), ada, mia, MatchStatus.ACTIVE, introduced_at=clock.now()
        )
        goal = suggest_goal(session, match, ada, "risk", "A review.")
        agree_to_goal(session, match, mia, goal.id)
        cora = make_coordinator(session)
        session.commit()
        return {"match": match.id, "goal": goal.id, "Ada": ada.id, "Mia": mia.id, "Cora": cora.id}


def page_of(two: dict[str, int], what: str) -> str:
    return f"/matches/{two['match']}/goals/{two['goal']}/{what}"


def levels(app: Flask, two: dict[str, int]) -> dict[str, int | None]:
    with app.app_context():
        return levels_of(db.session.get_one(Member, two["Ada"]).profile)


def test_the_mentee_is_asked_and_ticks_it_themself(app: Flask, two: dict[str, int]) -> None:
    ada = browser_of(app, two["Ada"])

    answer = ada.post(page_of(two, "outcome"), data=REACHED)

    assert answer.location == page_of(two, "level")
    page = ada.get(answer.location).text
    assert "Your profile says Aware at present." in text_of(page)
    tick = BeautifulSoup(page, "html.parser").select_one("main [name=level]")
    assert tick
    assert not tick.has_attr("checked")
    assert ada.post(page_of(two, "level")).status_code == 302
    assert levels(app, two) == {"risk": 1}

    assert ada.post(page_of(two, "level"), data={"level": "raise"}).status_code == 302

    assert levels(app, two) == {"risk": 3}
    with app.app_context():
        [change] = level_changes(db.session(), db.session.get_one(Member, two["Ada"]))
        assert (change.from_level, change.to_level, change.cause) == (1, 3, LevelCause.GOAL)
    assert "A goal that was reached" in ada.get("/me/data.json").text
    assert ada.get(page_of(two, "level")).status_code == 302
    ada.post(page_of(two, "level"), data={"level": "raise"})
    with app.app_context():
        assert len(level_changes(db.session(), db.session.get_one(Member, two["Ada"]))) == 1


def test_nobody_else_is_asked_or_can_raise_it(app: Flask, two: dict[str, int]) -> None:
    mia = browser_of(app, two["Mia"])

    answer = mia.post(page_of(two, "outcome"), data=REACHED)

    assert answer.location == f"/matches/{two['match']}"
    assert page_of(two, "level") not in mia.get(answer.location).text
    for name in ("Mia", "Cora"):
        other = browser_of(app, two[name])
        assert other.get(page_of(two, "level")).status_code == 404
        assert other.post(page_of(two, "level"), data={"level": "raise"}).status_code == 404
    assert levels(app, two) == {"risk": 1}
    ada = browser_of(app, two["Ada"])
    assert page_of(two, "level") in ada.get(f"/matches/{two['match']}").text


def test_a_goal_that_is_not_reached_raises_nothing(app: Flask, two: dict[str, int]) -> None:
    ada = browser_of(app, two["Ada"])

    assert ada.get(page_of(two, "level")).status_code == 302
    ada.post(page_of(two, "level"), data={"level": "raise"})

    assert levels(app, two) == {"risk": 1}


def test_it_can_be_raised_after_the_end_too(app: Flask, two: dict[str, int]) -> None:
    ada = browser_of(app, two["Ada"])
    ada.post(page_of(two, "outcome"), data=REACHED)
    with app.app_context():
        match = db.session.get_one(Match, two["match"])
        end_match(db.session(), match, match.mentor)
        db.session.commit()

    ada.post(page_of(two, "level"), data={"level": "raise"})

    assert levels(app, two) == {"risk": 3}
