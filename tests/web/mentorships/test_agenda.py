"""The page on which two people change the agenda of their next session."""

from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Match, MatchStatus, ProfileSkill
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.goals import agree_to_goal, suggest_goal
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
)
from tests.web.browsing import browser_of, text_of


@dataclass(frozen=True, slots=True)
class Two:
    """Ada and Mia have met once."""

    match: int
    ada: int
    mia: int
    coordinator: int

    @property
    def page(self) -> str:
        return f"/matches/{self.match}"

    @property
    def agenda(self) -> str:
        return f"/matches/{self.match}/agenda"


@pytest.fixture
def two(app: Flask) -> Two:
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        match = make_match(
            session, make_round(session), ada, mia, MatchStatus.ACTIVE, introduced_at=clock.now()
        )
        make_mentoring_session(session, match)
        found = Two(match.id, ada.id, mia.id, make_coordinator(session).id)
        session.commit()
        return found


def form_on(html: str) -> dict[str, str]:
    """Return what the form of a page would send."""
    soup = BeautifulSoup(html, "html.parser")
    text = soup.select_one("textarea[name=text]")
    assert text
    hidden = {name: soup.select_one(f"[name={name}]") for name in ("version", "for_session")}
    sent = {name: str(found["value"]) for name, found in hidden.items() if found}
    return {"text": text.get_text().strip().replace("\r\n", "\n"), **sent}


def save(browser: FlaskClient, two: Two, text: str) -> None:
    form = form_on(browser.get(two.agenda).text)
    assert browser.post(two.agenda, data={**form, "text": text}).status_code == 302


def test_the_points_that_were_suggested_are_there_to_change(app: Flask, two: Two) -> None:
    ada, mia = browser_of(app, two.ada), browser_of(app, two.mia)
    suggested = form_on(ada.get(two.agenda).text)["text"]
    assert "What did you try since the first time, and how did it go?" in suggested.split("\n")

    save(ada, two, "The budget of spring\n\nA talk to prepare")

    for page in (ada.get(two.page).text, mia.get(two.page).text):
        soup = BeautifulSoup(page, "html.parser")
        points = soup.select("details:has(a[href$='/agenda']) li")
        assert [each.text for each in points] == ["The budget of spring", "A talk to prepare"]
    assert "The budget of spring" not in browser_of(app, two.coordinator).get(two.page).text
    assert "The budget of spring" in mia.get("/me/data.json").text


def test_the_suggested_points_come_back_by_a_button_or_by_saving_them(app: Flask, two: Two) -> None:
    ada = browser_of(app, two.ada)
    suggested = form_on(ada.get(two.agenda).text)["text"]
    assert "Use the suggested points again" not in ada.get(two.agenda).text
    save(ada, two, "Budgets")

    form = form_on(ada.get(two.agenda).text)
    assert ada.post(two.agenda, data={**form, "suggested": "1"}).status_code == 302
    assert form_on(ada.get(two.agenda).text)["text"] == suggested

    save(ada, two, "Budgets")
    save(ada, two, suggested)
    assert "Use the suggested points again" not in ada.get(two.agenda).text


def test_a_save_that_meets_newer_points_shows_both_and_loses_none(app: Flask, two: Two) -> None:
    ada, mia = browser_of(app, two.ada), browser_of(app, two.mia)
    read = form_on(ada.get(two.agenda).text)
    save(mia, two, "From Mia")

    answer = ada.post(two.agenda, data={**read, "text": "From Ada"})

    assert answer.status_code == 409
    assert "The agenda now From Mia" in text_of(answer.text)
    again = form_on(answer.text)
    assert again["text"] == "From Ada"
    both = ada.post(two.agenda, data={**again, "text": "From Mia\nFrom Ada"})
    assert both.status_code == 302
    assert form_on(mia.get(two.agenda).text)["text"] == "From Mia\nFrom Ada"


def test_what_was_typed_for_a_session_that_is_held_by_now_is_given_back(
    app: Flask, two: Two
) -> None:
    ada = browser_of(app, two.ada)
    read = form_on(ada.get(two.agenda).text)
    with app.app_context():
        make_mentoring_session(db.session(), db.session.get_one(Match, two.match))
        db.session.commit()

    answer = ada.post(two.agenda, data={**read, "text": "For the second"})

    assert answer.status_code == 409
    assert "The agenda now What went well since the last time" in text_of(answer.text)
    again = form_on(answer.text)
    assert again["text"] == "For the second"
    assert ada.post(two.agenda, data=again).status_code == 302


def test_what_was_typed_as_it_ended_can_still_be_copied(app: Flask, two: Two) -> None:
    ada = browser_of(app, two.ada)
    read = form_on(ada.get(two.agenda).text)
    with app.app_context():
        match = db.session.get_one(Match, two.match)
        end_match(db.session(), match, match.mentor)
        db.session.commit()

    answer = ada.post(two.agenda, data={**read, "text": "Typed meanwhile"})

    assert answer.status_code == 409
    assert "Typed meanwhile" in text_of(answer.text)
    assert ada.get(two.agenda).status_code == 302
    assert "Change the agenda" not in ada.get(two.page).text


def test_it_is_the_two_peoples_alone(app: Flask, two: Two) -> None:
    coordinator = browser_of(app, two.coordinator)

    assert coordinator.get(two.agenda).status_code == 404
    assert coordinator.post(two.agenda, data={"text": "Mine"}).status_code == 404
    assert "Change the agenda" not in coordinator.get(two.page).text


def test_it_asks_of_agreed_goals_and_names_gaps_not_touched_yet(app: Flask, two: Two) -> None:
    with app.app_context():
        session = db.session()
        match = session.get_one(Match, two.match)
        profile = match.mentee.profile
        profile.skills = [
            ProfileSkill(skill=skill, level=1, target_level=target, importance=2)
            for skill, target in (("risk", 3), ("methods", 3), ("finance", 3), ("coaching", 1))
        ]
        session.flush()
        for skill, is_agreed in (("risk", True), ("methods", False)):
            goal = suggest_goal(session, match, match.mentee, skill, "A review.")
            if is_agreed:
                agree_to_goal(session, match, match.mentor, goal.id)
        session.commit()

    asked = (
        "Risk, issue and dependency management: what has moved since last time?",
        "Not talked about yet: Budgeting, forecasting and financial reporting. "
        "Is one of them next?",
    )
    page = text_of(browser_of(app, two.mia).get(two.page).text)
    form = form_on(browser_of(app, two.ada).get(two.agenda).text)["text"]
    for each in asked:
        assert each in page
        assert each in form.splitlines()
    assert "Methods and tailoring: what has moved" not in page
