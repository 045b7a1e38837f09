"""Whether a session took place, how long it was and what it was about, as the two note it."""

import zlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import format_day
from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus, Member, MentoringSession, SessionStatus
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.moving import NotPossibleNow, lock_pair
from matchmaker.services.mentorships.sessions import (
    InvalidSession,
    session_with,
    sessions_of,
)

CORRECTED_WITHIN: Final = timedelta(days=14)
LEAST_MINUTES: Final = 5
MOST_MINUTES: Final = 480
NOON: Final = time(12)
VERSIONS: Final = 10**9
"""As many as the unseen field of a form holds."""


class NewerNote(Exception):
    """What a session was about was saved anew since its page was read."""


def waits_for_answer(planned: MentoringSession) -> bool:
    """Whether the time of a planned session has come, and nobody has said whether they met."""
    if planned.status != SessionStatus.PLANNED or planned.starts_at is None:
        return False
    return planned.starts_at <= clock.now()


def can_be_noted(planned: MentoringSession) -> bool:
    """Whether the two may say, or correct, whether they met."""
    if planned.status in {SessionStatus.HELD, SessionStatus.MISSED} and planned.noted_at:
        return clock.now() < planned.noted_at + CORRECTED_WITHIN
    return waits_for_answer(planned)


def version_of(noted: MentoringSession) -> int:
    """Return a number that differs once the length or the topics of a session were changed."""
    return zlib.crc32(f"{noted.minutes} {noted.topics}".encode()) % VERSIONS


def note_held(
    session: Session,
    match: Match,
    member: Member,
    session_id: int,
    minutes: int | None = None,
    topics: str | None = None,
    read_version: int | None = None,
) -> None:
    """Note that the two met; said again, it corrects what was noted.

    What is None stays as it is. Of a pair that was only introduced, it is the first meeting.
    Raises `InvalidSession`, `NotPossibleNow`, and `NewerNote` where the version that was read is
    given and something else was saved since.
    """
    found = _take(session, match, session_id)
    is_the_same = (minutes, topics) == (found.minutes, found.topics)
    if read_version not in {None, version_of(found)} and not is_the_same:
        raise NewerNote
    _note(found, member, SessionStatus.HELD)
    if minutes is not None:
        found.minutes = _checked_minutes(minutes)
    if topics is not None:
        found.topics = topics
    session.flush()
    if match.status == MatchStatus.INTRODUCED:
        confirm_meeting(session, match, member)


def note_missed(session: Session, match: Match, member: Member, session_id: int) -> None:
    """Note that a session did not take place. Raises `NotPossibleNow`."""
    _note(_take(session, match, session_id), member, SessionStatus.MISSED)
    session.flush()


def note_unplanned(
    session: Session, match: Match, member: Member, day: date, minutes: int, topics: str = ""
) -> None:
    """Note a session that nobody had planned here.

    Of a day on which one was planned, or of which only "we met" was said, it is that one. Said
    again it adds nothing, and nobody adds another one of that day: both may think of it.
    Raises `InvalidSession`, `NotPossibleNow`.
    """
    lock_pair(session, match)
    zone = member.profile.time_zone or match.round.programme.time_zone
    began_on = mentorship_of(session, match).began_on
    if not began_on <= day <= clock.today(zone):
        first = format_day(began_on)
        raise InvalidSession("day", _("Choose a day from %(day)s to today.", day=first))
    _checked_minutes(minutes)
    known = [each for each in sessions_of(session, match) if _day_of(each, zone) == day]
    held = [each for each in known if each.status == SessionStatus.HELD]
    if any(each.minutes == minutes and topics in {"", each.topics} for each in held):
        return
    # Somebody pressed "We met", or it was planned: this says more of it.
    bare = [each for each in known if waits_for_answer(each)]
    bare += [each for each in held if not each.topics and can_be_noted(each)]
    if bare:
        note_held(session, match, member, bare[0].id, minutes, topics)
        return
    if held:
        raise InvalidSession("day", _("There is a session on this day already. Change that one."))
    noon = datetime.combine(day, NOON, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    _add_held(session, match, member, min(noon, clock.now()), minutes, topics)


def meet_today(session: Session, match: Match, member: Member) -> bool:
    """Note that a pair that was only introduced has met; return whether that was new.

    It is the session whose time has come, or else one of today. Raises `NotPossibleNow`.
    """
    session.refresh(match, with_for_update=True)
    if match.status == MatchStatus.ACTIVE:
        return False
    lock_pair(session, match)
    for planned in sessions_of(session, match):
        if waits_for_answer(planned):
            note_held(session, match, member, planned.id)
            return True
    _add_held(session, match, member, clock.now(), mentorship_of(session, match).minutes, "")
    return True


def _add_held(
    session: Session, match: Match, member: Member, starts_at: datetime, minutes: int, topics: str
) -> None:
    held = MentoringSession(
        match_id=match.id,
        status=SessionStatus.HELD,
        created_at=clock.now(),
        starts_at=starts_at,
        minutes=minutes,
        topics=topics,
        noted_by_id=member.id,
        noted_at=clock.now(),
    )
    session.add(held)
    session.flush()
    if match.status == MatchStatus.INTRODUCED:
        confirm_meeting(session, match, member)


def _day_of(found: MentoringSession, zone: str) -> date | None:
    return found.starts_at.astimezone(ZoneInfo(zone)).date() if found.starts_at else None


def _take(session: Session, match: Match, session_id: int) -> MentoringSession:
    lock_pair(session, match)
    found = session_with(
        session,
        match,
        session_id,
        *(SessionStatus.PLANNED, SessionStatus.HELD, SessionStatus.MISSED),
    )
    if not can_be_noted(found):
        raise NotPossibleNow(match)
    return found


def _note(found: MentoringSession, member: Member, status: SessionStatus) -> None:
    """Note who said it; the days for corrections count from the first time that anybody did."""
    found.status = status
    found.noted_by_id = member.id
    found.noted_at = found.noted_at or clock.now()


def _checked_minutes(minutes: int) -> int:
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise InvalidSession(
            "minutes",
            _("Enter from %(least)s to %(most)s minutes.", least=LEAST_MINUTES, most=MOST_MINUTES),
        )
    return minutes
