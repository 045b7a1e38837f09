"""When two people could first meet: a half hour inside both their working days, if there is one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
SLOT = timedelta(minutes=30)
EARLIEST, LATEST = time(9), time(16, 30)
BEST = time(10)


def propose_meeting(
    introduced_at: datetime, days: int, mentee_zone: str, mentor_zone: str
) -> datetime:
    """Return the start (UTC) of a half hour, about `days` after the introduction.

    A working day in both places, between 9:00 and 17:00 for both where their zones allow, and
    then as near to 10:00 for the two of them as it can be. An unknown zone counts as UTC.
    """
    zones = [ZoneInfo(mentee_zone or "UTC"), ZoneInfo(mentor_zone or "UTC")]
    day = introduced_at.astimezone(zones[0]).date() + timedelta(days=days)
    slots = [slot for offset in range(7) for slot in _slots(day + timedelta(days=offset))]
    workdays = [
        slot for slot in slots if all(slot.astimezone(zone).weekday() < SATURDAY for zone in zones)
    ]
    return min(workdays, key=lambda slot: (_hardship(slot, zones), slot))


def _slots(day: date) -> list[datetime]:
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    return [midnight + SLOT * number for number in range(48)]


def _hardship(slot: datetime, zones: list[ZoneInfo]) -> tuple[int, int]:
    """Return (minutes outside working hours, minutes away from ten o'clock), for both together."""
    outside = away = 0
    for zone in zones:
        minutes = _minutes(slot.astimezone(zone).time())
        outside += max(0, _minutes(EARLIEST) - minutes, minutes - _minutes(LATEST))
        away += abs(minutes - _minutes(BEST))
    return outside, away


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def add_working_days(day: date, days: int) -> date:
    """Return the date that many working days later (Monday to Friday)."""
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            days -= 1
    return day
