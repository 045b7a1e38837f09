"""Changing a state: allowed, by one winner only, and logged with who, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import (
    MATCH_TRANSITIONS,
    ROUND_TRANSITIONS,
    ChangeKind,
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
    session: Session,
    match: Match,
    new: MatchStatus,
    actor: Member | None,
    reason: str = "",
    kind: ChangeKind = ChangeKind.STATE,
) -> None:
    """Move a match on and log it, with what the actor typed as a reason.

    Raises `ForbiddenTransition`, or `OutOfDate` when the row is no longer in the state in which
    the caller read it: of two who change it at once, one wins.
    """
    old = match.status
    if new not in MATCH_TRANSITIONS[old]:
        raise ForbiddenTransition(f"a match cannot go from {old} to {new}")
    _change(session, match, new)
    _log(session, old, new, actor, match_id=match.id, reason=reason, kind=kind)


def move_round(
    session: Session, round_: Round, new: RoundStatus, actor: Member | None, reason: str = ""
) -> None:
    """Move a round on and log it; raises as `move_match` does."""
    old = round_.status
    if new not in ROUND_TRANSITIONS[old]:
        raise ForbiddenTransition(f"a round cannot go from {old} to {new}")
    _change(session, round_, new)
    _log(session, old, new, actor, round_id=round_.id, reason=reason)


def log_opening(session: Session, round_: Round) -> None:
    """Log that a round was created."""
    _log(session, None, round_.status, None, round_id=round_.id)


def log_act(
    session: Session, round_: Round, actor: Member, kind: ChangeKind, **facts: str | int
) -> None:
    """Log what a coordinator did to a round within its state; `facts` are columns of the log."""
    _log(session, round_.status, round_.status, actor, round_id=round_.id, kind=kind, **facts)


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
    **facts: Any,
) -> None:
    session.add(
        StatusChange(
            old_status=old,
            new_status=new,
            actor_id=actor.id if actor else None,
            changed_at=clock.now(),
            **facts,
        )
    )
    session.flush()
