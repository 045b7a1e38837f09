"""A provider whose answer is not as it should be signs nobody in."""

from collections.abc import Iterator

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from matchmaker.web.views.accounts import provider as provider_module
from tests.organisation.conftest import MakeApp
from tests.organisation.providers import Liar, lying_provider, query_of
from tests.web.browsing import text_of

UNTRUSTED = (502, "We could not check your organisation’s answer")
UNREACHABLE = (503, "does not answer")


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying_provider() as lying:
        yield lying


def come_back(make_app: MakeApp, liar: Liar) -> tuple[int, str]:
    browser = make_app(liar.issuer).test_client()
    started = browser.post("/sign-in/organisation")
    if started.status_code != 302:
        return started.status_code, text_of(started.text)
    sent = query_of(started.location)
    answer = browser.get(f"/sign-in/organisation/back?code={sent['nonce']}&state={sent['state']}")
    assert browser.get("/me").status_code == 302
    return answer.status_code, answer.location or text_of(answer.text)


def test_an_honest_answer_is_taken(make_app: MakeApp, liar: Liar) -> None:
    assert come_back(make_app, liar) == (302, "/register/organisation")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.test"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": None},
        {"nonce": "of another visit"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"azp": "another application"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_now_is_refused(
    make_app: MakeApp, liar: Liar, claims: dict[str, object]
) -> None:
    liar.claims = claims

    status, words = come_back(make_app, liar)

    assert (status, UNTRUSTED[1] in words) == (UNTRUSTED[0], True)


@pytest.mark.parametrize("subject", ["", None, 7, "x" * 256])
def test_a_person_without_a_usable_subject_is_nobody(
    make_app: MakeApp, liar: Liar, subject: object
) -> None:
    liar.claims = {"sub": subject}

    assert come_back(make_app, liar)[0] in {403, 502}


def test_another_key_does_not_sign(make_app: MakeApp, liar: Liar) -> None:
    liar.other_key = RSAKey.generate_key(2048, {"kid": "ours"})

    assert come_back(make_app, liar)[0] == UNTRUSTED[0]


def test_a_shared_secret_does_not_sign(make_app: MakeApp, liar: Liar) -> None:
    claims = {"sub": "x", "email": "ada@example.org", "email_verified": True}
    key = OctKey.import_key(b"a secret of the two")
    liar.token = jwt.encode({"alg": "HS256", "kid": "ours"}, claims, key)

    assert come_back(make_app, liar)[0] == UNTRUSTED[0]


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_what_is_no_signed_token_is_refused(make_app: MakeApp, liar: Liar, token: str) -> None:
    liar.token = token

    assert come_back(make_app, liar)[0] == UNTRUSTED[0]


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.test"},
        {"issuer": None},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
def test_a_provider_that_names_itself_otherwise_is_not_used(
    make_app: MakeApp, liar: Liar, metadata: dict[str, object]
) -> None:
    liar.metadata = metadata

    status, words = come_back(make_app, liar)

    assert (status, UNREACHABLE[1] in words) == (UNREACHABLE[0], True)


def test_no_answer_is_waited_for_long(
    make_app: MakeApp, liar: Liar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_module, "TIMEOUT_SECONDS", 0.2)
    liar.delay = 1.5

    status, _ = come_back(make_app, liar)

    # Its answer, had it been waited for, is one to go on with.
    assert status == UNREACHABLE[0]


def test_another_origin_than_the_policy_names_is_reached_by_a_link(
    make_app: MakeApp, liar: Liar
) -> None:
    liar.metadata = {"authorization_endpoint": "https://login.example.org/authorize"}
    browser = make_app(liar.issuer).test_client()

    page = browser.post("/sign-in/organisation")

    assert page.status_code == 200
    assert 'href="https://login.example.org/authorize?' in page.text


@pytest.mark.parametrize("token", [None, "", 7, ["x"], {"sub": "liar"}], ids=str)
def test_what_an_answer_says_beside_a_signed_token_signs_nobody_in(
    make_app: MakeApp, liar: Liar, token: object
) -> None:
    person = {"sub": "liar", "email": "ada@example.org", "email_verified": True, "name": "Ada"}
    liar.answer = {"id_token": token, "userinfo": person}

    assert come_back(make_app, liar)[0] == UNTRUSTED[0]


@pytest.mark.parametrize(
    "endpoint",
    ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"],
)
@pytest.mark.parametrize(
    "address",
    ["http://login.example.org/x", "javascript:alert(1)", "ftp://127.0.0.1/x", 7],
    ids=str,
)
def test_an_address_that_is_not_encrypted_is_not_used(
    make_app: MakeApp, liar: Liar, endpoint: str, address: object
) -> None:
    liar.metadata = {endpoint: address}

    status, words = come_back(make_app, liar)

    assert (status, UNREACHABLE[1] in words) == (UNREACHABLE[0], True)


def test_an_encrypted_issuer_names_no_address_that_is_not(make_app: MakeApp, liar: Liar) -> None:
    app = make_app("https://login.example.org")

    with app.app_context():
        assert not provider_module._is_secure(f"{liar.issuer}/token")
        assert provider_module._is_secure("https://login.example.org/token")


def test_a_redirection_to_an_address_that_is_not_encrypted_is_not_followed(
    make_app: MakeApp, liar: Liar
) -> None:
    app = make_app(liar.issuer)

    with app.app_context(), pytest.raises(provider_module.InsecureAddress):
        provider_module.EncryptedSession().request(
            "GET", "http://login.example.org/", withhold_token=True
        )
