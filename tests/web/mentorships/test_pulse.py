"""How it goes, on the page: asked when it is due, answered alone, and led on from there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Concern, ConcernKind, Match, MatchStatus, Pulse
from matchmaker.services.mentorships.beginning import begin_mentorship
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
    """Ada and Mo met two days ago, and were introduced a month ago."""

    match: int
    ada: int
    mo: int

    @property
    def page(self) -> str:
        """The page on which either is asked."""
        return f"/matches/{self.match}/pulse"


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    with time_machine.travel("2026-12-03T09:00+00:00", tick=False):
        with app.app_context():
            session = db.session()
            ada, mo = make_mentee(session, "Ada"), make_mentor(session, "Mo")
            times = {"introduced_at": clock.now() - timedelta(days=31)}
            match = make_match(session, make_round(session), ada, mo, MatchStatus.ACTIVE, **times)
            begin_mentorship(session, match)
            make_mentoring_session(session, match, starts_at=clock.now() - timedelta(days=2))
            session.commit()
            found = Story(match.id, ada.id, mo.id)
        yield found


def test_one_question_follows_the_other_and_then_there_is_none(app: Flask, story: Story) -> None:
    ada, mo = browser_of(app, story.ada), browser_of(app, story.mo)

    assert "Does it fit so far?" in text_of(ada.get(story.page).text)
    assert ada.post(story.page, data={"fit": "fits"}).location == f"/matches/{story.match}"
    assert "nobody sees your answer by name" in ada.get(f"/matches/{story.match}").text
    assert "How well is it going?" in text_of(ada.get(story.page).text)
    half = ada.post(story.page, data={"going": "4"})
    assert (half.status_code, "Choose one of the answers." in half.text) == (422, True)
    ada.post(story.page, data={"going": "4", "useful": "3", "wish": "talk"})

    assert "A coordinator will get in touch" in ada.get(f"/matches/{story.match}").text
    assert ada.get(story.page).location == f"/matches/{story.match}"
    assert "Does it fit so far?" in text_of(mo.get(story.page).text)
    with app.app_context():
        answers = db.session.scalars(sa.select(Pulse).order_by(Pulse.id)).all()
        assert [(each.member_id, each.occasion) for each in answers] == [
            (story.ada, "session-1"),
            (story.ada, "day-30"),
        ]
        assert db.session.scalars(sa.select(Concern.kind)).all() == [ConcernKind.TALK]


def test_what_does_not_fit_leads_to_what_would_help(app: Flask, story: Story) -> None:
    mo = browser_of(app, story.mo)

    answered = mo.post(story.page, data={"fit": "does_not_fit"})

    assert answered.location == f"/matches/{story.match}/help"
    assert "Nobody is told" in mo.get(answered.location).text
    with app.app_context():
        assert db.session.get_one(Match, story.match).status == MatchStatus.ACTIVE


def test_another_mentor_is_asked_for_in_two_steps(app: Flask, story: Story) -> None:
    ada, mo = browser_of(app, story.ada), browser_of(app, story.mo)
    ada.post(story.page, data={"fit": "unsure"})

    led = ada.post(story.page, data={"going": "1", "useful": "1", "wish": "another"}).location
    with app.app_context():
        assert db.session.get_one(Match, story.match).status == MatchStatus.ACTIVE
    ada.post(led)

    assert led == f"/matches/{story.match}/another"
    with app.app_context():
        assert db.session.get_one(Match, story.match).status == MatchStatus.CANCELLED
    seen = text_of(mo.get(f"/matches/{story.match}").text)
    assert "This mentorship is over." in seen
    assert "Called off" not in seen
    assert "another mentor" not in seen
