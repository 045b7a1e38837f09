"""The headers that every answer bears: pages, redirects, files, and errors of each kind."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.web.security import STATIC_ENDPOINTS
from tests.conftest import make_settings

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

FRAMED = {"demo_desk.mail", "demo_desk.mail_html"}
"""They show a mail in a frame, under a policy of their own."""


def policy_of(answer: TestResponse) -> dict[str, str]:
    """Return the content security policy by directive."""
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {part.partition(" ")[0]: part.partition(" ")[2] for part in parts}


def assert_every_header(answer: TestResponse, endpoint: str | None = None) -> None:
    """Fail unless an answer bears every header that keeps a browser from harm."""
    headers, policy = answer.headers, policy_of(answer)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "camera=()" in headers["Permissions-Policy"]
    assert policy["default-src"] == "'none'"
    assert "Server" not in headers or "werkzeug" not in headers["Server"].lower()
    if endpoint not in STATIC_ENDPOINTS:
        assert headers["Cache-Control"] == "no-store"
    if endpoint not in FRAMED:
        assert headers["X-Frame-Options"] == "DENY"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"].split()[0] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.fixture(scope="module")
def production_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site as it runs behind a web server that ends TLS."""
    folder = tmp_path_factory.mktemp("production")
    settings = make_settings(
        f"sqlite:///{folder / 'production.sqlite'}",
        environment="production",
        base_url="https://mentoring.example.org",
    )
    app = create_app(settings, instance=folder)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def production(production_app: Flask) -> FlaskClient:
    """A browser of it."""
    return production_app.test_client()


@on_sqlite
@pytest.mark.parametrize("url", ["/static/../config.py", "/static/%2e%2e/config.py", "/static/x"])
def test_no_file_is_served_but_our_own(client: FlaskClient, url: str) -> None:
    answer = client.get(url)

    assert answer.status_code == 404
    assert_every_header(answer, "static")


@on_sqlite
@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/no-such-page", 404),
        ("DELETE", "/sign-in", 405),
        ("OPTIONS", "/sign-in", 200),
        ("HEAD", "/sign-in", 200),
        ("TRACE", "/sign-in", 405),
        ("GET", "/sign-in/link/x", 404),
        ("GET", "/me", 302),
        ("POST", "/me/back", 401),
    ],
)
def test_errors_bear_them_too(client: FlaskClient, method: str, url: str, status: int) -> None:
    answer = client.open(url, method=method)

    assert answer.status_code == status
    assert_every_header(answer)


@on_sqlite
def test_a_fault_of_ours_bears_them_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "home.how_it_works", lambda: 1 / 0)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    answer = app.test_client().get("/how-it-works")

    assert answer.status_code == 500
    assert_every_header(answer)


@on_sqlite
def test_a_form_without_its_token_bears_them_too(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = app.test_client().post("/sign-in", data={"email": "ada@example.org"})

    assert answer.status_code == 400
    assert_every_header(answer)


def test_over_https_the_cookie_is_bound_to_this_host(production: FlaskClient) -> None:
    answer = production.get("/sign-in", base_url="https://mentoring.example.org")

    cookie = answer.headers["Set-Cookie"]
    name, _, rest = cookie.partition("=")
    attributes = set(rest.split("; ")[1:])
    assert name == "__Host-session"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= attributes
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize("url", ["/sign-in", "/no-such-page", "/static/theme.css"])
def test_https_is_remembered_also_behind_a_proxy_that_tells_no_scheme(
    production: FlaskClient, url: str
) -> None:
    with production.get(url, base_url="http://mentoring.example.org") as answer:
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@on_sqlite
def test_over_http_the_cookie_still_stays_out_of_scripts(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "host", ["evil.test", "mentoring.example.org.evil.test", "mentoring.example.org@evil.test", ""]
)
def test_in_production_the_site_answers_to_its_own_name_only(
    production: FlaskClient, host: str
) -> None:
    answer = production.get("/sign-in", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert_every_header(answer)


@pytest.mark.parametrize("host", ["mentoring.example.org", "mentoring.example.org:443"])
def test_it_answers_to_the_name_of_its_base_url(production: FlaskClient, host: str) -> None:
    assert production.get("/sign-in", headers={"Host": host}).status_code == 200


def test_it_answers_to_the_machines_own_monitoring(production: FlaskClient) -> None:
    assert production.get("/sign-in", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_the_names_can_be_set() -> None:
    settings = make_settings("sqlite:///x", trusted_hosts="a.example.org, B.example.org")

    assert settings.hosts() == ["a.example.org", "b.example.org"]
    assert make_settings("sqlite:///x").hosts() is None
