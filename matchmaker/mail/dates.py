"""Dates and times as a letter says them: in the reader's own time zone, with the zone named."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from matchmaker.messages import current_locale, format_weekday_moment
from matchmaker.messages import gettext as _
from matchmaker.models import Member


def zone_of(member: Member | None, fallback: str) -> ZoneInfo:
    """Return a member's time zone; the fallback where none is stated."""
    return ZoneInfo((member.profile.time_zone if member else "") or fallback)


def name_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment such as `Friday 4 December 2026, 15:00 (Berlin time)`."""
    return _(
        "%(moment)s (%(time_zone)s)",
        moment=format_weekday_moment(moment, zone),
        time_zone=name_zone(zone),
    )


def name_zone(zone: ZoneInfo) -> str:
    """Return a time zone by its city, such as `Berlin time`."""
    if zone.key in {"UTC", "Etc/UTC"} or "/" not in zone.key or zone.key.startswith("Etc/"):
        return zone.key.removeprefix("Etc/")
    city = get_timezone_location(zone, locale=current_locale(), return_city=True)
    return _("%(city)s time", city=city)
