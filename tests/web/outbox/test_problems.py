"""Mails that did not get through, as a coordinator sees them."""

from datetime import timedelta

import pytest
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MailKind, MailStatus, OutboxMail, ServerTrouble
from matchmaker.services.outbox.problems import KIND_NAMES
from matchmaker.services.outbox.server import meet_server, note_trouble
from tests.conftest import make_settings
from tests.factories import make_coordinator, make_member, make_mentor, owe_a_mail
from tests.web.browsing import browser_of, text_of


@pytest.fixture
def coordinator(app: Flask) -> int:
    with app.app_context():
        member = make_coordinator(db.session())
        db.session.commit()
        return member.id


def owe(app: Flask, kind: MailKind, **changes: object) -> int:
    with app.app_context():
        member = make_mentor(db.session(), f"Mia {kind}")
        row = owe_a_mail(db.session(), kind, "match:1", member, {"match_id": 1})
        assert row is not None
        for name, value in changes.items():
            setattr(row, name, value)
        db.session.commit()
        return row.id


def test_every_kind_of_mail_has_a_name() -> None:
    assert set(KIND_NAMES) == set(MailKind)


def test_only_a_coordinator_sees_mails(app: Flask) -> None:
    with app.app_context():
        member = make_member(db.session(), "Otto")
        db.session.commit()
        member_id = member.id

    assert app.test_client().get("/mails").location == "/sign-in?next=/mails"
    assert browser_of(app, member_id).get("/mails").status_code == 403
    assert browser_of(app, member_id).post("/mails/1/retry").status_code == 403


def page_text(app: Flask, coordinator: int) -> str:
    return text_of(browser_of(app, coordinator).get("/mails").text)


def test_when_all_is_well_the_page_says_so(app: Flask, coordinator: int) -> None:
    assert "Everything got through" in page_text(app, coordinator)


def test_what_is_on_its_way_has_not_got_through(app: Flask, coordinator: int) -> None:
    owe(app, MailKind.OFFER)

    text = page_text(app, coordinator)

    assert "One mail is on its way." in text
    assert "Everything got through" not in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ServerTrouble.REFUSES_US, "refuses our mails since"),
        (ServerTrouble.UNREACHABLE, "cannot be reached since"),
    ],
)
def test_a_server_in_trouble_is_named_with_its_words(
    app: Flask, coordinator: int, kind: ServerTrouble, words: str
) -> None:
    owe(app, MailKind.OFFER)
    with app.app_context():
        meet_server(db.session(), "relay.example.org:25")
        note_trouble(db.session(), kind, "relay.example.org:25 says <b>554</b> to ada@example.org")
        db.session.commit()

    text = page_text(app, coordinator)

    assert words in text
    assert "says <b>554</b> to" in text
    assert "ada@example.org" not in text
    assert "One mail waits." in text
    assert "Everything got through" not in text


def test_under_a_pace_the_page_says_when_all_will_have_left(app: Flask, coordinator: int) -> None:
    owe(app, MailKind.OFFER)
    owe(app, MailKind.WELCOME)
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"mails_a_minute": 30})

    text = page_text(app, coordinator)

    assert "2 mails wait. The mail server is given 27 a minute" in text
    assert "will have left at about" in text


def test_all_that_failed_are_tried_again_after_a_question(app: Flask, coordinator: int) -> None:
    ids = [
        owe(app, kind, status=MailStatus.FAILED, attempts=4)
        for kind in (MailKind.OFFER, MailKind.WELCOME, MailKind.NO_MATCH)
    ]
    browser = browser_of(app, coordinator)

    page = browser.get("/mails")
    question = browser.get("/mails/retry")
    answer = browser.post("/mails/retry", follow_redirects=True)
    again = browser.post("/mails/retry", follow_redirects=True)

    assert "/mails/retry" in page.text
    assert "3 mails failed." in text_of(question.text)
    assert "3 mails will be tried again in the next minutes." in text_of(answer.text)
    assert "nothing was changed" in text_of(again.text)
    with app.app_context():
        rows = [db.session.get_one(OutboxMail, mail_id) for mail_id in ids]
        assert {(row.status, row.attempts) for row in rows} == {(MailStatus.PENDING, 0)}


def test_a_failed_mail_is_shown_with_its_error_and_tried_again(
    app: Flask, coordinator: int
) -> None:
    mail_id = owe(
        app,
        MailKind.OFFER,
        status=MailStatus.FAILED,
        attempts=3,
        last_error="550 <script>no such user</script>",
    )
    browser = browser_of(app, coordinator)

    page = browser.get("/mails")
    retried = browser.post(f"/mails/{mail_id}/retry", follow_redirects=True)
    again = browser.post(f"/mails/{mail_id}/retry", follow_redirects=True)

    assert "Request to a mentor" in text_of(page.text)
    assert "550 <script>no such user</script>" in text_of(page.text)
    assert "tried 3 times" in text_of(page.text)
    assert "will be tried again" in text_of(retried.text)
    assert "will be tried again" in text_of(again.text)
    with app.app_context():
        assert db.session.get_one(OutboxMail, mail_id).status == MailStatus.PENDING


def test_mails_that_wait_for_more_than_an_hour_are_shown(app: Flask, coordinator: int) -> None:
    earlier = clock.now() - timedelta(minutes=61)
    owe(app, MailKind.WELCOME, created_at=earlier, next_attempt_at=earlier)
    owe(app, MailKind.NO_MATCH, created_at=clock.now() - timedelta(minutes=59))

    text = text_of(browser_of(app, coordinator).get("/mails").text)

    assert "Waiting for more than an hour 1" in text
    assert "Welcome" in text
    assert "No match this month" not in text


def test_mails_whose_turn_has_not_come_at_the_pace_are_not_shown(
    app: Flask, coordinator: int
) -> None:
    database = app.config["SETTINGS"].database_url
    app.config["SETTINGS"] = make_settings(database, mails_a_minute=1)
    now = clock.now()
    earlier = now - timedelta(minutes=90)
    for number in range(60):
        with app.app_context():
            sent = owe_a_mail(db.session(), MailKind.OFFER, f"match:{number + 2}", "m@example.org")
            assert sent is not None
            sent.status, sent.sent_at = MailStatus.SENT, earlier + timedelta(minutes=number)
            db.session.commit()
    owe(app, MailKind.WELCOME, created_at=earlier, next_attempt_at=earlier)
    owe(app, MailKind.NO_MATCH, created_at=earlier, attempts=1, last_error="450 4.2.0 not now")

    text = page_text(app, coordinator)

    assert "Waiting for more than an hour 1" in text
    assert "450 4.2.0 not now" in text
    assert "Welcome" not in text
    assert "2 mails wait. The mail server is given 1 a minute" in text


def test_a_mail_that_waits_can_be_tried_at_once(app: Flask, coordinator: int) -> None:
    now = clock.now()
    mail_id = owe(
        app,
        MailKind.WELCOME,
        attempts=4,
        created_at=now - timedelta(hours=2),
        next_attempt_at=now + timedelta(minutes=50),
    )

    retried = browser_of(app, coordinator).post(f"/mails/{mail_id}/retry", follow_redirects=True)

    assert "will be tried again" in text_of(retried.text)
    with app.app_context():
        mail = db.session.get_one(OutboxMail, mail_id)
        assert mail.next_attempt_at <= clock.now()
        assert mail.attempts == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"status": MailStatus.SENT},
        {"lease_token": "somebody", "leased_until": clock.now() + timedelta(days=1)},
        {"is_held": True},
    ],
    ids=["sent", "being sent", "held"],
)
def test_a_mail_that_cannot_be_tried_again_stays_as_it_is(
    app: Flask, coordinator: int, changes: dict[str, object]
) -> None:
    mail_id = owe(app, MailKind.WELCOME, attempts=4, **changes)

    answer = browser_of(app, coordinator).post(f"/mails/{mail_id}/retry", follow_redirects=True)

    assert "nothing was changed" in text_of(answer.text)
    with app.app_context():
        assert db.session.get_one(OutboxMail, mail_id).attempts == 4
