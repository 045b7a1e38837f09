"""Every kind of mail against its golden files, as a real server received it.

`UPDATE_GOLDEN=1 python -m pytest tests/mail/test_letters.py` writes the golden files anew; read the
difference before you commit it.
"""

import os
import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.models import CoffeeGroupMember, MailKind, Match, Member
from matchmaker.services.mentorships.ending import end_match
from tests.mail.conftest import deliver
from tests.mail.letterbox import owe
from tests.mail.sink import Sink

GOLDEN = Path(__file__).parent / "golden"
KINDS = list(MailKind)
INTRODUCTIONS = {MailKind.INTRODUCTION_MENTEE, MailKind.INTRODUCTION_MENTOR}
ANSWERED_BY_OTHERS = {
    *INTRODUCTIONS,
    MailKind.COFFEE_INTRODUCED,
    *(MailKind.FIRST_MESSAGE_PROMPT, MailKind.FIRST_SESSION_PROMPT, MailKind.NEXT_SESSION_PROMPT),
    *(MailKind.MENTORSHIP_REVIEW, MailKind.MENTORSHIP_CLOSING),
    *(MailKind.SESSION_TIMES_OFFERED, MailKind.SESSION_PLANNED, MailKind.SESSION_MOVED),
    *(MailKind.SESSION_CANCELLED, MailKind.DID_YOU_MEET_PROMPT),
}
"""An answer goes to the partner, not to us."""
INVITATIONS = {
    MailKind.SESSION_PLANNED: ("REQUEST", 0, "CONFIRMED"),
    MailKind.SESSION_MOVED: ("REQUEST", 1, "CONFIRMED"),
    MailKind.SESSION_CANCELLED: ("CANCEL", 1, "CANCELLED"),
}
"""With the method, the sequence number and the status of the event."""
WITH_A_CALENDAR_FILE = {
    *INTRODUCTIONS,
    *INVITATIONS,
    *(MailKind.MATCH_ENDED, MailKind.COFFEE_INTRODUCED),
}
REFUSABLE = {
    *(MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER),
    *(MailKind.COFFEE_INTRODUCED, MailKind.COFFEE_DID_YOU_MEET),
    *(MailKind.FIRST_MESSAGE_PROMPT, MailKind.FIRST_SESSION_PROMPT, MailKind.NEXT_SESSION_PROMPT),
    *(MailKind.MENTORSHIP_REVIEW, MailKind.DID_YOU_MEET_PROMPT),
    *(MailKind.FIT_PROMPT, MailKind.PULSE_PROMPT, MailKind.CERTIFICATION_EXPIRES),
}
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""Words do not depend on the database."""

HEADERS = [
    *("Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language"),
]


def receive(app: Flask, session: Session, sink: Sink, kind: MailKind) -> EmailMessage:
    owe(session, kind)
    report = deliver(app, session, sink)
    assert (report.sent, report.failed) == (1, 0)
    [mail] = sink.mails
    return message_from_bytes(mail.content, policy=policy.default)


def check_golden(name: str, found: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def read_part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_reads_as_agreed(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, kind: MailKind
) -> None:
    message = receive(app, session, sink, kind)

    raw = sink.mails[0].content.decode("ascii").replace("\r\n", "\n")
    check_golden(f"{kind}.headers", raw.partition("\n\n")[0] + "\n")
    check_golden(f"{kind}.txt", read_part(message, "plain"))
    check_golden(f"{kind}.html", read_part(message, "html"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_message_has_exactly_these_headers_and_parts(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, kind: MailKind
) -> None:
    message = receive(app, session, sink, kind)

    answer = ["Reply-To"] if kind in ANSWERED_BY_OTHERS else []
    refusal = ["List-Unsubscribe"] if kind in REFUSABLE else []
    assert message.keys() == [*HEADERS, *answer, *refusal]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"].addresses[0].addr_spec == "mentoring@example.org"
    assert [to.addr_spec for to in message["To"].addresses] == sink.mails[0].recipients
    assert message["Message-ID"] == f"<{kind}-1@example.org>"
    assert not message.defects
    leaves = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    calendar = ["text/calendar"] if kind in WITH_A_CALENDAR_FILE else []
    assert leaves == ["text/plain", "text/html", *calendar]


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_links_to_us_says_whom_to_ask_and_loads_nothing(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, kind: MailKind
) -> None:
    message = receive(app, session, sink, kind)

    text, html = read_part(message, "plain"), read_part(message, "html")
    soup = BeautifulSoup(html, "html.parser")
    [button] = soup.select("a.button")
    assert button["href"].startswith("http://localhost/")
    assert button["href"] in text
    assert "coordinator@example.org" in text
    assert "You get this" in text
    assert "You get this" in soup.get_text()
    assert not soup.select("img, link, script, iframe, [src], [background]")
    assert not re.search(r"url\(|@import|@font-face", html)
    assert all(tag.get("style") for tag in soup.select("a, p, td.card"))


@pytest.mark.parametrize("kind", sorted(INTRODUCTIONS))
def test_the_calendar_file_proposes_the_first_half_hour(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, kind: MailKind
) -> None:
    message = receive(app, session, sink, kind)

    [part] = message.iter_attachments()
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    assert part["Content-Type"].params["method"] == calendar["METHOD"] == "PUBLISH"
    assert part.get_filename() == "first-meeting.ics"
    assert re.fullmatch(r"match-\d+@example\.org", event["UID"])
    assert b"DTSTART:20261118T130000Z\r\nDTEND:20261118T133000Z" in part.get_payload(decode=True)
    assert event["SUMMARY"] == "First mentoring talk: Zoë Ångström and Declan O'Brien"
    assert "ATTENDEE" not in event
    assert str(event["ORGANIZER"]) == "mailto:mentoring@example.org"


@pytest.mark.parametrize("kind", sorted(INVITATIONS))
def test_a_session_is_a_real_invitation_and_each_version_is_the_same_entry(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, kind: MailKind
) -> None:
    message = receive(app, session, sink, kind)

    method, sequence, status = INVITATIONS[kind]
    [part] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    data = part.get_payload(decode=True)
    calendar = icalendar.Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    # As an alternative of the text, not as an attachment: mail programs show it with its buttons.
    assert message.get_content_type() == "multipart/alternative"
    assert part["Content-Disposition"] is None
    assert part["Content-Type"].params["method"] == calendar["METHOD"] == method
    assert (event["SEQUENCE"], event["STATUS"]) == (sequence, status)
    assert re.fullmatch(r"session-\d+@example\.org", event["UID"])
    assert b"DTSTART:20261118T130000Z\r\nDTEND:20261118T134500Z" in data
    assert event["LOCATION"] == "https://meet.example.org/zoe"
    assert str(event["ORGANIZER"]) == "mailto:mentoring@example.org"
    attendees = {str(each): dict(each.params) for each in event["ATTENDEE"]}
    assert set(attendees) == {"mailto:zoe@example.org", "mailto:declan@example.org"}
    assert {each["RSVP"] for each in attendees.values()} == {"FALSE"}
    has_agreed = {each: params["PARTSTAT"] for each, params in attendees.items()}
    other = "ACCEPTED" if sequence == 0 else "NEEDS-ACTION"
    assert has_agreed == {
        "mailto:zoe@example.org": "ACCEPTED",
        "mailto:declan@example.org": other,
    }


def test_the_end_of_a_match_takes_the_same_meeting_out_of_the_calendar(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    introduced = receive(app, session, sink, MailKind.INTRODUCTION_MENTEE)
    match = session.scalars(sa.select(Match)).one()
    end_match(session, match, match.mentee)
    session.commit()
    deliver(app, session, sink)

    [proposed] = introduced.iter_attachments()
    for mail in sink.mails[1:]:
        message = message_from_bytes(mail.content, policy=policy.default)
        [part] = message.iter_attachments()
        events = [
            icalendar.Calendar.from_ical(each.get_payload(decode=True)).walk("VEVENT")[0]
            for each in (proposed, part)
        ]
        calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
        assert part["Content-Type"].params["method"] == calendar["METHOD"] == "CANCEL"
        assert events[0]["UID"] == events[1]["UID"]
        assert [event["SEQUENCE"] for event in events] == [0, 1]
        assert events[1]["STATUS"] == "CANCELLED"
        assert events[1]["DTSTART"].dt == events[0]["DTSTART"].dt
    assert len(sink.mails) == 3


def test_a_meeting_that_is_over_stays_in_the_calendar(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    receive(app, session, sink, MailKind.INTRODUCTION_MENTEE)
    match = session.scalars(sa.select(Match)).one()
    clock.shift(timedelta(days=60))
    end_match(session, match, match.mentee)
    session.commit()
    deliver(app, session, sink)

    assert b"text/calendar" not in sink.mails[-1].content


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (MailKind.INTRODUCTION_MENTEE, ["declan@example.org"]),
        (MailKind.INTRODUCTION_MENTOR, ["zoe@example.org"]),
        (MailKind.OFFER, []),
        (MailKind.WELCOME, []),
    ],
)
def test_an_answer_to_an_introduction_goes_to_the_partner(
    app: Flask,
    session: Session,
    sink: Sink,
    clock: time_machine.Traveller,
    kind: MailKind,
    to: list[str],
) -> None:
    message = receive(app, session, sink, kind)

    headers = message["Reply-To"].addresses if message["Reply-To"] else ()
    assert [address.addr_spec for address in headers] == to
    assert message["X-Auto-Response-Suppress"] == "All"


def test_an_answer_to_a_coffee_introduction_goes_to_all_of_the_group(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    message = receive(app, session, sink, MailKind.COFFEE_INTRODUCED)

    answers = {address.addr_spec for address in message["Reply-To"].addresses}
    people = set(session.scalars(sa.select(Member.email).join(CoffeeGroupMember)))
    assert answers == people - {sink.mails[0].recipients[0]}


def test_the_offer_gives_no_contact_details(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    receive(app, session, sink, MailKind.OFFER)

    assert b"zoe@example" not in sink.mails[0].content


def test_a_mentee_is_not_told_who_declined(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    receive(app, session, sink, MailKind.OFFER_FELL_THROUGH)

    assert b"Declan" not in sink.mails[0].content


def test_moments_are_told_in_the_readers_own_time(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    message = receive(app, session, sink, MailKind.INTRODUCTION_MENTEE)

    assert "Wednesday 18 November 2026, 14:00 (Berlin time)" in read_part(message, "plain")
