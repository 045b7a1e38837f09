"""The sessions of a pair as its two people see them. Reading only."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MentoringSession, SessionStatus
from matchmaker.services.mentorships.beginning import GOES_ON, mentorship_of
from matchmaker.services.mentorships.noting import (
    can_be_noted,
    version_of,
    waits_for_answer,
)
from matchmaker.services.mentorships.sessions import lies_ahead, sessions_of
from matchmaker.services.programme.meeting_time import propose_sessions


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session; `can_note` while the two may say, or correct, whether they met."""

    session_id: int
    starts_at: datetime | None
    minutes: int
    place: str
    topics: str
    was_held: bool
    can_note: bool
    version: int
    """Of what was noted about it."""
    invitations: int
    """How many versions of its invitation were sent."""


@dataclass(frozen=True, slots=True)
class OfferedSession:
    """Times that one of the two offers; `is_own` if it is the reader."""

    session_id: int
    is_own: bool
    times: tuple[datetime, ...]
    """Those that are still to come."""
    minutes: int
    place: str


@dataclass(frozen=True, slots=True)
class SessionList:
    """Everything about the sessions of a pair."""

    offered: OfferedSession | None
    ahead: SessionLine | None
    unanswered: tuple[SessionLine, ...]
    """Their time has come, and nobody has said whether they met."""
    noted: tuple[SessionLine, ...]
    """Held or missed, the newest first."""
    can_plan: bool


def session_list(session: Session, match: Match, reader_id: int) -> SessionList:
    """Return the sessions of a pair for one of its two people."""
    found = sessions_of(session, match)
    goes_on = match.status in GOES_ON
    noted = [each for each in found if each.status in {SessionStatus.HELD, SessionStatus.MISSED}]
    noted.sort(key=lambda each: (each.starts_at or each.created_at, each.id), reverse=True)
    offered = next((each for each in found if each.status == SessionStatus.PROPOSED), None)
    ahead = next((each for each in found if lies_ahead(each)), None)
    return SessionList(
        offered=_offered(offered, reader_id) if offered and goes_on else None,
        ahead=_line(ahead, goes_on) if ahead else None,
        unanswered=tuple(_line(each, goes_on) for each in found if waits_for_answer(each))
        if goes_on
        else (),
        noted=tuple(_line(each, goes_on) for each in noted),
        can_plan=goes_on and ahead is None,
    )


def times_to_offer(session: Session, match: Match) -> list[datetime]:
    """Return three times that suit both days and time zones, about when the next one is due."""
    fallback = match.round.programme.time_zone
    zones = [each.profile.time_zone or fallback for each in (match.mentee, match.mentor)]
    mentorship = mentorship_of(session, match)
    last = session.scalar(
        sa.select(sa.func.max(MentoringSession.starts_at)).filter_by(
            match_id=match.id, status=SessionStatus.HELD
        )
    )
    return propose_sessions(clock.now(), zones, mentorship.minutes, last, mentorship.every_weeks)


def _offered(offered: MentoringSession, reader_id: int) -> OfferedSession:
    return OfferedSession(
        session_id=offered.id,
        is_own=offered.proposed_by_id == reader_id,
        times=tuple(
            each.starts_at for each in offered.offered_times if each.starts_at > clock.now()
        ),
        minutes=offered.minutes,
        place=offered.place,
    )


def _line(found: MentoringSession, goes_on: bool) -> SessionLine:
    return SessionLine(
        session_id=found.id,
        starts_at=found.starts_at,
        minutes=found.minutes,
        place=found.place,
        topics=found.topics,
        was_held=found.status == SessionStatus.HELD,
        can_note=goes_on and can_be_noted(found),
        version=version_of(found),
        invitations=found.invitations,
    )
