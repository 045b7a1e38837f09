"""How far a mentorship is, as one of the two or a coordinator sees it, and what is next."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Closing,
    GoalsReached,
    Match,
    MatchStatus,
    Mentorship,
)
from matchmaker.services.engine.stored import pair_facts
from matchmaker.services.mentorships.agenda import mentee_gaps
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.closing import (
    closings_of,
    first_day_to_close,
    last_day_to_close,
    sessions_held,
)
from matchmaker.services.mentorships.goals import suggested_to
from matchmaker.services.mentorships.next_step import NextStep, next_step
from matchmaker.services.mentorships.pulse import pulse_due
from matchmaker.services.mentorships.pulse_days import Occasion
from matchmaker.services.mentorships.question_sheets import QuestionSheet, next_sheet
from matchmaker.services.mentorships.session_list import SessionList, session_list
from matchmaker.services.mentorships.sessions import sessions_of
from matchmaker.services.mentorships.terms import Terms, open_proposal, terms_of
from matchmaker.services.programme.policies import current_policy
from matchmaker.services.wording.reasons import Reader

NEAR_THE_REVIEW: Final = timedelta(days=14)
"""Before and after the day on which the two look back."""


@dataclass(frozen=True, slots=True)
class SaidAtTheEnd:
    """What one of the two said at the end, as far as the other may read it."""

    goals_reached: GoalsReached
    takeaway: str
    thanks: str


@dataclass(frozen=True, slots=True)
class Course:
    """How far a mentorship is, and what was agreed on."""

    began_on: date
    ends_on: date
    terms: Terms
    is_agreed: bool
    waits_for_answer: bool
    """Whether the reader suggested other terms, and the partner has not answered."""
    is_closing: bool
    """Whether the end is near, or one of the two has finished."""
    has_finished: bool
    """Whether the reader has finished."""
    partner_finished: bool
    closes_on: date
    """Day after which it is over by itself."""
    next_step: NextStep
    pulse: Occasion | None
    """What the reader alone is asked now of how it goes."""
    sessions_held: int
    sessions: SessionList | None
    """For the two of it alone."""
    sheet: QuestionSheet | None
    """What the two could talk about next; for them alone, once they have met."""
    own_words: SaidAtTheEnd | None
    private_line: str
    """The reader's own."""
    partner_words: SaidAtTheEnd | None
    """Once both have finished, or it is over."""


def course_of(session: Session, match: Match, reader: Reader) -> Course | None:
    """Return how far a mentorship is; None for two people who were never introduced."""
    mentorship, proposal = session.get(Mentorship, match.id), open_proposal(session, match)
    if mentorship is None:
        return None
    own_id = {"mentee": match.mentee_id, "mentor": match.mentor_id}.get(reader)
    closings = closings_of(session, match) if own_id else {}
    own = closings.get(own_id) if own_id else None
    theirs = next((each for each in closings.values() if each is not own), None)
    programme = match.round.programme
    policy = current_policy(session, programme).mentorship
    opens_on = first_day_to_close(mentorship.ends_on, policy)
    is_closing = bool(closings) or clock.today(programme.time_zone) >= opens_on
    held = sessions_held(session, match)
    pulse = _pulse(session, match, own_id)
    return Course(
        began_on=mentorship.began_on,
        ends_on=mentorship.ends_on,
        terms=terms_of(mentorship),
        is_agreed=mentorship.agreed_at is not None,
        waits_for_answer=proposal is not None and proposal.proposed_by_id == own_id,
        is_closing=is_closing and match.status in GOES_ON,
        has_finished=own is not None,
        partner_finished=theirs is not None,
        closes_on=last_day_to_close(mentorship.ends_on, policy),
        next_step=next_step(
            mentorship,
            proposal,
            own_id,
            sessions_of(session, match) if own_id else (),
            has_met=match.status == MatchStatus.ACTIVE,
            is_asked=pulse is not None,
            is_closing=is_closing and own is None,
            has_goal_to_answer=bool(own_id and suggested_to(session, own_id, [match.id])),
        ),
        pulse=pulse,
        sessions_held=held,
        sessions=session_list(session, match, own_id) if own_id else None,
        sheet=(
            _sheet(match, mentorship, held, is_closing)
            if own_id and match.status == MatchStatus.ACTIVE
            else None
        ),
        own_words=_said(own),
        private_line=own.private_line if own else "",
        partner_words=_said(theirs) if own or match.status not in GOES_ON else None,
    )


def _sheet(match: Match, mentorship: Mentorship, held: int, is_closing: bool) -> QuestionSheet:
    today, review_on = clock.today(match.round.programme.time_zone), mentorship.review_on
    return next_sheet(
        held,
        mentee_gaps(match.mentee.profile, pair_facts(match.reasons).reasons),
        is_review=review_on is not None and abs(today - review_on) <= NEAR_THE_REVIEW,
        is_closing=is_closing,
    )


def _pulse(session: Session, match: Match, own_id: int | None) -> Occasion | None:
    own = next((each for each in (match.mentee, match.mentor) if each.id == own_id), None)
    return pulse_due(session, match, own) if own else None


def _said(closing: Closing | None) -> SaidAtTheEnd | None:
    if closing is None:
        return None
    return SaidAtTheEnd(closing.goals_reached, closing.takeaway, closing.thanks)
