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
from matchmaker.services.matches.agenda import FIRST_MEETING_MINUTES

FILENAME: Final = "first-meeting.ics"
CONTENT_TYPE: Final = f'text/calendar; charset="utf-8"; method=PUBLISH; name="{FILENAME}"'


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
) -> Attachment:
    """Return the calendar file as an attachment; equal arguments give equal bytes."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamped_at.replace(microsecond=0))
    event.add("dtstart", starts_at.replace(microsecond=0))
    event.add("dtend", starts_at.replace(microsecond=0) + timedelta(minutes=FIRST_MEETING_MINUTES))
    event.add("sequence", 0)
    event.add("status", "TENTATIVE")
    event.add("summary", one_line(summary))
    event.add("description", "\n".join(several_lines(description)))
    event.add("url", url)
    address = vCalAddress(mail_link(organiser))
    address.params["cn"] = vText(one_line(organiser_name).replace('"', "'"))
    event["organizer"] = address
    calendar = Calendar()
    calendar.add("prodid", f"-//matchmaker//first meeting//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return Attachment(FILENAME, CONTENT_TYPE, calendar.to_ical())
