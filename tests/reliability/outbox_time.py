"""Letting time pass for mails alone, where processes and servers go by the real clock."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import MailStatus, OutboxMail


def let_an_hour_pass(session: Session) -> None:
    """Let waits and the leases of the dead run out."""
    hour = timedelta(hours=1)
    session.expire_all()
    for row in session.scalars(sa.select(OutboxMail).filter_by(status=MailStatus.PENDING)):
        row.next_attempt_at -= hour
        if row.leased_until is not None:
            row.leased_until -= hour
    session.commit()
