"""The calendar file that proposes the first half hour of a pair.

It is published, not an invitation: METHOD:PUBLISH, an organiser and no attendees. Outlook and
Gmail then offer to add it to one's own calendar and send no answers to anybody; with
METHOD:REQUEST they would mail acceptances to an address that is no person.
"""

from datetime import datetime, timedelta
from typing import Final

from flask_mail import Attachment
from icalendar import Calendar, Event, vCalAddress, vText

from matchmaker.addresses import mail_link
from matchmaker.mail.cleaning import one_line, several_lines
from matchmaker.messages import language
from matchmaker.services.mentorships.agenda import FIRST_MEETING_MINUTES

FILENAME: Final = "first-meeting.ics"
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
    address = vCalAddress(mail_link(organiser))
    address.params["cn"] = vText(one_line(organiser_name).replace('"', "'"))
    event["organizer"] = address
    calendar = Calendar()
    calendar.add("prodid", f"-//matchmaker//first meeting//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    content_type = CONTENT_TYPE.format(method=method, name=FILENAME)
    return Attachment(FILENAME, content_type, calendar.to_ical())
