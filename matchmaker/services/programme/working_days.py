"""Which days are working days where somebody lives: weekends and public holidays by country.

The country follows from the time zone, by the table of the Unicode CLDR; what somebody typed as
their place is a free text, and is not guessed from. Public holidays are those of the whole country.
A zone without a country (UTC) has Saturdays and Sundays and no holidays.
"""

import warnings
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Final, cast

from babel.core import get_global

SATURDAY: Final = 5
NO_COUNTRY: Final = frozenset({"ZZ", "001"})


def is_working_day(day: date, time_zone: str) -> bool:
    """Whether people work on a day in the country of a time zone.

    Examples
    --------
    >>> [is_working_day(date(2026, 11, day), "Asia/Riyadh") for day in (5, 6, 7, 8)]
    [True, False, False, True]
    >>> is_working_day(date(2026, 12, 25), "Europe/Berlin")
    False
    """
    return _is_working_day(day, country_of(time_zone))


def add_working_days(day: date, days: int, time_zone: str) -> date:
    """Return the date that many working days later."""
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, time_zone):
            days -= 1
    return day


@cache
def country_of(time_zone: str) -> str:
    """Return the country (ISO 3166) of a time zone, or an empty text where it has none."""
    zones = get_global("zone_territories")
    name = get_global("zone_aliases").get(time_zone, time_zone)
    country = str(zones.get(time_zone) or zones.get(name) or "")
    return "" if country in NO_COUNTRY else country


@lru_cache(maxsize=10_000)
def _is_working_day(day: date, country: str) -> bool:
    calendar = _calendar(country)
    if calendar is None:
        return day.weekday() < SATURDAY
    with warnings.catch_warnings():
        # That some countries' holidays are known for some years only helps nobody at this point.
        warnings.simplefilter("ignore")
        return cast(bool, calendar.is_working_day(day))


@cache
def _calendar(country: str) -> Any:
    """Return a country's calendar, None for a country without one.

    The package is loaded with the first introduction, not with the application.
    """
    holidays: Any = import_module("holidays")
    if country not in holidays.list_supported_countries(include_aliases=False):
        return None
    return holidays.country_holidays(country)
