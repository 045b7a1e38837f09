"""Releasing a round: proposals become offers, places are taken, mails are owed. All or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.database import add_rows, in_parts
from matchmaker.models import (
    LIVE_MATCH,
    MailKind,
    Match,
    MatchStatus,
    Member,
    Participation,
    Round,
    RoundStatus,
    UnmatchedMentee,
)
from matchmaker.services.matches.offer_mails import owe_offers
from matchmaker.services.matches.replacements import (
    can_mentor,
    looks_for_mentor,
    make_offers,
    offer_to_next_best_each,
)
from matchmaker.services.matches.validity import pairs_forbidden_now
from matchmaker.services.outbox.outbox import owe_mails
from matchmaker.services.outbox.subjects import mail_about
from matchmaker.services.programme.programmes import coordinators_to_tell, lock_places
from matchmaker.services.rounds.places import fresh_participations, live_matches_by_mentor
from matchmaker.services.rounds.snapshot import excluded_pairs
from matchmaker.services.rounds.transitions import OutOfDate, move_round


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did; `overtaken` proposals no longer held and were replaced or dropped."""

    offers: int
    unmatched: int
    overtaken: int


def publish_round(session: Session, round_: Round, actor: Member | None) -> Published:
    """Turn a solved round's proposals into offers.

    A proposal that life has overtaken (somebody left, paused, found a mentor, took the last place,
    or may not be paired with the other any more since the round was frozen) is not offered; its
    mentee is offered to the next best mentor, or told that there is none. Raises `OutOfDate` if
    the round is no longer to publish.
    """
    lock_places(session, round_.programme_id)
    session.refresh(round_, ["status"])
    if round_.status != RoundStatus.SOLVED:
        raise OutOfDate(f"round {round_.id} is {round_.status}")
    move_round(session, round_, RoundStatus.PUBLISHED, actor)
    round_.published_at = clock.now()
    overtaken = _offer_what_still_holds(session, round_, actor)
    replaced = offer_to_next_best_each(session, round_, overtaken)
    has_mentor = {match.mentee_id for match in replaced}
    _leave_over(session, round_, [each for each in overtaken if each.id not in has_mentor])
    offered = session.scalars(
        sa.select(Match)
        .filter_by(round_id=round_.id, status=MatchStatus.OFFERED)
        .options(joinedload(Match.mentor))
        .order_by(Match.id)
    ).all()
    owe_offers(session, round_, offered)
    told = _tell_the_unmatched(session, round_)
    owe_mails(
        session,
        round_.programme_id,
        [
            mail_about(MailKind.ROUND_PUBLISHED, round_, coordinator)
            for coordinator in coordinators_to_tell(session, round_.programme)
        ],
    )
    return Published(len(offered), told, len(overtaken))


def _offer_what_still_holds(session: Session, round_: Round, actor: Member | None) -> list[Member]:
    """Make the offers; return the mentees who still look but whose proposal is overtaken."""
    proposals = session.scalars(
        sa.select(Match)
        .filter_by(round_id=round_.id, status=MatchStatus.PROPOSED)
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
        .order_by(Match.mentee_id)
    ).all()
    people = fresh_participations(
        session,
        round_.programme_id,
        {person for match in proposals for person in (match.mentee_id, match.mentor_id)},
    )
    live = sa.select(Match.mentee_id).where(
        Match.programme_id == round_.programme_id, Match.status.in_(LIVE_MATCH)
    )
    busy = set(session.scalars(live))
    taken = live_matches_by_mentor(session, round_.programme_id)
    # A coordinator's lock stands above the rules, never above a wish.
    excluded = excluded_pairs(session, round_.programme)
    forbidden = excluded | {(mentor, mentee) for mentee, mentor in excluded}
    forbidden |= pairs_forbidden_now(
        session, round_, [(m.mentee_id, m.mentor_id) for m in proposals if not m.is_locked]
    )
    overtaken: list[Member] = []
    holds: list[Match] = []
    for match in proposals:
        if match.mentee_id in busy or not looks_for_mentor(people.get(match.mentee_id)):
            continue
        mentor = people.get(match.mentor_id)
        pair = (match.mentee_id, match.mentor_id)
        used = taken.get(match.mentor_id, 0)
        is_full = mentor is not None and used >= mentor.capacity
        if not can_mentor(mentor) or is_full or pair in forbidden:
            overtaken.append(match.mentee)
            continue
        taken[match.mentor_id] = used + 1
        holds.append(match)
    make_offers(session, round_, holds, actor)
    _drop_proposals(session, round_)
    return overtaken


def _drop_proposals(session: Session, round_: Round) -> None:
    """Delete what is still a proposal: it holds no longer."""
    session.execute(
        sa.delete(Match)
        .where(Match.round_id == round_.id, Match.status == MatchStatus.PROPOSED)
        .execution_options(synchronize_session="fetch")
    )


def _leave_over(session: Session, round_: Round, mentees: Sequence[Member]) -> None:
    """Note that there is no mentor for these mentees now; they come first in the next round."""
    rows = [
        {"round_id": round_.id, "mentee_id": mentee.id, "reason": "mentor_unavailable"}
        for mentee in mentees
    ]
    add_rows(session, UnmatchedMentee, rows)
    for part in in_parts([mentee.id for mentee in mentees]):
        session.execute(
            sa.update(Participation)
            .where(
                Participation.programme_id == round_.programme_id,
                Participation.member_id.in_(part),
            )
            .values(has_first_priority=True)
        )


def _tell_the_unmatched(session: Session, round_: Round) -> int:
    """Count the round as waited for each mentee without a match, and owe them the reason."""
    rows = session.scalars(
        sa.select(UnmatchedMentee)
        .filter_by(round_id=round_.id)
        .options(joinedload(UnmatchedMentee.mentee))
        .order_by(UnmatchedMentee.mentee_id)
    ).all()
    people = fresh_participations(session, round_.programme_id, {row.mentee_id for row in rows})
    left = [row for row in rows if looks_for_mentor(people.get(row.mentee_id))]
    _count_as_waited(session, [people[row.mentee_id] for row in left])
    mails = [mail_about(MailKind.NO_MATCH, round_, row.mentee) for row in left]
    owe_mails(session, round_.programme_id, mails)
    return len(left)


def _count_as_waited(session: Session, participations: Sequence[Participation]) -> None:
    by_number = defaultdict(list)
    for each in participations:
        by_number[each.rounds_waited].append(each.id)
    for number, ids in by_number.items():
        for part in in_parts(ids):
            session.execute(
                sa.update(Participation)
                .where(Participation.id.in_(part))
                .values(rounds_waited=number + 1)
            )
