"""Reads the mails that the demo's capture kept, as their recipients' programs would."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from icalendar import Calendar

MAIL_NAME = "{:06d}.eml"
CALENDAR_TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an inbox shows of a mail. `number` counts in the order of arrival."""

    number: int
    address: str
    name: str
    subject: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """What a calendar program would show of an invitation."""

    summary: str
    starts_at: datetime
    ends_at: datetime
    people: tuple[str, ...]
    description: str
    uid: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CapturedMail:
    """One mail, taken apart."""

    envelope: Envelope
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    files: tuple[AttachedFile, ...]
    events: tuple[Event, ...]


def list_mails(folder: Path, address: str = "") -> list[Envelope]:
    """Return the captured mails, newest first; only those to an address where one is given."""
    parser = BytesHeaderParser(policy=email.policy.default)
    envelopes = []
    for path in sorted(folder.glob("*.eml"), reverse=True):
        with path.open("rb") as stream:
            message = parser.parse(stream)
        envelope = _envelope(int(path.stem), message)
        if address in {"", envelope.address}:
            envelopes.append(envelope)
    return envelopes


def read_mail(folder: Path, number: int) -> CapturedMail | None:
    """Return one mail, or None where there is none of that number."""
    path = folder / MAIL_NAME.format(number)
    if not path.is_file():
        return None
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    files = tuple(_files(message))
    return CapturedMail(
        envelope=_envelope(number, message),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        files=files,
        events=tuple(event for file in files for event in _events(file)),
    )


def _envelope(number: int, message: EmailMessage) -> Envelope:
    to = message["To"]
    recipients: tuple[Address, ...] = to.addresses if to is not None else ()
    recipient = recipients[0] if recipients else Address("", "nobody", "invalid")
    date = message["Date"]
    return Envelope(
        number=number,
        address=recipient.addr_spec,
        name=recipient.display_name or recipient.addr_spec,
        subject=str(message["Subject"] or "(no subject)"),
        sent_at=date.datetime if date is not None else None,
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _files(message: EmailMessage) -> Iterator[AttachedFile]:
    for part in message.walk():
        is_calendar = part.get_content_type() == CALENDAR_TYPE
        if part.is_multipart() or not (is_calendar or part.is_attachment()):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            name = part.get_filename() or ("invitation.ics" if is_calendar else "attachment")
            yield AttachedFile(name, part.get_content_type(), content)


def _events(file: AttachedFile) -> Iterator[Event]:
    if file.content_type != CALENDAR_TYPE:
        return
    for found in Calendar.from_ical(file.content).walk("VEVENT"):
        yield Event(
            summary=str(found.get("SUMMARY", "")),
            starts_at=found.decoded("DTSTART"),
            ends_at=found.decoded("DTEND"),
            people=tuple(_people(found)),
            description=str(found.get("DESCRIPTION", "")),
            uid=str(found.get("UID", "")),
        )


def _people(event: Any) -> Iterator[str]:
    for name in ("ORGANIZER", "ATTENDEE"):
        values = event.get(name, [])
        for value in values if isinstance(values, list) else [values]:
            address = unquote(str(value).removeprefix("mailto:").removeprefix("MAILTO:"))
            known_as = value.params.get("CN", "")
            yield f"{known_as} <{address}>" if known_as else address
