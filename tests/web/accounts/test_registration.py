"""Registering: three answers, one mail, nothing lost, nothing unclean let in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from matchmaker.models import Member, OutboxMail, SignInAsker, SignInLink
from matchmaker.services.accounts.links import link_code, request_link, token_of
from matchmaker.web import known_browser
from tests.conftest import SECRET_KEY
from tests.factories import part_of, the_programme

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ADA = {"name": "Ada Lovelace", "email": "Ada@Example.org", "roles": ["mentee", "networker"]}


def register(client: FlaskClient, **changes: object):
    return client.post("/register", data=ADA | changes)


def test_nobody_registers_under_an_address_as_their_name(
    client: FlaskClient, session: Session
) -> None:
    answer = register(client, name="ada@example.org")

    assert "Enter a name here, without a mail address." in answer.text
    assert session.scalars(sa.select(SignInLink)).all() == []


def test_from_the_form_to_the_profile(client: FlaskClient, session: Session) -> None:
    sent = register(client)
    link = session.scalars(sa.select(SignInLink)).one()
    token = token_of(link, SECRET_KEY)
    session.rollback()
    pressed = client.post(f"/sign-in/link/{token}")

    assert sent.location == "/check-your-mail"
    assert pressed.location == "/profile"
    member = session.scalars(sa.select(Member)).one()
    participation = part_of(session, member)
    assert (member.name, member.email) == ("Ada Lovelace", "ada@example.org")
    assert (participation.is_mentee, participation.is_mentor, participation.is_networker) == (
        True,
        False,
        True,
    )


def test_the_next_page_names_the_address_and_what_to_do(client: FlaskClient) -> None:
    page = client.get(register(client).location).text

    assert "ada@example.org" in page
    assert "30 minutes" in page


def test_that_page_can_be_opened_by_itself(client: FlaskClient) -> None:
    page = client.get("/check-your-mail")

    assert page.status_code == 200
    assert "the address above" not in page.text


@pytest.mark.parametrize("role", ["mentee", "mentor", "networker"])
def test_a_button_of_the_first_page_ticks_its_box(client: FlaskClient, role: str) -> None:
    page = client.get(f"/register?as={role}&as=emperor").text

    ticked = re.findall(r"<input checked [^>]*value=\"(\w+)\"", page)
    assert ticked == [role]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "Enter your name."),
        ({"name": "x" * 201}, "Shorten this to 200 characters; it has 201 now."),
        ({"email": ""}, "Enter your work e-mail address."),
        ({"email": "ada at example"}, "Enter a mail address like name@example.org."),
        ({"roles": []}, "Choose at least one."),
        ({"name": "=?utf-8?q?x=0AReply-To:_evil@x?="}, "Leave out “=?”"),
        ({"name": "Ada\u2028Bcc: evil@example.org"}, "on one line"),
        ({"name": "Ada\r\nBcc: evil@example.org"}, "on one line"),
        ({"name": "Ada\x00"}, "on one line"),
        ({"name": "Ada \u202egnikoj"}, "on one line"),
        ({"email": "ada@example.org\r\nBcc: evil@example.org"}, "Enter a mail address"),
    ],
)
def test_a_fault_is_said_twice_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, changes: dict[str, object], sentence: str
) -> None:
    page = register(client, **changes)

    assert page.status_code == 200
    assert page.text.count(sentence) == 2
    assert 'role="alert"' in page.text
    assert f'href="#{next(iter(changes))}' in page.text
    for name in {"name", "email"} - changes.keys():
        assert f'value="{ADA[name]}"'.lower() in page.text.lower()
    assert session.scalars(sa.select(OutboxMail)).all() == []


@pytest.mark.parametrize(
    "name", ["O’Brien", "José María Ñ", "王小明", "नेहा", "محمد", "Jean-Luc  P."]
)
def test_a_name_in_any_script_is_welcome(client: FlaskClient, session: Session, name: str) -> None:
    register(client, name=f" {name} ")

    assert session.scalars(sa.select(SignInAsker.name)).one() == " ".join(name.split())


def test_an_unknown_role_is_refused(client: FlaskClient, session: Session) -> None:
    page = register(client, roles=["coordinator"])

    assert page.status_code == 200
    assert session.scalars(sa.select(SignInLink)).all() == []


@pytest.mark.parametrize("url", ["/register", "/sign-in"])
def test_an_address_outside_the_allowed_domains_is_refused_with_the_list(
    app: Flask, client: FlaskClient, session: Session, url: str
) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={"allowed_email_domains": ["example.org", "example.com"]}
    )

    refused = client.post(url, data=ADA | {"email": "ada@example.net"})
    accepted = client.post(url, data=ADA)

    assert "Use your address at example.org or example.com" in refused.text
    assert accepted.location == "/check-your-mail"
    assert session.scalars(sa.select(SignInLink.email)).all() == ["ada@example.org"]


def from_network(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def test_a_client_that_sends_too_much_is_told_how_long_to_wait(app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={"sign_in_requests_an_hour": 5}
    )
    with time_machine.travel(START, tick=False) as traveller:
        answers = [from_network(app, "192.0.2.7").post("/register") for _ in range(4)]
        elsewhere = from_network(app, "192.0.2.8").post("/register")
        for _ in range(4):
            traveller.shift(timedelta(minutes=1))
            for _ in range(3):
                too_many = from_network(app, "192.0.2.7").post("/register")

    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert "Wait one minute, then try again." in answers[-1].text
    assert elsewhere.status_code == 200
    assert too_many.headers["Retry-After"] == str(56 * 60)
    assert "Wait 56 minutes, then try again." in too_many.text


def test_twenty_colleagues_behind_one_address_register_in_one_lesson(
    app: Flask, session: Session
) -> None:
    """In the same minute, each with a mistake first, and half of them by typing the code."""
    app.config["RATELIMIT_ENABLED"] = True
    profiles = []
    with time_machine.travel(START, tick=False):
        for number in range(20):
            client = from_network(app, "192.0.2.7")
            email = f"colleague{number}@example.org"
            assert register(client, email="").status_code == 200
            assert register(client, email=email).status_code == 302
            link = session.scalars(sa.select(SignInLink).filter_by(email=email)).one()
            token, code = token_of(link, SECRET_KEY), link_code(link, SECRET_KEY)
            session.rollback()
            if number % 2:
                pressed = client.post(f"/sign-in/link/{token}")
            else:
                pressed = client.post("/check-your-mail", data={"code": code})
            profiles.append(pressed.location)

    assert profiles == ["/profile"] * 20


def test_a_machine_that_registers_strangers_is_bounded(app: Flask, session: Session) -> None:
    app.config["RATELIMIT_ENABLED"] = True

    answers = [
        register(from_network(app, "192.0.2.9"), email=f"stranger{number}@example.org").status_code
        for number in range(41)
    ]

    assert answers == [302] * 40 + [429]
    assert session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 40


def test_who_signs_in_from_four_browsers_may_not_send_four_times_as_much(app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    marks = []
    for _ in range(4):
        browser = from_network(app, "192.0.2.10")
        with app.test_request_context():
            mark = URLSafeTimedSerializer(SECRET_KEY, salt="known browser").dumps(
                known_browser._code("ada@example.org")
            )
        browser.set_cookie("known", mark)
        marks.append(browser)

    answers = [marks[number % 4].post("/register").status_code for number in range(61)]

    assert answers.count(429) == 1


def test_a_network_gets_so_many_known_browsers_an_hour_and_no_more(
    app: Flask, session: Session
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    links = [
        request_link(session, the_programme(session), f"a{number}@example.org", SECRET_KEY)
        for number in range(61)
    ]
    tokens = [token_of(link, SECRET_KEY) for link in links if link]
    session.commit()

    marked = []
    for token in tokens:
        client = from_network(app, "192.0.2.11")
        assert client.post(f"/sign-in/link/{token}").status_code == 302
        marked.append(client.get_cookie("known") is not None)

    assert marked == [True] * 60 + [False]
