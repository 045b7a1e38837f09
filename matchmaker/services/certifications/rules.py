"""How certifications are renewed, read once from the file that ships with the package."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

OLD_AFTER: Final = timedelta(days=400)


class Unit(StrEnum):
    """What the issuer calls an hour of development."""

    PDU = "pdu"
    CPD = "cpd"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """What one issuer asks for, in units of an hour; 0 where nothing is asked.

    Either `units` are needed in a whole cycle, or `units_a_year` in each of its years.
    """

    issuer: str
    source: str
    verified_on: date
    cycle_years: int
    unit: Unit
    units: int = 0
    least_education: int = 0
    least_each_side: int = 0
    """Of each side of PMI's talent triangle; all of them are education."""
    most_giving_back: int = 0
    """More than this counts for nothing."""
    most_working: int = 0
    """Working as a practitioner, as a part of giving back."""
    units_a_year: int = 0

    def is_old(self, today: date) -> bool:
        """Whether nobody has compared the rule with its source for long."""
        return today - self.verified_on > OLD_AFTER

    def default_expiry(self, earned_on: date) -> date:
        """Return when it expires if the issuer does not say otherwise."""
        return years_after(earned_on, self.cycle_years)


@cache
def renewal_rules() -> Mapping[str, RenewalRule]:
    """Return the rules by the code of their certification."""
    text = files("matchmaker").joinpath("renewal_rules.toml").read_text(encoding="utf-8")
    rules: dict[str, RenewalRule] = {}
    for entry in tomllib.loads(text)["rules"]:
        codes = entry.pop("certifications")
        rule = RenewalRule(**entry | {"unit": Unit(entry["unit"])})
        for code in codes:
            if code in rules:
                raise ValueError(f"renewal_rules.toml: {code} has two rules")
            rules[code] = rule
    return rules


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later, or before; 28 February for a 29th that is not."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
