"""What is missing for renewing a certification. Plain arithmetic: no database, no words.

An hour is a unit, and time is counted in minutes; what an issuer would round, nothing here does.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from matchmaker.models import DevelopmentKind
from matchmaker.services.certifications.rules import RenewalRule, years_after

SIDES: Final = (
    DevelopmentKind.WAYS_OF_WORKING,
    DevelopmentKind.POWER_SKILLS,
    DevelopmentKind.BUSINESS_ACUMEN,
)
"""The sides of PMI's talent triangle; together they are education."""


@dataclass(frozen=True, slots=True)
class Done:
    """One entry of a record of development."""

    day: date
    minutes: int
    kind: DevelopmentKind


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is one of these."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class YearStanding:
    """One year of a cycle, and the minutes that are missing in it."""

    span: Span
    minutes: int
    missing: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class RenewalStanding:
    """How far somebody is with renewing, in minutes."""

    cycle: Span
    counted: int
    """What counts; more giving back than the issuer takes does not."""
    needed: int
    education: int
    missing_education: int
    missing_by_side: tuple[tuple[DevelopmentKind, int], ...]
    """The sides on which something is missing."""
    not_counted: int
    """Giving back beyond what the issuer takes."""
    still_to_do: int
    """The least time that is still needed, if it is spent on what is missing."""
    years: tuple[YearStanding, ...] = ()
    """Where so much is needed in each year."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing, nor was in a year that is over."""
        return self.still_to_do == 0 and not any(year.missing for year in self.years)


def cycle_of(rule: RenewalRule, expires_on: date) -> Span:
    """Return the cycle that ends when a certification expires; cycles share no day."""
    before = years_after(expires_on, -rule.cycle_years)
    return Span(before + timedelta(days=1), expires_on)


def standing_of(
    rule: RenewalRule, expires_on: date, done: Iterable[Done], today: date
) -> RenewalStanding:
    """Return what is missing in the cycle that ends on a day."""
    cycle = cycle_of(rule, expires_on)
    inside = [each for each in done if cycle.holds(each.day)]
    if rule.units_a_year:
        return _by_year(rule, cycle, inside, today)
    return _by_cycle(rule, cycle, inside)


def _by_cycle(rule: RenewalRule, cycle: Span, done: Iterable[Done]) -> RenewalStanding:
    minutes: Counter[DevelopmentKind] = Counter()
    for each in done:
        minutes[each.kind] += each.minutes
    education = sum(minutes[side] for side in SIDES)
    working = minutes[DevelopmentKind.WORKING]
    giving = minutes[DevelopmentKind.GIVING_BACK]
    taken = min(giving + min(working, 60 * rule.most_working), 60 * rule.most_giving_back)
    counted = education + taken
    by_side = tuple(
        (side, missing)
        for side in SIDES
        if (missing := 60 * rule.least_each_side - minutes[side]) > 0
    )
    missing_education = max(0, 60 * rule.least_education - education)
    return RenewalStanding(
        cycle=cycle,
        counted=counted,
        needed=60 * rule.units,
        education=education,
        missing_education=missing_education,
        missing_by_side=by_side,
        not_counted=giving + working - taken,
        still_to_do=max(
            0,
            60 * rule.units - counted,
            missing_education,
            sum(missing for _side, missing in by_side),
        ),
    )


def _by_year(rule: RenewalRule, cycle: Span, done: Iterable[Done], today: date) -> RenewalStanding:
    entries = list(done)
    years = []
    for number in range(rule.cycle_years):
        span = _year_of(rule, cycle, number)
        minutes = sum(each.minutes for each in entries if span.holds(each.day))
        missing = max(0, 60 * rule.units_a_year - minutes)
        years.append(YearStanding(span, minutes, missing, is_over=span.last < today))
    # More than a year asks for does not make up for another.
    counted = sum(min(year.minutes, 60 * rule.units_a_year) for year in years)
    return RenewalStanding(
        cycle=cycle,
        counted=counted,
        needed=60 * rule.units_a_year * rule.cycle_years,
        education=0,
        missing_education=0,
        missing_by_side=(),
        not_counted=0,
        still_to_do=sum(year.missing for year in years if not year.is_over),
        years=tuple(years),
    )


def _year_of(rule: RenewalRule, cycle: Span, number: int) -> Span:
    """Return a year of a cycle, counted back from the day on which it ends."""
    left = rule.cycle_years - number
    last = years_after(cycle.last, 1 - left)
    return Span(years_after(cycle.last, -left) + timedelta(days=1), last)
