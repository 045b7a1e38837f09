"""How often somebody may try something: counted in the database, so that all processes share it.

Whom a count is about is stored as a keyed hash: neither addresses nor network addresses stand in
the table, and nobody without the key can look for one.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import AttemptCount

FORGET_AFTER: Final = timedelta(hours=1)
"""How long a count outlives its stretch of time; then the next stretch of anybody removes it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts in a stretch of time, which begins with the first of them."""

    most: int
    within: timedelta


def count_attempt(
    session: Session, secret_key: str, what: str, who: str, limits: tuple[Limit, ...]
) -> timedelta | None:
    """Count one attempt; None if it is within the limits, otherwise how long to wait.

    The caller commits at once, whatever becomes of the attempt. Of two at the same moment both
    are counted.
    """
    waits = [_count(session, _code(secret_key, what, who, each), each) for each in limits]
    return max((wait for wait in waits if wait), default=None)


def _count(session: Session, code: str, limit: Limit) -> timedelta | None:
    now = clock.now()
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
    if attempts == 1:
        session.execute(sa.delete(AttemptCount).where(AttemptCount.until < now - FORGET_AFTER))
    return ends_at - now if attempts > limit.most else None


def _code(secret_key: str, what: str, who: str, limit: Limit) -> str:
    message = f"attempts {what} {limit.most} {limit.within} {who}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()
