"""The candidate graph keeps what it is given, and says what it cannot take."""

from typing import Any

import networkx as nx
import numpy as np
import pytest

from matchmaker.matching import CandidateGraph, InvalidInput, assign


def test_edges_come_back_in_canonical_order_with_their_points() -> None:
    graph = CandidateGraph.from_edges(2, 3, [1, 2, 0], [1, 0, 1], [2, 1, 0], [30, 10, 20])

    assert graph.mentee.tolist() == [0, 1, 1]
    assert graph.mentor.tolist() == [1, 0, 2]
    assert graph.points.tolist() == [10, 20, 30]
    assert graph.capacity.tolist() == [1, 2, 0]


def test_a_graph_survives_the_way_through_networkx() -> None:
    given = CandidateGraph.from_edges(3, 2, [2, 1], [0, 0, 2], [0, 1, 1], [7, 8, 9])

    back = CandidateGraph.from_networkx(given.to_networkx())

    for name in ("mentee_ids", "mentor_ids", "capacity", "start", "mentor", "units", "fixed"):
        assert getattr(back, name).tolist() == getattr(given, name).tolist()


def test_the_networkx_view_is_bipartite_with_places_and_points() -> None:
    graph = CandidateGraph.from_edges(2, 2, [3, 1], [0, 1], [0, 0], [7, 8]).to_networkx()

    assert nx.is_bipartite(graph)
    assert graph.nodes["mentor", 0] == {"bipartite": 1, "places": 3}
    assert graph.nodes["mentee", 1] == {"bipartite": 0}
    assert graph.edges[("mentee", 1), ("mentor", 0)] == {"points": 8, "units": 800}


def test_any_bipartite_graph_can_be_solved() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(["ada", "ben"], bipartite=0)
    graph.add_nodes_from(["cleo", "dan"], bipartite=1)
    graph.add_weighted_edges_from(
        [("cleo", "ada", 90), ("ben", "cleo", 80), ("ada", "dan", 10)], weight="points"
    )

    answer = assign(CandidateGraph.from_networkx(graph))

    assert answer.mentor_of.tolist() == [1, 0]


def test_a_locked_pair_of_a_networkx_graph_is_kept() -> None:
    view = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [10, 90]).to_networkx()
    view.edges[("mentee", 0), ("mentor", 0)]["is_locked"] = True

    assert assign(CandidateGraph.from_networkx(view)).mentor_of.tolist() == [0, -1]


def test_numbers_of_networkx_nodes_become_ids() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from([20, 3], bipartite=0)
    graph.add_node(("mentor", 7), bipartite=1)
    graph.add_edge(20, ("mentor", 7), points=5)

    read = CandidateGraph.from_networkx(graph)

    assert (read.mentee_ids.tolist(), read.mentor_ids.tolist()) == ([3, 20], [7])
    assert read.mentee.tolist() == [1]


def test_more_locks_than_places_are_refused() -> None:
    view = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [10, 90]).to_networkx()
    for edge in view.edges:
        view.edges[edge]["is_locked"] = True

    with pytest.raises(InvalidInput, match="mentor 0: more locks than places"):
        CandidateGraph.from_networkx(view)


@pytest.mark.parametrize(
    ("arguments", "offender"),
    [
        ((1, 1, -1, [0], [0], [1]), "mentor 0: negative capacity"),
        ((1, 1, 1, [1], [0], [1]), "mentee 1"),
        ((1, 1, 1, [0], [-1], [1]), "mentor -1"),
        ((1, 1, 1, [0, 0], [0, 0], [1, 2]), "pair of mentee 0 and mentor 0"),
        ((1, 1, 1, [0], [0], [float("nan")]), "points"),
        ((1, 1, 1, [0], [0], [float("inf")]), "points"),
        ((1, 1, 1, [0], [0], [0.5]), "points"),
        ((1, 1, 1, [0], [0], [10**10]), "points"),
        ((1, 1, 1, [0], [0], ["many"]), "points"),
        ((1, 1, 1, [0], [0], [1, 2]), "different lengths"),
        ((1, 2, [1, 1, 1], [0], [0], [1]), "capacity"),
    ],
)
def test_edges_that_cannot_be_meant_are_refused_by_name(
    arguments: tuple[Any, ...], offender: str
) -> None:
    with pytest.raises(InvalidInput, match=offender):
        CandidateGraph.from_edges(*arguments)


def test_a_networkx_graph_that_cannot_be_meant_is_refused_by_name() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("ada")
    with pytest.raises(InvalidInput, match="'ada'"):
        CandidateGraph.from_networkx(graph)

    graph.add_node("ada", bipartite=0)
    graph.add_node("ben", bipartite=0)
    graph.add_edge("ada", "ben", points=1)
    with pytest.raises(InvalidInput, match="not between"):
        CandidateGraph.from_networkx(graph)

    graph.add_node("ben", bipartite=1)
    del graph.edges["ada", "ben"]["points"]
    with pytest.raises(InvalidInput, match="neither points nor units"):
        CandidateGraph.from_networkx(graph)


def test_priorities_must_be_one_a_mentee() -> None:
    graph = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [1, 1])

    with pytest.raises(InvalidInput, match="priority"):
        assign(graph, [1, 2, 3])


def test_numbers_too_large_to_solve_exactly_are_refused() -> None:
    count = 4000
    pairs = np.arange(count)
    graph = CandidateGraph.from_edges(count, count, 1, pairs, pairs, np.full(count, 10**9))

    with pytest.raises(InvalidInput, match="64 bits"):
        assign(graph, pairs)
