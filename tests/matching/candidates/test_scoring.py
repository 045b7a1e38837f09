"""Each criterion's share of a score, by hand."""

from typing import Any

import pytest

from matchmaker.matching import Policy, SkillNeed, Weights
from matchmaker.matching.candidates.scoring import scaled_weights
from matchmaker.matching.values.policy import CRITERIA
from matchmaker.matching.values.result import FULL
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of
from tests.matching.proved import match


def share(criterion: str, mentee: dict[str, Any], mentor: dict[str, Any]) -> int:
    weights = Weights(**{name: int(name == criterion) for name in CRITERIA})
    people = people_of([a_mentee(1, **mentee)], [a_mentor(9, **mentor)])
    return match(people, Policy(weights, NO_RULES)).pairs[0].units


@pytest.mark.parametrize(
    ("level", "target", "mentor_level", "expected"),
    [
        (0, 3, 3, 10_000),
        (0, 3, 5, 10_000),
        (0, 5, 3, 6000),
        (1, 5, 4, 7500),
        (0, 2, 2, 0),
        (0, 2, 3, 10_000),
        (3, 5, 3, 0),
        (4, 5, 4, 0),
        (4, 5, 5, 10_000),
        (3, 3, 5, 0),
        (4, 2, 5, 0),
        (None, 4, 5, 0),
    ],
)
def test_a_gap_is_covered_in_proportion_up_to_the_target(
    level: int | None, target: int, mentor_level: int, expected: int
) -> None:
    needs, levels = (SkillNeed("planning", level, target),), (("planning", mentor_level),)

    assert share("gap_coverage", {"needs": needs}, {"levels": levels}) == expected


def test_gaps_count_by_importance_and_size() -> None:
    needs = (SkillNeed("planning", 1, 3, importance=3), SkillNeed("reporting", 0, 4, importance=1))

    assert share("gap_coverage", {"needs": needs}, {"levels": (("planning", 5),)}) == 6000
    assert share("gap_coverage", {"needs": needs}, {"levels": (("reporting", 4),)}) == 4000


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("ab", "bc", 5000),
        ("ab", "ab", 10_000),
        ("abcdef", "abc", 10_000),
        ("abcdef", "a", 3333),
        ("", "a", 0),
    ],
)
def test_interests_count_as_shares_of_the_mentees_of_which_three_are_enough(
    mine: str, theirs: str, expected: int
) -> None:
    mentee, mentor = {"interests": frozenset(mine)}, {"interests": frozenset(theirs)}

    assert share("interests", mentee, mentor) == expected


def test_certifications_count_as_a_share_of_those_wanted() -> None:
    mentee = {"certifications_wanted": frozenset({"PMP", "P3O"})}
    mentor = {"certifications_held": frozenset({"P3O", "MSP"})}

    assert share("certifications", mentee, mentor) == 5000


@pytest.mark.parametrize(
    ("shared", "expected"), [(0, 0), (1, 3333), (2, 6666), (3, 10_000), (4, 10_000)]
)
def test_each_shared_language_counts_a_third(shared: int, expected: int) -> None:
    words = frozenset(f"language {k}" for k in range(shared))
    mentee, mentor = {"languages": words | {"mine"}}, {"languages": words | {"theirs"}}

    assert share("languages", mentee, mentor) == expected


@pytest.mark.parametrize(
    ("mentee", "mentor", "expected"),
    [
        (("Leeds", 0), ("Leeds", 0), 10_000),
        (("Leeds", 0), ("Lodz", 0), 5000),
        (("Leeds", 0), ("Lodz", 180), 2500),
        (("Leeds", 0), ("Lodz", 360), 0),
        (("Leeds", 720), ("Lodz", -660), 4166),
        (("Leeds", 300), ("Lodz", 300), 5000),
        (("Leeds", None), ("Leeds", 0), 5000),
        ((None, None), (None, None), 0),
    ],
)
def test_location_counts_half_for_the_place_and_half_for_the_clock(
    mentee: tuple[str | None, int | None], mentor: tuple[str | None, int | None], expected: int
) -> None:
    here = {"location": mentee[0], "utc_offset_minutes": mentee[1]}
    there = {"location": mentor[0], "utc_offset_minutes": mentor[1]}

    assert share("location", here, there) == expected


@pytest.mark.parametrize(
    ("now", "target", "mentor", "expected"),
    [
        (1, None, 2, 10_000),
        (1, None, 3, 10_000),
        (1, None, 4, 5000),
        (1, 4, 5, 10_000),
        (0, 5, 4, 5000),
        (2, 4, 2, 2500),
        (2, None, 1, 0),
        (3, 1, 2, 0),
        (3, 3, 3, 10_000),
        (2, 3, 2, 5000),
        (None, 3, 3, 10_000),
        (None, 3, 2, 5000),
        (None, 3, 1, 0),
        (None, None, 5, 0),
        (1, 2, None, 0),
    ],
)
def test_seniority_counts_who_is_a_little_ahead_or_at_the_target(
    now: int | None, target: int | None, mentor: int | None, expected: int
) -> None:
    mentee = {"ladder_step": now, "target_step": target}

    assert share("seniority", mentee, {"ladder_step": mentor}) == expected


@pytest.mark.parametrize(
    "weights", [Weights(), Weights(1, 1, 1, 1, 1, 1), Weights(7, 0, 0, 3, 1, 2)]
)
def test_a_pair_that_is_perfect_has_100_points_whatever_the_weights(weights: Weights) -> None:
    words = frozenset("abc")
    place = {"location": "Leeds", "utc_offset_minutes": 0, "languages": words, "interests": words}
    mentee = a_mentee(1, certifications_wanted=words, ladder_step=1, **place)
    mentor = a_mentor(9, certifications_held=words, ladder_step=2, **place)

    pair = match(people_of([mentee], [mentor]), Policy(weights)).pairs[0]

    assert (pair.points, pair.units) == (100, FULL)
    assert [part.units for part in pair.reasons.criteria] == list(scaled_weights(weights).values())


def test_weights_of_nothing_score_nothing() -> None:
    people = people_of([a_mentee(1)], [a_mentor(9)])

    assert match(people, Policy(Weights(0, 0, 0, 0, 0, 0))).pairs[0].units == 0


def test_what_weights_leave_over_goes_to_the_largest_remainders() -> None:
    scaled = scaled_weights(Weights(1, 1, 1, 2, 2, 5))

    assert list(scaled.values()) == [833, 833, 833, 1667, 1667, 4167]
    assert list(scaled_weights(Weights(1, 1, 1, 0, 0, 0)).values()) == [3334, 3333, 3333, 0, 0, 0]
