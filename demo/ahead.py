"""What lies ahead of the pairs today: sessions that are planned, and times that wait for a word."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from demo.drawing import draw
from demo.fates import FADES, NEVER_MEETS, fate_of, key_of
from demo.living import held_sessions, pairs_going_on
from demo.talks import PLACES
from matchmaker import clock
from matchmaker.models import Match, Mentorship, Programme
from matchmaker.services.mentorships.closing import closings_of
from matchmaker.services.mentorships.sessions import offer_times, pick_time
from matchmaker.services.programme.meeting_time import propose_sessions

STEPS: Final = ("silent", "offers", "plans", "plans")
NOON: Final = time(12, tzinfo=UTC)


def plan_ahead(session: Session, programme: Programme) -> None:
    """Let some pairs offer times for their next session, and some of them plan it."""
    held = held_sessions(session)
    for match, mentorship in pairs_going_on(session, programme):
        step = STEPS[draw(f"ahead {key_of(match)}", len(STEPS))]
        if step != "silent" and fate_of(match) not in {NEVER_MEETS, FADES}:
            _plan(session, match, mentorship, held, is_picked=step == "plans")
    session.commit()


def _plan(
    session: Session,
    match: Match,
    mentorship: Mentorship,
    held: Mapping[int, list[datetime]],
    *,
    is_picked: bool,
) -> None:
    start = clock.now()
    if met := held.get(match.id):
        start = max(start, met[-1] + timedelta(weeks=mentorship.every_weeks))
    if closings_of(session, match) or start > datetime.combine(mentorship.ends_on, NOON):
        return
    zones = [each.profile.time_zone or "UTC" for each in (match.mentee, match.mentor)]
    times = propose_sessions(start, zones, mentorship.minutes)
    offered = offer_times(session, match, match.mentee, times, _place(match))
    if is_picked:
        pick_time(session, match, match.mentor, offered.id, times[0])


def _place(match: Match) -> str:
    """Return where two people of one place meet, or the link of a call."""
    if match.mentee.profile.location == match.mentor.profile.location:
        return PLACES[draw(f"place {key_of(match)}", len(PLACES))]
    return f"https://meet.example.org/{1000 + draw(key_of(match), 9000)}"
