"""A damaged answer is a fault in a sentence, and never an error of the check."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matchmaker.matching import OBJECTIVES, CandidateGraph, Policy, verify_assignment
from matchmaker.matching.values.policy import Objective
from tests.matching.builders import a_mentee, a_mentor, people_of
from tests.matching.proved import assign, match, verify

pytestmark = pytest.mark.usefixtures("each_solver")

PEOPLE = people_of([a_mentee(k) for k in (1, 2, 3)], [a_mentor(8), a_mentor(9)])
DAMAGE = [None, float("nan"), "x", 1.5, True, [], {}]
PARTS = ["pairs", "unmatched", "prices", "totals"]


@pytest.mark.parametrize("value", DAMAGE)
@pytest.mark.parametrize("name", ["class_value", "unit_value", "tie_bits", "seed"])
def test_a_scale_that_is_no_number_is_a_fault(name: str, value: object) -> None:
    matching = match(PEOPLE, Policy())

    prices = replace(matching.prices, **{name: value})
    verdict = verify(PEOPLE, Policy(), replace(matching, prices=prices))

    fault = f"the proof cannot be read: {name}: {value!r} is no whole number"
    assert verdict.fault == fault


@pytest.mark.parametrize("value", DAMAGE)
def test_a_price_that_is_no_number_is_a_fault(value: Any) -> None:
    matching = match(PEOPLE, Policy())

    prices = replace(matching.prices, prices=(matching.prices.prices[0], value))
    verdict = verify(PEOPLE, Policy(), replace(matching, prices=prices))

    fault = f"the proof cannot be read: the price of mentor 9: {value!r} is no whole number"
    assert verdict.fault == fault


@pytest.mark.parametrize("value", [*DAMAGE, (), (0,), (0, 0, 0), 10**400, (10**400, 0)])
@pytest.mark.parametrize("name", ["prices", "mentor_ids"])
def test_prices_that_are_none_are_a_fault(name: str, value: Any) -> None:
    matching = match(PEOPLE, Policy())

    prices = replace(matching.prices, **{name: value})

    assert verify(PEOPLE, Policy(), replace(matching, prices=prices)).fault is not None


@pytest.mark.parametrize("value", [*DAMAGE, "a", 2**70, -(2**70)])
@pytest.mark.parametrize("name", ["mentee_id", "mentor_id", "units", "points", "reasons"])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_damaged_pair_is_a_fault(objective: Objective, name: str, value: Any) -> None:
    policy = Policy(objective=objective)
    matching = match(PEOPLE, policy)
    first, *others = matching.pairs

    damaged = replace(matching, pairs=(replace(first, **{name: value}), *others))

    assert verify(PEOPLE, policy, damaged).fault is not None


@pytest.mark.parametrize("value", DAMAGE)
def test_units_that_are_no_number_name_the_mentee(value: Any) -> None:
    matching = match(PEOPLE, Policy())
    first, *others = matching.pairs

    damaged = replace(matching, pairs=(replace(first, units=value), *others))
    verdict = verify(PEOPLE, Policy(), damaged)

    assert verdict.fault == (
        f"the proof cannot be read: the units of mentee {first.mentee_id}: "
        f"{value!r} is no whole number"
    )


@pytest.mark.parametrize("value", [*DAMAGE, "a", (None,), ("a",), ("8", "9")])
@pytest.mark.parametrize("name", ["mentor_ids", "mentees", "places"])
@pytest.mark.parametrize("objective", ["coverage", "fair"])
def test_a_damaged_cover_is_a_fault(objective: Objective, name: str, value: Any) -> None:
    policy = Policy(objective=objective)
    matching = match(PEOPLE, policy)
    assert matching.cover is not None

    damaged = replace(matching, cover=replace(matching.cover, **{name: value}))

    assert verify(PEOPLE, policy, damaged).fault is not None


@pytest.mark.parametrize("value", [None, float("nan"), "x", 1.5, True, {}, ("a",)])
@pytest.mark.parametrize("name", ["units", "cover", "cover_above"])
def test_a_damaged_floor_is_a_fault(name: str, value: Any) -> None:
    policy = Policy(objective="fair")
    matching = match(PEOPLE, policy)
    assert matching.floor is not None

    damaged = replace(matching, floor=replace(matching.floor, **{name: value}))

    assert verify(PEOPLE, policy, damaged).fault is not None


@pytest.mark.parametrize("value", [*DAMAGE, (None,), ("a",)])
@pytest.mark.parametrize("name", [*PARTS, "cover"])
def test_a_part_that_is_something_else_is_a_fault(name: str, value: Any) -> None:
    matching = match(PEOPLE, Policy())

    damaged = replace(matching, **{name: value})

    assert verify(PEOPLE, Policy(), damaged).fault is not None


GRAPH = CandidateGraph.from_edges(2, 2, 1, [0, 0, 1, 1], [0, 1, 0, 1], [90, 50, 80, 60])


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        np.array([0.0, 1.0]),
        np.array([0.0, np.nan]),
        np.array([True, False]),
        np.array([[0, 1]]),
        np.array(["0", "1"]),
        np.array([0, 2**64 - 1], dtype=np.uint64),
        [0, 1, 0],
        [0],
        [],
        [0, None],
        [[0], [1, 2]],
    ],
)
@pytest.mark.parametrize("name", ["mentor_of", "price", "tie_price"])
def test_a_damaged_assignment_is_a_fault(name: str, value: Any) -> None:
    verdict = verify_assignment(GRAPH, replace(assign(GRAPH), **{name: value}))

    assert verdict.fault is not None


@pytest.mark.parametrize("value", [None, "x", 1.5, float("nan")])
@pytest.mark.parametrize("name", ["class_value", "seed", "tie_bits"])
def test_a_damaged_scale_of_an_assignment_is_a_fault(name: str, value: Any) -> None:
    best = assign(GRAPH)

    scale = replace(best.scale, **{name: value})

    assert verify_assignment(GRAPH, replace(best, scale=scale)).fault is not None


@pytest.mark.parametrize("value", [None, "x", 0, 7_001])
def test_the_units_of_an_assignment_are_those_of_its_pairs(value: Any) -> None:
    best = assign(GRAPH)

    verdict = verify_assignment(GRAPH, replace(best, units=value))

    assert verdict.fault == f"the pairs have {best.units} units in all, not {value}"


def test_an_assignment_without_a_scale_is_a_fault() -> None:
    verdict = verify_assignment(GRAPH, replace(assign(GRAPH), scale=None))  # type: ignore[arg-type]

    assert "cannot be read" in str(verdict.fault)
