"""Releasing a round: proposals become offers, places are taken, mails are owed. All or nothing."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.models import (
    LIVE_MATCH,
    MailKind,
    Match,
    MatchStatus,
    Member,
    Round,
    RoundStatus,
    UnmatchedMentee,
)
from matchmaker.services.matches.offer_mails import owe_offers
from matchmaker.services.matches.replacements import (
    can_mentor,
    looks_for_mentor,
    make_offer,
    offer_to_next_best,
)
from matchmaker.services.matches.validity import pairs_forbidden_now
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.programme.programmes import coordinators, lock_places, participation_of
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
    for mentee in overtaken:
        if offer_to_next_best(session, round_, mentee) is None:
            _leave_over(session, round_, mentee)
    offered = session.scalars(
        sa.select(Match)
        .filter_by(round_id=round_.id, status=MatchStatus.OFFERED)
        .options(joinedload(Match.mentor))
        .order_by(Match.id)
    ).all()
    owe_offers(session, round_, offered)
    told = _tell_the_unmatched(session, round_)
    for coordinator in coordinators(session, round_.programme):
        owe_mail_about(session, MailKind.ROUND_PUBLISHED, round_, coordinator)
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
    excluded = excluded_pairs(session, round_.programme)
    # A coordinator's lock stands above the rules, never above a wish.
    broken = pairs_forbidden_now(
        session, round_, [(m.mentee_id, m.mentor_id) for m in proposals if not m.is_locked]
    )
    overtaken = []
    for match in proposals:
        if match.mentee_id in busy or not looks_for_mentor(people.get(match.mentee_id)):
            session.delete(match)
            continue
        mentor = people.get(match.mentor_id)
        is_excluded = not excluded.isdisjoint(
            {(match.mentee_id, match.mentor_id), (match.mentor_id, match.mentee_id)}
        )
        used = taken.get(match.mentor_id, 0)
        is_full = mentor is not None and used >= mentor.capacity
        is_forbidden = is_excluded or (match.mentee_id, match.mentor_id) in broken
        if not can_mentor(mentor) or is_full or is_forbidden:
            overtaken.append(match.mentee)
            session.delete(match)
            continue
        taken[match.mentor_id] = used + 1
        make_offer(session, match, actor)
    session.flush()
    return overtaken


def _leave_over(session: Session, round_: Round, mentee: Member) -> None:
    session.add(
        UnmatchedMentee(
            round_id=round_.id,
            mentee_id=mentee.id,
            reason="mentor_unavailable",
            explanation={},
        )
    )
    participation_of(session, round_.programme, mentee).has_first_priority = True
    session.flush()


def _tell_the_unmatched(session: Session, round_: Round) -> int:
    """Count the round as waited for each mentee without a match, and owe them the reason."""
    rows = session.scalars(
        sa.select(UnmatchedMentee)
        .filter_by(round_id=round_.id)
        .options(joinedload(UnmatchedMentee.mentee))
        .order_by(UnmatchedMentee.mentee_id)
    ).all()
    people = fresh_participations(session, round_.programme_id, {row.mentee_id for row in rows})
    told = 0
    for row in rows:
        participation = people.get(row.mentee_id)
        if participation is None or not looks_for_mentor(participation):
            continue
        participation.rounds_waited += 1
        owe_mail_about(session, MailKind.NO_MATCH, round_, row.mentee)
        told += 1
    return told
