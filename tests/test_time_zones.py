"""Which names stand for a time zone in which people live."""

from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global

from matchmaker.time_zones import zone_named, zones_of_people


@pytest.mark.parametrize(
    "name",
    [
        *("localtime", "posixrules", "Factory", "right/Europe/Berlin", "posix/Europe/Berlin"),
        *("EST", "CET", "MST", "EST5EDT", "PST8PDT", "GMT", "GMT0", "Etc/GMT+5", "+01:00"),
        *("", "Mars/Base", "Berlin", "Central Time", "Dateline Standard Time", "x" * 1_000_000),
    ],
)
def test_what_is_no_place_is_no_zone_of_people(name: str) -> None:
    assert zone_named(name) == ""


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/BERLIN ", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Etc/UTC", "UTC"),
        ("utc", "UTC"),
    ],
)
def test_former_names_and_names_of_countries_stand_for_their_zone(name: str, zone: str) -> None:
    assert zone_named(name) == zone


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Central European Standard Time", "Europe/Warsaw"),
        ("Central Europe Standard Time", "Europe/Budapest"),
        ("GMT Standard Time", "Europe/London"),
        ("India Standard Time", "Asia/Kolkata"),
        ("US Eastern Standard Time", "America/Indiana/Indianapolis"),
        ("UTC", "UTC"),
    ],
)
def test_names_of_windows_stand_for_the_zone_that_cldr_gives_them(name: str, zone: str) -> None:
    assert zone_named(name) == zone


def test_every_name_of_windows_is_a_zone_or_a_mere_offset() -> None:
    names = get_global("windows_zone_mapping")

    refused = {name for name in names if not zone_named(name)}

    assert all(names[name].startswith("Etc/GMT") for name in refused)


def test_every_zone_of_people_can_be_loaded_and_stands_for_itself() -> None:
    for zone in zones_of_people():
        assert zone_named(zone) == zone
        assert ZoneInfo(zone).key == zone
