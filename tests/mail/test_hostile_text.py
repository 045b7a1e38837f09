"""Whatever people type, a letter of any kind stays what it is: text, header, calendar file."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.letters import write_letter
from matchmaker.mail.message import LetterMessage
from matchmaker.models import MailKind, Member, Profile
from tests.factories import the_programme
from tests.mail.letterbox import owe

pytestmark = [
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("clock"),
]

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(2)><a href="https://evil.test">x</a>'
HOSTILE = {
    "markup": MARKUP,
    "a template": "{{ 7*7 }}{% raw %}${7*7}<%= 7*7 %>{{ config }}",
    "a new header": "Ana\r\nBcc: evil@evil.test\r\n\r\n<p>evil</p>",
    "a new calendar line": "Ana\r\nATTENDEE:mailto:evil@evil.test\nEND:VEVENT\nBEGIN:VALARM",
    "calendar characters": 'Ana;X=1,Y:"2"\\nATTENDEE:mailto:evil@evil.test\\',
    "a style": "</style><style>*{display:none}</style>",
    "a comment": "<!-- ]]> --> &lt;b&gt; &amp;",
    "an address": "javascript:alert(1)//https://evil.test",
}
ALLOWED_PROPERTIES = {
    *("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION"),
    *("URL", "ORGANIZER"),
}
HEADERS = {
    *("content-type", "mime-version", "from", "to", "subject", "date", "message-id"),
    *(
        "auto-submitted",
        "x-auto-response-suppress",
        "reply-to",
        "content-language",
        "list-unsubscribe",
    ),
}


def type_everywhere(session: Session, text: str) -> None:
    """Put a text wherever a person, a coordinator or an operator can type one."""
    for member in session.scalars(sa.select(Member)):
        member.name = text[:200]
        for column in sa.inspect(Profile).columns:
            is_free = isinstance(column.type, sa.Text | sa.String) and column.key in {
                *("about", "goals", "help_with", "job_title", "department", "location"),
                "other_certification",
            }
            if is_free:
                setattr(member.profile, column.key, text[:120])
    the_programme(session).name = text[:120]
    session.flush()


def elements_of(html: str) -> list[str]:
    """Return the elements of a page with all their attributes' names, in order."""
    page = BeautifulSoup(html, "html.parser")
    return [f"{tag.name} {sorted(tag.attrs)}" for tag in page.find_all(True)]


@pytest.mark.parametrize("kind", list(MailKind), ids=str)
@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_letter_has_no_part_that_somebody_typed(
    app: Flask, session: Session, kind: MailKind, typed: str
) -> None:
    row = owe(session, kind)
    settings = app.config["SETTINGS"]
    type_everywhere(session, "Plain")
    harmless = write_letter(session, row, settings)
    type_everywhere(session, typed)

    letter = write_letter(session, row, settings)
    content = LetterMessage(letter, row, settings).as_bytes()

    message = message_from_bytes(content, policy=policy.default)
    assert {name.lower() for name in message} <= HEADERS
    assert "evil.test" not in {address.domain for address in message["To"].addresses}
    page = BeautifulSoup(letter.html, "html.parser")
    assert set(elements_of(letter.html)) <= set(elements_of(harmless.html)) | {"br []"}
    assert page.find(["script", "img", "iframe", "form"]) is None
    for link in page.find_all("a"):
        assert re.match(r"(http://localhost/|mailto:)", link["href"]), link["href"]
    assert "49" not in re.findall(r"\b49\b", letter.text)
    for part in message.iter_attachments():
        check_calendar(part)


def check_calendar(part: EmailMessage) -> None:
    """Fail unless a calendar file holds one event with our properties and nobody else in it."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    lines = content.split(b"\r\n")
    assert [line for line in lines if line.startswith(b"BEGIN:")] == [
        b"BEGIN:VCALENDAR",
        b"BEGIN:VEVENT",
    ]
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    calendar = icalendar.Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert set(event) <= ALLOWED_PROPERTIES
    assert event.errors == []
    assert str(event["ORGANIZER"]) == "mailto:mentoring@example.org"
    assert set(event["ORGANIZER"].params) <= {"CN"}
    assert set(calendar) == {"PRODID", "VERSION", "CALSCALE", "METHOD"}
