"""Mails that a server took and that came back later. Every function leaves the commit to others."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import changed_rows
from matchmaker.models import MailStatus, OutboxMail
from matchmaker.services.outbox.sending import LONGEST_ERROR
from matchmaker.text import shown_line


def sent_mail(session: Session, message_ids: Sequence[str]) -> OutboxMail | None:
    """Return the mail of ours that one of the Message-IDs names, the first that is known."""
    query = sa.select(OutboxMail).where(OutboxMail.message_id.in_(message_ids))
    found = {mail.message_id: mail for mail in session.scalars(query)}
    return next((found[each] for each in message_ids if each in found), None)


def mark_returned(session: Session, mail: OutboxMail, answer: str) -> bool:
    """Note that a mail that had left came back; return whether that is news.

    It shows among those that failed, and a coordinator may have it tried again.
    """
    changed = session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.id == mail.id, OutboxMail.status == MailStatus.SENT)
        .values(
            status=MailStatus.FAILED,
            last_error=shown_line(f"came back: {answer or 'without a reason'}", LONGEST_ERROR),
        )
    )
    session.refresh(mail)
    return changed_rows(changed) == 1
