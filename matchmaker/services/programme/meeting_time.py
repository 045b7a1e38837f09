"""When two people could meet: inside both their working days, if there is such a time."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from matchmaker.services.programme.working_days import add_working_days, is_working_day

SLOT: Final = timedelta(minutes=30)
EARLIEST, LATEST = time(9), time(16, 30)
"""Between which half hours begin that are inside a working day."""
BEST: Final = time(10)
DAYS_TRIED: Final = 7
"""Days of which the best half hour is taken; the next so many where nobody works on any of them."""
WEEKS_TRIED: Final = 10
SOONEST: Final = timedelta(days=2)
"""Between the day on which times are offered and the first of them at least."""
OFFERED: Final = 3
A_NIGHT: Final = timedelta(hours=12)
"""Between the introduction and the first half hour at least."""


def propose_meeting(
    introduced_at: datetime,
    days: int,
    mentee_zone: str,
    mentor_zone: str,
    *,
    writing_days: int = 0,
    taken: Collection[datetime] = (),
) -> datetime:
    """Return the start (UTC) of a half hour, about `days` after the introduction.

    A working day in both places, after the working days that the mentee has to write first, and
    none of the half hours that are taken. Between 9:00 and 17:00 for both where there is such a
    time; else the one that is least outside for whom it suits worse. Then the first day, and then
    as near to 10:00 as it can be for both.
    """
    zones = [ZoneInfo(mentee_zone), ZoneInfo(mentor_zone)]
    today = introduced_at.astimezone(zones[0]).date()
    after_writing = add_working_days(today, writing_days, mentee_zone) + timedelta(days=1)
    day = max(today + timedelta(days=days), after_writing)
    found: list[datetime] = []
    for week in range(WEEKS_TRIED):
        slots = [
            slot
            for slot in _slots(day + timedelta(days=DAYS_TRIED * week), zones[0])
            if slot > introduced_at + A_NIGHT and slot not in taken
        ]
        found += [
            slot
            for slot in slots
            if all(is_working_day(slot.astimezone(zone).date(), zone.key) for zone in zones)
        ]
        # In a week of holidays the two may have a common half hour at midnight alone: it must be
        # as good as any time of the day would be.
        if found and _least_hard(found, zones) <= _least_hard(slots, zones):
            break
    return min(found or slots, key=lambda slot: _hardship(slot, zones))


def propose_sessions(
    now: datetime,
    time_zones: Sequence[str],
    minutes: int,
    last_met: datetime | None = None,
    every_weeks: int = 1,
) -> list[datetime]:
    """Return three times (UTC) for a session of so many minutes, each on a day of its own.

    From the week on in which the next session is due; working days in all the time zones, inside
    the working hours of all where there is such a time, else as little outside as can be.
    """
    zones = [ZoneInfo(zone) for zone in time_zones]
    due = last_met + timedelta(weeks=every_weeks) if last_met else now
    first = max(now + SOONEST, due - timedelta(days=2)).astimezone(zones[0]).date()
    found: list[datetime] = []
    for week in range(WEEKS_TRIED):
        found += _best_of_days(first + timedelta(days=DAYS_TRIED * week), zones, minutes)
        least = min((_hardship(slot, zones, minutes)[0] for slot in found), default=0)
        good = [slot for slot in found if _hardship(slot, zones, minutes)[0] == least]
        if len(good) >= OFFERED:
            return good[:OFFERED]
    return sorted(found, key=lambda slot: _hardship(slot, zones, minutes))[:OFFERED]


def _best_of_days(day: date, zones: Sequence[ZoneInfo], minutes: int) -> Iterator[datetime]:
    """Yield the best time of each day of a week on which everybody works, in order."""
    days: dict[date, list[datetime]] = {}
    for slot in _slots(day, zones[0]):
        if all(is_working_day(slot.astimezone(zone).date(), zone.key) for zone in zones):
            days.setdefault(slot.astimezone(zones[0]).date(), []).append(slot)
    for slots in days.values():
        yield min(slots, key=lambda slot: _hardship(slot, zones, minutes))


def _least_hard(slots: Sequence[datetime], zones: Sequence[ZoneInfo]) -> int:
    return min(_hardship(slot, zones)[0] for slot in slots)


def is_outside_hours(moment: datetime, time_zone: str) -> bool:
    """Whether a half hour that begins then is outside a working day in a time zone."""
    return _minutes_outside(moment, ZoneInfo(time_zone)) > 0


def _slots(day: date, zone: ZoneInfo) -> list[datetime]:
    """Return the half hours that begin within a week from a day on, by a time zone."""
    midnight = datetime.combine(day - timedelta(days=1), time(), tzinfo=UTC)
    slots = (midnight + SLOT * number for number in range(48 * (DAYS_TRIED + 2)))
    until = day + timedelta(days=DAYS_TRIED)
    return [slot for slot in slots if day <= slot.astimezone(zone).date() < until]


def _hardship(
    slot: datetime, zones: Sequence[ZoneInfo], minutes: int = 30
) -> tuple[int, int, date, int, datetime]:
    """Return how little a time suits that lasts so many minutes.

    What is worse for one of the two counts first.

    The parts: minutes outside working hours, of whom it suits worse and of both; the day; minutes
    away from ten o'clock, of whom it suits worse.
    """
    outside = [_minutes_outside(slot, zone, minutes) for zone in zones]
    away = [abs(_minutes(slot.astimezone(zone)) - BEST.hour * 60) for zone in zones]
    return max(outside), sum(outside), slot.astimezone(zones[0]).date(), max(away), slot


def _minutes_outside(slot: datetime, zone: ZoneInfo, lasts: int = 30) -> int:
    minutes = _minutes(slot.astimezone(zone))
    earliest, latest = (moment.hour * 60 + moment.minute for moment in (EARLIEST, LATEST))
    latest = max(earliest, latest + 30 - lasts)
    return max(0, earliest - minutes, minutes - latest)


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
