"""No name, title or wish that somebody typed becomes a header, or changes one."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import icalendar
import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.cleaning import one_line, several_lines
from matchmaker.mail.letters import write_letter
from matchmaker.mail.message import LetterMessage, UncleanHeader, address_header, text_header
from matchmaker.models import MailKind, Match, SignInLink
from tests.mail.conftest import deliver, settings_for
from tests.mail.letterbox import owe
from tests.mail.sink import Sink

ALLOWED = {
    *("content-type", "mime-version", "from", "to", "subject", "date", "message-id"),
    *("auto-submitted", "x-auto-response-suppress", "reply-to", "content-language"),
}
UNCLEAN = {
    "an encoded word": "=?utf-8?q?x=0AReply-To:_evil@x?=",
    "a base64 encoded word": "=?utf-8?b?eA0KQmNjOiBldmlsQHg=?=",
    "a hidden encoded word in a long name": "A" * 70 + " =?utf-8?q?x=0D=0ABcc:_evil@x?=",
    "CR LF": "Ana\r\nBcc: evil@example.org",
    "LF": "Ana\nBcc: evil@example.org",
    "CR": "Ana\rBcc: evil@example.org",
    "an empty line": "Ana\r\n\r\n<p>evil</p>",
    "U+2028": "Ana\u2028Bcc: evil@example.org",
    "U+2029": "Ana\u2029Bcc: evil@example.org",
    "U+0085": "Ana\u0085Bcc: evil@example.org",
    "vertical tab and form feed": "Ana\x0bBcc: evil\x0cX: y",
    "NUL and escape": "Ana\x00\x1b[2J",
    "a lone surrogate": "Ana\udc0aBcc: evil",
    "a reversed name": "Ana\u202egro.elpmaxe@live",
    "an address inside the name": 'evil@example.org" <evil@example.org>, "Ana',
    "quotes and backslashes": 'Ana \\"Bo\\\\',
    "a comma and a colon": "Group: Ana, Ben;",
    "only spaces": " \t \u3000",
    "300 letters": "Maximiliane " * 25,
    "300 letters of another script": "Александра " * 27,
    "an emoji family": "👩\u200d👩\u200d👧 Ana",
    "right to left": "عائشة بنت أحمد",
}


def parse(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def read_header_names(content: bytes) -> list[str]:
    """The names as a parser sees them that knows nothing but lines."""
    head = content.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert all(byte < 127 for byte in head)
    lines = head.split(b"\r\n")
    return [line.partition(b":")[0].decode().lower() for line in lines if not line.startswith(b" ")]


def read_display_name(content: bytes) -> str:
    """The recipient's name, decoded once, as RFC 2047 says it.

    The parser of `policy.default` leaves a space between two encoded words of a name.
    """
    value = message_from_bytes(content, policy=policy.compat32)["To"]
    name, _address = parseaddr(" ".join(value.split()))
    return str(make_header(decode_header(name)))


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", UNCLEAN.values(), ids=UNCLEAN.keys())
def test_an_unclean_name_stays_a_name(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, name: str
) -> None:
    row = owe(session, MailKind.INTRODUCTION_MENTEE)
    match = session.get_one(Match, row.payload["match_id"])
    typed = name.replace("\x00", "").replace("\udc0a", "")
    match.mentee.name = match.mentor.name = typed
    match.mentee.profile.job_title = match.mentor.profile.job_title = typed[:120]
    match.mentee.profile.goals = typed

    report = deliver(app, session, sink, mail_from_name=name)

    assert (report.sent, report.failed) == (1, 0)
    [mail] = sink.mails
    message = parse(mail.content)
    assert set(read_header_names(mail.content)) == ALLOWED
    assert {key.lower() for key in message} == ALLOWED
    for header, address in (("From", "mentoring@example.org"), ("To", row.recipient)):
        [found] = message[header].addresses
        assert found.addr_spec == address
        assert not message[header].defects
    shown = one_line(typed, 80)
    assert read_display_name(mail.content) == shown
    assert len(shown) <= 80
    assert max(len(line) for line in mail.content.split(b"\r\n")) <= 200
    for part in message.iter_attachments():
        [event] = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
        assert "ATTENDEE" not in event
        assert event["UID"] == f"match-{match.id}@example.org"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_newcomers_mail_does_not_say_the_name_that_somebody_typed(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    row = owe(session, MailKind.SIGN_IN_LINK)
    row.recipient = "new@example.org"
    link = session.get_one(SignInLink, row.payload["link_id"])
    link.name = "You have won, see http://evil.example"

    deliver(app, session, sink)

    assert b"evil" not in sink.mails[0].content
    assert parse(sink.mails[0].content)["To"] == "new@example.org"


@pytest.mark.parametrize("address", ["a b@example.org", "a@b\r\nBcc: c@d", "a@b>, <c@d", "", "é@x"])
def test_an_unclean_address_is_refused(address: str) -> None:
    with pytest.raises(UncleanHeader):
        address_header("Ana", address, "To")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_message_id_that_is_not_ours_makes_no_message(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    row = owe(session, MailKind.WELCOME)
    row.message_id = "<a@b>\r\nBcc: evil@example.org"

    report = deliver(app, session, sink)

    assert (report.sent, report.failed) == (0, 1)
    assert sink.mails == []


@pytest.mark.parametrize("text", ["Grüße " * 30, "plain " * 30, "=?utf-8?q?x?=", "short"])
def test_a_subject_comes_back_as_it_was(text: str) -> None:
    value = text_header(text, "Subject")

    message = parse(b"Subject: " + value.encode("ascii") + b"\r\n\r\n")
    assert message["Subject"] == one_line(text)


def test_a_usual_name_is_written_as_it_is() -> None:
    assert address_header("Ana Lima", "ana@example.org", "To") == "Ana Lima <ana@example.org>"
    assert str(Address("Lima, Ana", addr_spec="ana@example.org")) == address_header(
        "Lima, Ana", "ana@example.org", "To"
    )


def test_line_breaks_of_every_kind_part_the_lines_of_a_longer_text() -> None:
    assert several_lines("one\r\ntwo\u2028three\x0b\n \nfour\x00") == [
        "one",
        "two",
        "three",
        "four",
    ]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_same_row_gives_the_same_bytes(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    row = owe(session, MailKind.INTRODUCTION_MENTOR)
    settings = settings_for(app, sink)
    first = LetterMessage(write_letter(session, row, settings), row, settings)
    clock.shift(3600)

    letter = write_letter(session, row, settings)
    second = LetterMessage(letter, row, settings)

    assert first.as_bytes() == second.as_bytes()
    assert b"09:30:00 +0000" in second.as_bytes()
    other = LetterMessage(replace(letter, subject="Another"), row, settings)
    assert other.as_bytes() != second.as_bytes()
