"""A match as one of the two, or a coordinator, sees it once the mentor has accepted."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.models import MENTORSHIP, Match, MatchStatus, Member, StatusChange
from matchmaker.services.matches.agenda import AgendaItem, first_agenda, first_message_by
from matchmaker.services.matches.offer_page import UNNAMED
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.rounds.transitions import ChangeLine
from matchmaker.services.wording.log import change_words
from matchmaker.services.wording.reasons import (
    CriterionLine,
    GapLine,
    Reader,
    gap_lines,
    reason_lines,
    term_name,
)
from matchmaker.taxonomy import load_taxonomy

REACHABLE: Final = frozenset(
    {MatchStatus.ACCEPTED, MatchStatus.INTRODUCED, MatchStatus.ACTIVE, MatchStatus.COMPLETED}
)
"""States in which the two see each other's address."""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One of the two; `email` is empty when the reader has no use for it any more."""

    side: str
    name: str
    email: str
    job_title: str
    department: str
    location: str
    time_zone: str
    languages: tuple[str, ...]
    about: str
    wish: str
    """A mentee's goals, or what a mentor likes to help with."""


@dataclass(frozen=True, slots=True)
class MatchView:
    """Everything on the page of a match."""

    match_id: int
    round_id: int
    status: MatchStatus
    reader: Reader
    people: tuple[ContactCard, ...]
    """The other one of the two; both for a coordinator."""
    points: int
    lines: tuple[CriterionLine, ...]
    gaps: tuple[GapLine, ...]
    introduced_at: datetime | None
    first_message_by: date | None
    meeting_at: datetime | None
    agenda: tuple[AgendaItem, ...]
    """For the first meeting; empty once they have met."""
    met_at: datetime | None
    history: tuple[ChangeLine, ...]
    """For one of the two, without actors and private reasons."""

    @property
    def can_confirm(self) -> bool:
        """Whether "we met" is still to be said."""
        return self.status == MatchStatus.INTRODUCED

    @property
    def can_end(self) -> bool:
        """Whether the match goes on, so that it can be ended."""
        return self.status in {MatchStatus.INTRODUCED, MatchStatus.ACTIVE}


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
    lines = [line for line in reason_lines(match.reasons, reader) if line.units]
    return MatchView(
        match_id=match.id,
        round_id=match.round_id,
        status=match.status,
        reader=reader,
        people=_people(match, reader),
        points=match.points,
        lines=tuple(sorted(lines, key=lambda line: -line.units)),
        gaps=tuple(gap_lines(match.reasons)),
        introduced_at=match.introduced_at,
        first_message_by=_first_message_by(match),
        meeting_at=match.meeting_at,
        agenda=(
            first_agenda(match.mentee.profile, match.reasons)
            if match.status == MatchStatus.INTRODUCED
            else ()
        ),
        met_at=match.met_at,
        history=_history(session, match, reader),
    )


def _people(match: Match, reader: Reader) -> tuple[ContactCard, ...]:
    is_reachable = reader == "other" or match.status in REACHABLE
    cards = {
        "mentee": _card("mentee", match.mentee, match.mentee.profile.goals, is_reachable),
        "mentor": _card("mentor", match.mentor, match.mentor.profile.help_with, is_reachable),
    }
    others = (card for side, card in cards.items() if side != reader)
    return tuple(card if is_reachable else _name_only(card) for card in others)


def _name_only(card: ContactCard) -> ContactCard:
    """Return what is left of a card after the end: what the other writes now is not for them."""
    nothing = dict.fromkeys(("job_title", "department", "location", "time_zone"), "")
    return replace(card, languages=(), about="", wish="", **nothing)


def _card(side: str, member: Member, wish: str, is_reachable: bool) -> ContactCard:
    profile, languages = member.profile, load_taxonomy().languages
    is_reachable = is_reachable and member.erased_at is None
    is_named = member.name or is_reachable or member.erased_at
    return ContactCard(
        side=side,
        name=member.greeting_name if is_named else UNNAMED,
        email=member.email if is_reachable else "",
        job_title=profile.job_title,
        department=profile.department,
        location=profile.location,
        time_zone=profile.time_zone,
        languages=tuple(term_name(languages, code) for code in profile.languages),
        about=profile.about,
        wish=wish,
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
            "" if is_private or change.actor is None else change.actor.greeting_name,
            "" if is_private else change_words(change),
            change.changed_at,
        )
        for change in session.scalars(query)
    )
