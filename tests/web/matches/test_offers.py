"""An offer on the web: for the mentor who was asked, once, and without a way around the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup, Tag
from flask import Flask

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.models import Match, MatchStatus, Member, OutboxMail
from matchmaker.services.matches import offers
from tests.factories import (
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    part_of,
    the_programme,
)
from tests.web.browsing import browser_of, text_of

ADDRESS = "ada.secret@example.org"


@dataclass(frozen=True, slots=True)
class Story:
    """Mia was offered Ada, and nobody else can take her."""

    match: int
    ada: int
    mia: int
    coordinator: int
    outsider: int


@pytest.fixture
def story(app: Flask) -> Story:
    with app.app_context():
        session = db.session()
        ada = make_mentee(
            session,
            "Ada Ahl",
            {"risk": (1, 4), "finance": (0, 2)},
            email=ADDRESS,
            job_title="Analyst",
            department="Sales",
            goals="To run <b>gate</b> reviews",
            about="Ten years in sales & service",
            target_role="analyst",
        )
        mia = make_mentor(session, "Mia Moe", {"risk": 3})
        people = (ada.id, mia.id, make_coordinator(session).id, make_member(session, "Otto").id)
        make_round(session, the_programme(session), "2026-11", publish=True)
        match_id = session.scalars(sa.select(Match.id)).one()
        return Story(match_id, *people)


def change(app: Flask, story: Story, act: Callable[[Match], object]) -> None:
    """Let something else happen to the match."""
    with app.app_context():
        act(db.session.get_one(Match, story.match))
        db.session.commit()


def status_of(app: Flask, story: Story) -> MatchStatus:
    with app.app_context():
        return db.session.get_one(Match, story.match).status


def test_the_mentor_reads_who_it_is_what_for_and_why(app: Flask, story: Story) -> None:
    html = browser_of(app, story.mia).get(f"/offers/{story.match}").text

    text = text_of(html)
    assert "Can you mentor Ada Ahl?" in text
    assert "Job Analyst Department Sales" in text
    assert "Wants to become PMO analyst" in text
    assert "To run <b>gate</b> reviews" in text
    assert "Ten years in sales & service" in text
    assert "Aware (1) → Proficient (4) You can help up to level 3" in text
    assert "You can help with: Risk, issue and dependency management (from level 1 to 3)." in text
    assert "Gaps where others can help Budgeting" in text
    assert "You can help with 1 of their 2 gaps" in text
    assert "Please answer by" in text


def test_no_page_before_acceptance_holds_a_contact_detail(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.mia)

    pages = [
        browser.get(f"/offers/{story.match}").text,
        browser.get(f"/offers/{story.match}/decline").text,
        browser.post(f"/offers/{story.match}/decline", data={}).text,
    ]

    assert all(ADDRESS not in page for page in pages)


def test_a_mentee_without_a_name_is_not_called_by_their_address(app: Flask, story: Story) -> None:
    with app.app_context():
        db.session.get_one(Member, story.ada).name = ""
        db.session.commit()

    html = browser_of(app, story.mia).get(f"/offers/{story.match}").text

    assert ADDRESS not in html
    assert "Can you mentor A colleague?" in text_of(html)


def test_a_forwarded_link_helps_nobody(app: Flask, story: Story) -> None:
    page, accept = f"/offers/{story.match}", f"/offers/{story.match}/accept"
    for member in (story.ada, story.coordinator, story.outsider):
        browser = browser_of(app, member)
        assert browser.get(page).status_code == 404
        assert browser.get(f"{page}/decline").status_code == 404
        assert browser.post(accept).status_code == 404
        assert browser.post(f"{page}/decline", data={"reason": "no_time"}).status_code == 404
    visitor = app.test_client()
    assert visitor.get(page).location == f"/sign-in?next=/offers/{story.match}"
    assert visitor.post(accept).status_code == 401
    assert status_of(app, story) == MatchStatus.OFFERED


def test_opening_the_pages_answers_nothing(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.mia)

    browser.get(f"/offers/{story.match}")
    browser.head(f"/offers/{story.match}")
    browser.get(f"/offers/{story.match}/decline")
    refused = browser.get(f"/offers/{story.match}/accept")

    assert refused.status_code == 405
    assert status_of(app, story) == MatchStatus.OFFERED


def test_an_answer_needs_the_token_of_a_form(app: Flask, story: Story) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = browser_of(app, story.mia)

    answer = browser.post(f"/offers/{story.match}/accept")

    assert answer.status_code == 400
    assert status_of(app, story) == MatchStatus.OFFERED


def test_accept_and_decline_are_equally_prominent(app: Flask, story: Story) -> None:
    page = BeautifulSoup(
        browser_of(app, story.mia).get(f"/offers/{story.match}").text, "html.parser"
    )

    for answers in page.select(".answers"):
        accept, decline = answers.select(".btn")
        assert isinstance(accept, Tag)
        assert (accept.text.strip(), decline.text.strip()) == ("Accept", "Decline")
        assert accept["class"] == decline["class"]
        assert accept.get("style") is decline.get("style") is None


def test_accepting_introduces_both(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.mia)

    answer = browser.post(f"/offers/{story.match}/accept")
    page = browser.get(answer.location)

    assert answer.location == f"/matches/{story.match}"
    assert status_of(app, story) == MatchStatus.INTRODUCED
    assert ADDRESS in page.text


def test_a_double_click_on_accept_is_one_acceptance(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.mia)

    browser.post(f"/offers/{story.match}/accept")
    mails = count_mails(app)
    again = browser.post(f"/offers/{story.match}/accept")
    page = text_of(browser.get(f"/offers/{story.match}").text)

    assert again.location == f"/matches/{story.match}"
    assert count_mails(app) == mails
    assert "You accepted this request" in page


def test_a_decline_may_come_without_a_reason(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.mia)

    answer = browser.post(
        f"/offers/{story.match}/decline", data={"note": "Ask me in May"}, follow_redirects=True
    )

    assert "You declined this request" in text_of(answer.text)
    assert status_of(app, story) == MatchStatus.DECLINED
    assert "Ask me in May" in browser_of(app, story.coordinator).get("/rounds/1").text


def test_a_reason_that_is_none_of_the_list_comes_back_with_the_note(
    app: Flask, story: Story
) -> None:
    answer = browser_of(app, story.mia).post(
        f"/offers/{story.match}/decline", data={"reason": "tired", "note": "Ask me in May"}
    )

    assert answer.status_code == 422
    assert "Ask me in May" in answer.text
    assert status_of(app, story) == MatchStatus.OFFERED


@time_machine.travel(datetime(2026, 11, 12, 9, tzinfo=UTC), tick=False)
def test_who_has_no_time_takes_a_break_with_the_same_press(app: Flask, story: Story) -> None:
    with app.app_context():
        session = db.session()
        standing = part_of(session, session.get_one(Member, story.mia))
        standing.capacity = 2
        ben = make_mentee(session, "Ben")
        first = session.get_one(Match, story.match)
        other = make_match(session, first.round, ben, first.mentor).id
        session.commit()
    browser = browser_of(app, story.mia)
    asked = text_of(browser.get(f"/offers/{story.match}/decline").text)

    answer = browser.post(
        f"/offers/{story.match}/decline",
        data={"reason": "no_time", "break_months": "3"},
        follow_redirects=True,
    )

    assert "For one month, until 1 January 2027" in asked
    assert "For 3 months, until 1 March 2027" in asked
    assert "You are on a break until 1 March 2027" in text_of(answer.text)
    with app.app_context():
        session = db.session()
        mia = session.get_one(Member, story.mia)
        assert part_of(session, mia).paused_until == date(2027, 3, 1)
        assert session.get_one(Match, other).status == MatchStatus.WITHDRAWN


def test_a_break_that_is_not_offered_is_refused(app: Flask, story: Story) -> None:
    for length in ("99", "soon", "-1"):
        answer = browser_of(app, story.mia).post(
            f"/offers/{story.match}/decline", data={"reason": "no_time", "break_months": length}
        )
        assert answer.status_code == 422
    assert status_of(app, story) == MatchStatus.OFFERED


def test_a_note_that_is_too_long_comes_back_whole(app: Flask, story: Story) -> None:
    note = "word " * 500

    answer = browser_of(app, story.mia).post(
        f"/offers/{story.match}/decline", data={"reason": "no_time", "note": note}
    )

    assert answer.status_code == 422
    assert note.strip() in answer.text
    assert "Shorten this to 2,000 characters" in text_of(answer.text)


def test_declining_keeps_the_reason_from_everybody_but_coordinators(
    app: Flask, story: Story
) -> None:
    browser = browser_of(app, story.mia)

    asked = text_of(browser.get(f"/offers/{story.match}/decline").text)
    answer = browser.post(
        f"/offers/{story.match}/decline",
        data={"reason": "not_my_field", "note": "Benefits are not mine"},
        follow_redirects=True,
    )

    assert "Only the coordinators see this" in asked
    assert "You declined this request" in text_of(answer.text)
    assert "Benefits are not mine" not in answer.text
    assert browser_of(app, story.ada).get(f"/matches/{story.match}").status_code == 404
    assert "Benefits are not mine" in browser_of(app, story.coordinator).get("/rounds/1").text


@pytest.mark.both_databases
def test_a_note_is_kept_without_what_is_no_writing(app: Flask, story: Story) -> None:
    browser_of(app, story.mia).post(
        f"/offers/{story.match}/decline", data={"reason": "other", "note": "a\x00b\r\nc "}
    )

    with app.app_context():
        assert db.session.get_one(Match, story.match).decline_note == "ab\nc"


def test_declining_twice_is_polite(app: Flask, story: Story) -> None:
    browser = browser_of(app, story.mia)
    browser.post(f"/offers/{story.match}/decline", data={"reason": "no_time"})

    again = browser.post(f"/offers/{story.match}/decline", data={"reason": "other"})
    form = browser.get(f"/offers/{story.match}/decline", follow_redirects=True)
    accept = browser.post(f"/offers/{story.match}/accept")

    for answer in (again, form, accept):
        assert "You declined this request" in text_of(answer.text)
    assert (again.status_code, accept.status_code) == (409, 409)
    assert status_of(app, story) == MatchStatus.DECLINED


def test_accepting_what_has_expired_says_so(app: Flask, story: Story) -> None:
    change(app, story, lambda match: offers.expire_offer(db.session(), match))

    answer = browser_of(app, story.mia).post(f"/offers/{story.match}/accept")

    assert answer.status_code == 409
    assert "This request has expired" in text_of(answer.text)
    assert status_of(app, story) == MatchStatus.EXPIRED


def test_nobody_is_asked_why_when_it_is_too_late(app: Flask, story: Story) -> None:
    change(app, story, lambda match: offers.expire_offer(db.session(), match))

    answer = browser_of(app, story.mia).post(f"/offers/{story.match}/decline")

    assert answer.status_code == 409
    assert "This request has expired" in text_of(answer.text)


def test_accepting_what_was_withdrawn_says_so_without_the_reason(app: Flask, story: Story) -> None:
    change(
        app,
        story,
        lambda match: offers.withdraw_offer(
            db.session(), match, db.session.get_one(Member, story.coordinator), "Ada moves away"
        ),
    )

    answer = browser_of(app, story.mia).post(f"/offers/{story.match}/accept")

    assert answer.status_code == 409
    assert "This request was withdrawn" in text_of(answer.text)
    assert "moves away" not in answer.text


def test_a_place_that_was_taken_meanwhile_leaves_the_offer_open(app: Flask, story: Story) -> None:
    change(
        app,
        story,
        lambda match: setattr(part_of(db.session(), match.mentor), "capacity", 0),
    )
    browser = browser_of(app, story.mia)

    answer = browser.post(f"/offers/{story.match}/accept")

    assert answer.status_code == 409
    assert "Your last place is taken" in text_of(answer.text)
    assert status_of(app, story) == MatchStatus.OFFERED
    assert "Can you mentor" in text_of(browser.get(f"/offers/{story.match}").text)


def count_mails(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) or 0
