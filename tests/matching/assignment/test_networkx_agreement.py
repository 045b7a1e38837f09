"""The solver agrees with the algorithms of networkx, on graphs too large to list all answers."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from matchmaker.matching import Assignment, CandidateGraph, verify_assignment
from matchmaker.matching.candidates.networkx_view import to_networkx
from tests.matching.proved import assign

pytestmark = pytest.mark.usefixtures("each_solver")

Solve = Callable[["nx.Graph[Any]"], tuple[int, int]]


def a_random_graph(seed: int, *, most_points: int = 100, density: float = 0.3) -> CandidateGraph:
    numbers = np.random.default_rng(seed)
    n_mentees, n_mentors = numbers.integers(5, 40, 2).tolist()
    mentee, mentor = np.nonzero(numbers.random((n_mentees, n_mentors)) < density)
    return CandidateGraph.from_edges(
        n_mentees,
        n_mentors,
        numbers.integers(0, 4, n_mentors),
        mentee,
        mentor,
        numbers.integers(0, most_points + 1, len(mentee)),
    )


def by_maximum_weight_matching(graph: "nx.Graph[Any]") -> tuple[int, int]:
    """Solve with a node for each place."""
    expanded: nx.Graph[Any] = nx.Graph()
    for a, b, units in graph.edges(data="units"):
        mentee, mentor = (a, b) if a[0] == "mentee" else (b, a)
        for place in range(graph.nodes[mentor]["capacity"]):
            expanded.add_edge(mentee, (*mentor, place), weight=units)
    pairs = nx.max_weight_matching(expanded, maxcardinality=True)
    return len(pairs), sum(expanded.edges[pair]["weight"] for pair in pairs)


def by_minimum_cost_flow(graph: "nx.Graph[Any]") -> tuple[int, int]:
    """Solve as a flow of greatest size and then least cost."""
    network: nx.DiGraph[Any] = nx.DiGraph()
    network.add_nodes_from(["source", "sink"])
    for node, side in graph.nodes(data="bipartite"):
        if side == 0:
            network.add_edge("source", node, capacity=1, weight=0)
        else:
            network.add_edge(node, "sink", capacity=graph.nodes[node]["capacity"], weight=0)
    for a, b, units in graph.edges(data="units"):
        mentee, mentor = (a, b) if a[0] == "mentee" else (b, a)
        network.add_edge(mentee, mentor, capacity=1, weight=-units)
    flow = nx.max_flow_min_cost(network, "source", "sink")
    return sum(flow["source"].values()), -nx.cost_of_flow(network, flow)


def of(answer: Assignment) -> tuple[int, int]:
    return answer.n_matched, answer.units


@pytest.mark.parametrize("solve", [by_maximum_weight_matching, by_minimum_cost_flow])
@pytest.mark.parametrize("seed", range(12))
def test_the_most_mentees_and_then_the_highest_total_are_those_of_networkx(
    seed: int, solve: Solve
) -> None:
    graph = a_random_graph(seed, most_points=[1, 5, 100][seed % 3], density=[0.1, 0.4][seed % 2])

    answer = assign(graph)

    assert verify_assignment(graph, answer).fault is None
    assert of(answer) == solve(to_networkx(graph))


def test_a_middling_round_with_popular_mentors_is_that_of_networkx() -> None:
    numbers = np.random.default_rng(5)
    points = numbers.integers(0, 20, (60, 30)) + np.linspace(80, 0, 30).astype(int)
    rows, columns = np.nonzero(points >= 0)
    graph = CandidateGraph.from_edges(60, 30, 2, rows, columns, points.ravel())

    assert of(assign(graph)) == by_maximum_weight_matching(to_networkx(graph))


@pytest.mark.parametrize("seed", range(6))
def test_the_number_matched_is_that_of_hopcroft_and_karp(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(numbers.random((80, 70)) < 0.02)
    graph = CandidateGraph.from_edges(
        80, 70, 1, mentee, mentor, numbers.integers(0, 9, len(mentee))
    )
    mentees = [("mentee", k) for k in range(80)]

    pairs = nx.bipartite.hopcroft_karp_matching(to_networkx(graph), top_nodes=mentees)

    assert assign(graph).n_matched == len(pairs) // 2


@pytest.mark.parametrize("seed", range(6))
def test_the_mentees_matched_are_those_that_networkx_would_serve_by_priority(seed: int) -> None:
    graph = a_random_graph(seed, density=0.1)
    priority = np.random.default_rng(seed).integers(0, 4, graph.n_mentees)
    weighted = to_networkx(graph)
    for a, b in weighted.edges:
        mentee = a if a[0] == "mentee" else b
        weighted.edges[a, b]["units"] = 1 + int(priority[mentee[1]])

    answer = assign(graph, priority)

    n_matched, claims = by_maximum_weight_matching(weighted)
    assert answer.n_matched == n_matched
    assert int((1 + priority[answer.mentor_of >= 0]).sum()) == claims
