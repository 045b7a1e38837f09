"""The demo desk: there in demo mode only; be anybody, read every mail."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError

from demo.serving import run_due_jobs
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus, OutboxMail, Round, SignInSession
from tests.conftest import make_settings
from tests.factories import (
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
)

INVITATION = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
METHOD:PUBLISH
BEGIN:VEVENT
UID:match-1@example.org
DTSTAMP:20261101T090000Z
DTSTART:20261110T143000Z
DTEND:20261110T150000Z
SUMMARY:First conversation
DESCRIPTION:Goals\\, and what to try first
ORGANIZER;CN=PMO mentoring:mailto:mentoring@example.org
ATTENDEE;CN=Ada:mailto:ada@example.org
ATTENDEE:mailto:bob@example.org
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


def keep_mail(
    folder: Path, number: int, to: str = "Ada <ada@example.org>", html: str = "<p>Hello</p>"
) -> None:
    message = EmailMessage()
    message["From"] = "mentoring@example.org"
    message["To"] = to
    message["Subject"] = f"Letter {number} – für Sie"
    message["Date"] = "Sun, 01 Nov 2026 09:00:00 +0000"
    message.set_content("Hello, see http://localhost/offers/1 <now>")
    message.add_alternative(html, subtype="html")
    message.add_attachment(INVITATION, maintype="text", subtype="calendar", filename="meet.ics")
    (folder / f"{number:06d}.eml").write_bytes(message.as_bytes())


def words_of(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.get_data(as_text=True).split())


def test_without_demo_mode_there_is_no_desk_and_no_banner(app: Flask) -> None:
    client = app.test_client()

    assert [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")] == []
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/1").status_code == 404
    assert b"invented people" not in client.get("/").data


def test_production_refuses_the_demo_mode() -> None:
    with pytest.raises(ValidationError, match="MATCHMAKER_DEMO lets anybody sign in as anybody"):
        make_settings("", environment="production", demo=True)


def test_every_page_of_the_demo_says_so_and_leads_to_the_desk(client: FlaskClient) -> None:
    page = words_of(client, "/")

    assert "Demo with invented people." in page
    assert 'href="/demo/"' in page


def test_the_desk_shows_people_by_what_they_do_and_where_they_stand(
    demo_app: Flask, client: FlaskClient
) -> None:
    with demo_app.app_context():
        make_coordinator(db.session, "Cora")
        make_match(
            db.session,
            make_round(db.session),
            make_mentee(db.session, "Ada"),
            make_mentor(db.session, "Bob", capacity=2),
        )
        make_match(
            db.session,
            make_round(db.session, "2026-10"),
            make_mentee(db.session, "Eve"),
            make_mentor(db.session, "Dan"),
            MatchStatus.INTRODUCED,
        )
        db.session.commit()

    page = words_of(client, "/demo/")

    assert page.index(">Coordinators<") < page.index(">Mentors<") < page.index(">Mentees<")
    assert "1 request to answer, 1 of 2 places taken" in page
    assert "A mentor has been asked" in page
    assert "Mentored by Dan" in page
    assert "Answer a request as a mentor" in page
    assert "Be Cora" in page


def test_one_click_signs_in_as_anybody(demo_app: Flask, client: FlaskClient) -> None:
    with demo_app.app_context():
        ada = make_member(db.session, "Ada").id
        bob = make_member(db.session, "Bob").id
        db.session.commit()

    for member_id, name in ((ada, "Ada"), (bob, "Bob")):
        response = client.post(f"/demo/sign-in/{member_id}")

        assert response.status_code == 302
        assert f"You are {name}." in words_of(client, "/demo/")


def test_looking_at_the_desk_or_naming_nobody_signs_nobody_in(
    demo_app: Flask, client: FlaskClient
) -> None:
    with demo_app.app_context():
        ada = make_member(db.session, "Ada").id
        db.session.commit()

    assert client.get(f"/demo/sign-in/{ada}").status_code == 405
    assert client.post("/demo/sign-in/999").status_code == 404
    with demo_app.app_context():
        assert db.session.query(SignInSession).count() == 0


def test_signing_in_needs_the_form_of_the_desk(demo_app: Flask, client: FlaskClient) -> None:
    demo_app.config["WTF_CSRF_ENABLED"] = True

    assert client.post("/demo/sign-in/1").status_code == 400


def test_the_inbox_shows_the_newest_mail_first_and_those_of_one_recipient(
    client: FlaskClient, mail_folder: Path
) -> None:
    keep_mail(mail_folder, 1)
    keep_mail(mail_folder, 2, to="bob@example.org")
    keep_mail(mail_folder, 3, to='"=?utf-8?q?J=C3=B6rg?=" <jorg@example.org>')

    everybody = words_of(client, "/demo/mails")
    bob = words_of(client, "/demo/mails?to=bob@example.org")

    assert everybody.index("Letter 3") < everybody.index("Letter 2") < everybody.index("Letter 1")
    assert "Letter 1 – für Sie" in everybody
    assert "To Ada" in everybody
    assert "Letter 2" in bob
    assert "Letter 1" not in bob


def test_a_long_inbox_is_cut_and_can_be_opened(client: FlaskClient, mail_folder: Path) -> None:
    for number in range(1, 63):
        keep_mail(mail_folder, number)

    assert "the newest 60 of 62" in words_of(client, "/demo/mails")
    assert "Letter 1 " in words_of(client, "/demo/mails?all=1")


def test_an_empty_inbox_says_so(client: FlaskClient) -> None:
    assert "No mail here" in words_of(client, "/demo/mails?to=nobody@example.org")


def test_a_mail_is_shown_as_its_recipient_sees_it(client: FlaskClient, mail_folder: Path) -> None:
    keep_mail(mail_folder, 7)

    as_html = words_of(client, "/demo/mails/7")
    as_text = words_of(client, "/demo/mails/7?show=text")
    headers = words_of(client, "/demo/mails/7?show=headers")
    calendar = words_of(client, "/demo/mails/7?show=calendar")

    assert 'src="/demo/mails/7/html"' in as_html
    assert '<a href="http://localhost/offers/1"' in as_text
    assert "&lt;now&gt;" in as_text
    assert "Ada &lt;ada@example.org&gt;" in headers
    assert "First conversation" in calendar
    assert "10 November 2026, 14:30 (UTC)" in calendar
    assert "Goals, and what to try first" in calendar
    assert "PMO mentoring &lt;mentoring@example.org&gt;" in calendar
    assert "bob@example.org" in calendar


def test_a_mail_in_its_frame_runs_nothing_and_its_links_open_in_the_whole_window(
    client: FlaskClient, mail_folder: Path
) -> None:
    keep_mail(mail_folder, 1, html="<p>Hi</p><script>alert(1)</script>")

    page = client.get("/demo/mails/1")
    frame = client.get("/demo/mails/1/html")

    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert frame.get_data(as_text=True).startswith('<base target="_top">')
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox " in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_invitation_can_be_downloaded(client: FlaskClient, mail_folder: Path) -> None:
    keep_mail(mail_folder, 1)

    response = client.get("/demo/mails/1/files/0")

    assert response.data == INVITATION
    assert response.headers["Content-Disposition"] == "attachment; filename=meet.ics"
    assert response.content_type.startswith("text/calendar")


@pytest.mark.parametrize(
    "path",
    [
        "/demo/mails/9",
        "/demo/mails/9/html",
        "/demo/mails/1/files/1",
        "/demo/mails/1?show=../../secret",
        "/demo/mails/..%2Fdemo.sqlite",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, mail_folder: Path, path: str) -> None:
    keep_mail(mail_folder, 1)

    assert client.get(path).status_code == 404


@pytest.fixture
def real_time_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_AHEAD", [timedelta(0)])


@pytest.mark.parametrize(
    ("until", "least_days", "most_days"), [("days", 3, 3), ("week", 7, 7), ("month", 1, 31)]
)
def test_time_passes_at_the_press_of_a_button(
    client: FlaskClient,
    real_time_afterwards: None,
    until: str,
    least_days: int,
    most_days: int,
) -> None:
    before = clock.today("UTC")

    response = client.post("/demo/time", data={"until": until})

    assert response.status_code == 302
    assert least_days <= (clock.today("UTC") - before).days <= most_days
    assert until != "month" or clock.today("UTC").day == 1


def test_time_passes_only_as_far_as_offered(client: FlaskClient) -> None:
    assert client.post("/demo/time", data={"until": "doomsday"}).status_code == 400


def test_what_became_due_is_done_when_time_has_passed(
    demo_app: Flask, client: FlaskClient, real_time_afterwards: None
) -> None:
    with demo_app.app_context():
        month = clock.current_month("UTC")
        round_ = make_round(db.session, month)
        mentee, mentor = make_mentee(db.session, "Ada"), make_mentor(db.session, "Bob")
        answer_by = clock.now() + timedelta(days=10)
        make_match(db.session, round_, mentee, mentor, answer_by=answer_by)
        db.session.commit()

    client.post("/demo/time", data={"until": "days"})
    client.post("/demo/time", data={"until": "month"})
    with demo_app.app_context():
        run_due_jobs(db.session())
        kinds = set(db.session.scalars(sa.select(OutboxMail.kind)))
        months = db.session.scalars(sa.select(Round.month).order_by(Round.month)).all()

    assert kinds & {"offer_reminder", "offer_last_reminder", "offer_expired"}
    assert months == [month, clock.current_month("UTC")]
