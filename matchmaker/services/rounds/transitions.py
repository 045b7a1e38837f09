"""Changing a state: allowed, by one winner only, and logged with who, when and why."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import (
    MATCH_TRANSITIONS,
    ROUND_TRANSITIONS,
    Match,
    MatchStatus,
    Member,
    Round,
    RoundStatus,
    StatusChange,
)


class ForbiddenTransition(Exception):
    """The lifecycle does not know this change; a programming error, never an answer to a user."""


class OutOfDate(Exception):
    """Somebody else changed the state first; look again before you act."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One entry of the log; `old` equals `new` for a decision within a state."""

    old: str | None
    new: str
    actor: str
    """Empty when the system did it."""
    reason: str
    changed_at: datetime


def move_match(
    session: Session, match: Match, new: MatchStatus, actor: Member | None, reason: str = ""
) -> None:
    """Move a match on and log it.

    Raises `ForbiddenTransition`, or `OutOfDate` when the row is no longer in the state in which
    the caller read it: of two who change it at once, one wins.
    """
    old = match.status
    if new not in MATCH_TRANSITIONS[old]:
        raise ForbiddenTransition(f"a match cannot go from {old} to {new}")
    _change(session, match, new)
    _log(session, old, new, actor, reason, match_id=match.id)


def move_round(
    session: Session, round_: Round, new: RoundStatus, actor: Member | None, reason: str = ""
) -> None:
    """Move a round on and log it; raises as `move_match` does."""
    old = round_.status
    if new not in ROUND_TRANSITIONS[old]:
        raise ForbiddenTransition(f"a round cannot go from {old} to {new}")
    _change(session, round_, new)
    log_round(session, round_, old, new, actor, reason)


def log_round(
    session: Session,
    round_: Round,
    old: RoundStatus | None,
    new: RoundStatus,
    actor: Member | None,
    reason: str,
) -> None:
    """Log something that happened to a round; `old` equals `new` for a decision within a state."""
    _log(session, old, new, actor, reason, round_id=round_.id)


def _change(session: Session, row: Match | Round, new: MatchStatus | RoundStatus) -> None:
    table = type(row)
    session.flush()
    changed = session.execute(
        sa.update(table)
        .where(table.id == row.id, table.status == row.status)
        .values(status=new)
        .execution_options(synchronize_session=False)
    )
    if changed_rows(changed) != 1:
        raise OutOfDate(f"{table.__name__.lower()} {row.id} is no longer {row.status}")
    session.refresh(row, ["status"])


def _log(
    session: Session,
    old: MatchStatus | RoundStatus | None,
    new: MatchStatus | RoundStatus,
    actor: Member | None,
    reason: str,
    *,
    round_id: int | None = None,
    match_id: int | None = None,
) -> None:
    session.add(
        StatusChange(
            round_id=round_id,
            match_id=match_id,
            old_status=old,
            new_status=new,
            actor_id=actor.id if actor else None,
            reason=reason,
            changed_at=clock.now(),
        )
    )
    session.flush()
