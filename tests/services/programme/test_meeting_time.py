"""The first half hour is on a working day and inside both people's working hours if it can be."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.mentorships.agenda import first_message_by
from matchmaker.services.programme.meeting_time import is_outside_hours, propose_meeting
from matchmaker.services.programme.working_days import (
    add_working_days,
    country_of,
    is_working_day,
)

MONDAY = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
ZONES = ["Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Auckland", "UTC"]
DISTANT = ["Europe/Berlin", "Asia/Riyadh", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Apia"]


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


@pytest.mark.parametrize(
    ("mentee", "mentor", "at"),
    [
        ("Europe/Berlin", "America/Los_Angeles", ("17:00", "08:00")),
        ("Europe/London", "Pacific/Auckland", ("18:00", "07:00")),
        ("Asia/Kolkata", "America/Los_Angeles", ("07:30", "18:00")),
        # Thirteen hours apart, on two dates.
        ("Pacific/Auckland", "Europe/London", ("07:00", "18:00")),
        ("Asia/Tokyo", "America/New_York", ("07:30", "17:30")),
    ],
)
def test_without_common_hours_what_is_worse_for_one_of_them_counts(
    mentee: str, mentor: str, at: tuple[str, str]
) -> None:
    start = propose_meeting(MONDAY, 9, mentee, mentor)

    assert tuple(f"{start.astimezone(ZoneInfo(z)):%H:%M}" for z in (mentee, mentor)) == at
    assert is_outside_hours(start, mentee)
    assert is_outside_hours(start, mentor)


@pytest.mark.parametrize("mentee", DISTANT)
@pytest.mark.parametrize("mentor", DISTANT)
def test_it_is_inside_both_days_where_any_half_hour_of_the_day_is_and_never_in_the_night(
    mentee: str, mentor: str
) -> None:
    for month in range(1, 13):
        start = propose_meeting(datetime(2027, month, 5, 12, tzinfo=UTC), 10, mentee, mentor)
        day = start.replace(hour=0, minute=0)
        could_be_inside = any(
            not any(is_outside_hours(slot, zone) for zone in (mentee, mentor))
            for slot in (day + timedelta(minutes=30 * n) for n in range(48))
        )
        outside = any(is_outside_hours(start, zone) for zone in (mentee, mentor))
        assert outside is not could_be_inside
        for zone in (mentee, mentor):
            assert 6 <= start.astimezone(ZoneInfo(zone)).hour < 20


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

    assert moment < start < moment + timedelta(days=days + 40)
    for zone in (mentee, mentor):
        assert is_working_day(start.astimezone(ZoneInfo(zone)).date(), zone)


@pytest.mark.parametrize(
    ("zone", "introduced", "on"),
    [
        # Golden week: 29 April and 3 to 5 May 2027.
        ("Asia/Tokyo", date(2027, 4, 19), date(2027, 4, 30)),
        ("Asia/Tokyo", date(2027, 4, 24), date(2027, 5, 6)),
        ("Europe/London", date(2026, 12, 15), date(2026, 12, 29)),
        # Friday and Saturday are the weekend.
        ("Asia/Riyadh", date(2026, 11, 3), date(2026, 11, 15)),
        ("Africa/Cairo", date(2026, 11, 10), date(2026, 11, 22)),
    ],
)
def test_public_holidays_and_the_country_s_own_weekend_are_left_out(
    zone: str, introduced: date, on: date
) -> None:
    moment = datetime.combine(introduced, time(8), tzinfo=UTC)

    start = propose_meeting(moment, 10, zone, zone)

    assert start.astimezone(ZoneInfo(zone)).date() == on


def test_it_is_after_the_days_that_the_mentee_has_to_write() -> None:
    """Five working days after 28 April 2027 end on the 11th of May in Japan."""
    introduced = datetime(2027, 4, 28, 3, tzinfo=UTC)

    start = propose_meeting(introduced, 10, "Asia/Tokyo", "Asia/Tokyo", writing_days=5)

    assert first_message_by(introduced, 5, "Asia/Tokyo") == date(2027, 5, 11)
    assert start.astimezone(ZoneInfo("Asia/Tokyo")).date() == date(2027, 5, 12)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_it_is_ten_o_clock_on_both_sides_of_a_change_of_the_clocks(zone: str) -> None:
    for day in range(0, 365, 7):
        moment = datetime(2027, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)

        start = propose_meeting(moment, 5, zone, zone).astimezone(ZoneInfo(zone))

        assert (start.hour, start.minute) == (10, 0)


def test_a_half_hour_is_proposed_once_to_a_person() -> None:
    taken: set[datetime] = set()
    for _ in range(20):
        start = propose_meeting(MONDAY, 9, "Europe/Berlin", "America/New_York", taken=taken)
        assert start not in taken
        taken.add(start)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Kolkata", "IN"),
        ("US/Eastern", "US"),
        ("Asia/Tehran", "IR"),
        ("UTC", ""),
        ("Etc/GMT+5", ""),
    ],
)
def test_the_country_is_that_of_the_zone(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_every_zone_has_working_days_and_days_off() -> None:
    days = [date(2027, 3, 1) + timedelta(days=n) for n in range(14)]
    countries = {country_of(zone): zone for zone in sorted(available_timezones())}

    for zone in countries.values():
        working = sum(is_working_day(day, zone) for day in days)
        assert 4 <= working <= 12, zone


@pytest.mark.parametrize(
    ("day", "days", "zone", "later"),
    [
        (date(2026, 11, 2), 5, "UTC", date(2026, 11, 9)),
        (date(2026, 11, 6), 1, "UTC", date(2026, 11, 9)),
        (date(2026, 11, 2), 5, "Asia/Tokyo", date(2026, 11, 10)),
        (date(2026, 11, 4), 5, "Asia/Riyadh", date(2026, 11, 11)),
        (date(2026, 12, 23), 5, "Europe/Berlin", date(2026, 12, 31)),
    ],
)
def test_working_days_skip_weekends_and_holidays(
    day: date, days: int, zone: str, later: date
) -> None:
    assert add_working_days(day, days, zone) == later
