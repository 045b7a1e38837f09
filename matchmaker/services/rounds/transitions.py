"""Changing a state: allowed, by one winner only, and logged with who, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from matchmaker import clock
from matchmaker.database import add_rows, changed_rows, in_parts
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


def move_matches(
    session: Session,
    matches: Sequence[Match],
    old: MatchStatus,
    new: MatchStatus,
    actor: Member | None,
    **values: Any,
) -> None:
    """Move many matches from one state to another, set `values` with it, and log each.

    Takes as many statements for many as for a few. Raises as `move_match` does; all or none.
    """
    if new not in MATCH_TRANSITIONS[old]:
        raise ForbiddenTransition(f"a match cannot go from {old} to {new}")
    session.flush()
    changed = 0
    for part in in_parts([match.id for match in matches]):
        moved = session.execute(
            sa.update(Match)
            .where(Match.id.in_(part), Match.status == old)
            .values(status=new, **values)
            .execution_options(synchronize_session=False)
        )
        changed += changed_rows(moved)
    if changed != len(matches):
        raise OutOfDate(f"{len(matches) - changed} matches are no longer {old}")
    for match in matches:
        for name, value in {"status": new, **values}.items():
            set_committed_value(match, name, value)
    log = [_change_of(old, new, actor, match_id=match.id) for match in matches]
    add_rows(session, StatusChange, log)


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
    session: Session, round_: Round, actor: Member | None, kind: ChangeKind, **facts: str | int
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
    session.add(StatusChange(**_change_of(old, new, actor, **facts)))
    session.flush()


def _change_of(
    old: MatchStatus | RoundStatus | None,
    new: MatchStatus | RoundStatus,
    actor: Member | None,
    **facts: Any,
) -> dict[str, Any]:
    return {
        "old_status": old,
        "new_status": new,
        "actor_id": actor.id if actor else None,
        "changed_at": clock.now(),
        **facts,
    }
