"""A coordinator's decisions on a solved round: lock, ban, discard. Then: `solving_again`."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import (
    Address,
    ChangeKind,
    DecisionKind,
    Exclusion,
    ExclusionSource,
    Member,
    PairDecision,
    Round,
    RoundStatus,
)
from matchmaker.services.addresses.known import current_address_id
from matchmaker.services.engine.solving import Unsolvable, check_decisions
from matchmaker.services.programme.coordinator_view import view_of
from matchmaker.services.programme.withheld import NOT_YOURS, withheld_from
from matchmaker.services.review.naming import contradiction_in_words
from matchmaker.services.rounds.rounds import input_of
from matchmaker.services.rounds.snapshot import with_decisions
from matchmaker.services.rounds.transitions import OutOfDate, log_act, move_round

MOST_REASON_LETTERS = 1_000


class DecisionRefused(Exception):
    """A decision that cannot stand; the message is a sentence for the coordinator."""


def lock_pair(
    session: Session, round_: Round, mentee_id: int, mentor_id: int, reason: str, actor: Member
) -> PairDecision:
    """Keep one pair whatever else changes, and log why. Raises `DecisionRefused`."""
    return _decide(session, round_, (mentee_id, mentor_id), DecisionKind.LOCK, reason, actor)


def ban_pair(
    session: Session, round_: Round, mentee_id: int, mentor_id: int, reason: str, actor: Member
) -> PairDecision:
    """Forbid one pair, now and in later rounds, and log why. Raises `DecisionRefused`."""
    decision = _decide(session, round_, (mentee_id, mentor_id), DecisionKind.BAN, reason, actor)
    if session.scalar(_ban_of(round_, mentee_id, mentor_id)) is None:
        session.add(
            Exclusion(
                programme_id=round_.programme_id,
                member_id=mentee_id,
                other_address_id=current_address_id(session, decision.mentor),
                source=ExclusionSource.BAN,
                reason=decision.reason,
                created_by_id=actor.id,
                created_at=clock.now(),
            )
        )
        session.flush()
    return decision


def lift_decision(session: Session, decision: PairDecision, actor: Member) -> None:
    """Take a lock or a ban back. Raises `DecisionRefused`."""
    round_ = decision.round
    require_solved(session, round_)
    _require_not_withheld(session, actor, (decision.mentee_id, decision.mentor_id))
    if decision.kind == DecisionKind.BAN:
        for ban in session.scalars(_ban_of(round_, decision.mentee_id, decision.mentor_id)):
            session.delete(ban)
    log_act(session, round_, actor, _LIFTED[decision.kind], **_pair_of(decision))
    round_.decisions.remove(decision)
    session.flush()


def discard_round(session: Session, round_: Round, actor: Member, reason: str) -> None:
    """Give a round up before it is published; the month may then have another.

    Raises `DecisionRefused`.
    """
    reason = require_reason(reason)
    if round_.status not in {RoundStatus.DRAFT, RoundStatus.FROZEN, RoundStatus.SOLVED}:
        raise DecisionRefused(_("This round is published; it can no longer be discarded."))
    try:
        move_round(session, round_, RoundStatus.DISCARDED, actor, reason)
    except OutOfDate:
        raise DecisionRefused(_("This round has changed meanwhile; look at it again.")) from None


def _decide(
    session: Session,
    round_: Round,
    pair: tuple[int, int],
    kind: DecisionKind,
    reason: str,
    actor: Member,
) -> PairDecision:
    require_solved(session, round_)
    reason = require_reason(reason)
    mentee_id, mentor_id = pair
    _require_not_withheld(session, actor, pair)
    for earlier in list(round_.decisions):
        if (earlier.mentee_id, earlier.mentor_id) == pair:
            if earlier.kind == kind:
                earlier.reason = reason
                return earlier
            raise DecisionRefused(
                _("This pair is locked in this round; lift that first.")
                if earlier.kind == DecisionKind.LOCK
                else _("This pair is banned in this round; lift that first.")
            )
    decision = PairDecision(
        mentee_id=mentee_id,
        mentor_id=mentor_id,
        kind=kind,
        reason=reason,
        decided_by_id=actor.id,
        decided_at=clock.now(),
    )
    try:
        _check_decision(round_, decision)
    except Unsolvable as error:
        raise _refused(session, round_, error, actor) from error
    round_.decisions.append(decision)
    session.flush()
    log_act(session, round_, actor, _MADE[kind], reason=reason, **_pair_of(decision))
    return decision


def _check_decision(round_: Round, decision: PairDecision) -> None:
    round_input = input_of(round_)
    people = with_decisions(round_input.people, [*round_.decisions, decision])
    mentees = {mentee.id for mentee in people.mentees}
    mentors = {mentor.id for mentor in people.mentors}
    if decision.mentee_id not in mentees or decision.mentor_id not in mentors:
        raise DecisionRefused(_("These two are not mentee and mentor in this round."))
    check_decisions(people, round_input.policy.matching)


_UNCHANGEABLE = {
    RoundStatus.DRAFT: lazy_gettext("This round is draft; it can no longer be changed."),
    RoundStatus.FROZEN: lazy_gettext("This round is frozen; it can no longer be changed."),
    RoundStatus.PUBLISHED: lazy_gettext("This round is published; it can no longer be changed."),
    RoundStatus.CLOSED: lazy_gettext("This round is closed; it can no longer be changed."),
    RoundStatus.DISCARDED: lazy_gettext("This round is discarded; it can no longer be changed."),
}
_MADE = {DecisionKind.LOCK: ChangeKind.LOCK, DecisionKind.BAN: ChangeKind.BAN}
_LIFTED = {DecisionKind.LOCK: ChangeKind.LOCK_LIFTED, DecisionKind.BAN: ChangeKind.BAN_LIFTED}


def _pair_of(decision: PairDecision) -> dict[str, int]:
    return {"mentee_id": decision.mentee_id, "mentor_id": decision.mentor_id}


def _refused(session: Session, round_: Round, error: Unsolvable, actor: Member) -> DecisionRefused:
    view = view_of(session, round_.programme, actor)
    words = contradiction_in_words(session, error, view)
    return DecisionRefused(_("This contradicts a rule or another decision (%(why)s).", why=words))


def require_solved(session: Session, round_: Round) -> None:
    """Hold a round that is in review until the transaction ends. Raises `DecisionRefused`."""
    session.refresh(round_, ["status"], with_for_update=True)
    if round_.status != RoundStatus.SOLVED:
        raise DecisionRefused(str(_UNCHANGEABLE[round_.status]))


def _require_not_withheld(session: Session, actor: Member, pair: tuple[int, int]) -> None:
    if withheld_from(session, actor) & set(pair):
        raise DecisionRefused(str(NOT_YOURS))


def require_reason(reason: str) -> str:
    """Return a reason that can be kept. Raises `DecisionRefused`."""
    reason = reason.strip()
    if not reason:
        raise DecisionRefused(_("Give a reason; it is kept with the decision."))
    if len(reason) > MOST_REASON_LETTERS:
        raise DecisionRefused(
            _("Keep the reason under %(letters)s characters.", letters=MOST_REASON_LETTERS)
        )
    return reason


def _ban_of(round_: Round, mentee_id: int, mentor_id: int) -> sa.Select[Exclusion]:
    return (
        sa.select(Exclusion)
        .join(Address, Address.id == Exclusion.other_address_id)
        .where(
            Exclusion.programme_id == round_.programme_id,
            Exclusion.member_id == mentee_id,
            Address.member_id == mentor_id,
            Exclusion.source == ExclusionSource.BAN,
        )
    )
