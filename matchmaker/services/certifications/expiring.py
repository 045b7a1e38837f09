"""Reminders of certifications that expire: half a year, three months and one month before."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import CertificationRecord, MailKind, Member, Participation, Programme
from matchmaker.services.outbox.outbox import NewMail, owe_mails
from matchmaker.services.programme.calendar import local_day

REMIND_DAYS: Final = (180, 90, 30)


def expiring(session: Session, programme: Programme) -> list[int]:
    """Return the ids of records of which a programme reminds soon: a few statements for any number.

    Whoever takes part in several programmes is reminded by the one that was there first.
    """
    today = clock.today(programme.time_zone)
    first = (
        sa.select(sa.func.min(Participation.programme_id))
        .where(Participation.member_id == CertificationRecord.member_id)
        .scalar_subquery()
    )
    query = (
        sa.select(CertificationRecord.id)
        .join(Member, Member.id == CertificationRecord.member_id)
        .where(
            Member.left_at.is_(None),
            CertificationRecord.remind_days.is_not(None),
            CertificationRecord.expires_on >= today,
            CertificationRecord.expires_on <= today + timedelta(days=max(REMIND_DAYS)),
            first == programme.id,
        )
        .order_by(CertificationRecord.id)
    )
    return list(session.scalars(query))


def remind_of_expiry(session: Session, programme: Programme, record_ids: Collection[int]) -> int:
    """Owe the reminders that are due; return how many are new. Each is owed once."""
    query = (
        sa.select(CertificationRecord, Member)
        .join(Member, Member.id == CertificationRecord.member_id)
        .where(CertificationRecord.id.in_(record_ids))
        .order_by(CertificationRecord.id)
    )
    zone = programme.time_zone
    today = clock.today(zone)
    mails = [
        NewMail(
            MailKind.CERTIFICATION_EXPIRES,
            f"certification:{record.id}:{record.expires_on}:{days}",
            member,
            {"record_id": record.id, "expires_on": str(record.expires_on)},
            expires_at=_end_of(record.expires_on, zone),
        )
        for record, member in session.execute(query)
        if record.expires_on is not None
        and (days := reminder_due(record, local_day(record.written_at, zone), today)) is not None
    ]
    return owe_mails(session, programme.id, mails)


def reminder_due(record: CertificationRecord, written_on: date, today: date) -> int | None:
    """Return how many days before it expires the reminder that is due now is sent, or None.

    Of several days that have passed only the last counts, and none that had passed already when
    the member wrote down the dates.
    """
    if record.remind_days is None or record.expires_on is None or record.expires_on < today:
        return None
    passed = [
        days
        for days in REMIND_DAYS
        if days <= record.remind_days
        and written_on < record.expires_on - timedelta(days=days) <= today
    ]
    return min(passed, default=None)


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
