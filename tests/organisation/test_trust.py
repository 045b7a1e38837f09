"""Which addresses a provider is believed about, and from which of its tenants people may come."""

import logging
from collections.abc import Iterator

import pytest

from matchmaker.extensions import db
from matchmaker.services.accounts.identities import IdentityRefused, Trust, check_claims
from tests.factories import make_mentee
from tests.organisation.conftest import MakeApp
from tests.organisation.providers import Liar, lying_provider, query_of
from tests.web.browsing import text_of

OWN = Trust(own_domains=["example.org"])
BY_NAME = Trust(own_domains=["example.org"], address_claim="preferred_username")


def claims(**changes: object) -> dict[str, object]:
    told = {"sub": "1", "email": "ada@example.org", "email_verified": None} | changes
    return {name: value for name, value in told.items() if value is not None}


@pytest.mark.parametrize(
    ("trust", "told"),
    [
        (OWN, claims()),
        (OWN, claims(email="Ada@EXAMPLE.org")),
        (OWN, claims(email="ada@elsewhere.org", email_verified=True)),
        (Trust(), claims(xms_edov=True)),
        (Trust(), claims(xms_edov="1")),
        (Trust(), claims(xms_edov=1)),
        (BY_NAME, claims(email=None, preferred_username="ada@example.org")),
        (BY_NAME, claims(email="ada@elsewhere.org", preferred_username="ada@example.org")),
    ],
    ids=str,
)
def test_who_is_believed(trust: Trust, told: dict[str, object]) -> None:
    assert check_claims("https://login.test", told, trust).address.startswith("ada@")


@pytest.mark.parametrize(
    ("trust", "told", "why"),
    [
        (Trust(), claims(), "not_said"),
        (OWN, claims(email="ada@elsewhere.org"), "not_said"),
        (OWN, claims(email="ada@mail.example.org"), "not_said"),
        (OWN, claims(email="ada@example.org.elsewhere.org"), "not_said"),
        (OWN, claims(email_verified=False), "not_verified"),
        (OWN, claims(email_verified="false"), "not_verified"),
        (OWN, claims(email_verified=[]), "not_verified"),
        (OWN, claims(xms_edov=False), "not_verified"),
        (OWN, claims(xms_edov=0), "not_verified"),
        (OWN, claims(email_verified=True, xms_edov=False), "not_verified"),
        (OWN, claims(email=None, preferred_username="ada@example.org"), "no_address"),
        (OWN, claims(email=["ada@example.org"]), "no_address"),
        (BY_NAME, claims(preferred_username="ada"), "no_address"),
        # What it says of `email` says nothing of another claim, unless it is a no.
        (BY_NAME, claims(preferred_username="ada@elsewhere.org", email_verified=True), "not_said"),
        (BY_NAME, claims(preferred_username="ada@example.org", xms_edov=0), "not_verified"),
    ],
    ids=str,
)  # fmt: skip
def test_who_is_not_believed(trust: Trust, told: dict[str, object], why: str) -> None:
    with pytest.raises(IdentityRefused) as refused:
        check_claims("https://login.test", told, trust)

    assert refused.value.why == why
    assert refused.value.advice
    assert "ada@" not in refused.value.advice


TENANT, EVIL = "11111111-aaaa", "66666666-eeee"


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying_provider() as lying:
        lying.claims = {"email_verified": None}
        yield lying


def serve_many(liar: Liar) -> str:
    """Make the provider one of many tenants, as Entra's; return what the settings call it."""
    liar.metadata = {"issuer": f"{liar.issuer}/{{tenantid}}/v2.0"}
    return f"{liar.issuer}/organizations/v2.0"


def come_from(liar: Liar, tenant: str, **more: object) -> None:
    liar.claims |= {"iss": f"{liar.issuer}/{tenant}/v2.0", "tid": tenant} | more


def come_back(make_app: MakeApp, issuer: str, **settings: object) -> tuple[int, str]:
    site = make_app(issuer, **settings)
    with site.app_context():
        make_mentee(db.session(), "Ada", email="ada@example.org")
        db.session.commit()
    browser = site.test_client()
    started = browser.post("/sign-in/organisation")
    if started.status_code != 302:
        return started.status_code, text_of(started.text)
    sent = query_of(started.location)
    answer = browser.get(f"/sign-in/organisation/back?code={sent['nonce']}&state={sent['state']}")
    is_in = browser.get("/me").status_code == 200
    assert is_in == (answer.location == "/me")
    return answer.status_code, answer.location or text_of(answer.text)


def test_silence_about_an_address_lets_in_at_the_organisations_own_domains_alone(
    make_app: MakeApp, liar: Liar, caplog: pytest.LogCaptureFixture
) -> None:
    status, words = come_back(make_app, liar.issuer)

    assert status == 403
    assert "set" not in words.split("For whoever runs matchmaker")[0]
    assert "OIDC_TRUSTED_DOMAINS" in words
    assert "set OIDC_TRUSTED_DOMAINS=example.org" in caplog.text
    assert "ada@" not in caplog.text
    trusted = come_back(make_app, liar.issuer, oidc_trusted_domains=["example.org"])
    assert trusted == (302, "/me")


def test_the_log_names_the_claim_that_holds_an_address(
    make_app: MakeApp, liar: Liar, caplog: pytest.LogCaptureFixture
) -> None:
    liar.claims |= {"email": None, "upn": "ada@example.org"}

    status, words = come_back(make_app, liar.issuer)

    assert (status, "OIDC_EMAIL_CLAIM" in words) == (403, True)
    assert "set OIDC_EMAIL_CLAIM=upn and OIDC_TRUSTED_DOMAINS" in caplog.text
    assert come_back(
        make_app, liar.issuer, oidc_email_claim="upn", oidc_trusted_domains=["example.org"]
    ) == (302, "/me")


def test_of_many_tenants_the_named_ones_come_in(make_app: MakeApp, liar: Liar) -> None:
    issuer = serve_many(liar)
    settings = {"oidc_tenants": [TENANT], "oidc_trusted_domains": ["example.org"]}
    come_from(liar, TENANT)

    assert come_back(make_app, issuer, **settings) == (302, "/me")


@pytest.mark.parametrize(
    ("named", "said", "status"),
    [
        # Anybody can make a tenant, and write any address into it.
        (EVIL, {}, 403),
        (EVIL, {"email_verified": True}, 403),
        (EVIL, {"xms_edov": True}, 403),
        (EVIL, {"tid": TENANT}, 502),
        (TENANT, {"tid": EVIL}, 403),
        (TENANT, {"tid": None}, 403),
        (TENANT, {"iss": "https://evil.test"}, 502),
        (TENANT, {"iss": None}, 502),
    ],
    ids=str,
)
def test_of_many_tenants_no_other_comes_in_whatever_it_says(
    make_app: MakeApp, liar: Liar, named: str, said: dict[str, object], status: int
) -> None:
    issuer = serve_many(liar)
    settings = {"oidc_tenants": [TENANT], "oidc_trusted_domains": ["example.org"]}
    come_from(liar, named, **said)

    assert come_back(make_app, issuer, **settings)[0] == status


def test_many_tenants_are_not_used_while_none_is_named(
    make_app: MakeApp, liar: Liar, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where the address of the issuer does not show it."""
    serve_many(liar)
    come_from(liar, TENANT, email_verified=True)

    status, _ = come_back(make_app, f"{liar.issuer}/all/v2.0")

    assert status == 503
    assert "name yours in OIDC_TENANTS" in caplog.text


def test_a_tenant_is_looked_at_where_the_issuer_has_but_one(make_app: MakeApp, liar: Liar) -> None:
    liar.claims |= {"email_verified": True, "tid": EVIL}

    status, words = come_back(make_app, liar.issuer, oidc_tenants=[TENANT])

    assert (status, "account of another organisation" in words) == (403, True)


def test_two_tenants_are_two_issuers(make_app: MakeApp, liar: Liar) -> None:
    """One subject in two of them is two people."""
    issuer = serve_many(liar)
    site = make_app(issuer, oidc_tenants=[TENANT, "2222"], oidc_trusted_domains=["example.org"])
    statuses = []
    for tenant, address in ((TENANT, "ada@example.org"), ("2222", "bob@example.org")):
        come_from(liar, tenant, email=address)
        browser = site.test_client()
        sent = query_of(browser.post("/sign-in/organisation").location)
        browser.get(f"/sign-in/organisation/back?code={sent['nonce']}&state={sent['state']}")
        data = {"name": tenant, "roles": ["mentor"]}
        statuses.append(browser.post("/register/organisation", data=data).location)

    assert statuses == ["/profile", "/profile"]


def test_what_an_issuer_calls_itself_is_said(
    make_app: MakeApp, liar: Liar, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    liar.metadata = {"issuer": "https://login.example.org/1234/v2.0"}

    assert come_back(make_app, liar.issuer)[0] == 503
    assert "set OIDC_ISSUER to that" in caplog.text
