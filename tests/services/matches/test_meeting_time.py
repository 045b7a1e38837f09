"""The first half hour is on a working day and inside both people's working hours if it can be."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.matches.meeting_time import add_working_days, propose_meeting

MONDAY = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
ZONES = ["Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Auckland", "UTC"]


def test_two_in_one_zone_meet_at_ten() -> None:
    start = propose_meeting(MONDAY, 9, "Europe/Berlin", "Europe/Berlin")

    assert start == datetime(2026, 11, 11, 9, 0, tzinfo=UTC)


def test_a_weekend_is_left_out() -> None:
    start = propose_meeting(MONDAY, 5, "Europe/Berlin", "Europe/Berlin")

    assert start.date() == date(2026, 11, 9)


@pytest.mark.parametrize(("mentee", "mentor"), [("Europe/Berlin", "America/New_York")])
def test_distant_zones_share_their_overlap(mentee: str, mentor: str) -> None:
    start = propose_meeting(MONDAY, 9, mentee, mentor)

    assert 9 <= start.astimezone(ZoneInfo(mentee)).hour < 17
    assert 9 <= start.astimezone(ZoneInfo(mentor)).hour < 17


@given(
    st.integers(0, 7_000).map(lambda days: MONDAY + timedelta(days=days, hours=days % 24)),
    st.integers(1, 30),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_a_proposal_is_always_a_future_working_day_for_both(
    moment: datetime, days: int, mentee: str, mentor: str
) -> None:
    start = propose_meeting(moment, days, mentee, mentor)

    assert start > moment
    assert all(start.astimezone(ZoneInfo(zone)).weekday() < 5 for zone in (mentee, mentor))


@pytest.mark.parametrize(
    ("day", "days", "later"),
    [(date(2026, 11, 2), 5, date(2026, 11, 9)), (date(2026, 11, 6), 1, date(2026, 11, 9))],
)
def test_working_days_skip_weekends(day: date, days: int, later: date) -> None:
    assert add_working_days(day, days) == later
