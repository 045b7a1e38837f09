"""What became of each mail that was offered: sent, tried again later, set aside, or failed.

Every function flushes and leaves the commit to its caller. Who has a mail in hand is in `leases`;
writing the letter and talking to the mail server are the mail ring's work; what a coordinator sees
is in `problems`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import MailStatus, OutboxMail
from matchmaker.services.outbox.leases import BACK_OFF, LeasedMail, end_lease, still_ours
from matchmaker.services.outbox.outbox import is_free
from matchmaker.text import shown_line

GIVE_UP_AFTER: Final = timedelta(days=4)
LOOK_AGAIN_AFTER: Final = timedelta(minutes=1)
"""For a mail that was refused, where others may not be."""
CLOCKS_AGREE_WITHIN: Final = timedelta(seconds=5)
MOST_REFUSALS: Final = 4
"""So often a mail may be refused in words that are not about its recipient, while others leave."""
LONGEST_ERROR: Final = 500


def has_sent_since(session: Session, moment: datetime) -> bool:
    """Whether the mail server has taken any mail since a moment."""
    sent = sa.select(OutboxMail.id).where(
        OutboxMail.status == MailStatus.SENT, OutboxMail.sent_at >= moment
    )
    return session.scalar(sent.limit(1)) is not None


def count_sent_since(session: Session, moment: datetime) -> int:
    """Return how many mails the mail server has taken since a moment."""
    query = sa.select(sa.func.count(OutboxMail.id)).where(
        OutboxMail.status == MailStatus.SENT, OutboxMail.sent_at >= moment
    )
    return session.scalar(query) or 0


def mark_sent(session: Session, leased: LeasedMail) -> bool:
    """The server has taken the mail; return whether the lease was still ours."""
    return bool(mark_all_sent(session, [leased]))


def mark_all_sent(
    session: Session, mails: Sequence[LeasedMail], sent_at: datetime | None = None
) -> set[int]:
    """The server has taken the mails; return the ids of those whose lease was still ours."""
    ours = still_ours(session, mails)
    if ours:
        session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id.in_(ours))
            .values(
                status=MailStatus.SENT,
                sent_at=sent_at or clock.now(),
                last_error="",
                lease_token=None,
                leased_until=None,
            )
            .execution_options(synchronize_session=False)
        )
    return ours


def mark_delayed(session: Session, leased: LeasedMail, error: str) -> MailStatus | None:
    """Try again later, after a wait that grows; return the new status, None if not ours.

    A mail that has been tried for four days has failed; one whose time is over before the next
    attempt is cancelled; one whose recipient was erased meanwhile is gone.
    """
    row = session.get(OutboxMail, leased.mail_id, populate_existing=True)
    if row is None:
        return None
    next_attempt_at = _next_attempt(row)
    status = MailStatus.PENDING
    if row.expires_at is not None and row.expires_at <= next_attempt_at:
        status = MailStatus.CANCELLED
    elif row.attempts > len(BACK_OFF) and next_attempt_at - row.created_at > GIVE_UP_AFTER:
        status = MailStatus.FAILED
    is_ours = end_lease(
        session, leased, status=status, next_attempt_at=next_attempt_at, last_error=_cut(error)
    )
    return status if is_ours else None


def mark_failed(session: Session, leased: LeasedMail, error: str) -> bool:
    """The mail can never be sent as it is; a coordinator is shown why."""
    return end_lease(session, leased, status=MailStatus.FAILED, last_error=_cut(error))


def mark_refused(session: Session, leased: LeasedMail, error: str) -> MailStatus | None:
    """The server refuses this mail while it takes others: it fails when that was said often enough.

    Return the new status, None if the mail is not ours.
    """
    row = session.get(OutboxMail, leased.mail_id, populate_existing=True)
    if row is None or row.attempts < MOST_REFUSALS:
        return mark_delayed(session, leased, error)
    return MailStatus.FAILED if mark_failed(session, leased, error) else None


def set_aside(
    session: Session, leased: LeasedMail, error: str, wait: timedelta, *, is_refused: bool = False
) -> bool:
    """Let others go first: the server's answer may not be about this mail.

    The attempt does not count. A refusal is noted, to be compared with what becomes of others.
    """
    now = clock.now()
    refused_at = sa.func.coalesce(OutboxMail.refused_at, now) if is_refused else None
    return end_lease(
        session,
        leased,
        attempts=OutboxMail.attempts - 1,
        next_attempt_at=now + wait,
        last_error=_cut(error),
        **({} if refused_at is None else {"refused_at": refused_at}),
    )


def fail_set_aside(session: Session, mail_id: int) -> bool:
    """Fail a mail that was refused and set aside, now that others say what was meant.

    The attempt counts after all. Return False if somebody has it in hand, or it has left.
    """
    now = clock.now()
    changed = session.execute(
        sa.update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.status == MailStatus.PENDING,
            OutboxMail.refused_at.is_not(None),
            is_free(now),
        )
        .values(status=MailStatus.FAILED, attempts=OutboxMail.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(changed) == 1


def refused_since_taken(session: Session) -> set[str]:
    """Return the recipients that the server has refused since it took a mail last."""
    refused = sa.select(OutboxMail.recipient).where(OutboxMail.refused_at.is_not(None))
    taken_at = session.scalar(sa.select(sa.func.max(OutboxMail.sent_at)))
    if taken_at is not None:
        refused = refused.where(OutboxMail.refused_at > taken_at)
    return set(session.scalars(refused))


def note_refused_alone(session: Session, mail_ids: Collection[int]) -> None:
    """Note that the server took another mail right after it had refused these."""
    if mail_ids:
        session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id.in_(mail_ids), OutboxMail.refused_at.is_not(None))
            .values(is_refused_alone=True)
            .execution_options(synchronize_session=False)
        )


def is_refused_alone(session: Session, leased: LeasedMail) -> bool:
    """Whether the server has taken other mails since it first refused this one."""
    row = session.get(OutboxMail, leased.mail_id, populate_existing=True)
    if row is None or row.refused_at is None:
        return False
    return row.is_refused_alone or has_sent_since(session, row.refused_at + CLOCKS_AGREE_WITHIN)


def mark_cancelled(session: Session, leased: LeasedMail, why: str) -> bool:
    """What the mail would tell is no longer true."""
    return end_lease(session, leased, status=MailStatus.CANCELLED, last_error=_cut(why))


def _next_attempt(row: OutboxMail) -> datetime:
    return clock.now() + BACK_OFF[min(max(row.attempts, 1), len(BACK_OFF)) - 1]


def _cut(error: str) -> str:
    return shown_line(error, LONGEST_ERROR)
