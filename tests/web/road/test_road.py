"""The page of one's own road."""

from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus
from tests.factories import (
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
)
from tests.web.browsing import browser_of, text_of


def test_it_says_how_far_it_is_skill_by_skill(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        needs = {"risk": (1, 2), "documentation": (3, 4)}
        ada = make_mentee(
            session, "Ada", needs=needs, target_role="administrator", ladder_step="aspiring"
        )
        session.commit()
        ada_id = ada.id

    page = text_of(browser_of(app, ada_id).get("/road").text)

    assert "How ready you are: PMO administrator or coordinator" in page
    assert "4 of 5 levels" in page
    assert "In 1 of 8 skills you are there already." in page
    assert "You have not stated your level in 6 of its skills yet" in page
    assert "Aspiring to a PMO role: you are here" in page
    assert "Nothing has changed yet." in page


def test_without_a_role_it_asks_for_one(app: Flask) -> None:
    with app.app_context():
        member_id = make_member(db.session(), "Ada").id
        db.session.commit()

    page = browser_of(app, member_id).get("/road").text

    assert "Choose the role you are aiming for" in page
    assert "/profile#target_role" in page


def make_ada(app: Flask) -> int:
    with app.app_context():
        session = db.session()
        needs = {"risk": (1, 2), "documentation": (1, 3)}
        ada = make_mentee(session, "Ada", needs=needs, target_role="administrator")
        session.commit()
        return ada.id


def test_from_a_suggestion_to_a_step_that_is_done(app: Flask) -> None:
    browser = browser_of(app, make_ada(app))
    page = text_of(browser.get("/road").text)
    assert "Practise on my own project: Technical documentation" in page
    assert "Technical documentation: you are at 1, and the role asks for 3." in page

    browser.post("/road/suggestions/take", data={"kind": "grow", "skill": "documentation"})
    browser.post("/road/suggestions/refuse", data={"kind": "network", "skill": ""})
    page = text_of(browser.get("/road").text)
    assert "Practise on my own project: Technical documentation Grow a skill Done" in page
    assert "Have a coffee with" not in page

    done = {"on": "2999-01-01", "outcome": "A guide"}
    assert browser.post("/road/steps/1/done", data=done).status_code == 422
    today = clock.today("UTC").isoformat()
    browser.post("/road/steps/1/done", data=done | {"on": today})
    page = text_of(browser.get("/road").text)
    assert "1 step done" in page
    assert "A guide" in page


def test_a_suggestion_that_is_none_adds_nothing(app: Flask) -> None:
    browser = browser_of(app, make_ada(app))

    for kind, skill in (("grow", "nothing"), ("nothing", ""), ("certify", "")):
        sent = browser.post("/road/suggestions/take", data={"kind": kind, "skill": skill})
        assert sent.status_code == 303

    assert "Nothing is planned yet." in browser.get("/road").text


def test_what_cannot_be_a_step_stays_in_the_form(app: Flask) -> None:
    browser = browser_of(app, make_ada(app))
    sent = {"title": "Zebra", "kind": "learn", "planned_on": "2001-01-01"}

    answer = browser.post("/road/steps/add", data=sent)

    assert answer.status_code == 422
    assert "Choose today or a later day." in answer.text
    assert "Zebra" in answer.text


def test_a_mentor_sees_what_is_shown_to_them_and_nobody_else_does(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        status, round_ = MatchStatus.ACTIVE, make_round(session)
        match = make_match(session, round_, ada, mia, status, introduced_at=clock.now())
        cora = make_coordinator(session)
        session.commit()
        ids = {"Ada": ada.id, "Mia": mia.id, "Cora": cora.id, "match": match.id}
    browser = browser_of(app, ids["Ada"])
    browser.post("/road/steps/add", data={"title": "zzshown", "kind": "learn", "is_shared": "y"})
    browser.post("/road/steps/add", data={"title": "zzhidden", "kind": "learn"})

    page = f"/matches/{ids['match']}"
    seen = browser_of(app, ids["Mia"]).get(page).text
    assert "zzshown" in seen
    assert "zzhidden" not in seen
    assert "zzshown" not in browser_of(app, ids["Cora"]).get(page).text


def test_my_page_shows_the_next_step(app: Flask) -> None:
    browser = browser_of(app, make_ada(app))
    assert "Next step:" not in browser.get("/me").text
    for title, day in (("Some day", ""), ("Soon", clock.today("UTC").isoformat())):
        browser.post("/road/steps/add", data={"title": title, "kind": "learn", "planned_on": day})

    page = text_of(browser.get("/me").text)

    assert "Next step: Soon by" in page
    assert "Some day" not in page
