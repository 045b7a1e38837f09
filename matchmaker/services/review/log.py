"""What was decided and what happened in a round: who, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.models import (
    DecisionKind,
    Member,
    PairDecision,
    Round,
    RoundStatus,
    StatusChange,
)
from matchmaker.services.programme.withheld import NOBODY
from matchmaker.services.review.decisions import SOLVED_AGAIN
from matchmaker.services.review.naming import people_named_in, with_names
from matchmaker.services.review.pairs import Person, person_of
from matchmaker.services.rounds.transitions import ChangeLine


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A lock or a ban, who decided it, when and why."""

    id: int
    kind: DecisionKind
    mentee: Person
    mentor: Person
    reason: str
    decided_by: str
    decided_at: datetime


WITHHELD_ENTRY: Final = "a decision about a case that you do not see"


def decisions_of(
    session: Session, round_: Round, hidden: frozenset[int] = NOBODY
) -> tuple[DecisionLine, ...]:
    """Return the locks and bans of a round, in order; without those about `hidden` people."""
    query = (
        sa.select(PairDecision)
        .filter_by(round_id=round_.id)
        .options(
            joinedload(PairDecision.mentee).joinedload(Member.profile),
            joinedload(PairDecision.mentor).joinedload(Member.profile),
            joinedload(PairDecision.decided_by),
        )
        .order_by(PairDecision.id)
    )
    return tuple(
        DecisionLine(
            id=decision.id,
            kind=decision.kind,
            mentee=person_of(decision.mentee),
            mentor=person_of(decision.mentor),
            reason=decision.reason,
            decided_by=_name(decision.decided_by),
            decided_at=decision.decided_at,
        )
        for decision in session.scalars(query)
        if not hidden & {decision.mentee_id, decision.mentor_id}
    )


def history_of(
    session: Session, round_: Round, hidden: frozenset[int] = NOBODY
) -> tuple[ChangeLine, ...]:
    """Return the log of a round, the oldest entry first; nothing exact about `hidden` people."""
    query = (
        sa.select(StatusChange)
        .filter_by(round_id=round_.id)
        .options(joinedload(StatusChange.actor))
        .order_by(StatusChange.changed_at, StatusChange.id)
    )
    changes = session.scalars(query).all()
    reasons = _readable(session, changes, hidden)
    return tuple(
        ChangeLine(
            change.old_status, change.new_status, _name(change.actor), reason, change.changed_at
        )
        for change, reason in zip(changes, reasons, strict=True)
    )


def has_undone_work(session: Session, round_: Round) -> bool:
    """Whether a solved round's result leaves out a decision that was made or lifted since."""
    last = session.scalars(
        sa.select(StatusChange.reason)
        .where(
            StatusChange.round_id == round_.id,
            StatusChange.old_status == RoundStatus.SOLVED,
            StatusChange.new_status == RoundStatus.SOLVED,
        )
        .order_by(StatusChange.id.desc())
        .limit(1)
    ).one_or_none()
    return round_.status == RoundStatus.SOLVED and last not in {None, SOLVED_AGAIN}


def _readable(
    session: Session, changes: Sequence[StatusChange], hidden: frozenset[int]
) -> list[str]:
    """Return the reasons with names for ids where the system wrote them, before the first colon."""
    parts = [change.reason.removeprefix("lifted: ").partition(": ") for change in changes]
    heads = with_names(session, [head for head, _, _ in parts])
    return [
        WITHHELD_ENTRY
        if change.old_status == change.new_status and hidden & people_named_in(change.reason)
        else ("lifted: " if change.reason.startswith("lifted: ") else "")
        + (head if change.old_status == change.new_status else own)
        + colon
        + typed
        for change, head, (own, colon, typed) in zip(changes, heads, parts, strict=True)
    ]


def _name(member: Member | None) -> str:
    return member.greeting_name if member else ""
