"""Making offers: a proposal becomes one, and a failed one is followed by the next best mentor."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import add_rows
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
from matchmaker.services.matches.validity import ForbiddenNow
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.rounds.places import fresh_participations, live_matches_by_mentor
from matchmaker.services.rounds.rounds import input_of
from matchmaker.services.rounds.snapshot import excluded_pairs
from matchmaker.services.rounds.transitions import move_matches

ASKED_AT_A_TIME: Final = 20
"""How many mentors are checked together for whether they still suit."""


def make_offers(
    session: Session, round_: Round, proposals: Sequence[Match], actor: Member | None
) -> None:
    """Turn a round's proposals into offers: places are taken, clocks run. Mails are still owed."""
    timers = policy_from_document(round_.policy).timers
    now = clock.now()
    move_matches(
        session,
        proposals,
        MatchStatus.PROPOSED,
        MatchStatus.OFFERED,
        actor,
        offered_at=now,
        answer_by=now + timedelta(days=timers.expiry_days),
    )


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
    """Make an offer to the best mentor of a round who is free now and was not asked before."""
    return next(iter(offer_to_next_best_each(session, round_, [mentee])), None)


def offer_to_next_best_each(
    session: Session, round_: Round, mentees: Sequence[Member]
) -> Sequence[Match]:
    """Make each mentee, one after the other, an offer to the best mentor who is free now.

    Mentors who let an offer of the round expire, or have no time, are not asked again in it. The
    caller holds the lock on places, and owes the mentors the mails.
    """
    if not mentees:
        return ()
    next_best = NextBest(session, round_, mentees)
    now = clock.now()
    found = [
        {
            "round_id": round_.id,
            "programme_id": round_.programme_id,
            "mentee_id": mentee.id,
            "mentor_id": best.mentor_id,
            "status": MatchStatus.PROPOSED,
            "points": best.points,
            "reasons": best.reasons,
            "is_replacement": True,
            "created_at": now,
        }
        for mentee in mentees
        if (best := next_best.take_for(mentee))
    ]
    add_rows(session, Match, found)
    offers = session.scalars(
        sa.select(Match)
        .filter_by(round_id=round_.id, status=MatchStatus.PROPOSED, is_replacement=True)
        .order_by(Match.id)
    ).all()
    make_offers(session, round_, offers, actor=None)
    return offers


def looks_for_mentor(participation: Participation | None) -> bool:
    """Whether a member may be given a mentor today, apart from having one already."""
    return participation is not None and participation.is_mentee and _takes_part(participation)


def can_mentor(participation: Participation | None) -> bool:
    """Whether a member may be offered a mentee today, apart from the number of places."""
    return participation is not None and participation.is_mentor and _takes_part(participation)


def _takes_part(participation: Participation) -> bool:
    today = clock.today(participation.programme.time_zone)
    return participation.member.left_at is None and not participation.is_paused(today)


class NextBest:
    """Finds mentors of a frozen round for mentees whom it gave none, or one who is no more.

    What is asked of the database is asked once, however many mentees there are.
    """

    def __init__(self, session: Session, round_: Round, mentees: Sequence[Member]) -> None:
        self._input = input_of(round_)
        people = self._input.people
        # Somebody who was here twice may be in the round by the entry that is no more.
        now = OnePerson(session)
        self._frozen: dict[int, int] = {}
        for person in people.mentees:
            self._frozen.setdefault(now(person.id), person.id)
        rows = fresh_participations(
            session, round_.programme_id, {mentor.id for mentor in people.mentors}
        )
        taken = live_matches_by_mentor(session, round_.programme_id)
        resting = _without_time(session, round_)
        self._places = {
            mentor: max(0, row.capacity - taken.get(mentor, 0))
            for mentor, row in rows.items()
            if mentor not in resting and can_mentor(row)
        }
        self._kept_from = _kept_from(session, round_)
        self._forbidden = ForbiddenNow(session, round_)
        if len(mentees) > 1:
            free = {mentor for mentor, places in self._places.items() if places}
            self._forbidden.read({mentee.id for mentee in mentees} | free)

    def take_for(self, mentee: Member) -> SolvedPair | None:
        """Return a mentee's best pair, if there is one, and count its place as taken."""
        as_frozen = self._frozen.get(mentee.id)
        if as_frozen is None:
            return None
        apart = frozenset(
            (as_frozen, mentor) for mentor in (*self._kept_from[mentee.id], mentee.id)
        )
        best_first = ranked(
            self._input.people, self._input.policy.matching, as_frozen, self._places, apart
        )
        while some := tuple(islice(best_first, ASKED_AT_A_TIME)):
            pairs = {(mentee.id, pair.mentor_id): pair for pair in some}
            forbidden = self._forbidden.among(pairs)
            for pair, solved in pairs.items():
                if pair not in forbidden:
                    self._places[solved.mentor_id] -= 1
                    return solved
        return None


def _kept_from(session: Session, round_: Round) -> dict[int, set[int]]:
    """Return by mentee the mentors whom the round asked already, and whom an exclusion forbids."""
    kept_from: dict[int, set[int]] = defaultdict(set)
    asked = sa.select(Match.mentee_id, Match.mentor_id).where(
        Match.round_id == round_.id, Match.status != MatchStatus.PROPOSED
    )
    for mentee, mentor in session.execute(asked):
        kept_from[mentee].add(mentor)
    for one, other in excluded_pairs(session, round_.programme):
        kept_from[one].add(other)
        kept_from[other].add(one)
    return kept_from


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
