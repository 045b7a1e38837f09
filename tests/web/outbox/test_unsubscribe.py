"""A mail that one can do without is stopped by one click of a mail program, or of a person."""

import itertools

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.models import Member, Participation, Refusable
from matchmaker.services.outbox.refusing import RefusalLink, refusal_token, wanted_mails
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.own_data import own_data
from tests.conftest import SECRET_KEY
from tests.factories import make_mentor, make_programme, the_programme
from tests.web.browsing import browser_of

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mentor(session: Session) -> Member:
    member = make_mentor(session, "Max Mentor")
    session.commit()
    return member


def url(member: Member, what: Refusable = Refusable.REMINDERS, programme_id: int = 0) -> str:
    programme_id = programme_id or the_programme(db.session()).id
    link = RefusalLink(what, programme_id, member.id)
    # The application gets a database that nobody else writes to.
    db.session.commit()
    return f"/unsubscribe/{refusal_token(link, SECRET_KEY)}"


def refused(session: Session, member: Member) -> set[Refusable]:
    wanted = wanted_mails(session, the_programme(session), member)
    session.commit()
    return {what for what, is_wanted in wanted.items() if not is_wanted}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.test"},
        {"Content-Type": "multipart/form-data"},
    ],
)
def test_one_click_needs_no_cookie_no_token_of_a_form_and_no_sign_in(
    app: Flask, client: FlaskClient, session: Session, mentor: Member, headers: dict[str, str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    for _ in range(2):
        answer = client.post(url(mentor), data=CLICK, headers=headers)

        assert answer.status_code == 200
        assert "You get no more reminders of requests." in answer.text
        assert refused(session, mentor) == {Refusable.REMINDERS}
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_opening_the_link_changes_nothing_and_has_the_button(
    client: FlaskClient, session: Session, mentor: Member
) -> None:
    page = client.get(url(mentor, Refusable.CHAT_QUESTIONS))
    client.head(url(mentor, Refusable.CHAT_QUESTIONS))

    assert page.status_code == 200
    assert 'name="List-Unsubscribe" value="One-Click"' in page.text
    assert "Stop these mails?" in page.text
    assert refused(session, mentor) == set()

    client.post(url(mentor, Refusable.CHAT_QUESTIONS), data=CLICK)

    assert refused(session, mentor) == {Refusable.CHAT_QUESTIONS}
    assert "These mails are stopped" in client.get(url(mentor, Refusable.CHAT_QUESTIONS)).text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"List-Unsubscribe": ""},
        {"List-Unsubscribe": "one-click please"},
        {"List-Unsubscribe": ["One-Click", "Two"]},
        {"other": "One-Click"},
    ],
)
def test_anything_but_the_click_changes_nothing(
    client: FlaskClient, session: Session, mentor: Member, body: dict[str, object]
) -> None:
    answer = client.post(url(mentor), data=body)

    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    assert refused(session, mentor) == set()


def test_a_changed_link_stops_nobodys_mails(
    client: FlaskClient, session: Session, mentor: Member
) -> None:
    token = url(mentor).removeprefix("/unsubscribe/")
    body, _, signature = token.partition(".")
    other = url(make_mentor(session, "Other")).removeprefix("/unsubscribe/").partition(".")[0]
    forged = RefusalLink(Refusable.REMINDERS, the_programme(session).id, mentor.id)
    tokens = [f"{other}.{signature}", body, f"{body}.", "x", refusal_token(forged, "another key")]

    for each in tokens:
        for answer in (
            client.get(f"/unsubscribe/{each}"),
            client.post(f"/unsubscribe/{each}", data=CLICK),
        ):
            assert answer.status_code == 404
            assert "We do not know this link." in answer.text
    assert refused(session, mentor) == set()


def test_a_link_is_for_one_programme(client: FlaskClient, session: Session, mentor: Member) -> None:
    other = make_programme(session, "other")
    session.add(Participation(programme_id=other.id, member=mentor))
    session.commit()

    client.post(url(mentor, programme_id=other.id), data=CLICK)

    assert not wanted_mails(session, other, mentor)[Refusable.REMINDERS]
    assert refused(session, mentor) == set()


def test_of_the_erased_nothing_is_noted(
    client: FlaskClient, session: Session, mentor: Member
) -> None:
    erase_member(session, mentor, SECRET_KEY)
    session.commit()

    for answer in (client.get(url(mentor)), client.post(url(mentor), data=CLICK)):
        assert answer.status_code == 200
        assert "These mails are stopped" in answer.text
    assert refused(session, mentor) == set()


def test_a_merged_entrys_link_is_for_the_one_that_is_kept(
    client: FlaskClient, session: Session, mentor: Member
) -> None:
    earlier = make_mentor(session, "Max Earlier")
    earlier.merged_into = mentor
    session.commit()

    client.post(url(earlier), data=CLICK)

    assert refused(session, mentor) == {Refusable.REMINDERS}


def test_the_same_link_is_not_pressed_without_end_and_others_are_not_held_up(
    app: Flask, client: FlaskClient, session: Session, mentor: Member
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    other = make_mentor(session, "Other")
    session.commit()

    answers = [client.post(url(mentor), data=CLICK).status_code for _ in range(12)]

    assert answers == [200] * 10 + [429] * 2
    assert client.post(url(other), data=CLICK).status_code == 200


def test_links_are_not_guessed_without_end(app: Flask, client: FlaskClient) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    codes = (client.post(f"/unsubscribe/{n}", data=CLICK).status_code for n in range(1000))

    assert set(itertools.takewhile(lambda code: code != 429, codes)) == {404}
    assert next(codes) == 429


def test_ones_own_page_shows_the_choice_and_takes_it_back(
    app: Flask, client: FlaskClient, session: Session, mentor: Member
) -> None:
    mentor_id, address = mentor.id, url(mentor)
    browser = browser_of(app, mentor_id)
    client.post(address, data=CLICK)

    page = browser.get("/me/privacy").text
    assert 'value="reminders">' in page
    assert 'value="chat_questions" checked>' in page
    told = own_data(session, mentor)
    session.commit()
    assert "'Reminders of requests refused': 'yes'" in str(told)

    answer = browser.post("/me/mails", data={"mails": ["reminders"]})

    assert answer.status_code == 303
    assert refused(session, mentor) == {*Refusable} - {Refusable.REMINDERS}
    assert 'value="reminders" checked>' in browser.get("/me/privacy").text
