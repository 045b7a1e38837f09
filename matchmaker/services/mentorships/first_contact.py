"""Two people who were introduced and have not met: a message, and three half hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import draft_link
from matchmaker.messages import format_appointment
from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus, Member, SessionStatus
from matchmaker.services.mentorships.beginning import partner_of
from matchmaker.services.mentorships.sessions import sessions_of
from matchmaker.services.programme.meeting_time import propose_sessions

FIRST_MINUTES: Final = 30
LEAST_NOTICE: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class FirstContact:
    """What makes the first message easy to write and the first half hour easy to find."""

    message: str
    link: str
    """Opens the message in the member's mail program, where they can change it."""
    half_hours: tuple[datetime, ...]
    """Empty once a session is offered, planned or over."""


def first_contact(session: Session, match: Match, member: Member) -> FirstContact | None:
    """Return what helps a member to begin; None once the two have met."""
    if match.status != MatchStatus.INTRODUCED:
        return None
    times = first_half_hours(session, match)
    partner = partner_of(match, member)
    message = _message(match, member, partner, times)
    link = draft_link(_("Our first mentoring talk"), message, partner.email)
    return FirstContact(message, link, tuple(times))


def first_half_hours(session: Session, match: Match) -> list[datetime]:
    """Return up to three half hours that suit both people's days, while no session is known of.

    They are those of the introduction as long as one of them lies ahead.
    """
    if match.status != MatchStatus.INTRODUCED or any(
        each.status != SessionStatus.CANCELLED for each in sessions_of(session, match)
    ):
        return []
    fallback = match.round.programme.time_zone
    zones = [each.profile.time_zone or fallback for each in (match.mentee, match.mentor)]
    now = clock.now()
    found = propose_sessions(match.introduced_at or now, zones, FIRST_MINUTES)
    ahead = [each for each in found if each > now + LEAST_NOTICE]
    return ahead or propose_sessions(now, zones, FIRST_MINUTES)


def _message(match: Match, member: Member, partner: Member, times: list[datetime]) -> str:
    zone = ZoneInfo(member.profile.time_zone or match.round.programme.time_zone)
    is_mentee = member.id == match.mentee_id
    parts = [
        _("Hello %(name)s,", name=partner.greeting_name),
        _("Thank you for being my mentor. I look forward to our first talk.")
        if is_mentee
        else _("I am glad to be your mentor, and look forward to our first talk."),
    ]
    if times:
        lines = [format_appointment(each, zone) for each in times]
        question = _("Could you talk for half an hour at one of these times?")
        parts.append("\n".join([question, *(f"- {line}" for line in lines)]))
    else:
        parts.append(_("When could you talk for half an hour?"))
    parts.append(_("Best wishes") + f"\n{member.greeting_name}")
    return "\n\n".join(parts)
