"""The pages of a pair's next steps, without scripts."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus
from tests.factories import make_coordinator, make_match, make_mentee, make_mentor, make_round
from tests.web.browsing import browser_of, text_of


@pytest.fixture
def two(app: Flask) -> dict[str, int]:
    """Ada and Mia have met."""
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        match = make_match(
            session, make_round(session), ada, mia, MatchStatus.ACTIVE, introduced_at=clock.now()
        )
        cora = make_coordinator(session)
        session.commit()
        return {"match": match.id, "Ada": ada.id, "Mia": mia.id, "coordinator": cora.id}


def step(text: str, owner: str = "me", **more: str) -> dict[str, str]:
    return {"text": text, "owner": owner, "due_on": clock.today("UTC").isoformat()} | more


def test_a_step_is_added_changed_and_ticked(app: Flask, two: dict[str, int]) -> None:
    ada, mia = browser_of(app, two["Ada"]), browser_of(app, two["Mia"])
    page = f"/matches/{two['match']}"

    assert ada.post(f"{page}/actions", data=step("Read", "partner")).status_code == 302

    assert "Read Mia, by" in text_of(ada.get(page).text)
    assert "Read You, by" in text_of(mia.get(page).text)
    assert "Your next steps: how far are they? Read You, by" in text_of(mia.get(page).text)
    changed = mia.post(f"{page}/actions/1/change", data=step("Read on", version="1"))
    assert changed.status_code == 302
    assert mia.post(f"{page}/actions/1/done").status_code == 302
    assert "Done or dropped Read on Done" in text_of(ada.get(page).text)


def test_a_coordinator_sees_none(app: Flask, two: dict[str, int]) -> None:
    page = f"/matches/{two['match']}"
    browser_of(app, two["Ada"]).post(f"{page}/actions", data=step("zzstep"))
    coordinator = browser_of(app, two["coordinator"])

    assert "zzstep" not in coordinator.get(page).text
    assert coordinator.get(f"{page}/actions/1/change").status_code == 404


def test_a_change_that_meets_a_newer_one_shows_both(app: Flask, two: dict[str, int]) -> None:
    ada, mia = browser_of(app, two["Ada"]), browser_of(app, two["Mia"])
    page = f"/matches/{two['match']}/actions"
    ada.post(page, data=step("Read"))
    mia.post(f"{page}/1/change", data=step("From Mia", version="1"))

    answer = ada.post(f"{page}/1/change", data=step("From Ada", version="1"))

    assert answer.status_code == 409
    assert "It now says: From Mia · Mia, by" in text_of(answer.text)
    form = BeautifulSoup(answer.text, "html.parser")
    typed, version = form.select_one("[name=text]"), form.select_one("[name=version]")
    assert typed
    assert version
    assert (typed["value"], version["value"]) == ("From Ada", "2")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"due_on": "2020-01-31"}, "Choose today or a later day."),
        ({"due_on": "2999-01-31"}, "Choose a day within a year from now."),
        ({"due_on": ""}, "Choose a day."),
        ({"text": ""}, "Say what is to be done."),
        ({"owner": ""}, "Choose one of you."),
        ({"text": "a" * 201}, "Shorten this to 200 characters"),
    ],
)
def test_faults_are_said_in_sentences(
    app: Flask, two: dict[str, int], fault: dict[str, str], sentence: str
) -> None:
    answer = browser_of(app, two["Ada"]).post(
        f"/matches/{two['match']}/actions", data=step("Read") | fault
    )

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
