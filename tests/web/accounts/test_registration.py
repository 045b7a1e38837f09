"""Registering: three answers, one mail, nothing lost, nothing unclean let in."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.models import Member, OutboxMail, SignInLink
from matchmaker.services.accounts.sign_in import token_of
from tests.conftest import SECRET_KEY
from tests.factories import part_of

ADA = {"name": "Ada Lovelace", "email": "Ada@Example.org", "roles": ["mentee", "networker"]}


def register(client: FlaskClient, **changes: object):
    return client.post("/register", data=ADA | changes)


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
        ({"name": "x" * 201}, "Shorten this to 200 characters; it has 201 at present."),
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

    assert session.scalars(sa.select(SignInLink.name)).one() == " ".join(name.split())


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


def test_a_client_that_sends_too_much_is_asked_to_wait(app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    client = app.test_client()

    answers = [
        client.post("/register", environ_base={"REMOTE_ADDR": "192.0.2.7"}) for _ in range(21)
    ]
    elsewhere = client.post("/register", environ_base={"REMOTE_ADDR": "192.0.2.8"})

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "Too many tries in a short time" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert elsewhere.status_code == 200
