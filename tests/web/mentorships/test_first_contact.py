"""The first half hour, offered with one press."""

import sqlalchemy as sa
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MailKind, Match, MatchStatus, MentoringSession, OutboxMail
from matchmaker.services.mentorships.first_contact import first_half_hours
from tests.factories import make_match, make_mentee, make_mentor, make_round
from tests.web.browsing import browser_of, text_of


def make_pair(app: Flask) -> tuple[int, int, list[str]]:
    with app.app_context():
        session = db.session()
        match = make_match(
            session,
            make_round(session),
            make_mentee(session, "Ada"),
            make_mentor(session, "Mia"),
            MatchStatus.INTRODUCED,
            introduced_at=clock.now(),
        )
        times = [each.isoformat() for each in first_half_hours(session, match)]
        session.commit()
        return match.id, match.mentee_id, times


def offered(app: Flask) -> list[MentoringSession]:
    return list(db.session.scalars(sa.select(MentoringSession)))


def test_one_press_offers_what_is_ticked(app: Flask) -> None:
    match_id, ada, times = make_pair(app)
    browser = browser_of(app, ada)
    page = browser.get(f"/matches/{match_id}").text
    assert all(f'value="{each}" checked' in page for each in times)
    assert "mailto:mia@example.org?subject=" in page

    browser.post(f"/matches/{match_id}/sessions/first", data={"times": times[1:]})

    with app.app_context():
        [made] = offered(app)
        assert [each.starts_at.isoformat() for each in made.offered_times] == times[1:]
        assert made.minutes == 30
        kinds = db.session.scalars(sa.select(OutboxMail.kind)).all()
        assert kinds == [MailKind.SESSION_TIMES_OFFERED]
    assert 'name="times"' not in browser.get(f"/matches/{match_id}").text


def test_nothing_ticked_and_made_up_times_offer_nothing(app: Flask) -> None:
    match_id, ada, _times = make_pair(app)
    browser = browser_of(app, ada)
    url = f"/matches/{match_id}/sessions/first"

    nothing = browser.post(url, data={}, follow_redirects=True)
    made_up = browser.post(url, data={"times": ["2030-01-01T03:00:00+00:00", "x"]})

    assert "Choose from one to three times." in nothing.text
    assert made_up.status_code == 302
    with app.app_context():
        assert offered(app) == []
        assert db.session.scalars(sa.select(Match.status)).one() == MatchStatus.INTRODUCED
    assert "Your first half hour" in text_of(browser.get(f"/matches/{match_id}").text)
