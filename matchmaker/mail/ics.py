"""Calendar files: one that proposes the first half hour of a pair, and invitations to sessions.

The proposal is published, not an invitation: METHOD:PUBLISH, an organiser and no attendees. Outlook
and Gmail then offer to add it to one's own calendar and send no answers to anybody.

A session that both agreed on is a real invitation. Why the programme is its organiser, and asks for
no answer: docs/decisions/0018-invitations.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask_mail import Attachment
from icalendar import Calendar, Event, vCalAddress, vText

from matchmaker.addresses import mail_link
from matchmaker.mail.cleaning import one_line, several_lines
from matchmaker.messages import language
from matchmaker.services.mentorships.agenda import FIRST_MEETING_MINUTES

FILENAME: Final = "first-meeting.ics"
SESSION_FILENAME: Final = "session.ics"
CONTENT_TYPE: Final = 'text/calendar; charset="utf-8"; method={method}; name="{name}"'


def calendar_file(
    *,
    uid: str,
    starts_at: datetime,
    stamped_at: datetime,
    summary: str,
    description: str,
    url: str,
    organiser: str,
    organiser_name: str,
    is_called_off: bool = False,
) -> Attachment:
    """Return the calendar file as an attachment; equal arguments give equal bytes.

    One that calls the meeting off has the same UID and the next sequence number.
    """
    method = "CANCEL" if is_called_off else "PUBLISH"
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamped_at.replace(microsecond=0))
    event.add("dtstart", starts_at.replace(microsecond=0))
    event.add("dtend", starts_at.replace(microsecond=0) + timedelta(minutes=FIRST_MEETING_MINUTES))
    event.add("sequence", int(is_called_off))
    event.add("status", "CANCELLED" if is_called_off else "TENTATIVE")
    event.add("summary", one_line(summary))
    if description:
        event.add("description", "\n".join(several_lines(description)))
    event.add("url", url)
    event["organizer"] = _person(organiser, organiser_name)
    return _file(event, method, "first meeting", FILENAME)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One of those who are invited; `has_agreed` if they need not answer."""

    address: str
    name: str
    has_agreed: bool


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """A session as calendars know it; each version has the same `uid` and the next `sequence`."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    stamped_at: datetime
    summary: str
    description: str
    place: str
    url: str


def invitation(
    session: SessionEvent,
    organiser: str,
    organiser_name: str,
    attendees: Sequence[Attendee],
    *,
    is_cancelled: bool = False,
) -> Attachment:
    """Return an invitation to a session, or its cancellation; equal arguments give equal bytes."""
    starts_at = session.starts_at.replace(microsecond=0)
    event = Event()
    event.add("uid", session.uid)
    event.add("dtstamp", session.stamped_at.replace(microsecond=0))
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=session.minutes))
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("summary", one_line(session.summary))
    if session.description:
        event.add("description", "\n".join(several_lines(session.description)))
    if session.place:
        event.add("location", one_line(session.place))
    event.add("url", session.url)
    event["organizer"] = _person(organiser, organiser_name)
    for each in attendees:
        person = _person(each.address, each.name)
        person.params["role"] = vText("REQ-PARTICIPANT")
        person.params["partstat"] = vText("ACCEPTED" if each.has_agreed else "NEEDS-ACTION")
        person.params["rsvp"] = vText("FALSE")
        event.add("attendee", person, encode=False)
    method = "CANCEL" if is_cancelled else "REQUEST"
    return _file(event, method, "session", SESSION_FILENAME)


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(mail_link(address))
    person.params["cn"] = vText(one_line(name).replace('"', "'"))
    return person


def _file(event: Event, method: str, product: str, filename: str) -> Attachment:
    calendar = Calendar()
    calendar.add("prodid", f"-//matchmaker//{product}//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    content_type = CONTENT_TYPE.format(method=method, name=filename)
    return Attachment(filename, content_type, calendar.to_ical())
