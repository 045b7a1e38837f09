"""The time zones in which people live: `Area/City` as tzdata's table of places has them, and UTC.

A leaf. Whatever takes the name of a zone (the profile form, the people file, a command) asks here,
and so does whatever reads one that is stored.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from babel.core import get_global

UTC: Final = "UTC"
LONGEST_NAME: Final = 64
_NAMES_OF_UTC: Final = frozenset({"UTC", "UCT", "Universal", "Zulu", "Etc/UTC", "Etc/UCT"})
_ABBREVIATIONS: Final = frozenset(
    {"CET", "EET", "EST", "HST", "MET", "MST", "WET", "CST6CDT", "EST5EDT", "MST7MDT", "PST8PDT"}
)
"""Names of clocks, not of places: whoever means one lives in one of several zones."""


def zone_named(text: str) -> str:
    """Return the zone that a name stands for, or an empty text where it stands for none.

    Case and blanks do not matter. Former names and names of countries stand for their zone, and
    Windows' names for the one that CLDR gives them; nothing is guessed. Abbreviations (`EST`), mere
    offsets (`Etc/GMT+5`) and files of the zone database that are no place (`localtime`, `Factory`)
    stand for none.
    """
    return _names().get(_key(text), "") if len(text) <= LONGEST_NAME else ""


@cache
def zones_of_people() -> tuple[str, ...]:
    """Return all zones, in the order of their names, UTC last."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    return (*sorted({columns[2].strip() for columns in lines}), UTC)


@cache
def _names() -> dict[str, str]:
    """Return each accepted name, as a key, with its zone."""
    zones = frozenset(zones_of_people())
    links = _links()
    aliases: dict[str, str] = dict(get_global("zone_aliases"))
    windows: dict[str, str] = dict(get_global("windows_zone_mapping"))

    def zone_of(name: str) -> str:
        if name in zones:
            return name
        if name in _NAMES_OF_UTC:
            return UTC
        # CLDR's answer keeps the country (Iceland); the database's may have merged it into another.
        candidates = (aliases.get(name, ""), links.get(name, ""), links.get(aliases.get(name, "")))
        return next((zone for zone in candidates if zone in zones), "")

    former = (links.keys() | aliases.keys() | _NAMES_OF_UTC) - _ABBREVIATIONS
    found = {name: zone_of(name) for name in former}
    found |= {name: zone_of(zone) for name, zone in windows.items()}
    found |= {zone: zone for zone in zones}
    return {_key(name): zone for name, zone in found.items() if zone}


def _links() -> dict[str, str]:
    """Return the database's former names with the zone that each stands for."""
    rules = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
    fields = (line.split() for line in rules.splitlines() if line.startswith("L "))
    return {name: zone for _, zone, name in fields}


def _key(text: str) -> str:
    return "_".join(text.replace("_", " ").split()).casefold()
