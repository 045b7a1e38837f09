"""Through the organisation's sign-in, with a real provider: in, new, and every way to fail."""

import base64
import hashlib
import re
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MailKind, Member, OutboxMail, SignInIdentity, SignInSession
from matchmaker.services.accounts.one_use import issue_token, use_token
from matchmaker.services.programme.programmes import is_coordinator
from tests.factories import make_coordinator, make_mentee, part_of, the_programme
from tests.organisation.conftest import MakeApp
from tests.organisation.providers import Provider, free_port, query_of
from tests.web.browsing import text_of

CORA = {"email": "cora@example.org", "email_verified": True}
ADA = {"email": "ada@example.org", "email_verified": True, "name": "Ada Ahl"}


def sign_in(browser: FlaskClient, provider: Provider, subject: str, action: str = "authorize"):
    """Press the button, sign in at the organisation, and come back."""
    started = browser.post("/sign-in/organisation")
    assert started.status_code == 302, started.text
    return browser.get(provider.answer(started.location, subject, action))


def know_ada(site: Flask) -> None:
    with site.app_context():
        make_mentee(db.session(), "Ada", email="ada@example.org")
        db.session.commit()


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/me").status_code == 200


def test_the_request_bears_state_nonce_and_a_hashed_challenge(
    browser: FlaskClient, provider: Provider
) -> None:
    url = browser.post("/sign-in/organisation").location

    sent = query_of(url)
    with browser.session_transaction() as cookie:
        [kept] = [cookie[key]["data"] for key in cookie if key.startswith("_state_")]
    digest = hashlib.sha256(kept["code_verifier"].encode()).digest()
    assert url.startswith(provider.issuer)
    assert sent["response_type"] == "code"
    assert sent["code_challenge_method"] == "S256"
    assert sent["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert (sent["nonce"], sent["state"] != "") == (kept["nonce"], True)
    assert sent["redirect_uri"] == "http://localhost/sign-in/organisation/back"


def test_a_member_is_in_and_bound_to_the_subject(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    know_ada(site)
    provider.know("ada-1", **ADA)

    answer = sign_in(browser, provider, "ada-1")

    assert answer.location == "/me"
    assert is_in(browser)
    with site.app_context():
        identity = db.session.scalars(sa.select(SignInIdentity)).one()
        assert (identity.issuer, identity.subject) == (provider.issuer, "ada-1")
        assert identity.member.name == "Ada"


def test_after_that_the_subject_counts_and_not_the_address(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    know_ada(site)
    provider.know("ada-2", **ADA)
    sign_in(browser, provider, "ada-2")
    provider.know("ada-2", **ADA | {"email": "ada.newname@example.org"})
    provider.know("successor", **ADA | {"name": "Somebody else"})
    other = site.test_client()

    again = sign_in(site.test_client(), provider, "ada-2")
    successor = sign_in(other, provider, "successor")

    assert again.location == "/me"
    assert successor.status_code == 409
    assert "was a member’s address earlier" in text_of(successor.text)
    assert not is_in(other)
    with site.app_context():
        ada = db.session.scalars(sa.select(SignInIdentity)).one().member
        assert ada.email == "ada.newname@example.org"


def test_somebody_new_chooses_roles_and_is_a_member_only_then(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    provider.know("new-1", **ADA | {"email": "new@example.org", "name": "Nell\r\nNew"})

    answer = sign_in(browser, provider, "new-1")
    page = browser.get(answer.location)
    with site.app_context():
        assert db.session.scalars(sa.select(Member)).all() == []
    refused = browser.post("/register/organisation", data={"name": "Nell New"})
    done = browser.post("/register/organisation", data={"name": "Nell", "roles": ["mentor"]})

    assert answer.location == "/register/organisation"
    assert 'value="Nell New"' in page.text
    assert "new@example.org" in text_of(page.text)
    assert refused.status_code == 422
    assert done.location == "/profile"
    assert is_in(browser)
    with site.app_context():
        member = db.session.scalars(sa.select(Member)).one()
        assert (member.email, member.name) == ("new@example.org", "Nell")
        assert part_of(db.session(), member).is_mentor
        welcome = db.session.scalars(sa.select(OutboxMail)).one()
        assert (welcome.kind, welcome.recipient) == (MailKind.WELCOME, "new@example.org")


def test_nobody_registers_whom_the_organisation_did_not_send(browser: FlaskClient) -> None:
    answer = browser.post("/register/organisation", data={"name": "Eve", "roles": ["mentor"]})

    assert answer.status_code == 400
    assert browser.get("/register/organisation").location == "/sign-in"


@pytest.mark.parametrize(
    ("claims", "status", "words"),
    [
        ({"email_verified": False}, 403, "Your e-mail address is not confirmed"),
        ({"email_verified": None}, 403, "We could not tell that your address is yours"),
        ({"email_verified": 1.5}, 403, "Your e-mail address is not confirmed"),
        ({"email": ""}, 403, "did not tell us your address"),
        ({"email": "a@b"}, 403, "did not tell us your address"),
        ({"email": "ada@elsewhere.org"}, 403, "cannot take part here"),
    ],
)
def test_whom_the_organisation_does_not_vouch_for_stays_out(
    make_app: MakeApp, provider: Provider, claims: dict[str, object], status: int, words: str
) -> None:
    site = make_app(provider.issuer, allowed_email_domains=["example.org"])
    know_ada(site)
    provider.know("doubtful", **ADA | claims)
    browser = site.test_client()

    answer = sign_in(browser, provider, "doubtful")

    assert answer.status_code == status
    assert words in text_of(answer.text)
    assert not is_in(browser)


def test_who_cancels_is_told_how_to_go_on(browser: FlaskClient, provider: Provider) -> None:
    answer = sign_in(browser, provider, "ada-1", action="deny")

    assert answer.status_code == 403
    assert "You did not sign in" in text_of(answer.text)
    assert 'href="/sign-in"' in answer.text


def test_an_answer_for_another_browser_or_a_second_time_opens_nothing(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    know_ada(site)
    provider.know("ada-3", **ADA)
    url = provider.answer(browser.post("/sign-in/organisation").location, "ada-3")
    victim = site.test_client()

    stolen = victim.get(url)
    first, second = browser.get(url), site.test_client().get(url)

    assert (stolen.status_code, second.status_code) == (400, 400)
    assert "came from another visit" in text_of(stolen.text)
    assert not is_in(victim)
    assert first.location == "/me"


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=%00", "?error=x"])
def test_an_address_that_somebody_made_up_opens_nothing(browser: FlaskClient, query: str) -> None:
    answer = browser.get(f"/sign-in/organisation/back{query}")

    assert answer.status_code == 400
    assert not is_in(browser)


def test_a_provider_that_is_down_is_said_to_be(make_app: MakeApp) -> None:
    browser = make_app(f"http://127.0.0.1:{free_port()}").test_client()

    answer = browser.post("/sign-in/organisation")

    assert answer.status_code == 503
    assert "does not answer" in text_of(answer.text)
    assert "have a link mailed to you" in text_of(answer.text)


def test_signing_in_leaves_nothing_of_an_earlier_visitor(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    know_ada(site)
    provider.know("ada-4", **ADA)
    with browser.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    sign_in(browser, provider, "ada-4")

    with browser.session_transaction() as cookie:
        assert set(cookie) <= {"_user_id", "_id", "_fresh", "_permanent"}


def test_a_page_that_asked_to_sign_in_is_opened_afterwards(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    know_ada(site)
    provider.know("ada-5", **ADA)
    browser.get("/sign-in?next=/profile")

    assert sign_in(browser, provider, "ada-5").location == "/profile"


def test_who_left_comes_back_with_one_press(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    know_ada(site)
    provider.know("ada-6", **ADA)
    with site.app_context():
        db.session.scalars(sa.select(Member)).one().left_at = clock.now()
        db.session.commit()

    answer = sign_in(browser, provider, "ada-6")
    assert not is_in(browser)
    back = browser.post("/register/organisation", data={"comes_back": "yes"})

    assert answer.status_code == 410
    assert "Come back" in answer.text
    assert back.location == "/me"
    assert is_in(browser)


def test_a_group_makes_coordinators_and_unmakes_them_at_the_next_sign_in(
    make_app: MakeApp, provider: Provider
) -> None:
    site = make_app(
        provider.issuer, oidc_coordinator_claim="groups", oidc_coordinator_value="pmo-leads"
    )
    know_ada(site)
    browser = site.test_client()

    provider.know("ada-7", **ADA, groups=["staff", "pmo-leads"])
    sign_in(browser, provider, "ada-7")
    assert browser.get("/rounds").status_code == 200
    provider.know("ada-7", **ADA, groups=["staff"])
    sign_in(site.test_client(), provider, "ada-7")

    assert browser.get("/rounds").status_code == 403


def test_whom_a_person_named_is_not_unmade_by_a_group(
    make_app: MakeApp, provider: Provider
) -> None:
    site = make_app(
        provider.issuer, oidc_coordinator_claim="groups", oidc_coordinator_value="pmo-leads"
    )
    with site.app_context():
        make_coordinator(db.session(), "Cora")
        db.session.commit()
    provider.know("cora", email="cora@example.org", email_verified=True)

    sign_in(site.test_client(), provider, "cora")

    with site.app_context():
        assert is_coordinator(
            db.session(), the_programme(db.session()), db.session.scalars(sa.select(Member)).one()
        )


def test_with_links_off_only_the_organisation_lets_in(
    make_app: MakeApp, provider: Provider
) -> None:
    site = make_app(provider.issuer, sign_in_links=False)
    know_ada(site)
    provider.know("ada-8", **ADA)
    browser = site.test_client()
    gone = [
        browser.open(url, method=method, data={"email": "ada@example.org"}).status_code
        for method, url in (
            *(("POST", "/sign-in"), ("POST", "/register"), ("GET", "/check-your-mail")),
            *(("GET", "/sign-in/link/x"), ("POST", "/sign-in/link/x")),
        )
    ]

    assert gone == [404] * 5
    for page in (browser.get("/sign-in").text, browser.get("/register").text):
        assert "Sign in with your organisation" in page
        assert "mail" not in re.sub(r"<footer.*|e-mail", "", text_of(page))
    assert sign_in(browser, provider, "ada-8").location == "/me"


def test_the_forms_policy_names_the_provider(browser: FlaskClient, provider: Provider) -> None:
    policy = browser.get("/sign-in").headers["Content-Security-Policy"]

    assert f"form-action 'self' {provider.issuer};" in policy


def test_without_a_provider_there_is_no_such_page(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()

    assert client.post("/sign-in/organisation").status_code == 404
    assert "organisation" not in client.get("/sign-in").text


def test_a_kept_cookie_and_address_open_nothing_again(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    know_ada(site)
    provider.know("ada-9", **ADA)
    url = provider.answer(browser.post("/sign-in/organisation").location, "ada-9")
    kept = browser.get_cookie("session").value
    assert browser.get(url).location == "/me"
    browser.post("/sign-out/everywhere")

    browser.set_cookie("session", kept)
    again = browser.get(url)

    assert again.status_code == 400
    assert not is_in(browser)


def test_of_two_who_come_back_with_one_state_at_once_one_gets_in(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    with site.app_context():
        token = issue_token(db.session(), "organisation", timedelta(minutes=1))
        db.session.commit()
    together, used = threading.Barrier(4), []

    def come() -> None:
        with site.app_context():
            together.wait()
            used.append(use_token(db.session(), "organisation", token))
            db.session.commit()

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(used) == [False, False, False, True]


def test_what_is_kept_of_a_newcomer_works_once(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    """A copy of the cookie opened a session for whoever had become a member with it."""
    provider.know("new-2", **ADA | {"email": "new2@example.org"})
    sign_in(browser, provider, "new-2")
    kept = browser.get_cookie("session").value
    form = {"name": "Nell", "roles": ["mentor"]}
    assert browser.post("/register/organisation", data=form).location == "/profile"
    browser.post("/sign-out/everywhere")

    for sent in (form, {"comes_back": "yes"}, form | {"comes_back": "yes"}):
        browser.set_cookie("session", kept)
        assert browser.post("/register/organisation", data=sent).status_code in {400, 422}
        assert not is_in(browser)


def test_beginning_again_and_again_keeps_the_cookie_short(
    browser: FlaskClient, provider: Provider
) -> None:
    provider.know("ada-1", **ADA)

    started = [browser.post("/sign-in/organisation") for _ in range(20)]

    longest = max(len(each.headers["Set-Cookie"]) for each in started)
    assert longest < 4_000
    back = browser.get(provider.answer(started[-3].location, "ada-1"))
    assert back.location == "/register/organisation"


def test_coming_back_is_limited(site: Flask) -> None:
    site.config["RATELIMIT_ENABLED"] = True
    site.config["SETTINGS"] = site.config["SETTINGS"].model_copy(
        update={"sign_in_requests_an_hour": 5}
    )
    browser = site.test_client()

    statuses = [browser.get("/sign-in/organisation/back?state=x").status_code for _ in range(4)]

    assert statuses == [400, 400, 400, 429]


def test_signing_in_there_anew_confirms_that_it_is_somebody(
    site: Flask, browser: FlaskClient, provider: Provider
) -> None:
    with site.app_context():
        make_coordinator(db.session(), "Cora")
        db.session.commit()
    provider.know("cora-1", **CORA)
    provider.know("mallory", email="mallory@example.org", email_verified=True)
    sign_in(browser, provider, "cora-1")
    with site.app_context():
        db.session.execute(sa.update(SignInSession).values(confirmed_at=None))
        db.session.commit()

    def prove(subject: str) -> TestResponse:
        started = browser.post("/sign-in/organisation", data={"confirm": "yes"})
        assert query_of(started.location)["prompt"] == "login"
        return browser.get(provider.answer(started.location, subject))

    asked = browser.post("/coordinators", data={"email": "mia@example.org"})
    provider.know("cora-1", **CORA, auth_time=int(time.time()) - 600)
    open_there = prove("cora-1")
    provider.know("cora-1", **CORA, auth_time=int(time.time()))
    wrong = prove("mallory")
    still = browser.post("/coordinators", data={"email": "mia@example.org"})
    right = prove("cora-1")
    done = browser.post("/coordinators", data={"email": "mia@example.org"})

    assert [asked.status_code, wrong.status_code, still.status_code] == [403, 403, 403]
    assert "opens a new tab" in asked.text
    # Who signed in there ten minutes ago may have left that browser open, too.
    assert "did not confirm that it is you" in open_there.text
    assert "did not confirm that it is you" in wrong.text
    assert "Go back to the tab that asked" in right.text
    assert done.status_code == 303
    with site.app_context():
        assert db.session.scalars(sa.select(OutboxMail.kind)).all() == []
