"""How often somebody may try something: counted in the database, so that all processes share it.

The person counted is stored as a keyed hash: the table holds neither mail addresses nor network
addresses, and nobody can look for one without the key.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import AttemptCount

FORGET_AFTER: Final = timedelta(hours=1)
"""How long a count is kept after its period ends; a later first attempt of anybody deletes it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most attempts in a period of time, which begins with the first of them."""

    most: int
    within: timedelta


def count_attempt(
    session: Session, secret_key: str, what: str, who: str, limits: tuple[Limit, ...]
) -> timedelta | None:
    """Count one attempt; None if it is within the limits, otherwise how long to wait.

    The caller commits at once, whatever becomes of the attempt. Concurrent attempts are all
    counted.
    """
    now = clock.now()
    waits, is_first = [], False
    for limit in limits:
        attempts, ends_at = _count(session, _code(secret_key, what, who, limit), limit, now)
        is_first |= attempts == 1
        waits += [ends_at - now] if attempts > limit.most else []
    if is_first:
        _forget_old_counts(session, now)
    return max(waits, default=None)


def _count(session: Session, code: str, limit: Limit, now: datetime) -> tuple[int, datetime]:
    until = now + limit.within
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    is_over = AttemptCount.until <= now
    counted = (
        insert(AttemptCount)
        .values(who=code, attempts=1, until=until)
        .on_conflict_do_update(
            index_elements=[AttemptCount.who],
            set_={
                "attempts": sa.case((is_over, 1), else_=AttemptCount.attempts + 1),
                "until": sa.case((is_over, until), else_=AttemptCount.until),
            },
        )
        .returning(AttemptCount.attempts, AttemptCount.until)
    )
    attempts, ends_at = session.execute(counted).one()
    return attempts, ends_at


def _forget_old_counts(session: Session, now: datetime) -> None:
    """Delete counts that ended long ago, skipping rows in use, to avoid a deadlock."""
    is_old = AttemptCount.until < now - FORGET_AFTER
    old = sa.select(AttemptCount.who).where(is_old).with_for_update(skip_locked=True)
    session.execute(
        sa.delete(AttemptCount)
        .where(AttemptCount.who.in_(session.scalars(old).all()))
        .execution_options(synchronize_session=False)
    )


def _code(secret_key: str, what: str, who: str, limit: Limit) -> str:
    message = f"attempts {what} {limit.most} {limit.within} {who}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()
