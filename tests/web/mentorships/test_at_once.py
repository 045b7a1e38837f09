"""Two people of a pair who change one session at the same time, each from a page read before."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus, SessionStatus
from tests.factories import (
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
)
from tests.web.browsing import browser_of, text_of


@pytest.fixture
def two(app: Flask) -> dict[str, int]:
    """Ada and Mia have met and meet again in a week."""
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        match = make_match(
            session, make_round(session), ada, mia, MatchStatus.ACTIVE, introduced_at=clock.now()
        )
        held = make_mentoring_session(session, match, noted_at=clock.now())
        planned = make_mentoring_session(
            session,
            match,
            status=SessionStatus.PLANNED,
            starts_at=clock.now() + timedelta(days=7),
            invitations=1,
        )
        session.commit()
        return {
            "Ada": ada.id,
            "Mia": mia.id,
            "match": match.id,
            "held": held.id,
            "planned": planned.id,
        }


def filled_in(page: str, **typed: str) -> dict[str, str]:
    """What a browser sends of the first form on a page, with something else typed into it."""
    form = BeautifulSoup(page, "html.parser").find("main").find("form")
    fields = {each["name"]: each.get("value", "") for each in form.find_all("input")}
    chosen = form.find("input", checked=True)
    return fields | ({chosen["name"]: chosen["value"]} if chosen else {}) | typed


def test_topics_that_the_other_saved_meanwhile_are_shown_and_kept(
    app: Flask, two: dict[str, int]
) -> None:
    ada, mia = browser_of(app, two["Ada"]), browser_of(app, two["Mia"])
    page = f"/matches/{two['match']}/sessions/{two['held']}/note"
    read = mia.get(page).text
    ada.post(page, data=filled_in(ada.get(page).text, topics="Risks, by Ada"))

    answer = mia.post(page, data=filled_in(read, topics="Plans, by Mia"))

    assert answer.status_code == 409
    assert "Risks, by Ada" in text_of(answer.text)
    assert "Plans, by Mia" in text_of(answer.text)
    again = filled_in(answer.text, topics="Risks and plans")
    assert mia.post(page, data=again).status_code == 302
    assert "Risks and plans" in text_of(ada.get(f"/matches/{two['match']}").text)


def test_a_move_that_somebody_has_not_read_of_is_shown_and_not_undone(
    app: Flask, two: dict[str, int]
) -> None:
    ada, mia = browser_of(app, two["Ada"]), browser_of(app, two["Mia"])
    page = f"/matches/{two['match']}/sessions/{two['planned']}/move"
    read = mia.get(page).text
    ada.post(page, data=filled_in(ada.get(page).text, place="Room by Ada"))

    answer = mia.post(page, data=filled_in(read, place="Room by Mia"))

    assert answer.status_code == 409
    assert "Room by Ada" in text_of(answer.text)
    again = filled_in(answer.text)
    assert again["place"] == "Room by Mia"
    assert mia.post(page, data=again).status_code == 302
    assert "Room by Mia" in text_of(ada.get(f"/matches/{two['match']}").text)
