"""The solver agrees with OR-Tools and scipy, on random and on hard graphs of middling size.

Neither is a dependency: `requirements/compare.txt` holds them, and `.ci/run` installs it for these
tests. Without them the tests are skipped.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matchmaker.matching import CandidateGraph
from tests.matching.proved import assign

pytestmark = [pytest.mark.usefixtures("each_solver"), pytest.mark.slow]

Points = Callable[[np.random.Generator, tuple[int, int]], Any]
MATCHED = 10**8
"""Put on each pair, so that one more mentee comes before any score."""
FAMILIES: dict[str, tuple[tuple[int, int], float, int, Points]] = {
    "random": ((300, 100), 0.3, 4, lambda r, shape: r.integers(0, 101, shape)),
    "one to one": ((200, 200), 0.2, 1, lambda r, shape: r.integers(0, 101, shape)),
    "few pairs": ((400, 150), 0.01, 3, lambda r, shape: r.integers(0, 101, shape)),
    "all want the same few": (
        (240, 80),
        1.0,
        2,
        lambda r, shape: 90 * (np.arange(shape[1]) < 4) + r.integers(0, 9, shape),
    ),
    "all equal": ((150, 60), 1.0, 2, lambda _, shape: np.full(shape, 50)),
    "within one point": ((150, 60), 1.0, 3, lambda r, shape: 50 + r.integers(0, 2, shape)),
    "products": (
        (120, 60),
        1.0,
        2,
        lambda _, shape: np.outer(np.arange(1, shape[0] + 1), np.arange(1, shape[1] + 1)),
    ),
    "more places than mentees": ((80, 150), 0.5, 4, lambda r, shape: r.integers(0, 101, shape)),
    "below zero": ((120, 60), 0.6, 2, lambda r, shape: -r.integers(0, 101, shape)),
}


def a_graph(family: str, seed: int) -> CandidateGraph:
    numbers = np.random.default_rng(seed)
    shape, density, most_places, points = FAMILIES[family]
    mentee, mentor = np.nonzero(numbers.random(shape) < density)
    capacity = numbers.integers(0 if most_places > 1 else 1, most_places + 1, shape[1])
    value = points(numbers, shape)[mentee, mentor]
    return CandidateGraph.from_edges(*shape, capacity, mentee, mentor, value)


def by_linear_sum_assignment(graph: CandidateGraph) -> tuple[int, int]:
    """Solve with a column for each place; a pair that may not be is worth nothing."""
    optimize = pytest.importorskip("scipy.optimize")
    worth = np.zeros((graph.n_mentees, graph.n_mentors))
    worth[graph.mentee, graph.mentor] = graph.units + MATCHED
    places = np.repeat(worth, graph.capacity, axis=1)
    rows, columns = optimize.linear_sum_assignment(places, maximize=True)
    chosen = places[rows, columns]
    chosen = chosen[chosen > 0]
    return len(chosen), int(chosen.sum()) - MATCHED * len(chosen)


def by_full_bipartite_matching(graph: CandidateGraph) -> tuple[int, int]:
    """Solve sparsely; each mentee also has a place of their own, worth next to nothing."""
    csgraph = pytest.importorskip("scipy.sparse.csgraph")
    sparse = pytest.importorskip("scipy.sparse")
    place_of = np.repeat(np.arange(graph.n_mentors), graph.capacity)
    dense = np.zeros((graph.n_mentees, graph.n_mentors))
    dense[graph.mentee, graph.mentor] = graph.units + MATCHED
    own = np.eye(graph.n_mentees)
    table = np.hstack([dense[:, place_of], own])
    rows, columns = csgraph.min_weight_full_bipartite_matching(
        sparse.csr_array(table), maximize=True
    )
    chosen = table[rows, columns]
    chosen = chosen[chosen > 1]
    return len(chosen), int(chosen.sum()) - MATCHED * len(chosen)


def by_minimum_cost_flow(graph: CandidateGraph) -> tuple[int, int]:
    """Solve as a flow of one unit a mentee, who may also go nowhere."""
    module = pytest.importorskip("ortools.graph.python.min_cost_flow")
    n, m = graph.n_mentees, graph.n_mentors
    flow = module.SimpleMinCostFlow()
    sink = n + m
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((graph.mentee, n + np.arange(m), np.arange(n))),
        np.concatenate((n + graph.mentor, np.full(m, sink), np.full(n, sink))),
        np.concatenate((np.ones(graph.n_pairs), graph.capacity, np.ones(n))).astype(np.int64),
        np.concatenate((-graph.units - MATCHED, np.zeros(m + n))).astype(np.int64),
    )
    flow.set_nodes_supplies(np.arange(n + 1), np.append(np.ones(n), 0).astype(np.int64))
    flow.set_node_supply(sink, -n)
    assert flow.solve() == flow.OPTIMAL
    is_chosen = flow.flows(np.arange(graph.n_pairs)) > 0
    return int(is_chosen.sum()), int(graph.units[is_chosen].sum())


@pytest.mark.parametrize(
    "solve", [by_linear_sum_assignment, by_full_bipartite_matching, by_minimum_cost_flow]
)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(2))
def test_the_most_mentees_and_then_the_highest_total_are_those_of_others(
    family: str, seed: int, solve: Callable[[CandidateGraph], tuple[int, int]]
) -> None:
    graph = a_graph(family, seed)

    answer = assign(graph)

    assert (answer.n_matched, answer.units) == solve(graph)
