"""The engine against every possible answer, on thousands of rounds small enough to list them."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from matchmaker.matching import CandidateGraph, People, Policy, verify_assignment
from matchmaker.matching.assignment.scale import Scale, tie_breaks
from matchmaker.matching.types import IntArray
from tests.matching.builders import random_people, random_policy
from tests.matching.proved import assign, match, verify
from tests.matching.reference import best_matching, forbidding_rules, units_of
from tests.matching.seeds import seeds

pytestmark = pytest.mark.usefixtures("each_solver")


@pytest.mark.parametrize("seed", seeds(8, quick=4))
def test_no_listed_answer_is_better_and_no_rule_is_broken(seed: int) -> None:
    random = Random(seed)

    for _ in range(250):
        people, policy = random_people(random), random_policy(random)
        _judge(people, policy)


@pytest.mark.parametrize("seed", seeds(4, quick=2))
def test_locks_are_kept_and_the_rest_is_best(seed: int) -> None:
    random = Random(100 + seed)
    n_locked = 0

    for _ in range(250):
        people, policy = random_people(random), random_policy(random)
        people = replace(people, locked=_possible_locks(random, people))
        n_locked += len(people.locked)
        _judge(people, policy)

    assert n_locked > 50


@pytest.mark.parametrize("seed", seeds(4, quick=2))
def test_the_solver_finds_the_best_of_all_assignments_down_to_the_ties(seed: int) -> None:
    random = Random(200 + seed)

    for _ in range(500):
        graph, priority = _random_graph(random)
        answer = assign(graph, priority, seed=seed)
        assert verify_assignment(graph, answer, priority).fault is None
        ties = _ties(graph, answer.scale)
        assert _worth(graph, priority, answer.mentor_of.tolist(), ties) == _best(
            graph, priority, ties
        )


def _judge(people: People, policy: Policy) -> None:
    matching = match(people, policy)
    mentees = {mentee.id: mentee for mentee in people.mentees}
    mentors = {mentor.id: mentor for mentor in people.mentors}
    waiting = sorted((mentees[p.mentee_id].priority for p in matching.pairs), reverse=True)

    assert verify(people, policy, matching).fault is None
    for pair in matching.pairs:
        mentee, mentor = mentees[pair.mentee_id], mentors[pair.mentor_id]
        assert pair.units == units_of(mentee, mentor, policy.weights)
        assert sum(part.units for part in pair.reasons.criteria) == pair.units
        assert sum(part.points for part in pair.reasons.criteria) == pair.points
        assert pair.is_locked or not forbidding_rules(mentee, mentor, people, policy)
    assert {(p.mentee_id, p.mentor_id) for p in matching.pairs} >= people.locked
    for left_over in matching.unmatched:
        broken = [
            forbidding_rules(mentees[left_over.mentee_id], mentor, people, policy)
            for mentor in people.mentors
        ]
        assert left_over.eligible == sum(not codes for codes in broken)
        for count in left_over.rules:
            assert count.forbidden == sum(count.rule in codes for codes in broken)
            assert count.alone == sum(codes == {count.rule} for codes in broken)
        assert sum(count.removed for count in left_over.rules) == sum(map(bool, broken))
    assert (len(matching.pairs), waiting, matching.totals.units) == best_matching(people, policy)


def _possible_locks(random: Random, people: People) -> frozenset[tuple[int, int]]:
    """Return locks that no *always* rule forbids, each mentee's once, within the places."""
    places = {mentor.id: mentor.places for mentor in people.mentors}
    locks = set()
    for mentee in people.mentees:
        for mentor in random.sample(people.mentors, len(people.mentors)):
            always = forbidding_rules(mentee, mentor, people, Policy(rules=frozenset()))
            if not always and places[mentor.id] and random.random() < 0.4:
                places[mentor.id] -= 1
                locks.add((mentee.id, mentor.id))
                break
    return frozenset(locks)


def _random_graph(random: Random) -> tuple[CandidateGraph, list[int]]:
    n_mentees, n_mentors = random.randint(1, 4), random.randint(1, 4)
    density, most = random.choice([0.3, 0.6, 1.0]), random.choice([0, 1, 3, 100])
    pairs = [p for p in product(range(n_mentees), range(n_mentors)) if random.random() < density]
    graph = CandidateGraph.from_edges(
        n_mentees,
        n_mentors,
        [random.choice([0, 1, 1, 2]) for _ in range(n_mentors)],
        [pair[0] for pair in pairs],
        [pair[1] for pair in pairs],
        [random.randint(-most, most) for _ in pairs],
    )
    return graph, [random.choice([0, 0, 1, 5]) for _ in range(n_mentees)]


def _ties(graph: CandidateGraph, objective: Scale) -> IntArray:
    ids = np.arange(graph.n_mentees * graph.n_mentors)
    rows, columns = ids // graph.n_mentors, ids % graph.n_mentors
    ties = tie_breaks(rows, columns, objective.seed)
    return ties.reshape(graph.n_mentees, graph.n_mentors)


def _worth(
    graph: CandidateGraph, priority: list[int], mentor_of: list[int], ties: IntArray
) -> tuple[int, list[int], int, int]:
    pairs = [(row, column) for row, column in enumerate(mentor_of) if column >= 0]
    units = {
        (row, int(graph.mentor[entry])): int(graph.units[entry])
        for row, _ in pairs
        for entry in range(int(graph.start[row]), int(graph.start[row + 1]))
    }
    return (
        len(pairs),
        sorted((priority[row] for row, _ in pairs), reverse=True),
        sum(units[pair] for pair in pairs),
        sum(int(ties[pair]) for pair in pairs),
    )


def _best(
    graph: CandidateGraph, priority: list[int], ties: IntArray
) -> tuple[int, list[int], int, int]:
    choices = [
        [-1, *graph.mentor[graph.candidates_of(row)].tolist()] for row in range(graph.n_mentees)
    ]
    places = graph.capacity.tolist()
    return max(
        _worth(graph, priority, list(answer), ties)
        for answer in product(*choices)
        if all(answer.count(column) <= places[column] for column in range(graph.n_mentors))
    )
