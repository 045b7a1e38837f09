"""A second real provider, with sessions of its own: what another one does may differ.

Its packages come from npm; without it, or where nothing can be fetched, these tests are skipped.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Coordinator, SignInIdentity
from tests.certificates import make_authority
from tests.organisation.conftest import MakeApp
from tests.organisation.providers import free_port
from tests.organisation.real_provider import SecondProvider, running_second_provider
from tests.web.browsing import text_of

pytestmark = pytest.mark.slow

ENTRAS = {"email": "ada@example.org", "name": "Ada Ahl"}
"""As Entra tells it: not a word on whether the address was verified."""
GROUP = {"oidc_coordinator_claim": "groups", "oidc_coordinator_value": "leads"}
OWN = {"oidc_trusted_domains": ["example.org"]}


@pytest.fixture(scope="module")
def second() -> Iterator[SecondProvider]:
    with running_second_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def nobody_is_signed_in_there(request: pytest.FixtureRequest) -> None:
    if "second" in request.fixturenames:
        request.getfixturevalue("second").browser.cookies.clear()


def path_of(url: str) -> str:
    return url.removeprefix("http://localhost")


def come_in(browser: FlaskClient, provider: SecondProvider, subject: str) -> str:
    """Sign in through the provider; return where the site leads."""
    started = browser.post("/sign-in/organisation")
    answer = browser.get(path_of(provider.follow(started.location, subject)))
    return answer.location or text_of(answer.text)


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/me").status_code == 200


def confirm_there(provider: SecondProvider, page: str, site: str = "http://localhost") -> str:
    """Press “yes” on the provider's page that asks whether somebody wants to sign out."""
    action = re.search(r'action="([^"]+)"', page)
    token = re.search(r'name="xsrf" value="([^"]+)"', page)
    assert action, page
    assert token, page
    answer = provider.browser.post(
        action[1], data={"xsrf": token[1], "logout": "yes"}, allow_redirects=False, timeout=10
    )
    return provider.follow(answer.headers["Location"], site=site)


def test_silence_about_an_address_is_enough_at_ones_own_domain(
    make_app: MakeApp, second: SecondProvider
) -> None:
    second.know("ada", **ENTRAS)
    second.know("eve", **ENTRAS | {"email": "ada@elsewhere.org"})
    second.know("una", **ENTRAS | {"email": "una@example.org", "email_verified": False})
    outcomes = []
    for subject in ("ada", "eve", "una"):
        second.browser.cookies.clear()
        outcomes.append(come_in(make_app(second.issuer, **OWN).test_client(), second, subject))
    second.browser.cookies.clear()
    untrusted = come_in(make_app(second.issuer).test_client(), second, "ada")

    assert outcomes[0] == "/register/organisation"
    assert "OIDC_TRUSTED_DOMAINS" in outcomes[1]
    assert "nobody has confirmed the address" in outcomes[2]
    assert "OIDC_TRUSTED_DOMAINS" in untrusted


def test_an_address_in_another_claim_and_a_tenant(
    make_app: MakeApp, second: SecondProvider
) -> None:
    second.know("upn", preferred_username="upn@example.org", tid="ours")
    settings = OWN | {"oidc_email_claim": "preferred_username"}
    outcomes = []
    for tenants in (["ours"], ["theirs"]):
        second.browser.cookies.clear()
        site = make_app(second.issuer, oidc_tenants=tenants, **settings)
        outcomes.append(come_in(site.test_client(), second, "upn"))

    assert outcomes[0] == "/register/organisation"
    assert "account of another organisation" in outcomes[1]


def let_a_day_pass(site: Flask) -> None:
    with site.app_context():
        db.session.execute(sa.update(Coordinator).values(told_at=clock.now() - timedelta(hours=25)))
        db.session.commit()


def test_a_coordinator_by_a_group_until_the_provider_takes_them_out(
    make_app: MakeApp, second: SecondProvider
) -> None:
    site = make_app(second.issuer, **GROUP, **OWN)
    browser = site.test_client()
    second.know("lea", **ENTRAS, groups=["staff", "leads"])

    assert come_in(browser, second, "lea") == "/me"
    assert browser.get("/rounds").status_code == 200

    # Recognised there by the provider's own session: nothing is asked.
    let_a_day_pass(site)
    away = browser.get(browser.get("/rounds").location)
    back = browser.get(path_of(second.follow(away.location)))
    assert back.location == "/rounds"
    assert browser.get("/rounds").status_code == 200

    # Signed out there: it wants to ask, and says so.
    let_a_day_pass(site)
    second.browser.cookies.clear()
    away = browser.get(browser.get("/rounds").location)
    asked = browser.get(path_of(second.follow(away.location)))
    assert asked.status_code == 403
    assert "has to confirm that you run the programme" in text_of(asked.text)

    second.know("lea", **ENTRAS, groups=["staff"])
    started = browser.post("/sign-in/organisation", data={"again": "yes", "next": "/rounds"})
    back = browser.get(path_of(second.follow(started.location, "lea")))
    assert back.location == "/me"
    assert browser.get("/rounds").status_code == 403
    with site.app_context():
        assert db.session.scalars(sa.select(Coordinator)).all() == []


def test_signing_out_here_signs_out_there(make_app: MakeApp, second: SecondProvider) -> None:
    site = make_app(second.issuer, **GROUP, **OWN)
    browser = site.test_client()
    second.know("lea", **ENTRAS, groups=["leads"])
    come_in(browser, second, "lea")

    page = second.follow(browser.post("/sign-out").location)
    home = confirm_there(second, page)

    assert not is_in(browser)
    assert home.startswith("http://localhost/")
    # There, too: it asks who comes.
    assert second.follow(browser.post("/sign-in/organisation").location) == "Who are you?"


@contextmanager
def served(app: Flask, port: int) -> Iterator[None]:
    """Serve an application where the provider can reach it."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def test_signing_out_there_signs_out_here(make_app: MakeApp) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running_second_provider(address) as provider:
        site = make_app(provider.issuer, base_url=address, **GROUP, **OWN)
        provider.know("lea", **ENTRAS, groups=["leads"])
        with served(site, port), requests.Session() as browser:
            started = browser.post(f"{address}/sign-in/organisation", allow_redirects=False)
            way = provider.follow(started.headers["Location"], "lea", address)
            browser.get(way, allow_redirects=False)
            before = browser.get(f"{address}/me", allow_redirects=False).status_code
            page = provider.browser.get(f"{provider.issuer}/session/end", timeout=10).text
            confirm_there(provider, page, address)
            after = browser.get(f"{address}/me", allow_redirects=False).status_code

    assert (before, after) == (200, 302)


def test_over_tls_by_an_authority_of_ones_own(make_app: MakeApp, tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    with running_second_provider(certificate=authority.sign("127.0.0.1")) as provider:
        provider.know("ada", **ENTRAS)
        site = make_app(provider.issuer, ca_file=authority.file, **GROUP, **OWN)
        browser = site.test_client()
        provider.know("lea", **ENTRAS, groups=["leads"])
        assert come_in(browser, provider, "lea") == "/me"
        unknown = make_app(provider.issuer).test_client().post("/sign-in/organisation")

    assert unknown.status_code == 503
    with site.app_context():
        assert db.session.scalars(sa.select(SignInIdentity.issuer)).all() == [provider.issuer]
