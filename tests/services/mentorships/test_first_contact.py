"""What helps two people who were introduced to begin."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import Match, MatchStatus
from matchmaker.services.mentorships.first_contact import (
    FIRST_MINUTES,
    first_contact,
    first_half_hours,
)
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.sessions import cancel_session, offer_times
from matchmaker.services.programme.working_days import is_working_day
from tests.factories import make_match, make_mentee, make_mentor, make_round

INTRODUCED = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Europe/Dublin")


def make_pair(session: Session) -> Match:
    return make_match(
        session,
        make_round(session),
        make_mentee(session, "Ada Ahl", time_zone=ZONES[0]),
        make_mentor(session, "Mia O'Moe & Co", time_zone=ZONES[1], email="mia+pmo@example.org"),
        MatchStatus.INTRODUCED,
        introduced_at=INTRODUCED,
    )


@time_machine.travel(INTRODUCED, tick=False)
def test_three_half_hours_are_on_days_on_which_both_work(session: Session) -> None:
    times = first_half_hours(session, make_pair(session))

    assert len({each.date() for each in times}) == 3
    for zone in ZONES:
        for each in times:
            local = each.astimezone(ZoneInfo(zone))
            assert is_working_day(local.date(), zone)
            assert 9 <= local.hour < 17


def test_they_stay_those_of_the_introduction_and_are_always_to_come(session: Session) -> None:
    match = make_pair(session)
    with time_machine.travel(INTRODUCED, tick=False):
        first = first_half_hours(session, match)
    with time_machine.travel(first[0], tick=False):
        assert first_half_hours(session, match) == first[1:]
    with time_machine.travel(first[2] + timedelta(days=1), tick=False) as now:
        later = first_half_hours(session, match)

        assert len(later) == 3
        assert min(later) > first[2] + timedelta(days=1)
        assert now is not None


@time_machine.travel(INTRODUCED, tick=False)
def test_once_a_session_is_offered_there_are_none_to_offer(session: Session) -> None:
    match = make_pair(session)
    times = first_half_hours(session, match)

    offered = offer_times(session, match, match.mentor, times, minutes=FIRST_MINUTES)

    assert offered.minutes == 30
    assert first_half_hours(session, match) == []
    cancel_session(session, match, match.mentor, offered.id)
    assert first_half_hours(session, match) == times


@time_machine.travel(INTRODUCED, tick=False)
def test_the_link_opens_the_message_that_is_shown(session: Session) -> None:
    match = make_pair(session)

    for member, partner in ((match.mentee, match.mentor), (match.mentor, match.mentee)):
        first = first_contact(session, match, member)
        assert first is not None
        link = urlsplit(first.link)
        fields = parse_qs(link.query)
        assert (link.scheme, link.path.replace("%2B", "+")) == ("mailto", partner.email)
        assert fields["subject"] == ["Our first mentoring talk"]
        assert fields["body"] == [first.message.replace("\n", "\r\n")]
        assert first.message.startswith(f"Hello {partner.greeting_name},")
        assert first.message.endswith(member.greeting_name)
        assert first.message.count("- ") >= 3
        assert len(first.link) < 2_000


@time_machine.travel(INTRODUCED + timedelta(days=3), tick=False)
def test_who_has_met_needs_none_of_it(session: Session) -> None:
    match = make_pair(session)

    confirm_meeting(session, match, match.mentee)

    assert first_contact(session, match, match.mentee) is None
    assert first_half_hours(session, match) == []
