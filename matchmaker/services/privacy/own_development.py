"""A member's certifications and record of development, in words, for their copy of their data."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import format_day, format_duration
from matchmaker.messages import gettext as _
from matchmaker.models import CertificationRecord, Member
from matchmaker.services.certifications.development import entries_of
from matchmaker.services.certifications.words import KIND_NAMES, LEVEL_NAMES
from matchmaker.services.privacy.moments import said
from matchmaker.services.wording.reasons import term_name
from matchmaker.taxonomy import load_taxonomy


def own_certifications(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return the dates that the member entered for each certification."""
    query = sa.select(CertificationRecord).filter_by(member_id=member.id)
    names = load_taxonomy().certifications
    return [
        {
            _("Certification"): term_name(names, record.certification),
            _("Level"): str(LEVEL_NAMES[record.level]) if record.level else "",
            _("Earned or last renewed on"): format_day(record.earned_on),
            _("Expires on"): format_day(record.expires_on) if record.expires_on else "",
            _("First reminder, days before"): record.remind_days,
            _("Last saved"): said(record.written_at),
        }
        for record in session.scalars(query.order_by(CertificationRecord.certification))
    ]


def own_development(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return the entries of the member's record of development, the latest first."""
    return [
        {
            _("Day"): format_day(entry.day),
            _("Time"): format_duration(entry.minutes),
            _("What was it?"): entry.topic,
            _("Counts as"): str(KIND_NAMES[entry.kind]),
            _("Added"): said(entry.created_at),
        }
        for entry in entries_of(session, member)
    ]
