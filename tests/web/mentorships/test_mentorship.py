"""The page of a match: for the two of it and coordinators, and what each of them may know."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask import Flask

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.models import Match, MatchStatus, Mentorship
from matchmaker.services.matches import offers
from tests.factories import make_coordinator, make_member, make_mentee, make_mentor, the_programme
from tests.web.browsing import browser_of, text_of


@dataclass(frozen=True, slots=True)
class Story:
    """Mia was offered Ada; `accept` is up to the test."""

    match: int
    ada: int
    mia: int
    coordinator: int
    outsider: int


@pytest.fixture
def offered(app: Flask) -> Story:
    with app.app_context():
        session = db.session()
        people = (
            make_mentee(session, "Ada", {"risk": (1, 3)}, email="ada@example.org", goals="Lead").id,
            make_mentor(session, "Mia", {"risk": 4}, email="mia@example.org").id,
            make_coordinator(session).id,
            make_member(session, "Otto").id,
        )
        make_round(session, the_programme(session), "2026-11", publish=True)
        return Story(session.scalars(sa.select(Match.id)).one(), *people)


@pytest.fixture
def introduced(app: Flask, offered: Story) -> Story:
    with app.app_context():
        match = db.session.get_one(Match, offered.match)
        offers.accept_offer(db.session(), match, match.mentor)
        db.session.commit()
    return offered


def status_of(app: Flask, story: Story) -> MatchStatus:
    with app.app_context():
        return db.session.get_one(Match, story.match).status


def test_before_acceptance_there_is_nothing_for_the_mentee(app: Flask, offered: Story) -> None:
    answers = {
        member: browser_of(app, member).get(f"/matches/{offered.match}")
        for member in (offered.ada, offered.mia, offered.outsider, offered.coordinator)
    }

    assert answers[offered.ada].status_code == 404
    assert answers[offered.outsider].status_code == 404
    assert answers[offered.mia].location == f"/offers/{offered.match}"
    assert answers[offered.coordinator].status_code == 200
    assert browser_of(app, offered.ada).post(f"/matches/{offered.match}/end").status_code == 404


def test_a_visitor_is_sent_to_sign_in_and_back(app: Flask, introduced: Story) -> None:
    answer = app.test_client().get(f"/matches/{introduced.match}")

    assert answer.location == f"/sign-in?next=/matches/{introduced.match}"


def test_others_find_no_match(app: Flask, introduced: Story) -> None:
    browser = browser_of(app, introduced.outsider)

    assert browser.get(f"/matches/{introduced.match}").status_code == 404
    assert browser.post(f"/matches/{introduced.match}/met").status_code == 404
    assert browser.post(f"/matches/{introduced.match}/end").status_code == 404
    assert browser.get("/matches/999").status_code == 404
    assert status_of(app, introduced) == MatchStatus.INTRODUCED


def test_the_mentee_reads_whom_to_write_to_by_when_and_about_what(
    app: Flask, introduced: Story
) -> None:
    text = text_of(browser_of(app, introduced.ada).get(f"/matches/{introduced.match}").text)

    assert "Your mentor You and Mia Strong fit" in text
    assert "mia@example.org" in text
    assert "You write first, by" in text
    assert "Proposed first half hour:" in text
    assert "For the first half hour 5 min Say hello." in text
    assert "Your mentor can help you with: Risk, issue and dependency management" in text
    assert "ada@example.org" not in text


def test_each_reads_how_well_they_fit_while_it_goes_on(app: Flask, introduced: Story) -> None:
    page = f"/matches/{introduced.match}"
    said = {
        introduced.ada: "Strong fit: closes your one gap",
        introduced.mia: "You can help with their one gap",
    }
    for member, words in said.items():
        assert words in text_of(browser_of(app, member).get(page).text)

    browser_of(app, introduced.ada).post(f"{page}/end")

    for member in said:
        assert "one gap" not in text_of(browser_of(app, member).get(page).text)


def _words(element: Tag | None) -> str:
    return " ".join(element.get_text(" ").split()) if element else ""


def test_who_it_is_and_what_is_to_be_done_comes_first_and_the_rest_is_folded(
    app: Flask, introduced: Story
) -> None:
    html = browser_of(app, introduced.ada).get(f"/matches/{introduced.match}").text

    page = BeautifulSoup(html, "html.parser").main
    assert page is not None
    folded = [each for each in page("details") if each.find_parent("section") is None]
    titles = [_words(each.summary) for each in folded]
    # What the two have yet to agree on is not folded away.
    unfolded = [_words(each.summary) for each in page("details") if each.has_attr("open")]
    assert unfolded == ["How you work together"]
    for each in page("details"):
        each.extract()
    assert [_words(each) for each in page(["h1", "h2"])] == [
        "You and Mia",
        "What is next",
        "Your first half hour",
        "Your sessions",
        "What you work towards",
    ]
    assert titles == [
        "Next steps",
        "For the first half hour",
        "Notes",
        "How you work together",
        "Why you were matched",
        "About Mia",
        "So far",
        "End this mentorship early …",
    ]


def test_the_mentor_reads_who_writes_first(app: Flask, introduced: Story) -> None:
    text = text_of(browser_of(app, introduced.mia).get(f"/matches/{introduced.match}").text)

    assert "Your mentee You and Ada You can help" in text
    assert "ada@example.org" in text
    assert "Ada writes first, by" in text
    assert "Goals Lead" in text


def test_a_coordinator_sees_both_and_who_did_what(app: Flask, introduced: Story) -> None:
    text = text_of(browser_of(app, introduced.coordinator).get(f"/matches/{introduced.match}").text)

    assert "Ada and Mia" in text
    assert "ada@example.org" in text
    assert "mia@example.org" in text
    assert "The mentor said yes · Mia" in text


@pytest.mark.parametrize(
    ("side", "says"),
    [
        ("ada", "Thank you for telling us that you have met."),
        ("mia", "Thank you for telling us that you have met."),
        ("coordinator", "Thank you. It is recorded that the two have met."),
    ],
)
def test_each_of_them_says_that_they_met_with_one_button(
    app: Flask, introduced: Story, side: str, says: str
) -> None:
    browser = browser_of(app, getattr(introduced, side))

    first = browser.post(f"/matches/{introduced.match}/met", follow_redirects=True)
    second = browser.post(f"/matches/{introduced.match}/met", follow_redirects=True)

    assert says in text_of(first.text)
    assert "told us already" in text_of(second.text)
    assert status_of(app, introduced) == MatchStatus.ACTIVE


def test_an_ended_match_keeps_the_reason_from_the_other(app: Flask, introduced: Story) -> None:
    ended = browser_of(app, introduced.ada).post(
        f"/matches/{introduced.match}/end",
        data={"reason": "We do not get on"},
        follow_redirects=True,
    )
    seen_by_mia = browser_of(app, introduced.mia).get(f"/matches/{introduced.match}").text
    seen_by_coordinator = (
        browser_of(app, introduced.coordinator).get(f"/matches/{introduced.match}").text
    )

    assert "The mentorship has ended. Both of you are told" in text_of(ended.text)
    assert status_of(app, introduced) == MatchStatus.ENDED
    assert "We do not get on" not in seen_by_mia
    assert "ada@example.org" not in seen_by_mia
    assert "We do not get on" in seen_by_coordinator


def test_a_coordinator_calls_a_match_off(app: Flask, introduced: Story) -> None:
    answer = browser_of(app, introduced.coordinator).post(
        f"/matches/{introduced.match}/end", data={"reason": "Reorganisation"}, follow_redirects=True
    )

    assert "Both of them are told, in neutral words." in text_of(answer.text)
    assert status_of(app, introduced) == MatchStatus.CANCELLED


def test_the_agreement_does_not_ask_for_a_review_that_is_over(
    app: Flask, introduced: Story
) -> None:
    with app.app_context():
        mentorship = db.session.get_one(Mentorship, introduced.match)
        mentorship.review_on = over = mentorship.began_on - timedelta(days=1)
        db.session.commit()

    page = browser_of(app, introduced.ada).get(f"/matches/{introduced.match}/agreement")

    assert over.isoformat() not in page.get_data(as_text=True)


def test_a_stale_page_is_told_how_the_match_stands(app: Flask, introduced: Story) -> None:
    browser = browser_of(app, introduced.ada)
    browser.post(f"/matches/{introduced.match}/end", data={"reason": ""})

    met = browser.post(f"/matches/{introduced.match}/met")
    ended = browser.post(f"/matches/{introduced.match}/end", data={"reason": "again"})

    for answer in (met, ended):
        assert answer.status_code == 409
        assert "has changed meanwhile" in text_of(answer.text)
    assert status_of(app, introduced) == MatchStatus.ENDED


def test_a_reason_that_is_too_long_is_not_lost(app: Flask, introduced: Story) -> None:
    reason = "word " * 300

    answer = browser_of(app, introduced.ada).post(
        f"/matches/{introduced.match}/end", data={"reason": reason}
    )

    assert answer.status_code == 422
    assert reason.strip() in answer.text
    assert status_of(app, introduced) == MatchStatus.INTRODUCED
