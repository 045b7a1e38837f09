"""What is missing for renewing, against every rule that is worked out, and against brute force."""

from datetime import date, timedelta
from itertools import pairwise, product
from random import Random

import pytest

from matchmaker.models import DevelopmentKind
from matchmaker.services.certifications.renewal import (
    SIDES,
    Done,
    RenewalStanding,
    Span,
    cycle_of,
    standing_of,
)
from matchmaker.services.certifications.rules import (
    RenewalRule,
    Unit,
    renewal_rules,
    years_after,
)
from matchmaker.taxonomy import load_taxonomy

ENDS = date(2028, 6, 14)
INSIDE = date(2027, 1, 10)
LONG_BEFORE = date(2025, 7, 1)
WAYS, POWER, ACUMEN = SIDES
GIVING, WORKING = DevelopmentKind.GIVING_BACK, DevelopmentKind.WORKING


def hours(kind: DevelopmentKind, number: float, day: date = INSIDE) -> Done:
    return Done(day, round(60 * number), kind)


def standing(code: str, *done: Done, today: date = LONG_BEFORE) -> RenewalStanding:
    return standing_of(renewal_rules()[code], ENDS, done, today)


def test_rules_are_about_certifications_that_the_programme_has_words_for() -> None:
    unknown = renewal_rules().keys() - load_taxonomy().certifications.keys()

    assert unknown == {"pmi_sp"}, "PMI-SP has a rule, and is offered where an operator adds it"


@pytest.mark.parametrize(
    ("code", "units", "education", "side", "giving", "working"),
    [
        *((code, 60, 35, 8, 25, 8) for code in ("pmp", "pgmp", "pfmp", "pmi_pba")),
        *((code, 30, 18, 4, 12, 4) for code in ("pmi_acp", "pmi_rmp", "pmi_sp")),
        ("capm", 15, 9, 2, 6, 2),
    ],
)
def test_pmi_is_complete_with_the_most_giving_back_and_with_none(
    code: str, units: int, education: int, side: int, giving: int, working: int
) -> None:
    least = [hours(each, side) for each in SIDES] + [hours(WAYS, education - 3 * side)]
    most_given = [hours(GIVING, giving - working), hours(WORKING, working)]
    learned = [hours(WAYS, units - 2 * side), hours(POWER, side), hours(ACUMEN, side)]

    assert education + giving == units
    assert standing(code, *least, *most_given).is_complete
    assert standing(code, *learned).is_complete
    assert standing(code).still_to_do == 60 * units
    assert not standing(code, *least, *most_given[:1]).is_complete
    assert not standing(code, *least[:-1], *most_given).is_complete


def test_what_is_too_much_does_not_count_and_each_part_is_told() -> None:
    found = standing("pmp", hours(WAYS, 40), hours(POWER, 3), hours(GIVING, 20), hours(WORKING, 30))

    assert found.counted == 60 * (43 + 25)
    assert found.not_counted == 60 * (50 - 25)
    assert found.missing_education == 0
    assert found.missing_by_side == ((POWER, 5 * 60), (ACUMEN, 8 * 60))
    assert found.still_to_do == 13 * 60


def test_work_alone_is_bounded_below_all_giving_back() -> None:
    assert standing("pmp", hours(WORKING, 100)).counted == 8 * 60
    assert standing("pmp", hours(WORKING, 8), hours(GIVING, 17)).counted == 25 * 60
    assert standing("pmp", hours(WORKING, 8), hours(GIVING, 18)).counted == 25 * 60


@pytest.mark.parametrize("seed", range(40))
def test_the_least_that_is_left_is_what_trying_finds(seed: int) -> None:
    random = Random(seed)
    rule = RenewalRule(
        *("PMI", "invented", INSIDE, 3, Unit.PDU),
        units=6,
        least_education=4,
        least_each_side=1,
        most_giving_back=2,
        most_working=1,
    )
    done = [
        hours(random.choice(list(DevelopmentKind)), random.randint(1, 2))
        for _ in range(random.randint(0, 5))
    ]

    def completes(counts: tuple[int, ...]) -> bool:
        more = [hours(kind, n) for kind, n in zip(DevelopmentKind, counts, strict=True) if n]
        return standing_of(rule, ENDS, [*done, *more], INSIDE).is_complete

    least = next(
        number
        for number in range(20)
        for counts in product(range(number + 1), repeat=len(DevelopmentKind))
        if sum(counts) == number and completes(counts)
    )

    assert standing_of(rule, ENDS, done, INSIDE).still_to_do == 60 * least


@pytest.mark.parametrize("code", ["prince2", "prince2_agile", "msp", "mop", "p3o", "mor"])
def test_peoplecert_asks_for_20_points_in_each_of_three_years(code: str) -> None:
    years = [date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)]
    full = [hours(WAYS, 20, day) for day in years]

    assert standing(code, *full).is_complete
    assert not standing(code, hours(WAYS, 60)).is_complete
    assert standing(code, hours(WAYS, 60)).still_to_do == 40 * 60
    assert standing(code, hours(WAYS, 60)).counted == 20 * 60


@pytest.mark.parametrize("code", ["ipma_a", "ipma_b", "ipma_c", "ipma_d"])
def test_ipma_asks_for_35_hours_in_each_of_five_years(code: str) -> None:
    full = [hours(WAYS, 35, date(year, 1, 1)) for year in range(2024, 2029)]

    assert standing(code, *full).is_complete
    assert len(standing(code).years) == 5
    assert standing(code, *full[1:], today=INSIDE).years[0].missing == 35 * 60


def test_a_year_that_is_over_cannot_be_made_up_and_is_not_left_to_do() -> None:
    found = standing("p3o", hours(WAYS, 12, date(2025, 8, 1)), today=date(2026, 7, 1))

    assert [(year.missing // 60, year.is_over) for year in found.years] == [
        (8, True),
        (20, False),
        (20, False),
    ]
    assert found.still_to_do == 40 * 60
    assert not found.is_complete


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2027, 2, 28), -3, date(2024, 2, 28)),
        (date(2028, 2, 29), -5, date(2023, 2, 28)),
        (date(2023, 3, 15), 5, date(2028, 3, 15)),
    ],
)
def test_a_year_later_is_the_same_day_or_the_last_of_february(
    day: date, years: int, expected: date
) -> None:
    assert years_after(day, years) == expected


@pytest.mark.parametrize("code", sorted(renewal_rules()))
@pytest.mark.parametrize(
    "ends", [date(2027, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2026, 12, 31)]
)
def test_cycles_and_their_years_follow_one_another_without_a_gap(code: str, ends: date) -> None:
    rule = renewal_rules()[code]
    cycle = cycle_of(rule, ends)

    assert cycle.last == ends
    assert cycle_of(rule, years_after(ends, -rule.cycle_years)).last < cycle.first
    spans = [year.span for year in standing_of(rule, ends, [], ends).years]
    if rule.units_a_year:
        assert len(spans) == rule.cycle_years
        assert (spans[0].first, spans[-1].last) == (cycle.first, cycle.last)
    for before, after in pairwise(spans):
        assert after.first == before.last + timedelta(days=1)


def test_days_outside_of_the_cycle_count_for_nothing() -> None:
    cycle = cycle_of(renewal_rules()["pmp"], ENDS)

    assert cycle == Span(date(2025, 6, 15), ENDS)
    for day, counts in (
        (cycle.first - timedelta(days=1), False),
        (cycle.first, True),
        (cycle.last, True),
        (cycle.last + timedelta(days=1), False),
    ):
        assert bool(standing("pmp", hours(WAYS, 1, day)).counted) == counts


def test_one_hour_counts_in_every_cycle_that_holds_its_day() -> None:
    done = [hours(WAYS, 10, date(2026, 3, 1))]
    pmp = standing_of(renewal_rules()["pmp"], date(2026, 6, 30), done, INSIDE)
    capm = standing_of(renewal_rules()["capm"], date(2029, 2, 28), done, INSIDE)
    later = standing_of(renewal_rules()["msp"], date(2029, 3, 2), done, INSIDE)

    assert (pmp.counted, capm.counted, later.counted) == (600, 600, 0)


def test_a_rule_is_old_after_400_days() -> None:
    rule = renewal_rules()["pmp"]

    assert not rule.is_old(rule.verified_on + timedelta(days=400))
    assert rule.is_old(rule.verified_on + timedelta(days=401))
