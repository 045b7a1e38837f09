"""Answering from the inbox: the link of a mail, in a browser that is known, and in any other."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import AnsweringBrowser, Match, MatchStatus, Member
from matchmaker.services.accounts.address_changes import change_for_member
from matchmaker.services.accounts.links import request_link, token_of
from matchmaker.services.accounts.sign_in import end_all_sessions
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.leaving import leave_programme
from matchmaker.services.questions.kinds import QuestionKind
from matchmaker.services.questions.links import LIFETIME, link_to, question_token
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_coordinator,
    make_mentee,
    make_mentor,
    the_programme,
)
from tests.web.browsing import browser_of, text_of

ADDRESS = "mia@example.org"


@dataclass(frozen=True, slots=True)
class Story:
    """Mia was offered Ada and reads the mail."""

    match: int
    mia: int
    ada: int
    path: str


@pytest.fixture
def story(app: Flask) -> Story:
    with app.app_context():
        session = db.session()
        ada = make_mentee(
            session,
            "Ada Ahl",
            {"risk": (1, 4)},
            email="ada.ahl@example.org",
            about="Ten years in sales",
            goals="Gate reviews",
        )
        mia = make_mentor(session, "Mia Moe", {"risk": 4}, email=ADDRESS)
        make_round(session, the_programme(session), "2026-11", publish=True)
        match = session.scalars(sa.select(Match)).one()
        link = link_to(session, QuestionKind.OFFER, match.id, mia, clock.now())
        assert link is not None
        session.commit()
        return Story(match.id, mia.id, ada.id, f"/answer/{question_token(link, SECRET_KEY)}")


def sign_in_with_a_link(app: Flask, browser: FlaskClient, address: str = ADDRESS) -> str:
    """Ask for a link in a browser and press it there, as people do; return where it leads."""
    browser.post("/sign-in", data={"email": address})
    with app.app_context():
        cookie = browser.get_cookie("asked")
        assert cookie is not None
        link = request_link(
            db.session(), the_programme(db.session()), address, SECRET_KEY, browser=cookie.value
        )
        assert link is not None
        token = token_of(link, SECRET_KEY)
        db.session.commit()
    return browser.post(f"/sign-in/link/{token}").location


def known_browser(app: Flask, address: str = ADDRESS) -> FlaskClient:
    """A browser in which somebody signed in once, and is signed in no more."""
    browser = app.test_client()
    sign_in_with_a_link(app, browser, address)
    browser.post("/sign-out")
    assert browser.get_cookie("answers") is not None
    return browser


def status_of(app: Flask, story: Story) -> MatchStatus:
    with app.app_context():
        return db.session.get_one(Match, story.match).status


def is_sent_to_sign_in(answer: object) -> bool:
    return getattr(answer, "status_code", 0) in {302, 303} and (
        getattr(answer, "location", "") == "/sign-in"
    )


def test_two_taps_in_a_browser_that_is_known(app: Flask, story: Story) -> None:
    browser = known_browser(app)

    page = browser.get(story.path)
    answered = browser.post(story.path, data={"answer": "accept"})
    after = browser.get(answered.location)

    assert "Would you like to mentor Ada Ahl?" in text_of(page.text)
    assert answered.status_code == 303
    assert "You accepted" in after.text
    assert status_of(app, story) == MatchStatus.INTRODUCED
    with app.app_context():
        used = db.session.scalars(sa.select(AnsweringBrowser.used_at)).one()
    assert used is not None


def test_no_is_one_tap_too_and_keeps_nobody_apart(app: Flask, story: Story) -> None:
    browser = known_browser(app)

    browser.post(story.path, data={"answer": "decline"})

    with app.app_context():
        match = db.session.get_one(Match, story.match)
        assert (match.status, match.decline_reason) == (MatchStatus.DECLINED, "")


def test_the_page_shows_nothing_but_the_question(app: Flask, story: Story) -> None:
    page = known_browser(app).get(story.path)

    for private in ("Ten years in sales", "Gate reviews", "Mia", ADDRESS, "ada"):
        assert private not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_opening_the_link_changes_nothing(app: Flask, story: Story) -> None:
    browsers = [known_browser(app), browser_of(app, story.mia), app.test_client()]
    before = _rows(app)

    for browser in browsers:
        for _ in range(2):
            browser.get(story.path)
            browser.head(story.path)

    assert _rows(app) == before
    assert browsers[0].get(story.path).status_code == 200


def test_who_is_signed_in_needs_no_cookie(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.mia)

    assert "Would you like to mentor Ada Ahl?" in browser.get(story.path).text
    browser.post(story.path, data={"answer": "accept"})

    assert status_of(app, story) == MatchStatus.INTRODUCED


def test_elsewhere_the_sign_in_comes_first_and_leads_back(app: Flask, story: Story) -> None:
    browser = app.test_client()

    opened = browser.get(story.path)
    pressed = browser.post(story.path, data={"answer": "accept"})

    assert is_sent_to_sign_in(opened)
    assert is_sent_to_sign_in(pressed)
    assert "Ada" not in opened.text + browser.get("/sign-in").text
    assert status_of(app, story) == MatchStatus.OFFERED
    assert sign_in_with_a_link(app, browser) == story.path
    assert "Would you like to mentor Ada Ahl?" in browser.get(story.path).text


def test_somebody_else_reads_a_plain_sentence(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.ada)

    opened = browser.get(story.path)
    pressed = browser.post(story.path, data={"answer": "accept"})

    assert (opened.status_code, pressed.status_code) == (403, 403)
    assert "This question is not for you" in opened.text
    assert "mentor" not in text_of(opened.text)
    assert status_of(app, story) == MatchStatus.OFFERED


def test_the_browser_of_somebody_else_is_no_better_than_any(app: Flask, story: Story) -> None:
    browser = known_browser(app, "ada.ahl@example.org")

    assert is_sent_to_sign_in(browser.get(story.path))
    assert is_sent_to_sign_in(browser.post(story.path, data={"answer": "accept"}))
    assert status_of(app, story) == MatchStatus.OFFERED


def test_a_browser_answers_for_who_signed_in_there_last(app: Flask, story: Story) -> None:
    browser = known_browser(app)
    sign_in_with_a_link(app, browser, "ada.ahl@example.org")
    browser.post("/sign-out")

    assert is_sent_to_sign_in(browser.get(story.path))
    with app.app_context():
        assert db.session.scalars(sa.select(AnsweringBrowser.member_id)).all() == [story.ada]


def test_answered_twice_is_answered_once(app: Flask, story: Story) -> None:
    browser = known_browser(app)
    browser.post(story.path, data={"answer": "decline"})

    again = browser.post(story.path, data={"answer": "accept"})
    page = browser.get(story.path)

    assert again.location == story.path
    assert "There is nothing left to answer" in page.text
    assert "Ada" not in page.text
    assert status_of(app, story) == MatchStatus.DECLINED


@pytest.mark.parametrize("answer", ["", "yes", "x" * 5_000])
def test_what_is_no_answer_changes_nothing(app: Flask, story: Story, answer: str) -> None:
    known_browser(app).post(story.path, data={"answer": answer})

    assert status_of(app, story) == MatchStatus.OFFERED


def test_a_forged_link_is_unknown_to_everybody(app: Flask, story: Story) -> None:
    forged = f"{story.path[:-4]}AAAA"

    for browser in (known_browser(app), browser_of(app, story.mia), app.test_client()):
        assert browser.get(forged).status_code == 404
        assert browser.post(forged, data={"answer": "accept"}).status_code == 404
    assert status_of(app, story) == MatchStatus.OFFERED


def test_a_link_that_is_too_old_is_unknown(app: Flask, story: Story) -> None:
    with app.app_context():
        mia = db.session.get_one(Member, story.mia)
        long_ago = clock.now() - LIFETIME - timedelta(minutes=1)
        link = link_to(db.session(), QuestionKind.OFFER, story.match, mia, long_ago)
        assert link is not None
        token = question_token(link, SECRET_KEY)

    assert browser_of(app, story.mia).get(f"/answer/{token}").status_code == 404


@pytest.mark.parametrize("way", ["everywhere", "leaves", "erased", "address", "restored", "late"])
def test_what_ends_every_session_ends_the_cookie(app: Flask, story: Story, way: str) -> None:
    browser = known_browser(app)
    assert browser.get(story.path).status_code == 200

    if way == "everywhere":
        browser_of(app, story.mia).post("/sign-out/everywhere")
    with app.app_context():
        session, mia = db.session(), db.session.get_one(Member, story.mia)
        if way == "leaves":
            leave_programme(session, mia, even_if_only_coordinator=True)
        elif way == "erased":
            erase_member(session, mia, SECRET_KEY)
        elif way == "address":
            cora = make_coordinator(session)
            programme = the_programme(session)
            change_for_member(session, programme, mia, "new@example.org", SECRET_KEY, cora)
        elif way == "restored":
            end_all_sessions(session)
        elif way == "late":
            session.execute(
                sa.update(AnsweringBrowser).values(
                    created_at=clock.now() - timedelta(2), expires_at=clock.now()
                )
            )
        session.commit()

    opened = browser.get(story.path)
    pressed = browser.post(story.path, data={"answer": "accept"})

    if way in {"leaves", "erased"}:
        assert (opened.status_code, pressed.status_code) == (404, 404)
    else:
        assert is_sent_to_sign_in(opened)
        assert is_sent_to_sign_in(pressed)
    if way == "erased":
        with app.app_context():
            assert db.session.scalars(sa.select(AnsweringBrowser)).all() == []
    assert status_of(app, story) not in {MatchStatus.INTRODUCED, MatchStatus.ACCEPTED}


def test_a_browser_is_listed_and_forgotten_on_my_data(app: Flask, story: Story) -> None:
    browser = known_browser(app)
    signed_in = browser_of(app, story.mia)
    page = signed_in.get("/me/privacy").text
    found = re.search(r"/me/browsers/\d+/forget", page)
    assert found is not None

    forgotten = signed_in.post(found[0])

    assert forgotten.status_code == 303
    assert is_sent_to_sign_in(browser.get(story.path))
    assert "/forget" not in signed_in.get("/me/privacy").text


def test_nobody_forgets_the_browser_of_another(app: Flask, story: Story) -> None:
    browser = known_browser(app)
    with app.app_context():
        browser_id = db.session.scalars(sa.select(AnsweringBrowser.id)).one()

    refused = browser_of(app, story.ada).post(f"/me/browsers/{browser_id}/forget")

    assert refused.status_code == 404
    assert browser.get(story.path).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_lasts_a_year(app: Flask, story: Story) -> None:
    browser = app.test_client()
    sign_in_with_a_link(app, browser)
    cookie = browser.get_cookie("answers")

    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.max_age == 365 * 24 * 3_600
    with app.app_context():
        stored = db.session.scalars(sa.select(AnsweringBrowser.token_hash)).one()
    assert cookie.value not in stored


def test_only_so_many_browsers_of_one_member_are_remembered(app: Flask, story: Story) -> None:
    first = known_browser(app)
    with app.app_context():
        from_now = clock.now()
        for number in range(10):
            db.session.add(
                AnsweringBrowser(
                    member_id=story.mia,
                    token_hash=f"{number}",
                    created_at=from_now + timedelta(seconds=number + 1),
                    expires_at=from_now + timedelta(days=1),
                )
            )
        db.session.commit()
    known_browser(app)

    assert is_sent_to_sign_in(first.get(story.path))
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(AnsweringBrowser.id))) == 10


def test_an_answer_without_the_forms_token_is_refused(app: Flask, story: Story) -> None:
    browser = known_browser(app)
    app.config["WTF_CSRF_ENABLED"] = True

    refused = browser.post(story.path, data={"answer": "accept"})
    page = browser.get(story.path).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    taken = browser.post(story.path, data={"answer": "accept", "csrf_token": token})

    assert (refused.status_code, taken.status_code) == (400, 303)
    assert status_of(app, story) == MatchStatus.INTRODUCED


def _rows(app: Flask) -> dict[str, list[str]]:
    """Everything that the database holds."""
    with app.app_context():
        return {
            table.name: sorted(repr(row) for row in db.session.execute(sa.select(table)))
            for table in db.metadata.tables.values()
        }
