"""Pages for what went wrong, and the headers of every page."""

import html
import logging
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.accounts.sign_in import SESSION_LIFETIME
from matchmaker.web.errors import MESSAGES
from tests.conftest import make_settings
from tests.factories import make_member


@pytest.mark.parametrize("status", sorted(MESSAGES))
def test_every_error_has_a_page_in_plain_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setitem(app.view_functions, "home.how_it_works", lambda: abort(status))

    answer = app.test_client().get("/how-it-works")

    assert answer.status_code == status
    assert str(MESSAGES[status].title) in answer.text
    assert "Go to the first page" in answer.text


def test_another_fault_of_the_request_has_a_page_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "home.how_it_works", lambda: abort(415))

    answer = app.test_client().get("/how-it-works")

    assert answer.status_code == 415
    assert str(MESSAGES[400].title) in answer.text


def test_a_page_that_does_not_exist(client: FlaskClient) -> None:
    answer = client.get("/no-such-page")

    assert answer.status_code == 404
    assert "Register" in answer.text


def test_a_method_that_does_not_exist_names_those_that_do(client: FlaskClient) -> None:
    answer = client.delete("/register")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_too_large_a_form_is_refused(client: FlaskClient) -> None:
    answer = client.post("/register", data={"name": "x" * 1_100_000})

    assert answer.status_code == 413
    assert "too much at once" in answer.text
    assert "Go back in your browser: what you typed is still there." in answer.text


def test_a_fault_of_ours_says_nothing_technical(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "home.how_it_works", lambda: 1 / 0)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    answer = app.test_client().get("/how-it-works")

    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "Something went wrong" in answer.text


MAILED_PATHS = ("/sign-in/link/", "/address/", "/address/stop/", "/unsubscribe/", "/answer/")
"""Addresses that end with a secret: whoever makes another adds it here, and below `deploy/`."""


def test_every_address_with_a_secret_is_known_here(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if "<token>" in rule.rule}

    assert rules == {f"{path}<token>" for path in MAILED_PATHS}


def test_a_fault_is_noted_without_the_token_of_a_link(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for view in (
        "sign_in.link",
        "address_links.show",
        "address_links.ask_to_stop",
        "unsubscribe.ask",
        "answers.show",
    ):
        monkeypatch.setitem(app.view_functions, view, lambda **_: 1 / 0)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    with caplog.at_level(logging.ERROR, logger=app.logger.name):
        for path in MAILED_PATHS:
            app.test_client().get(f"{path}5ec2e7?from=mail")

    for path in MAILED_PATHS:
        assert f"Exception on {path}… [GET]" in caplog.text
    assert "5ec2e7" not in caplog.text


@pytest.mark.parametrize("url", ["/", "/sign-in/link/x", "/register", "/sign-in"])
@pytest.mark.parametrize("has_cookie", [False, True])
def test_without_a_database_every_page_says_so(url: str, has_cookie: bool) -> None:
    app = create_app(make_settings("postgresql://nobody@127.0.0.1:9/nothing"))
    client = app.test_client()
    if has_cookie:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = "a token"

    answer = client.get(url)

    if has_cookie or url in {"/", "/sign-in/link/x"}:
        assert answer.status_code == 503
        assert "is taking a short break" in answer.text
        assert answer.headers["Retry-After"] == "60"
    else:
        assert answer.status_code == 200


def token_in(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def test_a_form_whose_visit_has_ended_can_be_sent_again_with_all_that_was_typed(
    app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    typed = {"name": 'A "B" <C>', "email": "ada@", "roles": ["mentee", "mentor"]}

    refused = client.post("/register", data=typed, headers={"Origin": "http://localhost"})
    again = client.post("/register", data=typed | {"csrf_token": token_in(refused.text)})

    assert refused.status_code == 400
    assert "What you typed is still here" in refused.text
    assert re.findall(r'<textarea name="(\w+)" hidden>\s([^<]*)<', refused.text) == [
        ("name", "A &#34;B&#34; &lt;C&gt;"),
        ("email", "ada@"),
        ("roles", "mentee"),
        ("roles", "mentor"),
    ]
    assert again.status_code == 200
    assert "Enter a mail address" in again.text


def test_what_was_typed_outlives_the_session(
    app: Flask, session, sign_in: Callable[[Member], FlaskClient]
) -> None:
    member = make_member(session)
    ours = {"Origin": "http://localhost"}
    typed = {"name": "Ada", "about": 'A "long" text', "languages": ["en", "de"]}

    refused = app.test_client().post("/profile", data=typed, headers=ours)
    planted = app.test_client().post("/profile", data=typed, headers={"Origin": "null"})
    again = sign_in(member).post("/profile", data=typed, headers=ours)

    assert refused.status_code == planted.status_code == 401
    assert "What you typed is still here" in refused.text
    assert 'action="/profile"' in refused.text
    assert "A &#34;long&#34; text" in refused.text
    assert refused.text.count('name="languages"') == 2
    assert "long" not in planted.text
    assert again.location == "/profile/saved"


OURS = {"Origin": "http://localhost"}


def kept_in(page: str) -> MultiDict[str, str]:
    """Return what a page keeps of a form."""
    fields = re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)<', page)
    return MultiDict((name, html.unescape(value)) for name, value in fields)


def resent(page: str) -> MultiDict[str, str]:
    """Return what the button of such a page sends."""
    return MultiDict([*kept_in(page).items(multi=True), ("csrf_token", token_in(page))])


@pytest.fixture
def is_away(app: Flask) -> Iterator[list[bool]]:
    """A switch: while it holds True, the database refuses every statement."""
    switch = [False]

    def refuse(*_: object) -> None:
        if switch[0]:
            raise sa.exc.OperationalError("", {}, Exception("server closed the connection"))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", refuse)
    yield switch
    sa.event.remove(engine, "before_cursor_execute", refuse)


@pytest.mark.both_databases
def test_what_was_typed_outlives_an_outage_of_the_database(
    app: Flask, session, sign_in: Callable[[Member], FlaskClient], is_away: list[bool]
) -> None:
    browser = sign_in(make_member(session))
    app.config["WTF_CSRF_ENABLED"] = True
    token = token_in(browser.get("/profile").text)
    typed = {"name": "Ada", "about": '\n two "lines"\n<b>', "languages": ["en", "de"]}

    is_away[0] = True
    away = browser.post("/profile", data=typed | {"csrf_token": token}, headers=OURS)
    still_away = browser.post("/profile", data=resent(away.text), headers=OURS)
    is_away[0] = False
    back = browser.post("/profile", data=resent(still_away.text), headers=OURS)

    assert away.status_code == still_away.status_code == 503
    assert away.headers["Retry-After"] == "60"
    assert "may not have been saved" in away.text
    assert kept_in(still_away.text) == MultiDict(typed)
    assert back.location == "/profile/saved"
    assert "two &#34;lines&#34;" in browser.get("/profile").text


def test_a_button_pressed_during_an_outage_can_be_pressed_again(
    session, sign_in: Callable[[Member], FlaskClient], is_away: list[bool]
) -> None:
    browser = sign_in(make_member(session))

    is_away[0] = True
    ours = browser.post("/coffee/skip", headers={"Sec-Fetch-Site": "same-origin"})
    elsewhere = browser.post("/coffee/skip", headers={"Origin": "https://evil.test"})
    looked = browser.get("/me?from=mail")

    assert ours.status_code == elsewhere.status_code == looked.status_code == 503
    assert 'action="/coffee/skip"' in ours.text
    assert "Send it again" in ours.text
    assert "Send it again" not in elsewhere.text
    assert 'href="/me?from=mail">Try again' in looked.text


@pytest.mark.parametrize("status", [429, 500])
def test_what_was_typed_outlives_a_fault_and_a_limit(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setitem(app.view_functions, "registration.register", lambda: abort(status))
    typed = {"name": "Ada Newcomer", "email": "ada@example.org"}

    ours = client.post("/register", data=typed, headers=OURS)
    planted = client.post("/register", data=typed, headers={"Origin": "null"})

    assert ours.status_code == planted.status_code == status
    assert kept_in(ours.text) == MultiDict(typed)
    assert "Ada Newcomer" not in planted.text


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://localhost:81", None])
def test_a_form_of_another_site_is_not_offered_again(
    app: Flask, client: FlaskClient, origin: str | None
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    refused = client.post(
        "/register", data={"name": "planted"}, headers={"Origin": origin} if origin else {}
    )

    assert refused.status_code == 400
    assert "planted" not in refused.text


@pytest.mark.parametrize("csrf", [True, False])
@pytest.mark.parametrize("sign", ['"', "a", "語"])
def test_a_page_is_hardly_larger_than_what_was_sent_to_it(
    app: Flask, client: FlaskClient, csrf: bool, sign: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = csrf
    most = 480_000 // len(sign.encode())
    few = {f"field{number}": sign * 19_000 for number in range(most // 19_000)}
    many = {f"f{number}": "" for number in range(1_000)}

    for url, typed in ((url, typed) for url in ("/register", "/profile") for typed in (few, many)):
        answer = client.post(url, data=typed, headers={"Origin": "http://localhost"})
        assert len(answer.data) < 300_000, (url, answer.status_code)


def test_what_is_refused_is_counted(app: Flask, client: FlaskClient) -> None:
    app.config.update(WTF_CSRF_ENABLED=True, RATELIMIT_ENABLED=True)
    typed = {"name": "Ada Newcomer", "email": "ada@example.org"}

    refused = [client.post("/register", data=typed, headers=OURS) for _try in range(21)]
    unnamed = client.post("/profile", data=typed, headers=OURS)
    asked = client.get("/register")

    assert [answer.status_code for answer in refused] == [400] * 20 + [429]
    assert unnamed.status_code == 429
    assert int(refused[-1].headers["Retry-After"]) > 0
    assert "Ada Newcomer" in refused[0].text
    assert "Ada Newcomer" not in refused[-1].text + unnamed.text
    assert asked.status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_sends_is_refused_even_with_a_token(
    client: FlaskClient, site: str
) -> None:
    assert client.post("/sign-out", headers={"Sec-Fetch-Site": site}).status_code == 400
    assert client.get("/", headers={"Sec-Fetch-Site": site}).status_code == 200


@pytest.mark.parametrize("url", ["/", "/register", "/sign-in", "/no-such-page", "/sign-in/link/x"])
def test_no_page_takes_in_anything_from_elsewhere(client: FlaskClient, url: str) -> None:
    answer = client.get(url)

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', answer.text)
    assert " style=" not in answer.text
    assert not re.findall(r"<script(?![^>]* src=)|<style| on\w+=", answer.text)


def test_what_a_page_needs_is_served_from_here(client: FlaskClient) -> None:
    for url in re.findall(r'(?:src|href)="(/[^"]*static[^"]*)"', client.get("/").text):
        with client.get(url) as answer:
            assert answer.status_code == 200, url
            assert answer.headers["Cache-Control"] != "no-store"


def test_https_is_remembered(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" in client.get("https://localhost/").headers
    assert "Strict-Transport-Security" not in client.get("http://localhost/").headers


def test_the_cookie_lives_as_long_as_the_session(app: Flask, session, sign_in) -> None:
    browser = sign_in(make_member(session))

    assert app.permanent_session_lifetime >= SESSION_LIFETIME
    assert browser.get("/").status_code == 302


def test_a_host_that_cannot_be_one_is_the_sender_s_fault(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Host": "x" * 80})

    assert answer.status_code == 400
    assert "not the site's address" in html.unescape(answer.text)


@pytest.mark.parametrize("path", ["/", "/?q=" + "x" * 9_000, "/" + "x" * 9_000])
def test_nor_is_it_a_fault_of_ours_when_all_else_is_wrong_too(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path, headers={"Host": "2026-02-30" * 900})

    assert answer.status_code == 400
    assert "not the site's address" in html.unescape(answer.text)
