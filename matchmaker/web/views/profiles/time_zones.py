"""The time zones that the profile form offers, by region and under the names of their places."""

from functools import cache
from typing import Final, TypeAlias

from babel import Locale
from babel.dates import get_timezone_location

from matchmaker.messages import current_locale, lazy_gettext
from matchmaker.messages import gettext as _
from matchmaker.time_zones import UTC, zones_of_people

Groups: TypeAlias = dict[str, list[tuple[str, str]]]

REGIONS: Final = {
    "Africa": lazy_gettext("Africa"),
    "America": lazy_gettext("America"),
    "Antarctica": lazy_gettext("Antarctica"),
    "Arctic": lazy_gettext("Arctic"),
    "Asia": lazy_gettext("Asia"),
    "Atlantic": lazy_gettext("Atlantic"),
    "Australia": lazy_gettext("Australia"),
    "Europe": lazy_gettext("Europe"),
    "Indian": lazy_gettext("Indian"),
    "Pacific": lazy_gettext("Pacific"),
}
"""The parts of the world that time zones are named after."""


def time_zone_groups() -> Groups:
    """Return the time zones by region as (name, label): one a place, without historic aliases."""
    places = _zones_of_places(current_locale())
    named = {str(REGIONS.get(region, region)): zones for region, zones in places.items()}
    return named | {_("Other"): [(UTC, _("Coordinated universal time (UTC)"))]}


@cache
def _zones_of_places(locale: Locale) -> Groups:
    groups: Groups = {}
    for name in (name for name in zones_of_people() if name != UTC):
        place = get_timezone_location(name, locale=locale, return_city=True)
        groups.setdefault(name.partition("/")[0], []).append((name, place.replace("/", " / ")))
    return {
        region: sorted(zones, key=lambda zone: zone[1].casefold())
        for region, zones in groups.items()
    }
