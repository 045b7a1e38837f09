"""Numbers that no row can have, in addresses and in forms, are answered like any other unknown."""

import pytest
from flask import Flask

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from tests.factories import make_coordinator, make_mentee, make_mentor, the_programme
from tests.web.browsing import browser_of

TOO_LARGE = 10**20
pytestmark = pytest.mark.both_databases


@pytest.fixture
def coordinator(app: Flask) -> int:
    with app.app_context():
        make_mentee(db.session())
        make_mentor(db.session())
        member = make_coordinator(db.session())
        make_round(db.session(), the_programme(db.session()), "2026-11")
        return member.id


@pytest.mark.parametrize("page", ["offers", "matches", "rounds"])
def test_an_address_with_a_number_too_large_for_a_row_is_not_found(
    app: Flask, coordinator: int, page: str
) -> None:
    assert browser_of(app, coordinator).get(f"/{page}/{TOO_LARGE}").status_code == 404


@pytest.mark.parametrize("wrong", [str(TOO_LARGE), "-1", "", "one"])
def test_a_form_with_a_number_that_is_no_row_changes_nothing(
    app: Flask, coordinator: int, wrong: str
) -> None:
    browser = browser_of(app, coordinator)
    pair = {"mentee_id": wrong, "mentor_id": wrong, "match_id": wrong, "reason": "a reason"}

    assert browser.post("/rounds/1/lock", data=pair).status_code == 409
    assert browser.post("/rounds/1/lift", data={"decision_id": wrong}).status_code == 409
    assert browser.post("/rounds/1/withdraw", data=pair).status_code == 404
