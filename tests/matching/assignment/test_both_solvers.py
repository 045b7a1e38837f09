"""The compiled solver answers as the small one does, from nothing and from an earlier answer."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from random import Random
from typing import Any

import numpy as np
import pytest

from matchmaker.matching import (
    CandidateGraph,
    InvalidInput,
    Matching,
    People,
    Policy,
    solve_round,
    verify,
    verify_assignment,
)
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.values.limits import has_compiler
from tests.matching.builders import (
    NO_RULES,
    a_mentee,
    a_mentor,
    people_of,
    random_people,
    random_policy,
)
from tests.matching.proved import COMPILED, NUMPY, assign, match

pytestmark = [
    pytest.mark.slow,  # the solver is compiled first
    pytest.mark.skipif(not has_compiler(), reason="numba, of the extra `fast`, is not installed"),
]


def answer_of(matching: Matching) -> tuple[object, ...]:
    """Return all that people see of an answer; prices may differ, and the bottleneck named."""
    left_over = tuple(replace(left, competition=None) for left in matching.unmatched)
    return matching.pairs, left_over, matching.totals


@pytest.mark.parametrize("seed", range(3))
def test_both_solvers_give_the_same_answer_to_small_rounds(seed: int) -> None:
    random = Random(seed)

    for _ in range(100):
        people = random_people(random, most_mentees=8, most_mentors=8)
        policy = random_policy(random)

        large = match(people, policy, limits=COMPILED)

        assert answer_of(large) == answer_of(match(people, policy, limits=NUMPY))


def test_both_solvers_give_the_same_answer_to_a_round_of_hundreds() -> None:
    people = middling_people(300, 110)

    large = match(people, Policy(), limits=COMPILED)

    assert answer_of(large) == answer_of(match(people, Policy(), limits=NUMPY))
    assert verify(people, Policy(), large).fault is None


@pytest.mark.parametrize("seed", range(3))
def test_the_bottleneck_that_is_named_is_one(seed: int) -> None:
    random = Random(50 + seed)
    named = []

    for _ in range(100):
        people = random_people(random, most_mentees=8, most_mentors=5)
        large = match(people, random_policy(random), limits=COMPILED)
        named += [left.competition for left in large.unmatched if left.competition]

    assert len(named) > 10
    assert all(set_.mentees > set_.places for set_ in named)


def test_an_answer_does_not_depend_on_the_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = middling_people(600, 200)
    several = match(people, Policy(), limits=COMPILED)

    monkeypatch.setattr("numba.get_num_threads", lambda: 1)

    assert match(people, Policy(), limits=COMPILED) == several


def test_places_without_end_cost_no_more_than_places_for_all() -> None:
    graph = CandidateGraph.from_edges(3, 2, 10**9, [0, 1, 1, 2], [0, 0, 1, 1], [7, 5, 6, 4])

    answer = assign(graph, limits=COMPILED)

    assert answer.mentor_of.tolist() == [0, 1, 1]
    assert answer.price.tolist() == [0, 0]


def _lock(people: People, before: Matching) -> People:
    taken = before.pairs[7].mentor_id
    return replace(people, locked=frozenset({(before.pairs[3].mentee_id, taken)}))


def _ban(people: People, before: Matching) -> People:
    return replace(
        people,
        banned=frozenset((pair.mentee_id, pair.mentor_id) for pair in before.pairs[::40]),
    )


def _decline(people: People, before: Matching) -> People:
    pair = before.pairs[5]
    return replace(people, met_before=people.met_before | {(pair.mentee_id, pair.mentor_id)})


def _one_place_more(people: People, _before: Matching) -> People:
    first = people.mentors[0]
    return replace(people, mentors=(replace(first, places=first.places + 1), *people.mentors[1:]))


def _no_place_left(people: People, before: Matching) -> People:
    gone = before.pairs[9].mentor_id
    return replace(
        people,
        mentors=tuple(replace(m, places=0) if m.id == gone else m for m in people.mentors),
    )


def _somebody_leaves_and_somebody_comes(people: People, _before: Matching) -> People:
    return replace(
        people,
        mentees=(*people.mentees[1:], a_mentee(5000)),
        mentors=(*people.mentors[1:], a_mentor(6000)),
    )


CHANGES = (
    _lock,
    _ban,
    _decline,
    _one_place_more,
    _no_place_left,
    _somebody_leaves_and_somebody_comes,
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("n_mentors", [60, 110])
def test_a_round_solved_again_from_its_prices_has_the_answer_of_one_solved_anew(
    change: Callable[[People, Matching], People], n_mentors: int
) -> None:
    people = middling_people(200, n_mentors)
    before = match(people, Policy(), limits=COMPILED)
    changed = change(people, before)

    again = match(changed, Policy(), start=before, limits=COMPILED)

    assert answer_of(again) == answer_of(match(changed, Policy(), limits=NUMPY))
    assert verify(changed, Policy(), again).fault is None


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("n_mentors", [60, 110])
def test_a_solved_round_that_is_changed_has_the_answer_of_one_solved_anew(
    change: Callable[[People, Matching], People], n_mentors: int
) -> None:
    people = middling_people(200, n_mentors)
    before = solve_round(people, Policy(), limits=COMPILED)
    changed = change(people, before.matching)

    again = before.again(changed).matching

    assert answer_of(again) == answer_of(match(changed, Policy(), limits=NUMPY))
    assert verify(changed, Policy(), again).fault is None


@pytest.mark.parametrize("seed", range(8))
def test_a_round_may_be_changed_again_and_again(seed: int) -> None:
    random = Random(seed)
    policy = replace(random_policy(random), objective="coverage")
    solved = solve_round(middling_people(40, 8 + 3 * seed), policy, limits=COMPILED)

    for _ in range(12):
        changed = _changed_at_random(random, solved.people, solved.matching)
        solved = solved.again(changed)

        assert answer_of(solved.matching) == answer_of(match(changed, policy, limits=NUMPY))
        assert verify(changed, policy, solved.matching).fault is None


def _changed_at_random(random: Random, people: People, before: Matching) -> People:
    """Ban or lock a pair, take such decisions back, or change the places of a mentor."""
    mentee = random.choice(people.mentees)
    mentor = random.choice(people.mentors)
    pairs = {pair.mentee_id: pair.mentor_id for pair in before.pairs}
    pair = (mentee.id, pairs.get(mentee.id, mentor.id))
    kind = random.choice(["ban", "lock", "allow", "unlock", "places", "places"])
    if kind == "ban" and pair not in people.locked:
        return replace(people, banned=people.banned | {pair})
    if kind == "lock" and mentee.id in pairs and pair not in people.locked:
        return replace(people, locked=people.locked | {pair})
    if kind == "allow":
        return replace(people, banned=frozenset(sorted(people.banned)[1:]))
    if kind == "unlock":
        return replace(people, locked=frozenset(sorted(people.locked)[1:]))
    taken = sum(locked == mentor.id for _, locked in people.locked)
    places = max(taken, mentor.places + random.choice([-2, -1, 1, 2]), 0)
    mentors = (replace(m, places=places) if m is mentor else m for m in people.mentors)
    return replace(people, mentors=tuple(mentors))


def test_a_changed_round_is_refused_as_any_other() -> None:
    solved = solve_round(middling_people(40, 20), Policy(), limits=COMPILED)
    first = solved.people.mentors[0]
    wrong = (replace(first, places=-1), *solved.people.mentors[1:])

    with pytest.raises(InvalidInput, match=f"mentor {first.id}"):
        solved.again(replace(solved.people, mentors=wrong))
    with pytest.raises(InvalidInput, match="unknown pair"):
        solved.again(replace(solved.people, locked=frozenset({(-5, first.id)})))


@pytest.mark.parametrize("objective", ["best_score", "fair"])
def test_under_other_objectives_and_in_small_rounds_all_is_solved_anew(objective: Any) -> None:
    for policy in (Policy(objective=objective), Policy()):
        people = middling_people(30, 15)
        before = solve_round(people, policy)
        changed = _ban(people, before.matching)

        assert before.again(changed).matching == match(changed, policy)


def middling_people(n_mentees: int, n_mentors: int) -> People:
    """Return a round of the random people of the tests, each with an id of their own."""
    random = Random(n_mentees)
    mentees, mentors = [], []
    while len(mentees) < n_mentees or len(mentors) < n_mentors:
        few = random_people(random)
        mentees += [replace(m, id=len(mentees) + k) for k, m in enumerate(few.mentees)]
        mentors += [replace(m, id=1000 + len(mentors) + k) for k, m in enumerate(few.mentors)]
    return people_of(mentees[:n_mentees], mentors[:n_mentors])


Points = Callable[[np.random.Generator, tuple[int, int]], Any]
FAMILIES: dict[str, tuple[tuple[int, int], float, Points]] = {
    "all want the same few mentors": (
        (90, 30),
        1.0,
        lambda r, shape: 90 * (np.arange(shape[1]) < 3) + r.integers(0, 9, shape),
    ),
    "all scores equal": ((60, 25), 1.0, lambda _, shape: np.full(shape, 50)),
    "one pair in a hundred": ((300, 100), 0.01, lambda r, shape: r.integers(0, 100, shape)),
    "scores within one point": ((60, 25), 1.0, lambda r, shape: 50 + r.integers(0, 2, shape)),
    "more places than mentees": ((30, 80), 1.0, lambda r, shape: r.integers(0, 100, shape)),
    "fewer places than mentees": ((150, 20), 1.0, lambda r, shape: r.integers(0, 100, shape)),
    "scores that are products": (
        (60, 30),
        1.0,
        lambda _, shape: np.outer(np.arange(1, shape[0] + 1), np.arange(1, shape[1] + 1)),
    ),
    "negative scores": ((60, 30), 1.0, lambda r, shape: -r.integers(0, 100, shape)),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("has_priorities", [False, True])
def test_both_solvers_agree_on_hard_families(family: str, has_priorities: bool) -> None:
    numbers = np.random.default_rng(4)
    shape, density, points = FAMILIES[family]
    mentee, mentor = np.nonzero(numbers.random(shape) < density)
    capacity = numbers.integers(0, 4, shape[1])
    value = points(numbers, shape)[mentee, mentor]
    graph = CandidateGraph.from_edges(*shape, capacity, mentee, mentor, value)
    priority = numbers.integers(0, 5, shape[0]) if has_priorities else None

    large = assign(graph, priority, limits=COMPILED)

    small = assign(graph, priority, limits=NUMPY)
    assert large.mentor_of.tolist() == small.mentor_of.tolist()
    assert verify_assignment(graph, large, priority).fault is None


@pytest.mark.parametrize("family", ["all scores equal", "scores within one point"])
@pytest.mark.parametrize("most_repairs", [0, 10**9])
def test_ties_are_the_same_by_auction_and_by_repairs(family: str, most_repairs: int) -> None:
    numbers = np.random.default_rng(7)
    shape, _, points = FAMILIES[family]
    mentee, mentor = np.nonzero(np.ones(shape))
    capacity = numbers.integers(1, 4, shape[1])
    graph = CandidateGraph.from_edges(
        *shape, capacity, mentee, mentor, points(numbers, shape).ravel()
    )

    large = assign(graph, limits=replace(COMPILED, most_tie_repairs=most_repairs))

    assert large.mentor_of.tolist() == assign(graph, limits=NUMPY).mentor_of.tolist()


def test_equal_people_are_told_apart_by_the_tie_break_alone() -> None:
    people = people_of([a_mentee(k) for k in range(40)], [a_mentor(100 + k) for k in range(35)])
    policy = Policy(rules=NO_RULES, seed=3)

    large = match(people, policy, limits=COMPILED)

    assert answer_of(large) == answer_of(match(people, policy, limits=NUMPY))
    assert answer_of(large) != answer_of(match(people, replace(policy, seed=4), limits=COMPILED))


def test_a_round_that_begins_with_the_prices_of_a_sample_has_the_same_answer() -> None:
    sampled = replace(COMPILED, sampled_from=1, sampled_from_if_many=1)
    random = Random(5)
    rounds = [(middling_people(300, 110), Policy())]
    rounds += [
        (random_people(random, most_mentees=8, most_mentors=8), random_policy(random))
        for _ in range(40)
    ]

    for people, policy in rounds:
        large = match(people, policy, limits=sampled)

        assert answer_of(large) == answer_of(match(people, policy, limits=NUMPY))


def test_a_graph_without_mentors_has_an_empty_answer() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    graph = CandidateGraph.from_edges(3, 0, nothing, nothing, nothing, nothing)

    large = assign(graph, limits=COMPILED)

    assert large.mentor_of.tolist() == [-1, -1, -1]


def test_a_pass_finds_a_better_pair_however_far_its_price_is_above_the_lowest() -> None:
    passes = import_module("matchmaker.matching.assignment.compiled.pricing")
    features_of = import_module("matchmaker.matching.assignment.compiled.features").features_of
    mentors = [a_mentor(10), a_mentor(11), a_mentor(12)]
    people = replace(people_of([a_mentee(1)], mentors), banned=frozenset({(1, 12)}))
    features = features_of(Problem.of(people, Policy(rules=NO_RULES)))

    found = passes.best_pairs(
        features, np.array([0]), np.array([90_000, 60_000, 0]), np.array([-70_000]), 2
    )

    assert found.mentor.tolist() == [1]
