"""Whether the mails that wait leave as they should: at once, or at the pace that is in force."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailStatus, OutboxMail
from matchmaker.services.outbox.holds import is_held
from matchmaker.services.outbox.pace import Pace, interval_since, pace_of
from matchmaker.services.outbox.sending import count_sent_since, has_sent_since

STUCK_AFTER: Final = timedelta(hours=1)
"""So much longer than the pace explains may a mail wait; and so long may none leave at all."""
SLOWER_THAN_PLANNED: Final = 2
"""The server rests between, answers slowly, and takes what somebody waits for at the screen."""


class Delay(StrEnum):
    """Why mails are called stuck."""

    NONE_LEAVES = "none_leaves"
    TOO_SLOW = "too_slow"
    """They wait longer than the pace explains."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The mails of the installation that may leave and have not left."""

    waiting: int
    oldest: datetime | None
    """Since when the one is owed that is owed longest."""
    pace: Pace
    delay: Delay | None

    @property
    def done_at(self) -> datetime | None:
        """Return about when all will have left; None where no pace delays them."""
        return self.pace.done_at(self.waiting) if self.waiting else None


def backlog_of(session: Session, setting: int) -> Backlog:
    """Return how the outbox is; `setting` is the operator's pace, 0 for none."""
    may_leave = (OutboxMail.status == MailStatus.PENDING, ~is_held())
    waiting, oldest, since = session.execute(
        sa.select(
            sa.func.count(OutboxMail.id),
            sa.func.min(OutboxMail.created_at),
            sa.func.min(_waits_since()),
        ).where(*may_leave)
    ).one()
    delay = _delay(session, setting, since) if waiting else None
    return Backlog(waiting, oldest, pace_of(session, setting), delay)


def _waits_since() -> sa.ColumnElement[datetime]:
    """A mail that was released or is tried again begins to wait anew."""
    is_untried = (OutboxMail.attempts == 0) & (OutboxMail.last_error == "")
    return sa.case((is_untried, OutboxMail.next_attempt_at), else_=OutboxMail.created_at)


def _delay(session: Session, setting: int, since: datetime) -> Delay | None:
    now = clock.now()
    if since >= now - STUCK_AFTER:
        return None
    interval = interval_since(session, setting, since)
    if interval and not has_sent_since(session, now - STUCK_AFTER):
        return Delay.NONE_LEAVES
    explained = SLOWER_THAN_PLANNED * count_sent_since(session, since) * interval
    return Delay.TOO_SLOW if now - since > explained + STUCK_AFTER else None
