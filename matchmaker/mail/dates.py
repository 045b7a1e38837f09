"""Dates and times as a letter says them: in the reader's own time zone, with the zone named."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime, get_timezone_location

from matchmaker.models import Member

LOCALE: Final = "en"
_DAY: Final = "EEEE d MMMM y"
_MOMENT: Final = "EEEE d MMMM y, HH:mm"


def zone_of(member: Member | None, fallback: str) -> ZoneInfo:
    """Return a member's time zone; the fallback where none (or none that exists) is stated."""
    for name in (member.profile.time_zone if member else "", fallback):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def name_day(day: date) -> str:
    """Return a day such as `Friday 4 December 2026`."""
    return format_date(day, _DAY, locale=LOCALE)


def name_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment such as `Friday 4 December 2026, 15:00 (Berlin time)`."""
    shown = format_datetime(moment.astimezone(UTC), _MOMENT, tzinfo=zone, locale=LOCALE)
    return f"{shown} ({name_zone(zone)})"


def name_month(month: str) -> str:
    """Return `November 2026` for `2026-11`."""
    return format_date(date.fromisoformat(f"{month}-01"), "MMMM y", locale=LOCALE)


def name_zone(zone: ZoneInfo) -> str:
    """Return a time zone by its city, such as `Berlin time`."""
    if zone.key in {"UTC", "Etc/UTC"} or "/" not in zone.key or zone.key.startswith("Etc/"):
        return zone.key.removeprefix("Etc/")
    city = get_timezone_location(zone, locale=LOCALE, return_city=True)
    return f"{city} time"
