"""A mentorship as one of the two, or a coordinator, sees it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.models import (
    MENTORSHIP,
    Closing,
    GoalsReached,
    Match,
    MatchStatus,
    Member,
    Mentorship,
    ProposedTerms,
    StatusChange,
)
from matchmaker.services.engine.stored import pair_facts
from matchmaker.services.mentorships.agenda import (
    AgendaItem,
    first_agenda,
    first_message_by,
    mentee_gaps,
)
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.closing import (
    closings_of,
    first_day_to_close,
    last_day_to_close,
    sessions_held,
)
from matchmaker.services.mentorships.question_sheets import QuestionSheet, next_sheet
from matchmaker.services.mentorships.session_list import SessionList, session_list
from matchmaker.services.mentorships.terms import Terms, open_proposal, terms_of
from matchmaker.services.profiles.card import PersonCard, Side, person_card
from matchmaker.services.programme.meeting_time import is_outside_hours
from matchmaker.services.programme.names import label_of
from matchmaker.services.programme.policies import current_policy, policy_from_document
from matchmaker.services.rounds.transitions import ChangeLine
from matchmaker.services.wording.log import change_words
from matchmaker.services.wording.reasons import (
    CriterionLine,
    GapLine,
    Reader,
    gap_lines,
    reason_lines,
)

REACHABLE: Final = frozenset(
    {MatchStatus.ACCEPTED, MatchStatus.INTRODUCED, MatchStatus.ACTIVE, MatchStatus.COMPLETED}
)
"""States in which the two see each other's address."""


NEAR_THE_REVIEW: Final = timedelta(days=14)
"""Before and after the day on which the two look back."""
NextStep: TypeAlias = Literal["answer_terms", "finish", "first_meeting", "agree", "go_on"]
"""What one of the two does next."""


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


@dataclass(frozen=True, slots=True)
class MatchView:
    """Everything on the page of a match."""

    match_id: int
    round_id: int
    status: MatchStatus
    reader: Reader
    people: tuple[PersonCard, ...]
    """The other one of the two; both for a coordinator."""
    points: int
    lines: tuple[CriterionLine, ...]
    gaps: tuple[GapLine, ...]
    introduced_at: datetime | None
    first_message_by: date | None
    meeting_at: datetime | None
    meets_outside_hours: bool
    """Whether that time is outside somebody's working day, for want of one that is inside both."""
    agenda: tuple[AgendaItem, ...]
    """For the first meeting; empty once they have met."""
    met_at: datetime | None
    course: Course | None
    """None for a match whose two people were never introduced."""
    history: tuple[ChangeLine, ...]
    """For one of the two, without actors and private reasons."""

    @property
    def can_confirm(self) -> bool:
        """Whether "we met" is still to be said."""
        return self.status == MatchStatus.INTRODUCED

    @property
    def can_end(self) -> bool:
        """Whether the match goes on, so that it can be ended."""
        return self.status in GOES_ON


def reader_of(match: Match, member: Member, is_coordinator: bool) -> Reader | None:
    """Return as whom a member may read the page of a match, or None if they may not.

    The mentee learns of the mentor at the introduction and never before, even as a coordinator.
    """
    was_introduced = match.introduced_at is not None and match.status in MENTORSHIP
    if was_introduced and member.id == match.mentee_id:
        return "mentee"
    if was_introduced and member.id == match.mentor_id:
        return "mentor"
    is_one_of_them = member.id in {match.mentee_id, match.mentor_id}
    return "other" if is_coordinator and not is_one_of_them else None


def match_view(session: Session, match: Match, reader: Reader) -> MatchView:
    """Return a match as one reader may see it."""
    reasons = pair_facts(match.reasons).reasons
    lines = [line for line in reason_lines(reasons, reader) if line.units]
    return MatchView(
        match_id=match.id,
        round_id=match.round_id,
        status=match.status,
        reader=reader,
        people=_people(match, reader),
        points=match.points,
        lines=tuple(sorted(lines, key=lambda line: -line.units)),
        gaps=tuple(gap_lines(reasons)),
        introduced_at=match.introduced_at,
        first_message_by=_first_message_by(match),
        meeting_at=match.meeting_at,
        meets_outside_hours=meets_outside_hours(match),
        agenda=(
            first_agenda(match.mentee.profile, reasons)
            if match.status == MatchStatus.INTRODUCED
            else ()
        ),
        met_at=match.met_at,
        course=_course(session, match, reader),
        history=_history(session, match, reader),
    )


def _people(match: Match, reader: Reader) -> tuple[PersonCard, ...]:
    is_over = reader != "other" and match.status not in REACHABLE
    sides = {Side.MENTEE: match.mentee, Side.MENTOR: match.mentor}
    return tuple(
        person_card(member, side, is_over=is_over)
        for side, member in sides.items()
        if side != reader
    )


def _course(session: Session, match: Match, reader: Reader) -> Course | None:
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
        next_step=_next_step(match, mentorship, proposal, own_id, is_closing, own is not None),
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


def _next_step(
    match: Match,
    mentorship: Mentorship,
    proposal: ProposedTerms | None,
    own_id: int | None,
    is_closing: bool,
    has_finished: bool,
) -> NextStep:
    if proposal is not None and proposal.proposed_by_id != own_id:
        return "answer_terms"
    if match.status == MatchStatus.INTRODUCED:
        return "first_meeting"
    if is_closing and not has_finished:
        return "finish"
    return "agree" if mentorship.agreed_at is None and proposal is None else "go_on"


def _said(closing: Closing | None) -> SaidAtTheEnd | None:
    if closing is None:
        return None
    return SaidAtTheEnd(closing.goals_reached, closing.takeaway, closing.thanks)


def meets_outside_hours(match: Match) -> bool:
    """Whether the first half hour is proposed outside the working day of one of the two."""
    moment = match.meeting_at
    return moment is not None and any(
        is_outside_hours(moment, member.profile.time_zone or match.round.programme.time_zone)
        for member in (match.mentee, match.mentor)
    )


def _first_message_by(match: Match) -> date | None:
    if match.introduced_at is None:
        return None
    timers = policy_from_document(match.round.policy).timers
    zone = match.mentee.profile.time_zone or match.round.programme.time_zone
    return first_message_by(match.introduced_at, timers.first_message_working_days, zone)


def _history(session: Session, match: Match, reader: Reader) -> tuple[ChangeLine, ...]:
    query = (
        sa.select(StatusChange)
        .filter_by(match_id=match.id)
        .options(joinedload(StatusChange.actor))
        .order_by(StatusChange.changed_at, StatusChange.id)
    )
    is_private = reader != "other"
    return tuple(
        ChangeLine(
            change.old_status,
            change.new_status,
            "" if is_private or change.actor is None else label_of(change.actor),
            "" if is_private else change_words(change),
            change.changed_at,
        )
        for change in session.scalars(query)
    )
