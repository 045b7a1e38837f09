"""The pairs that a member is in now, each with whom they meet and what is next.

Many take as few statements as one; the page of a pair says more (`page`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.models import (
    Match,
    MatchStatus,
    Member,
    Programme,
    ProposalOutcome,
    ProposedTerms,
    SessionStatus,
)
from matchmaker.services.mentorships.closing import last_day_to_close
from matchmaker.services.mentorships.facts import Facts, facts_about
from matchmaker.services.mentorships.goals import suggested_to
from matchmaker.services.mentorships.next_step import NextStep, next_step
from matchmaker.services.mentorships.noting import waits_for_answer
from matchmaker.services.mentorships.page import first_message_day
from matchmaker.services.mentorships.pulse_days import first_open
from matchmaker.services.profiles.card import PersonCard, Side, person_card


@dataclass(frozen=True, slots=True)
class Bond:
    """One pair as one of the two sees it in a list."""

    match_id: int
    reader: Literal["mentee", "mentor"]
    partner: PersonCard
    first_message_by: date | None
    next_step: NextStep
    ends_on: date
    closes_on: date
    """Day after which it is over by itself."""
    has_finished: bool
    """Whether the reader has finished."""
    partner_finished: bool
    meets_at: datetime | None
    """When the next session is, if one is planned."""
    met_at: datetime | None
    """When one was planned of which nobody has said whether they met."""


def bonds_of(
    session: Session, programme: Programme, member: Member, match_ids: Collection[int]
) -> dict[int, Bond]:
    """Return those of a member's pairs that go on, by match."""
    if not match_ids:
        return {}
    # The round says until when the mentee writes.
    with_rounds = sa.select(Match).where(Match.id.in_(match_ids)).options(joinedload(Match.round))
    pairs = session.scalars(with_rounds).all()
    proposals = sa.select(ProposedTerms).where(
        ProposedTerms.match_id.in_(match_ids), ProposedTerms.outcome == ProposalOutcome.OPEN
    )
    by_match = {each.match_id: each for each in session.scalars(proposals)}
    with_goals = suggested_to(session, member.id, match_ids)
    return {
        facts.match.id: _bond(
            facts, by_match.get(facts.match.id), member, facts.match.id in with_goals
        )
        for facts in facts_about(session, programme, [pair.id for pair in pairs])
    }


def _bond(
    facts: Facts, proposal: ProposedTerms | None, member: Member, has_goal_to_answer: bool
) -> Bond:
    match, is_mentee = facts.match, member.id == facts.match.mentee_id
    partner = match.mentor if is_mentee else match.mentee
    has_finished = member.id in facts.closed
    answered = {name for member_id, name in facts.answered if member_id == member.id}
    asked = None if facts.is_closing else first_open(facts.occasions(), answered)
    return Bond(
        match_id=match.id,
        reader="mentee" if is_mentee else "mentor",
        partner=person_card(partner, Side.MENTOR if is_mentee else Side.MENTEE),
        first_message_by=first_message_day(match),
        next_step=next_step(
            facts.mentorship,
            proposal,
            member.id,
            facts.sessions,
            has_met=match.status == MatchStatus.ACTIVE,
            is_asked=asked is not None,
            is_closing=facts.is_closing and not has_finished,
            has_goal_to_answer=has_goal_to_answer,
        ),
        ends_on=facts.mentorship.ends_on,
        closes_on=last_day_to_close(facts.mentorship.ends_on, facts.policy),
        has_finished=has_finished,
        partner_finished=bool(facts.closed - {member.id}),
        meets_at=_meets_at(facts),
        met_at=next((each.starts_at for each in facts.sessions if waits_for_answer(each)), None),
    )


def _meets_at(facts: Facts) -> datetime | None:
    planned = (each.starts_at for each in facts.sessions if each.status == SessionStatus.PLANNED)
    return min((each for each in planned if each and each > facts.now), default=None)
