"""Making offers: a proposal becomes one, and a failed one is followed by the next best mentor."""

from datetime import timedelta
from itertools import islice
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    LIVE_MATCH,
    MailKind,
    Match,
    MatchStatus,
    Member,
    Participation,
    Programme,
    Round,
)
from matchmaker.services.addresses.merged import OnePerson
from matchmaker.services.engine.solving import SolvedPair, ranked
from matchmaker.services.matches.offer_mails import owe_offer
from matchmaker.services.matches.validity import pairs_forbidden_now
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.rounds.places import fresh_participations, live_matches_by_mentor
from matchmaker.services.rounds.rounds import input_of
from matchmaker.services.rounds.snapshot import excluded_pairs
from matchmaker.services.rounds.transitions import move_match

ASKED_AT_A_TIME: Final = 20
"""How many mentors are checked together for whether they still suit."""


def make_offer(session: Session, match: Match, actor: Member | None) -> None:
    """Turn a proposal into an offer: the place is taken, the clock runs. The mail is still owed."""
    timers = policy_from_document(match.round.policy).timers
    now = clock.now()
    match.offered_at = now
    match.answer_by = now + timedelta(days=timers.expiry_days)
    move_match(session, match, MatchStatus.OFFERED, actor)


def replace_offer(session: Session, failed: Match, outcome: str) -> Match | None:
    """Offer the mentee of a failed match to the next best mentor of the same frozen round.

    Without one the mentee comes first next month. Either way the mentee is told; one who has
    left, paused or found a mentor meanwhile is left in peace. Return the new match, if any.

    An open offer to an erased mentor is left over from a restoration: its mentee was told when the
    mentor was erased, and is not told again.
    """
    if not _still_looks(session, failed.round.programme, failed.mentee):
        return None
    match = offer_to_next_best(session, failed.round, failed.mentee)
    if match is None:
        standing = participation_of(session, failed.round.programme, failed.mentee)
        standing.has_first_priority = True
        standing.rounds_waited += 1
    else:
        owe_offer(session, match)
    if failed.mentor.erased_at is None:
        owe_mail_about(
            session,
            MailKind.OFFER_FELL_THROUGH,
            failed,
            failed.mentee,
            outcome=outcome,
            next="new_offer" if match else "first_priority",
        )
    return match


def offer_to_next_best(session: Session, round_: Round, mentee: Member) -> Match | None:
    """Make an offer to the best mentor of a round who is free now and was not asked before.

    Mentors who let an offer of the round expire, or have no time, are not asked again in it.
    The caller holds the lock on places, and owes the mentor the mail.
    """
    best = _next_best(session, round_, mentee)
    if best is None:
        return None
    match = Match(
        round=round_,
        mentee=mentee,
        mentor=session.get_one(Member, best.mentor_id),
        status=MatchStatus.PROPOSED,
        points=best.points,
        reasons=best.reasons,
        is_replacement=True,
        created_at=clock.now(),
    )
    session.add(match)
    session.flush()
    make_offer(session, match, actor=None)
    return match


def looks_for_mentor(participation: Participation | None) -> bool:
    """Whether a member may be given a mentor today, apart from having one already."""
    return participation is not None and participation.is_mentee and _takes_part(participation)


def can_mentor(participation: Participation | None) -> bool:
    """Whether a member may be offered a mentee today, apart from the number of places."""
    return participation is not None and participation.is_mentor and _takes_part(participation)


def _takes_part(participation: Participation) -> bool:
    today = clock.today(participation.programme.time_zone)
    return participation.member.left_at is None and not participation.is_paused(today)


def _next_best(session: Session, round_: Round, mentee: Member) -> SolvedPair | None:
    round_input = input_of(round_)
    # Somebody who was here twice may be in the round by the entry that is no more.
    now = OnePerson(session)
    frozen = [person.id for person in round_input.people.mentees if now(person.id) == mentee.id]
    if not frozen:
        return None
    as_frozen = frozen[0]
    rows = fresh_participations(
        session, round_.programme_id, {mentor.id for mentor in round_input.people.mentors}
    )
    taken = live_matches_by_mentor(session, round_.programme_id)
    asked = session.scalars(
        sa.select(Match.mentor_id).where(
            Match.round_id == round_.id,
            Match.mentee_id == mentee.id,
            Match.status != MatchStatus.PROPOSED,
        )
    )
    resting = _without_time(session, round_)
    places = {
        mentor: max(0, row.capacity - taken.get(mentor, 0))
        for mentor, row in rows.items()
        if mentor not in resting and can_mentor(row)
    }
    apart = {
        (as_frozen if one == mentee.id else one, as_frozen if other == mentee.id else other)
        for one, other in excluded_pairs(session, round_.programme)
    }
    apart |= {(as_frozen, mentor) for mentor in (*asked, mentee.id)}
    best_first = ranked(
        round_input.people, round_input.policy.matching, as_frozen, places, frozenset(apart)
    )
    while some := tuple(islice(best_first, ASKED_AT_A_TIME)):
        pairs = {(mentee.id, pair.mentor_id): pair for pair in some}
        forbidden = pairs_forbidden_now(session, round_, pairs)
        for pair, solved in pairs.items():
            if pair not in forbidden:
                return solved
    return None


def _without_time(session: Session, round_: Round) -> set[int]:
    """Return the mentors who let an offer of this round expire or declined it for want of time."""
    query = sa.select(Match.mentor_id).where(
        Match.round_id == round_.id,
        (Match.status == MatchStatus.EXPIRED)
        | ((Match.status == MatchStatus.DECLINED) & (Match.decline_reason == "no_time")),
    )
    return set(session.scalars(query))


def _still_looks(session: Session, programme: Programme, mentee: Member) -> bool:
    has_mentor = session.scalar(
        sa.select(Match.id).where(
            Match.programme_id == programme.id,
            Match.mentee_id == mentee.id,
            Match.status.in_(LIVE_MATCH),
        )
    )
    return has_mentor is None and looks_for_mentor(participation_of(session, programme, mentee))
