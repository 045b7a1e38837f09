"""What was decided and what happened in a round: who, when and why."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.models import (
    ChangeKind,
    DecisionKind,
    Member,
    PairDecision,
    Round,
    RoundStatus,
    StatusChange,
)
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.programme.names import label_of, labels_of
from matchmaker.services.review.naming import names_by_id
from matchmaker.services.review.pairs import ListedMember, person_of
from matchmaker.services.rounds.transitions import ChangeLine
from matchmaker.services.wording.log import change_words


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A lock or a ban, who decided it, when and why."""

    id: int
    kind: DecisionKind
    mentee: ListedMember
    mentor: ListedMember
    reason: str
    decided_by: str
    decided_at: datetime


def decisions_of(
    session: Session, round_: Round, view: CoordinatorView = WHOLE
) -> tuple[DecisionLine, ...]:
    """Return the locks and bans of a round, in order; without those about withheld people."""
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
    decisions = session.scalars(query).all()
    labels = labels_of(each for one in decisions for each in (one.mentee, one.mentor))
    return tuple(
        DecisionLine(
            id=decision.id,
            kind=decision.kind,
            mentee=person_of(decision.mentee, labels[decision.mentee_id]),
            mentor=person_of(decision.mentor, labels[decision.mentor_id]),
            reason=decision.reason,
            decided_by=_name(decision.decided_by),
            decided_at=decision.decided_at,
        )
        for decision in decisions
        if not view.withheld & {decision.mentee_id, decision.mentor_id}
    )


def history_of(
    session: Session, round_: Round, view: CoordinatorView = WHOLE
) -> tuple[ChangeLine, ...]:
    """Return the log of a round, the oldest entry first; without decisions about the withheld."""
    query = (
        sa.select(StatusChange)
        .filter_by(round_id=round_.id)
        .options(joinedload(StatusChange.actor))
        .order_by(StatusChange.changed_at, StatusChange.id)
    )
    changes = session.scalars(query).all()
    names = names_by_id(session, set().union(*map(_pair_of, changes)))
    return tuple(
        ChangeLine(
            change.old_status,
            change.new_status,
            _name(change.actor),
            change_words(change, names),
            change.changed_at,
        )
        for change in changes
        if not view.withheld & _pair_of(change)
    )


def has_undone_work(session: Session, round_: Round) -> bool:
    """Whether a solved round's result leaves out a decision that was made or lifted since."""
    last = session.scalars(
        sa.select(StatusChange.kind)
        .where(
            StatusChange.round_id == round_.id,
            StatusChange.old_status == RoundStatus.SOLVED,
            StatusChange.new_status == RoundStatus.SOLVED,
        )
        .order_by(StatusChange.id.desc())
        .limit(1)
    ).one_or_none()
    return round_.status == RoundStatus.SOLVED and last not in {None, ChangeKind.SOLVED_AGAIN}


def _pair_of(change: StatusChange) -> set[int | None]:
    return {change.mentee_id, change.mentor_id}


def _name(member: Member | None) -> str:
    return label_of(member) if member else ""
