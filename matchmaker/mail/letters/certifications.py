"""The letter that reminds of a certification before it expires."""

from typing import Final

from matchmaker import clock
from matchmaker.mail.desk import Desk
from matchmaker.mail.letter import Letter, NoLongerTrue, OptOut
from matchmaker.messages import lazy_gettext, ngettext
from matchmaker.models import CertificationRecord, Refusable
from matchmaker.services.certifications.records import held_certification
from matchmaker.services.certifications.words import NOTES, headline_of, missing_lines
from matchmaker.services.outbox.refusable import is_refused

REMINDERS: Final = OptOut(
    question=lazy_gettext("Would you rather not be reminded of certifications that expire?"),
    wish=lazy_gettext("No reminders of my certifications, please"),
    refuses=Refusable.CERTIFICATION_REMINDERS,
)


def certification_expires(desk: Desk) -> Letter:
    """Say when it expires, and what renewing it still takes by the member's own record."""
    record = desk.session.get(CertificationRecord, desk.row.payload["record_id"])
    reader, today = desk.reader, clock.today(desk.programme.time_zone)
    if record is None or record.member_id != reader.id or record.remind_days is None:
        raise NoLongerTrue("the member wants no reminder of it")
    if record.expires_on is None or str(record.expires_on) != desk.row.payload["expires_on"]:
        raise NoLongerTrue("it expires on another day by now")
    if is_refused(desk.session, desk.programme.id, reader.id, desk.row.kind):
        raise NoLongerTrue("the member wants no such reminders")
    held = held_certification(desk.session, reader, record, today)
    if held is None or held.days_left is None or held.has_expired:
        raise NoLongerTrue("it has expired, or is no certification of the programme any more")
    rule, standing = held.rule, held.standing
    return desk.write(
        opt_out=REMINDERS,
        certification=held.term.name,
        day=desk.day(record.expires_on),
        left=ngettext("in one day", "in %(num)s days", held.days_left),
        headline=headline_of(rule, standing) if rule and standing else "",
        missing=missing_lines(rule, standing) if rule and standing else [],
        note=NOTES.get(record.certification, ""),
        button_url=desk.url("/certifications"),
    )
