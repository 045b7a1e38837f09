"""Trying mails again that failed or wait, one or many, once their cause is mended."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import MailStatus, OutboxMail, Programme
from matchmaker.services.outbox.holds import LEAVES_ALL_THE_SAME, a_hold_stands
from matchmaker.services.outbox.outbox import is_free

_PART: Final = 500


def retry_mail(session: Session, programme: Programme, mail_id: int) -> bool:
    """Make a mail of a programme that failed or waits for its next attempt due at once.

    Return False if it is neither, if it is held, or if somebody is sending it at this moment. The
    message stays the one of the first attempt.
    """
    can_be = (OutboxMail.status == MailStatus.FAILED) | (
        (OutboxMail.status == MailStatus.PENDING) & is_free(clock.now())
    )
    is_it = (OutboxMail.id == mail_id, OutboxMail.programme_id == programme.id)
    return _make_due(session, can_be, *is_it) == 1


def retry_failed(session: Session, *which: sa.ColumnElement[bool]) -> int:
    """Make failed mails due at once, all or those that meet conditions; return how many.

    Held ones stay as they are.
    """
    return _make_due(session, OutboxMail.status == MailStatus.FAILED, *which)


def retry_these(session: Session, mail_ids: Sequence[int]) -> int:
    """Do so for those of the given mails that have failed; return how many."""
    parts = (mail_ids[start : start + _PART] for start in range(0, len(mail_ids), _PART))
    return sum(retry_failed(session, OutboxMail.id.in_(part)) for part in parts)


def _make_due(session: Session, *which: sa.ColumnElement[bool]) -> int:
    """A failed mail begins its waits anew."""
    is_failed = OutboxMail.status == MailStatus.FAILED
    changed = session.execute(
        sa.update(OutboxMail)
        .where(
            *which,
            OutboxMail.is_held.is_(False),
            OutboxMail.kind.in_(LEAVES_ALL_THE_SAME) | ~a_hold_stands(),
        )
        .values(
            status=MailStatus.PENDING,
            attempts=sa.case((is_failed, 0), else_=OutboxMail.attempts),
            last_error=sa.case((is_failed, ""), else_=OutboxMail.last_error),
            next_attempt_at=clock.now(),
            refused_at=None,
            is_refused_alone=False,
            lease_token=None,
            leased_until=None,
        )
        .execution_options(synchronize_session=False)
    )
    return changed_rows(changed)
