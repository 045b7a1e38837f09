"""One month's round: opened once, frozen, solved, saved. Publishing is in `publishing`."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import add_rows
from matchmaker.matching.values.people import People
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    Programme,
    Round,
    RoundStatus,
    UnmatchedMentee,
)
from matchmaker.services.engine.solving import Solution
from matchmaker.services.outbox.outbox import owe_mails
from matchmaker.services.outbox.subjects import mail_about
from matchmaker.services.programme.calendar import check_month, seed_of
from matchmaker.services.programme.policies import (
    ProgrammePolicy,
    current_policy,
    policy_from_document,
    policy_to_document,
)
from matchmaker.services.programme.programmes import coordinators_to_tell
from matchmaker.services.rounds.snapshot import take_people, with_decisions
from matchmaker.services.rounds.stored_people import decode_people, encode_people
from matchmaker.services.rounds.transitions import log_opening, move_round


@dataclass(frozen=True, slots=True)
class RoundInput:
    """What a round is solved from: its snapshot, a coordinator's decisions, its own policy."""

    people: People
    policy: ProgrammePolicy


def find_round(session: Session, programme: Programme, month: str) -> Round | None:
    """Return the month's round that was not discarded, if there is one."""
    return session.scalars(
        sa.select(Round).where(
            Round.programme_id == programme.id,
            Round.month == month,
            Round.status != RoundStatus.DISCARDED,
        )
    ).one_or_none()


def open_round(session: Session, programme: Programme, month: str) -> Round:
    """Return the month's round, created as a draft if nobody did so before.

    The database holds the promise of one round a month: of two who create it at once, the second
    gets the first one's row. The seed of the ties follows from the programme and the month.
    """
    check_month(month)
    existing = find_round(session, programme, month)
    if existing is not None:
        return existing
    round_ = Round(
        programme_id=programme.id,
        month=month,
        status=RoundStatus.DRAFT,
        seed=seed_of(programme.slug, month),
        policy=policy_to_document(current_policy(session, programme)),
        summary={},
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(round_)
    except sa.exc.IntegrityError:
        other = find_round(session, programme, month)
        if other is None:
            raise
        return other
    log_opening(session, round_)
    return round_


def freeze_round(session: Session, round_: Round) -> None:
    """Store the round's input as it is now. Raises `OutOfDate` if somebody else was faster."""
    today = clock.today(round_.programme.time_zone)
    people = take_people(session, round_.programme, today, round_.month)
    round_.snapshot, round_.snapshot_digest = encode_people(people)
    move_round(session, round_, RoundStatus.FROZEN, actor=None)


def input_of(round_: Round) -> RoundInput:
    """Return what a frozen round is solved from."""
    if round_.snapshot is None:
        raise ValueError(f"round {round_.id} is not frozen")
    people = with_decisions(decode_people(round_.snapshot), round_.decisions)
    return RoundInput(people, policy_from_document(round_.policy, round_.seed))


def save_solution(session: Session, round_: Round, solution: Solution) -> None:
    """Replace the round's proposals by an answer.

    The first answer makes the round "solved" and owes the coordinators a mail. Raises `OutOfDate`
    if another process saved one first.
    """
    if round_.status == RoundStatus.FROZEN:
        move_round(session, round_, RoundStatus.SOLVED, actor=None)
        ready = [
            mail_about(MailKind.ROUND_READY, round_, coordinator)
            for coordinator in coordinators_to_tell(session, round_.programme)
        ]
        owe_mails(session, round_.programme_id, ready)
    session.execute(sa.delete(Match).filter_by(round_id=round_.id, status=MatchStatus.PROPOSED))
    session.execute(sa.delete(UnmatchedMentee).filter_by(round_id=round_.id))
    now = clock.now()
    pairs = [
        {
            "round_id": round_.id,
            "programme_id": round_.programme_id,
            "mentee_id": pair.mentee_id,
            "mentor_id": pair.mentor_id,
            "status": MatchStatus.PROPOSED,
            "points": pair.points,
            "reasons": pair.reasons,
            "is_locked": pair.is_locked,
            "created_at": now,
        }
        for pair in solution.pairs
    ]
    left_over = [
        {
            "round_id": round_.id,
            "mentee_id": left.mentee_id,
            "reason": left.code,
            "explanation": left.explanation,
        }
        for left in solution.left_over
    ]
    add_rows(session, Match, pairs)
    add_rows(session, UnmatchedMentee, left_over)
    round_.summary = solution.summary
    round_.result_digest = solution.digest
    round_.solved_at = now
    session.flush()
    session.expire(round_, ["unmatched"])
