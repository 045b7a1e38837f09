"""The half hour that a coffee chat proposes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import CoffeeStatus
from matchmaker.services.coffee.meeting import meets_outside_hours, propose_half_hour
from matchmaker.services.coffee.rounds import notify_groups
from tests.factories import make_coffee_group, make_networker

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "zones",
    [
        ["Europe/Berlin"],
        ["Europe/Berlin", "America/New_York"],
        ["Europe/London", "Asia/Kolkata", "Europe/Helsinki"],
    ],
)
def test_it_is_in_the_working_hours_of_all_about_a_week_later(zones: list[str]) -> None:
    proposed = propose_half_hour(MONDAY, zones)

    assert timedelta(days=6) < proposed - MONDAY < timedelta(days=12)
    for zone in zones:
        local = proposed.astimezone(ZoneInfo(zone))
        assert local.weekday() < 5
        assert 9 * 60 <= local.hour * 60 + local.minute <= 16 * 60 + 30


def test_the_order_of_people_changes_nothing() -> None:
    zones = ["Asia/Kolkata", "Europe/London", "America/New_York"]

    assert propose_half_hour(MONDAY, zones) == propose_half_hour(MONDAY, zones[::-1])


@time_machine.travel(MONDAY, tick=False)
def test_each_group_gets_its_own_when_it_is_told(session: Session) -> None:
    people = [
        make_networker(session, name, time_zone=zone)
        for name, zone in (
            ("Ana", "Europe/Berlin"),
            ("Bo", "America/New_York"),
            ("Cy", "Pacific/Auckland"),
            ("Di", "Europe/London"),
            ("Ed", ""),
        )
    ]
    groups = [
        make_coffee_group(session, some, status=CoffeeStatus.FORMED)
        for some in (people[:2], people[2:4], people[4:])
    ]

    assert notify_groups(session, groups[0].round, [group.id for group in groups]) == 3
    session.expire_all()

    near, far, alone = groups
    assert near.meeting_at == propose_half_hour(clock.now(), ["Europe/Berlin", "America/New_York"])
    assert not meets_outside_hours(near)
    assert far.meeting_at is not None
    assert meets_outside_hours(far)
    assert alone.meeting_at == propose_half_hour(clock.now(), ["UTC"])
