"""The pages of certifications and of the record of development, without scripts."""

from datetime import timedelta

import pytest
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus
from matchmaker.web.views.certifications.development import minutes_in
from tests.factories import (
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
)
from tests.web.browsing import browser_of, text_of


@pytest.fixture
def ada(app: Flask) -> int:
    with app.app_context():
        member = make_member(db.session(), "Ada")
        db.session.commit()
        return member.id


def record(earned_on: str, expires_on: str = "", **more: str) -> dict[str, str]:
    dates = {"earned_on": earned_on, "expires_on": expires_on}
    return {"level": "none", "reminders": "180"} | dates | more


def entry(**more: str) -> dict[str, str]:
    today = clock.today("UTC").isoformat()
    return {"day": today, "time_spent": "1.5", "topic": "A talk", "kind": "giving_back"} | more


def test_dates_are_entered_once_and_the_page_says_what_is_missing(app: Flask, ada: int) -> None:
    browser = browser_of(app, ada)
    earned_on = clock.today("UTC") - timedelta(days=10)
    sent = browser.post("/certifications/pmp", data=record(earned_on.isoformat()))
    assert sent.status_code == 303

    page = text_of(browser.get("/certifications").text)
    assert "0 of 60 PDUs; at least 60 PDUs to go." in page
    assert "Still missing: 8 PDUs of learning in power skills." in page
    browser.post("/development/add", data=entry(kind="power_skills", time_spent="9:00"))

    page = text_of(browser.get("/certifications").text)
    assert "9 of 60 PDUs; at least 51 PDUs to go." in page
    assert "in power skills" not in page


@pytest.mark.parametrize(
    ("days_earned", "days_expires", "said"),
    [
        (1, None, "Enter a day that is not in the future."),
        (-20_000, None, "Enter a day from 1980 on."),
        (-10, -10, "Enter a day after it was earned."),
        (-10, 20_000, "Enter a day within 20 years after it was earned."),
    ],
)
def test_days_that_cannot_be_are_refused_and_stay_in_the_form(
    app: Flask, ada: int, days_earned: int, days_expires: int | None, said: str
) -> None:
    today = clock.today("UTC")
    earned = (today + timedelta(days=days_earned)).isoformat()
    expires = (today + timedelta(days=days_expires)).isoformat() if days_expires else ""

    answer = browser_of(app, ada).post("/certifications/pmp", data=record(earned, expires))

    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert earned in answer.text
    assert expires in answer.text


def test_no_certification_of_that_name_is_no_page(app: Flask, ada: int) -> None:
    browser = browser_of(app, ada)

    assert browser.get("/certifications/nothing").status_code == 404
    assert browser.post("/certifications/nothing").status_code == 404


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1", 60),
        ("1.5", 90),
        ("1,25", 75),
        ("1:30", 90),
        ("1h30", 90),
        ("2 h", 120),
        ("0:01", 1),
        ("0.75", 45),
        ("200", 12_000),
        ("", None),
        ("an hour", None),
        ("1:60", None),
        ("-1", None),
        ("1.5.5", None),
        ("٣", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, minutes: int | None) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"time_spent": "0"}, "Enter more than nothing and at most 200 hours."),
        ({"time_spent": "201"}, "Enter more than nothing and at most 200 hours."),
        ({"time_spent": "long"}, "Enter hours such as 1.5, or 1:30."),
        ({"topic": ""}, "Say what it was, in a few words."),
        ({"kind": "sleeping"}, "Not a valid choice."),
        ({"day": "2999-01-01"}, "Enter a day that is not in the future."),
    ],
)
def test_an_entry_that_cannot_be_stays_in_the_form(
    app: Flask, ada: int, typed: dict[str, str], said: str
) -> None:
    answer = browser_of(app, ada).post("/development/add", data=entry(topic="Zebra") | typed)

    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert "topic" in typed or "Zebra" in answer.text


def test_entries_are_changed_removed_printed_and_taken_along(app: Flask, ada: int) -> None:
    browser = browser_of(app, ada)
    browser.post("/development/add", data=entry(topic="=1+1"))
    browser.post("/development/add", data=entry(topic="A course"))
    browser.post("/development/2", data=entry(topic="Another course", time_spent="2"))

    sheet = text_of(browser.get("/development/sheet").text)
    assert "Another course" in sheet
    assert "In all: 3½ hours" in sheet
    lines = browser.get("/development/development.csv").data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Day,Minutes,What was it?,Counts as"
    assert "'=1+1" in lines[2]
    browser.post("/development/2/remove")
    assert "Another course" not in browser.get("/development").text


def test_a_session_is_one_click_away_and_written_down_once(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        mentee, mentor = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        other = make_member(session, "Eve")
        match = make_match(
            session,
            make_round(session),
            mentee,
            mentor,
            MatchStatus.ACTIVE,
            introduced_at=clock.now(),
        )
        held = make_mentoring_session(session, match, minutes=45, topics="Risk registers")
        session.commit()
        ids = {"mentor": mentor.id, "other": other.id, "match": match.id, "session": held.id}
    mentor_browser = browser_of(app, ids["mentor"])
    link = f"/development/add?session={ids['session']}"

    assert link in mentor_browser.get(f"/matches/{ids['match']}").text
    form = mentor_browser.get(link).text
    assert 'value="0:45"' in form
    assert 'value="Risk registers"' in form
    sent = entry(topic="Risk registers", time_spent="0:45")
    assert mentor_browser.post(link, data=sent).status_code == 303
    assert mentor_browser.get(link).headers["Location"].startswith("/development/")
    assert mentor_browser.post(link, data=sent).status_code == 303
    assert mentor_browser.get("/development").text.count("Risk registers") == 1
    for wrong in (link, "/development/add?session=x", "/development/add?session=99999"):
        assert browser_of(app, ids["other"]).get(wrong).status_code == 404
