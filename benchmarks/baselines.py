"""Named solvers of others, each given a ready graph: none of them proves anything beyond it.

Those that are not installed are left out, with a line that says so.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import networkx as nx
import numpy as np

from matchmaker.matching import CandidateGraph

Baseline = Callable[[CandidateGraph], tuple[int, int]]
FORBIDDEN: Final = -(10**9)
MATCHED: Final = 10**6
"""Bonus that puts one more mentee before any score, where a solver knows only one number."""


def ortools_flow(graph: CandidateGraph) -> tuple[int, int]:
    """OR-Tools `SimpleMinCostFlow`: most mentees for certain, then units (no priorities, no ties).

    Nobody for a mentee costs more than all units together, as it must for the most to be certain.
    """
    return _flow(graph, graph.n_mentees * (1 + int(graph.units.max(initial=0))))


def ortools_flow_likely(graph: CandidateGraph) -> tuple[int, int]:
    """The same with a cost that nearly always gives the most mentees, and proves nothing."""
    return _flow(graph, MATCHED)


def _flow(graph: CandidateGraph, cost_of_nobody: int) -> tuple[int, int]:
    min_cost_flow = import_module("ortools.graph.python.min_cost_flow")

    n, m = graph.n_mentees, graph.n_mentors
    flow = min_cost_flow.SimpleMinCostFlow()
    rows, mentors, target = np.arange(n), np.arange(m), n + m
    ones = np.ones(n, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((graph.mentee, rows, n + mentors)),
        np.concatenate((n + graph.mentor, np.full(n + m, target))),
        np.concatenate((np.ones(graph.n_pairs, dtype=np.int64), ones, graph.capacity)),
        np.concatenate((-graph.units, cost_of_nobody * ones, np.zeros(m, dtype=np.int64))),
    )
    supplies = np.concatenate((ones, np.zeros(m, dtype=np.int64), [-n]))
    flow.set_nodes_supplies(np.arange(target + 1), supplies)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("OR-Tools found no best flow")
    is_chosen = flow.flows(np.arange(graph.n_pairs)) > 0
    return int(is_chosen.sum()), int(graph.units[is_chosen].sum())


def scipy_dense(graph: CandidateGraph) -> tuple[int, int]:
    """scipy `linear_sum_assignment` on a dense matrix with a column for each place."""
    linear_sum_assignment = import_module("scipy.optimize").linear_sum_assignment

    worth = np.zeros((graph.n_mentees, graph.n_mentors))
    worth[graph.mentee, graph.mentor] = graph.units + MATCHED
    places = np.repeat(worth, graph.capacity, axis=1)
    rows, columns = linear_sum_assignment(places, maximize=True)
    chosen = places[rows, columns]
    chosen = chosen[chosen > 0]
    return len(chosen), int(chosen.sum()) - MATCHED * len(chosen)


def networkx_full(graph: CandidateGraph) -> tuple[int, int]:
    """networkx `max_weight_matching`, in pure Python, with a node for each place."""
    expanded: nx.Graph[Any] = nx.Graph()
    for row, column, units in zip(
        graph.mentee.tolist(), graph.mentor.tolist(), graph.units.tolist(), strict=True
    ):
        for place in range(int(graph.capacity[column])):
            expanded.add_edge(row, (column, place), weight=units)
    pairs = nx.max_weight_matching(expanded, maxcardinality=True)
    return len(pairs), sum(expanded.edges[pair]["weight"] for pair in pairs)


def networkx_simplex(graph: CandidateGraph) -> tuple[int, int]:
    """networkx `network_simplex`, in pure Python: a flow as OR-Tools is given."""
    flow: nx.DiGraph[Any] = nx.DiGraph()
    flow.add_node("from", demand=-graph.n_mentees)
    flow.add_node("to", demand=graph.n_mentees)
    for row in range(graph.n_mentees):
        flow.add_edge("from", row, capacity=1, weight=0)
        flow.add_edge(row, "to", capacity=1, weight=0)
    for column, places in enumerate(graph.capacity.tolist()):
        flow.add_edge(("mentor", column), "to", capacity=places, weight=0)
    edges = zip(graph.mentee.tolist(), graph.mentor.tolist(), graph.units.tolist(), strict=True)
    for row, column, units in edges:
        flow.add_edge(row, ("mentor", column), capacity=1, weight=-units - MATCHED)
    sent = nx.network_simplex(flow)[1]
    edges = zip(graph.mentee.tolist(), graph.mentor.tolist(), graph.units.tolist(), strict=True)
    chosen = [units for row, column, units in edges if sent[row][("mentor", column)]]
    return len(chosen), sum(chosen)


def mentor_match(graph: CandidateGraph) -> tuple[int, int]:
    """mentor-match 7.0.1: our scores as its one rule, a mentor for each place."""
    process = import_module("matching.process")
    new_mentee = import_module("matching.mentee").Mentee
    new_mentor = import_module("matching.mentor").Mentor
    edges = zip(graph.mentee.tolist(), graph.mentor.tolist(), graph.units.tolist(), strict=True)
    units_of = {(row, column): units for row, column, units in edges}

    class Score:
        """Gives a pair our units, and forbids a pair that our rules forbid."""

        def apply(self, match: Any) -> int:
            units = units_of.get((match.mentee.role, match.mentor.role))
            match.disallowed = units is None
            return MATCHED + (units or 0)

    mentees = [new_mentee(grade=0, role=r, email=f"mentee {r}") for r in range(graph.n_mentees)]
    mentors = [
        new_mentor(grade=0, role=column, email=f"mentor {column}, {place}")
        for column, places in enumerate(graph.capacity.tolist())
        for place in range(places)
    ]
    process.process_data(mentors, mentees, [[Score()]])
    pairs = [(mentee.role, mentor.role) for mentee in mentees for mentor in mentee.mentors]
    return len(pairs), sum(units_of[pair] for pair in pairs)


BASELINES: Final[dict[str, tuple[str, Baseline, int]]] = {
    "OR-Tools SimpleMinCostFlow": ("ortools", ortools_flow, 100_000),
    "OR-Tools, the most mentees likely": ("ortools", ortools_flow_likely, 100_000),
    "scipy linear_sum_assignment": ("scipy", scipy_dense, 10_000),
    "networkx max_weight_matching": ("networkx", networkx_full, 300),
}
"""Name, package, solver, and the number of mentees beyond which it takes too long or too much."""


PEERS: Final[dict[str, tuple[str, Baseline, int]]] = {
    "mentor-match 7.0.1": ("munkres", mentor_match, 1_000),
    "networkx network_simplex": ("networkx", networkx_simplex, 1_000),
}
"""Peers in pure Python, given all eligible pairs of small rounds."""


def baselines_for(
    n_mentees: int, baselines: dict[str, tuple[str, Baseline, int]] = BASELINES
) -> dict[str, Baseline]:
    """Return those that are installed and can cope with so many; name those that are missing."""
    found = {}
    for name, (package, solve, most) in baselines.items():
        if n_mentees > most:
            continue
        if find_spec(package) is None:
            print(f"{name} is left out: {package} is not installed (requirements/compare.txt).")
        else:
            found[name] = solve
    return found
