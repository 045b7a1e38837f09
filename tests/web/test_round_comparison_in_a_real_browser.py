"""The explanations of a round in a real browser: readable, nothing too wide, on any screen."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.services.sign_in import open_session
from tests.factories import make_coordinator, make_mentee, make_mentor
from tests.web.chromium import IN_CHROMIUM, faults_of

pytestmark = IN_CHROMIUM


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_can_be_read(
    app: Flask, chromium: Browser, site: str, width: int, scheme: str
) -> None:
    with app.app_context():
        session = db.session()
        make_mentee(session, "Ada Ahl", {"risk": (1, 4)}, interests=["agile_pmo"])
        make_mentee(session, "Ben Bo", {"risk": (2, 3)})
        make_mentor(session, "Mia Moe", {"risk": 5}, interests=["agile_pmo"])
        token = open_session(session, make_coordinator(session))
        round_id = make_round(session, "2026-11").round_id
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    context.add_cookies([_cookie(app, site, token)])
    page = context.new_page()
    faults = {}

    page.goto(f"{site}/rounds/{round_id}")
    page.locator("details.pair").evaluate_all("rows => rows.forEach(row => row.open = true)")
    faults["review"] = faults_of(page)
    page.goto(f"{site}/rounds/{round_id}/compare")
    assert page.locator(".choice").count() == 3
    faults["compare"] = faults_of(page)
    context.close()

    assert {name: found for name, found in faults.items() if found} == {}


def _cookie(app: Flask, site: str, token: str) -> dict[str, str]:
    """Return the cookie of somebody who is signed in."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True, _permanent=True)
    found = client.get_cookie("session")
    assert found is not None
    return {"name": found.key, "value": found.value, "url": site}
