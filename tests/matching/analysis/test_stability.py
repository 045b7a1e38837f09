"""Who would rather swap: counted as by hand, and nobody beside a free place."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from matchmaker.matching import CandidateGraph
from matchmaker.matching.analysis.stability import stability_of
from matchmaker.matching.assignment.objectives import solve_for
from matchmaker.matching.values.policy import OBJECTIVES, Objective
from tests.matching.proved import assign


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_no_best_answer_leaves_a_mentee_beside_a_free_place(objective: Objective) -> None:
    random, n_blocking = Random(1), 0

    for _ in range(300):
        graph, priority = _a_graph(random), np.array([random.choice([0, 0, 1]) for _ in range(5)])
        best, _ = solve_for(objective, graph, priority, 3)
        found = stability_of(graph, best.mentor_of)
        assert found.beside_a_free_place == 0
        n_blocking += found.blocking_pairs
    assert n_blocking


def test_a_mentee_who_was_kept_from_a_free_place_is_counted() -> None:
    graph = CandidateGraph.from_edges(1, 2, 1, [0, 0], [0, 1], [90, 10])

    assert stability_of(graph, np.array([1])).beside_a_free_place == 1
    assert stability_of(graph, np.array([0])).blocking_pairs == 0


def test_what_a_lock_fixes_is_not_counted() -> None:
    graph = CandidateGraph.from_edges(2, 2, 1, [0, 1, 1], [0, 0, 1], [10, 90, 20])
    locked = replace(graph, fixed=np.array([0, -1]))

    assert stability_of(graph, np.array([0, 1])).blocking_pairs == 1
    assert stability_of(locked, assign(locked).mentor_of).blocking_pairs == 0


def test_blocking_pairs_are_those_that_one_finds_by_looking_at_each() -> None:
    random = Random(5)

    for _ in range(300):
        graph = _a_graph(random)
        mentor_of = assign(graph, np.array([random.randint(0, 2) for _ in range(5)])).mentor_of
        assert stability_of(graph, mentor_of).blocking_pairs == _by_looking(graph, mentor_of)


def _by_looking(graph: CandidateGraph, mentor_of: np.ndarray) -> int:
    units = dict(
        zip(zip(graph.mentee.tolist(), graph.mentor.tolist()), graph.units.tolist())  # noqa: B905
    )
    count = 0
    for mentee, mentor in product(range(graph.n_mentees), range(graph.n_mentors)):
        if (mentee, mentor) not in units:
            continue
        has = units.get((mentee, int(mentor_of[mentee])), -1)
        theirs = [units[k, mentor] for k in np.flatnonzero(mentor_of == mentor).tolist()]
        is_welcome = len(theirs) < graph.capacity[mentor] or min(theirs) < units[mentee, mentor]
        count += units[mentee, mentor] > has and is_welcome
    return count


def _a_graph(random: Random) -> CandidateGraph:
    pairs = [pair for pair in product(range(5), range(4)) if random.random() < 0.5]
    return CandidateGraph.from_edges(
        5,
        4,
        [random.randint(1, 2) for _ in range(4)],
        [mentee for mentee, _ in pairs],
        [mentor for _, mentor in pairs],
        [random.randint(0, 9) for _ in pairs],
    )
