"""A mentorship as one of the two, or a coordinator, sees it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.models import (
    MENTORSHIP,
    Match,
    MatchStatus,
    Member,
    StatusChange,
)
from matchmaker.services.engine.stored import Reasons, pair_facts
from matchmaker.services.mentorships.agenda import (
    AgendaItem,
    first_agenda,
    first_message_by,
)
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.course import Course, course_of
from matchmaker.services.profiles.card import PersonCard, Side, person_card
from matchmaker.services.profiles.values import open_gap
from matchmaker.services.programme.meeting_time import is_outside_hours
from matchmaker.services.programme.names import label_of
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.rounds.transitions import ChangeLine
from matchmaker.services.wording.fit import fit_headline
from matchmaker.services.wording.log import change_words
from matchmaker.services.wording.reasons import (
    CriterionLine,
    Reader,
    reason_lines,
)

REACHABLE: Final = frozenset(
    {MatchStatus.ACCEPTED, MatchStatus.INTRODUCED, MatchStatus.ACTIVE, MatchStatus.COMPLETED}
)
"""States in which the two see each other's address."""


@dataclass(frozen=True, slots=True)
class MatchView:
    """Everything on the page of a match."""

    match_id: int
    round_id: int
    status: MatchStatus
    reader: Reader
    people: tuple[PersonCard, ...]
    """The other one of the two; both for a coordinator."""
    fit: str
    """How well the two fit, in words for one of them while it goes on; else empty."""
    lines: tuple[CriterionLine, ...]
    first_message_by: date | None
    meeting_at: datetime | None
    meets_outside_hours: bool
    """Whether that time is outside somebody's working day, for want of one that is inside both."""
    agenda: tuple[AgendaItem, ...]
    """For the first meeting; empty once they have met."""
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
        status=match.status if reader == "other" else match.status_for_the_two,
        reader=reader,
        people=_people(match, reader),
        fit=_fit(match, reasons, reader),
        lines=tuple(sorted(lines, key=lambda line: -line.units)),
        first_message_by=first_message_day(match),
        meeting_at=match.meeting_at,
        meets_outside_hours=meets_outside_hours(match),
        agenda=(
            first_agenda(match.mentee.profile, reasons)
            if match.status == MatchStatus.INTRODUCED
            else ()
        ),
        course=course_of(session, match, reader),
        history=_history(session, match, reader),
    )


def _fit(match: Match, reasons: Reasons, reader: Reader) -> str:
    """Say how well the two fit; once it is over, what the mentee states is not for the mentor."""
    if match.status not in GOES_ON:
        return ""
    open_skills = [row.skill for row in match.mentee.profile.stated_skills if open_gap(row)]
    return fit_headline(reasons, open_skills, reader)


def _people(match: Match, reader: Reader) -> tuple[PersonCard, ...]:
    is_over = reader != "other" and match.status not in REACHABLE
    sides = {Side.MENTEE: match.mentee, Side.MENTOR: match.mentor}
    return tuple(
        person_card(member, side, is_over=is_over)
        for side, member in sides.items()
        if side != reader
    )


def meets_outside_hours(match: Match) -> bool:
    """Whether the first half hour is proposed outside the working day of one of the two."""
    moment = match.meeting_at
    return moment is not None and any(
        is_outside_hours(moment, member.profile.time_zone or match.round.programme.time_zone)
        for member in (match.mentee, match.mentor)
    )


def first_message_day(match: Match) -> date | None:
    """Return by when the mentee writes; None for two people who were never introduced."""
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
            match.status_for_the_two
            if is_private and change.new_status == match.status
            else change.new_status,
            "" if is_private or change.actor is None else label_of(change.actor),
            "" if is_private else change_words(change),
            change.changed_at,
        )
        for change in session.scalars(query)
    )
