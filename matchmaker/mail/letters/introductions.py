"""The introduction: one letter to the mentee, one to the mentor, and the same calendar file."""

from dataclasses import asdict
from typing import Any

from flask_mail import Attachment

from matchmaker.mail import dates
from matchmaker.mail.cleaning import several_lines
from matchmaker.mail.desk import Desk, facts_of, name_of
from matchmaker.mail.ics import calendar_file
from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.mail.message import sender_domain
from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus, Member
from matchmaker.services.engine.stored import pair_facts
from matchmaker.services.mentorships.agenda import (
    AgendaItem,
    first_agenda,
    first_message_by,
    mentee_gaps,
)
from matchmaker.services.mentorships.first_contact import first_half_hours
from matchmaker.services.mentorships.page import meets_outside_hours
from matchmaker.services.profiles.card import Side
from matchmaker.services.programme.briefings import is_unread
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.wording.reasons import Reader, reason_lines

OVER = frozenset({MatchStatus.ENDED, MatchStatus.CANCELLED})


def introduction_mentee(desk: Desk) -> Letter:
    """To the mentee, who writes first."""
    return _introduce(desk, other=desk.match.mentor, reader="mentee")


def introduction_mentor(desk: Desk) -> Letter:
    """To the mentor, who need not do anything yet."""
    return _introduce(desk, other=desk.match.mentee, reader="mentor")


def _introduce(desk: Desk, other: Member, reader: Reader) -> Letter:
    match = desk.match
    if match.status in OVER:
        raise NoLongerTrue(f"the match is {match.status.value} by now")
    reasons = pair_facts(match.reasons).reasons
    agenda = first_agenda(match.mentee.profile, reasons)
    meeting = propose_first_meeting(desk, match, agenda)
    return desk.write(
        attachments=(meeting,) if meeting else (),
        reply_to=(other,),
        has_meeting=meeting is not None,
        is_outside_hours=meets_outside_hours(match),
        meeting=desk.moment(match.meeting_at) if match.meeting_at else "",
        other=facts_of(other, Side.MENTOR if reader == "mentee" else Side.MENTEE),
        goals=several_lines(match.mentee.profile.goals),
        gaps=mentee_gaps(match.mentee.profile, reasons),
        reasons=[line for line in reason_lines(reasons, reader) if line.units],
        agenda=[asdict(item) for item in agenda],
        write_by=desk.day(_write_by(desk, match)),
        half_hours=[desk.moment(each) for each in first_half_hours(desk.session, match)],
        button_url=desk.url(f"/matches/{match.id}"),
        briefing_url=desk.url("/briefing/mentees") if _is_new(desk) else "",
    )


def _is_new(desk: Desk) -> bool:
    """Whether the reader has not read what mentees should know."""
    return is_unread(participation_of(desk.session, desk.programme, desk.reader), "mentees")


def propose_first_meeting(
    desk: Desk, match: Match, agenda: tuple[AgendaItem, ...]
) -> Attachment | None:
    """Return the calendar file, the same for both sides; None while no time is proposed."""
    if match.meeting_at is None:
        return None
    url = desk.url(f"/matches/{match.id}")
    lines = (
        _("A proposal: move it to a time that suits you both."),
        *(_("%(minutes)s min: %(title)s. %(detail)s", **asdict(item)) for item in agenda),
        url,
    )
    return calendar_file(
        uid=uid_of_meeting(desk, match),
        starts_at=match.meeting_at,
        stamped_at=match.introduced_at or desk.row.created_at,
        summary=_(
            "First mentoring talk: %(mentee)s and %(mentor)s",
            mentee=name_of(match.mentee),
            mentor=name_of(match.mentor),
        ),
        description="\n".join(lines),
        url=url,
        organiser=desk.settings.mail_from,
        organiser_name=desk.programme.name,
    )


def call_off_first_meeting(desk: Desk, match: Match) -> Attachment | None:
    """Return what takes a proposed meeting out of a calendar; None where none lies ahead."""
    ended_at = match.ended_at or desk.row.created_at
    if match.meeting_at is None or match.meeting_at <= ended_at:
        return None
    return calendar_file(
        uid=uid_of_meeting(desk, match),
        starts_at=match.meeting_at,
        stamped_at=ended_at,
        summary=_("Called off: first mentoring talk"),
        description="",
        url=desk.url(f"/matches/{match.id}"),
        organiser=desk.settings.mail_from,
        organiser_name=desk.programme.name,
        is_called_off=True,
    )


def uid_of_meeting(desk: Desk, match: Match) -> str:
    """Return by what calendars know the first meeting of a pair, however often they hear of it."""
    return f"match-{match.id}@{sender_domain(desk.settings)}"


def _write_by(desk: Desk, match: Match) -> Any:
    timers = policy_from_document(match.round.policy).timers
    zone = dates.zone_of(match.mentee, desk.programme.time_zone)
    introduced_at = match.introduced_at or desk.row.created_at
    return first_message_by(introduced_at, timers.first_message_working_days, zone.key)
