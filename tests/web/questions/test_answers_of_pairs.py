"""From the inbox of one of a pair: agreeing to terms, whether it fits, and how it goes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Concern, ConcernKind, Match, MatchStatus, Member, Pulse
from matchmaker.services.accounts.answering_browsers import remember_browser
from matchmaker.services.mentorships.beginning import begin_mentorship, mentorship_of
from matchmaker.services.mentorships.terms import open_proposal, propose_terms, terms_of
from matchmaker.services.questions.kinds import QuestionKind
from matchmaker.services.questions.links import link_to, question_token
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
)
from tests.web.browsing import browser_of, text_of


@dataclass(frozen=True, slots=True)
class Story:
    """Ada has met her mentor Mo, and reads mails in a browser that may answer."""

    app: Flask
    match: int
    ada: int
    mo: int

    def path(self, kind: QuestionKind) -> str:
        """The link of the mail to Ada."""
        with self.app.app_context():
            session = db.session()
            ada, match = session.get_one(Member, self.ada), session.get_one(Match, self.match)
            proposal = open_proposal(session, match)
            subject = proposal.id if kind == QuestionKind.TERMS and proposal else match.id
            link = link_to(session, kind, subject, ada, clock.now())
            assert link is not None
            return f"/answer/{question_token(link, SECRET_KEY)}"

    def phone(self, member: int | None = None) -> FlaskClient:
        """A browser in which Ada, or another, has signed in before, and is not now."""
        browser = self.app.test_client()
        with self.app.app_context():
            asked = db.session.get_one(Member, member or self.ada)
            token = remember_browser(db.session(), asked, "a sign-in", "", SECRET_KEY)
            db.session.commit()
        browser.set_cookie("answers", token)
        return browser

    def pulses(self) -> list[tuple[str, str, int | None, int | None]]:
        """What was answered: when, and what."""
        with self.app.app_context():
            found = db.session.scalars(sa.select(Pulse).order_by(Pulse.id))
            return [(each.occasion, each.fit or "", each.going, each.useful) for each in found]


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    with time_machine.travel("2026-12-03T09:00+00:00", tick=False), app.app_context():
        session = db.session()
        ada = make_mentee(session, "Ada", email="ada@example.org", goals="Gate reviews")
        mo = make_mentor(session, "Mo", email="mo@example.org")
        times = {"introduced_at": clock.now() - timedelta(days=31)}
        match = make_match(session, make_round(session), ada, mo, MatchStatus.ACTIVE, **times)
        begin_mentorship(session, match)
        session.commit()
        found = Story(app, match.id, ada.id, mo.id)
        db.session.remove()
        yield found


@pytest.fixture
def fit(story: Story) -> str:
    """The link to whether it fits: they met two days ago."""
    with story.app.app_context():
        match = db.session.get_one(Match, story.match)
        make_mentoring_session(db.session(), match, starts_at=clock.now() - timedelta(days=2))
        db.session.commit()
    return story.path(QuestionKind.FIT)


@pytest.fixture
def terms(story: Story) -> str:
    """The link to the terms that Mo suggests: every five weeks."""
    with story.app.app_context():
        match = db.session.get_one(Match, story.match)
        wished = replace(terms_of(mentorship_of(db.session(), match)), every_weeks=5)
        propose_terms(db.session(), match, match.mentor, wished)
        db.session.commit()
    return story.path(QuestionKind.TERMS)


def test_terms_are_read_and_agreed_to_in_two_taps(story: Story, terms: str) -> None:
    phone = story.phone()

    page = phone.get(terms)
    answered = phone.post(terms, data={"answer": "agree"})

    assert "Do you agree with what Mo suggests?" in text_of(page.text)
    assert "every 5 weeks" in text_of(page.text)
    assert f'href="/matches/{story.match}/agreement?change=1"' in page.text
    assert "You both agree" in phone.get(answered.location).text
    with story.app.app_context():
        match = db.session.get_one(Match, story.match)
        assert mentorship_of(db.session(), match).every_weeks == 5


def test_who_wants_other_terms_is_led_to_the_page_through_the_sign_in(
    story: Story, terms: str
) -> None:
    page = f"/matches/{story.match}/agreement?change=1"

    assert story.phone().get(page).location.startswith("/sign-in?next=")
    assert "Suggest" in browser_of(story.app, story.ada).get(page).text
    assert story.phone().post(terms, data={"answer": "refuse"}).location == terms
    with story.app.app_context():
        assert open_proposal(db.session(), db.session.get_one(Match, story.match)) is not None


def test_whether_it_fits_is_one_tap_and_nobody_is_told(story: Story, fit: str) -> None:
    phone = story.phone()

    page = text_of(phone.get(fit).text)
    answered = phone.post(fit, data={"answer": "fits"})
    after = phone.get(answered.location)

    assert "You have met Mo. Does it fit so far?" in page
    assert "Neither Mo nor anybody else sees your answer" in page
    assert "nobody sees your answer by name" in after.text
    assert "There is nothing left to answer" in after.text
    assert story.pulses() == [("session-1", "fits", None, None)]


def test_who_says_that_it_does_not_fit_can_say_what_would_help(story: Story, fit: str) -> None:
    signed_in = browser_of(story.app, story.ada)

    answered = signed_in.post(fit, data={"answer": "does_not_fit"})
    page = signed_in.get(answered.location)

    assert answered.location == f"/matches/{story.match}/help"
    assert "Nobody is told" in page.text
    assert "What would help?" in page.text


def test_how_it_goes_is_three_taps_and_send(story: Story) -> None:
    path, phone = story.path(QuestionKind.PULSE), story.phone()

    page = phone.get(path)
    answered = phone.post(path, data={"going": "4", "useful": "5", "wish": "carry_on"})

    for words in ("How well is it going?", "How useful is it to you?", "Carry on"):
        assert words in text_of(page.text)
    assert page.text.count(" checked") == 1
    assert "Gate reviews" not in page.text
    assert "nobody sees your answer by name" in phone.get(answered.location).text
    assert story.pulses() == [("day-30", "", 4, 5)]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"going": "4"},
        {"going": "4", "useful": "9"},
        {"answer": "4 4 carry_on"},
        {"going": "4 4", "useful": "carry_on"},
        {"going": "x" * 5_000, "useful": "4"},
    ],
)
def test_half_an_answer_is_asked_for_again(story: Story, given: dict[str, str]) -> None:
    path, phone = story.path(QuestionKind.PULSE), story.phone()

    answer = phone.post(path, data=given)

    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert ("going-0" in answer.text, story.pulses()) == (True, [])


def test_a_word_with_the_coordinator_is_asked_for_from_the_inbox(story: Story) -> None:
    path, phone = story.path(QuestionKind.PULSE), story.phone()

    answered = phone.post(path, data={"going": "2", "useful": "2", "wish": "talk"})

    assert "A coordinator will get in touch" in phone.get(answered.location).text
    with story.app.app_context():
        kinds = db.session.scalars(sa.select(Concern.kind)).all()
        assert kinds == [ConcernKind.TALK]


def test_another_mentor_is_confirmed_behind_the_sign_in(story: Story) -> None:
    path, phone = story.path(QuestionKind.PULSE), story.phone()

    answered = phone.post(path, data={"going": "1", "useful": "1", "wish": "another"})
    led = phone.get(answered.location)

    assert answered.location == f"/matches/{story.match}/another"
    assert led.location == f"/sign-in?next=/matches/{story.match}/another"
    assert story.pulses() == [("day-30", "", 1, 1)]
    with story.app.app_context():
        assert db.session.get_one(Match, story.match).status == MatchStatus.ACTIVE
        assert db.session.scalars(sa.select(Concern)).all() == []


@pytest.mark.parametrize("kind", [QuestionKind.FIT, QuestionKind.PULSE, QuestionKind.TERMS])
def test_others_and_unknown_browsers_answer_nothing(
    story: Story, kind: QuestionKind, request: pytest.FixtureRequest
) -> None:
    path = story.path(kind) if kind == QuestionKind.PULSE else request.getfixturevalue(kind.value)
    given = {"answer": "agree", "going": "4", "useful": "4", "wish": "talk"}
    given |= {"answer": "fits"} if kind == QuestionKind.FIT else {}

    for browser in (story.app.test_client(), story.phone(story.mo)):
        assert browser.get(path).location == "/sign-in"
        assert browser.post(path, data=given).location == "/sign-in"
    signed_in = browser_of(story.app, story.mo)
    assert signed_in.get(path).status_code == signed_in.post(path, data=given).status_code == 403
    assert story.phone().get(f"{path[:-4]}AAAA").status_code == 404
    assert "There is nothing left" not in story.phone().get(path).text
    assert story.pulses() == []
