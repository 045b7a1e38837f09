"""What is due, asked of the database and each programme's own calendar, never of the clock alone.

A machine that was off at the hour finds the job due when it is back; of two that find it due at
once, the constraints of the tables let one do it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    CoffeeGroup,
    CoffeeRound,
    CoffeeStatus,
    Programme,
    Round,
    RoundStatus,
)
from matchmaker.services.operations.epochs import held_since
from matchmaker.services.operations.job_runs import (
    BOUNCES,
    COFFEE_ROUND,
    FOLLOW_UP,
    MONTHLY_MATCH,
    PURGE,
    last_failure,
    last_start,
)
from matchmaker.services.programme.calendar import has_begun_before, local_day
from matchmaker.services.programme.programmes import all_programmes

UNFINISHED: Final = (RoundStatus.DRAFT, RoundStatus.FROZEN)
FOLLOW_UP_EVERY: Final = timedelta(hours=1)
BOUNCES_EVERY: Final = timedelta(minutes=10)
WAIT_AFTER_FAILURE: Final = timedelta(minutes=10)


def due_for(session: Session, job: str) -> tuple[Programme | None, ...]:
    """Return for which programmes a job has something to do now; None is the installation.

    One that failed is left alone for ten minutes. While mails are held, only what writes to nobody
    is due.
    """
    if job in WRITES_TO_PEOPLE and held_since(session) is not None:
        return ()
    if job in _DUE_ONCE:
        is_due_once = _DUE_ONCE[job]
        return (None,) if not _has_just_failed(session, job) and is_due_once(session) else ()
    is_due = _DUE[job]
    return tuple(
        programme
        for programme in all_programmes(session)
        if not _has_just_failed(session, job, programme) and is_due(session, programme)
    )


def _has_just_failed(session: Session, job: str, programme: Programme | None = None) -> bool:
    failed_at = last_failure(session, job, programme)
    return failed_at is not None and failed_at > clock.now() - WAIT_AFTER_FAILURE


def is_round_due(session: Session, programme: Programme) -> bool:
    """Whether this month's round is missing or was left unfinished.

    A discarded round is not made again automatically: the coordinators decide. The month in which
    the programme's first member came gets no automatic round, because people are still joining.
    """
    month = clock.current_month(programme.time_zone)
    statuses = session.scalars(
        sa.select(Round.status).filter_by(programme_id=programme.id, month=month)
    ).all()
    if statuses:
        return any(status in UNFINISHED for status in statuses)
    return has_begun_before(session, programme, month)


def is_coffee_round_due(session: Session, programme: Programme) -> bool:
    """Whether this month's coffee groups are missing, or some have not been told."""
    month = clock.current_month(programme.time_zone)
    round_id = session.scalar(
        sa.select(CoffeeRound.id).filter_by(programme_id=programme.id, month=month)
    )
    if round_id is None:
        return has_begun_before(session, programme, month)
    untold = sa.select(CoffeeGroup.id).filter_by(round_id=round_id, status=CoffeeStatus.FORMED)
    return session.scalar(untold.limit(1)) is not None


def is_follow_up_due(session: Session, programme: Programme) -> bool:
    """Whether an hour has passed since the last follow-up began."""
    begun = last_start(session, FOLLOW_UP, programme)
    return begun is None or begun <= clock.now() - FOLLOW_UP_EVERY


def is_reading_due(session: Session) -> bool:
    """Whether ten minutes have passed since somebody began to read what came back."""
    begun = last_start(session, BOUNCES)
    return begun is None or begun <= clock.now() - BOUNCES_EVERY


def is_purge_due(session: Session) -> bool:
    """Whether a day has begun, by some programme's calendar, since the last purge.

    Also once mails are held: the purge erases again members whom a restored database brought back.
    """
    begun = last_start(session, PURGE)
    if begun is None:
        return True
    zones = {programme.time_zone for programme in all_programmes(session)}
    if any(local_day(begun, zone) < clock.today(zone) for zone in zones):
        return True
    since = held_since(session)
    return since is not None and begun < since


_DUE_ONCE: Final[dict[str, Callable[[Session], bool]]] = {
    PURGE: is_purge_due,
    BOUNCES: is_reading_due,
}
"""Jobs of the installation."""
_DUE: Final[dict[str, Callable[[Session, Programme], bool]]] = {
    MONTHLY_MATCH: is_round_due,
    COFFEE_ROUND: is_coffee_round_due,
    FOLLOW_UP: is_follow_up_due,
}
WRITES_TO_PEOPLE: Final = frozenset({*_DUE, BOUNCES})
"""Jobs that owe mails; they rest while mails are held."""
