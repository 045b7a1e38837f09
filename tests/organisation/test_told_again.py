"""A coordinator by a group needs no part, and the organisation has to say so again each day."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Coordinator, GrantSource, Member, OutboxMail
from matchmaker.services.programme.programmes import appoint_coordinator
from tests.factories import part_of, the_programme
from tests.organisation.conftest import MakeApp
from tests.organisation.providers import Provider, query_of
from tests.organisation.test_signing_in import sign_in
from tests.web.browsing import text_of

LEAD = {"email": "lea@example.org", "email_verified": True, "name": "Lea Lead", "groups": ["leads"]}
GROUP = {"oidc_coordinator_claim": "groups", "oidc_coordinator_value": "leads"}


@pytest.fixture
def site(make_app: MakeApp, provider: Provider) -> Flask:
    return make_app(provider.issuer, **GROUP)


@pytest.fixture
def lea(site: Flask, provider: Provider, request: pytest.FixtureRequest) -> tuple[FlaskClient, str]:
    """The browser of a coordinator by a group, whom the organisation told of just now."""
    subject = hashlib.sha256(request.node.name.encode()).hexdigest()
    provider.know(subject, **LEAD)
    browser = site.test_client()
    assert sign_in(browser, provider, subject).location == "/me"
    return browser, subject


def let_pass(site: Flask, hours: int) -> None:
    """Let what the organisation said be so old."""
    with site.app_context():
        db.session.execute(
            sa.update(Coordinator).values(told_at=clock.now() - timedelta(hours=hours))
        )
        db.session.commit()


def recognised(provider: Provider, url: str | None, subject: str) -> str:
    """Return where the provider leads whom it recognises; this one always wants to ask."""
    assert url is not None
    return provider.answer(url.replace("&prompt=none", ""), subject)


def go_there(
    browser: FlaskClient, answer: TestResponse, provider: Provider, subject: str
) -> TestResponse:
    """Follow a page's way to the organisation, be recognised there, and come back."""
    started = browser.get(str(answer.location))
    return browser.get(recognised(provider, started.location, subject))


def test_a_coordinator_by_a_group_takes_no_part(site: Flask, lea: tuple[FlaskClient, str]) -> None:
    browser, _ = lea
    pages = ("/me", "/profile", "/me/privacy", "/rounds", "/people", "/coordinators")
    own = [browser.get(page).status_code for page in pages]
    words = text_of(browser.get("/me").text)
    saved = browser.post("/profile", data={"name": "Lea L. Lead", "action": "save"})

    assert own == [200] * len(pages)
    assert "You run the programme and take no other part in it." in words
    assert saved.status_code in {302, 303}
    with site.app_context():
        member = db.session.scalars(sa.select(Member)).one()
        part = part_of(db.session(), member)
        assert (member.name, member.email) == ("Lea L. Lead", "lea@example.org")
        assert (part.is_mentee, part.is_mentor, part.is_networker) == (False, False, False)
        assert db.session.scalars(sa.select(OutboxMail)).all() == []


def test_the_organisation_is_asked_again_after_a_day_and_nobody_notices(
    site: Flask, lea: tuple[FlaskClient, str], provider: Provider
) -> None:
    browser, subject = lea
    let_pass(site, 23)
    assert browser.get("/people?page=1").status_code == 200
    let_pass(site, 25)

    away = browser.get("/people?page=1")
    started = browser.get(away.location)
    back = browser.get(recognised(provider, started.location, subject))

    assert away.location == "/sign-in/organisation/again?next=/people?page%3D1"
    assert query_of(str(started.location))["prompt"] == "none"
    assert back.location == "/people?page=1"
    assert browser.get(back.location).status_code == 200


def test_whom_the_group_lost_is_no_coordinator_within_a_day(
    site: Flask, lea: tuple[FlaskClient, str], provider: Provider
) -> None:
    browser, subject = lea
    provider.know(subject, **LEAD | {"groups": ["staff"]})
    let_pass(site, 25)

    back = go_there(browser, browser.get("/rounds"), provider, subject)

    assert back.location == "/me"
    assert "do not run the programme any more" in text_of(browser.get("/me").text)
    assert browser.get("/rounds").status_code == 403
    with site.app_context():
        assert db.session.scalars(sa.select(Coordinator)).all() == []


def test_nobody_is_a_coordinator_while_the_organisation_does_not_say_so(
    site: Flask, lea: tuple[FlaskClient, str]
) -> None:
    """Neither in this browser nor in one that a mailed link let in."""
    browser, _ = lea
    let_pass(site, 25)
    started = browser.get(browser.get("/rounds").location)
    state = query_of(started.location)["state"]

    asked = browser.get(f"/sign-in/organisation/back?error=login_required&state={state}")

    assert asked.status_code == 403
    assert "has to confirm that you run the programme" in text_of(asked.text)
    assert 'name="next" value="/rounds"' in asked.text
    assert browser.get("/rounds").status_code == 302
    assert browser.post("/coordinators", data={"email": "x@example.org"}).status_code == 403
    assert "/rounds" in browser.get("/me").text


def test_signing_in_there_leads_back_to_the_page(
    site: Flask, lea: tuple[FlaskClient, str], provider: Provider
) -> None:
    browser, subject = lea
    let_pass(site, 25)

    started = browser.post("/sign-in/organisation", data={"again": "yes", "next": "/rounds"})
    back = browser.get(provider.answer(started.location, subject))

    assert query_of(started.location)["prompt"] == "login"
    assert back.location == "/rounds"
    assert browser.get("/rounds").status_code == 200


def test_what_was_typed_stands_in_the_page_that_asks(
    site: Flask, lea: tuple[FlaskClient, str], provider: Provider
) -> None:
    browser, subject = lea
    let_pass(site, 25)

    asked = browser.post("/coordinators", data={"email": "mia@example.org"})
    started = browser.post("/sign-in/organisation", data={"again": "yes"})
    back = browser.get(provider.answer(started.location, subject))
    done = browser.post("/coordinators", data={"email": "mia@example.org"})

    assert asked.status_code == 403
    assert "mia@example.org" in asked.text
    assert "Go back to the tab that asked" in back.text
    assert done.status_code == 303


def test_another_person_who_is_signed_in_there_proves_nothing(
    site: Flask, lea: tuple[FlaskClient, str], provider: Provider
) -> None:
    browser, _ = lea
    provider.know("mallory-2", email="mallory@example.org", email_verified=True, groups=["leads"])
    let_pass(site, 25)

    back = go_there(browser, browser.get("/rounds"), provider, "mallory-2")

    assert back.status_code == 403
    assert browser.get("/rounds").status_code == 302
    with site.app_context():
        assert [each.email for each in db.session.scalars(sa.select(Member))] == ["lea@example.org"]


def test_what_a_person_gave_needs_no_organisation(
    site: Flask, lea: tuple[FlaskClient, str]
) -> None:
    browser, _ = lea
    with site.app_context():
        member = db.session.scalars(sa.select(Member)).one()
        appoint_coordinator(db.session(), the_programme(db.session()), member)
        db.session.commit()
    let_pass(site, 25)

    assert browser.get("/rounds").status_code == 200


def test_a_group_that_the_settings_name_no_more_makes_nobody_a_coordinator(
    make_app: MakeApp, provider: Provider
) -> None:
    site = make_app(provider.issuer)
    provider.know("gus", email="gus@example.org", email_verified=True)
    browser = site.test_client()
    sign_in(browser, provider, "gus")
    browser.post("/register/organisation", data={"name": "Gus", "roles": ["mentor"]})
    with site.app_context():
        member = db.session.scalars(sa.select(Member)).one()
        programme = the_programme(db.session())
        appoint_coordinator(db.session(), programme, member, source=GrantSource.GROUP)
        db.session.commit()

    assert browser.get("/rounds").status_code == 403
    assert browser.get("/sign-in/organisation/again?next=/rounds").location == "/rounds"


@pytest.mark.parametrize("target", ["//evil.test/x", "https://evil.test", "/\\evil.test"])
def test_coming_back_leads_nowhere_else(
    site: Flask, lea: tuple[FlaskClient, str], provider: Provider, target: str
) -> None:
    browser, subject = lea
    let_pass(site, 25)

    started = browser.get("/sign-in/organisation/again", query_string={"next": target})
    back = browser.get(recognised(provider, started.location, subject))

    assert "evil" not in (back.location or "")


def test_many_tabs_at_once_keep_the_cookie_short(site: Flask, lea: tuple[FlaskClient, str]) -> None:
    browser, _ = lea
    let_pass(site, 25)
    wanted = "/people?" + "q=" + "x" * 280

    started = [
        browser.get("/sign-in/organisation/again", query_string={"next": wanted}) for _ in range(9)
    ]

    assert max(len(each.headers["Set-Cookie"]) for each in started) < 4_000


def test_by_the_clock_a_grant_holds_for_as_long_as_the_settings_say(
    make_app: MakeApp, provider: Provider
) -> None:
    site = make_app(provider.issuer, oidc_recheck_hours=2, **GROUP)
    provider.know("lea-clock", **LEAD)
    browser = site.test_client()
    sign_in(browser, provider, "lea-clock")

    with time_machine.travel(clock.now() + timedelta(minutes=119), tick=False):
        before = browser.get("/rounds").status_code
    with time_machine.travel(clock.now() + timedelta(minutes=121), tick=False):
        after = browser.get("/rounds").status_code

    assert (before, after) == (200, 302)
