"""Signing out here leads on to signing out there, and signing out there ends what is open here."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.organisation.conftest import MakeApp
from tests.organisation.providers import Liar, lying_provider, query_of

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying_provider() as lying:
        lying.metadata = {"end_session_endpoint": f"{lying.issuer}/end"}
        lying.claims = {"sid": "there-1"}
        yield lying


def come_in(site: Flask) -> FlaskClient:
    browser = site.test_client()
    sent = query_of(browser.post("/sign-in/organisation").location)
    back = f"/sign-in/organisation/back?code={sent['nonce']}&state={sent['state']}"
    if browser.get(back).location == "/register/organisation":
        browser.post("/register/organisation", data={"name": "Ada", "roles": ["mentor"]})
    assert is_in(browser)
    return browser


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/me").status_code == 200


def logout_token(liar: Liar, key: RSAKey | None = None, **changes: object) -> str:
    now = int(time.time())
    claims = {"iss": liar.issuer, "aud": "matchmaker", "iat": now, "exp": now + 120, "jti": "1"}
    claims |= {"sid": "there-1", "sub": "liar", "events": {EVENT: {}}} | changes
    told = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "ours", "typ": "logout+jwt"}, told, key or liar.key)


def tell(site: Flask, token: str) -> int:
    site.config["WTF_CSRF_ENABLED"] = True
    answer = site.test_client().post(
        "/sign-in/organisation/ended",
        data={"logout_token": token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    site.config["WTF_CSRF_ENABLED"] = False
    return answer.status_code


@pytest.mark.parametrize("path", ["/sign-out", "/sign-out/everywhere"])
def test_signing_out_leads_on_to_the_organisation(make_app: MakeApp, liar: Liar, path: str) -> None:
    browser = come_in(make_app(liar.issuer))

    answer = browser.post(path)

    assert answer.location.startswith(f"{liar.issuer}/end?")
    assert query_of(answer.location) == {
        "client_id": "matchmaker",
        "post_logout_redirect_uri": "http://localhost/",
    }
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("metadata", "settings"),
    [({"end_session_endpoint": None}, {}), ({}, {"oidc_single_logout": False})],
    ids=["the provider has none", "switched off"],
)
def test_otherwise_it_ends_here(
    make_app: MakeApp, liar: Liar, metadata: dict[str, object], settings: dict[str, object]
) -> None:
    liar.metadata |= metadata
    browser = come_in(make_app(liar.issuer, **settings))

    assert browser.post("/sign-out").location == "/"
    assert not is_in(browser)


def test_an_address_to_sign_out_at_is_encrypted_or_not_used(make_app: MakeApp, liar: Liar) -> None:
    liar.metadata = {"end_session_endpoint": "http://elsewhere.example/end"}

    assert make_app(liar.issuer).test_client().post("/sign-in/organisation").status_code == 503


def test_ending_there_ends_that_session_here(make_app: MakeApp, liar: Liar) -> None:
    site = make_app(liar.issuer)
    first = come_in(site)
    liar.claims = {"sid": "there-2"}
    second = come_in(site)

    assert tell(site, logout_token(liar)) == 200
    assert (is_in(first), is_in(second)) == (False, True)
    # Told again, it says nothing new.
    assert tell(site, logout_token(liar)) == 200
    assert is_in(second)


def test_without_a_session_all_of_the_person_end(make_app: MakeApp, liar: Liar) -> None:
    site = make_app(liar.issuer)
    browsers = [come_in(site), come_in(site)]

    assert tell(site, logout_token(liar, sid=None, sub="somebody else")) == 200
    assert all(is_in(each) for each in browsers)
    assert tell(site, logout_token(liar, sid=None)) == 200
    assert not any(is_in(each) for each in browsers)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.test"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": None},
        {"aud": 7},
        {"iat": 1_700_000_000},
        {"iat": None},
        {"iat": "soon"},
        {"exp": 1_700_000_000},
        {"events": None},
        {"events": {"else": {}}},
        {"events": "x"},
        {"nonce": "of a sign-in"},
        {"sid": None, "sub": None},
        {"sid": 7},
    ],
    ids=str,
)
def test_what_is_no_word_of_the_provider_ends_nothing(
    make_app: MakeApp, liar: Liar, changes: dict[str, object]
) -> None:
    site = make_app(liar.issuer)
    browser = come_in(site)

    assert tell(site, logout_token(liar, **changes)) == 400
    assert is_in(browser)


def test_nor_does_another_key_nor_what_is_no_token(make_app: MakeApp, liar: Liar) -> None:
    site = make_app(liar.issuer)
    browser = come_in(site)
    other = RSAKey.generate_key(2048, {"kid": "ours"})
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."

    tokens = [logout_token(liar, other), "", "x", "a.b.c", unsigned, "ä.ö.ü", liar.told("")]

    assert [tell(site, token) for token in tokens] == [400] * len(tokens)
    assert is_in(browser)


def test_what_is_for_nobody_here_asks_the_provider_nothing(make_app: MakeApp, liar: Liar) -> None:
    site = make_app(liar.issuer)

    assert tell(site, logout_token(liar, aud="another application")) == 400
    assert liar.keys_asked == 0


def test_tokens_of_unknown_keys_are_limited_and_ask_the_provider_seldom(
    make_app: MakeApp, liar: Liar
) -> None:
    site = make_app(liar.issuer)
    come_in(site)
    site.config["RATELIMIT_ENABLED"] = True
    stranger = RSAKey.generate_key(2048, {"kid": "another"})
    now = int(time.time())
    token = jwt.encode(
        {"alg": "RS256", "kid": "another"}, {"iat": now, "aud": "matchmaker"}, stranger
    )
    asked_before = liar.keys_asked

    statuses = [tell(site, token) for _ in range(62)]

    assert statuses == [400] * 60 + [429] * 2
    assert liar.keys_asked == asked_before + 1
