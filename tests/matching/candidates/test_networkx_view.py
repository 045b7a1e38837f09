"""Graphs of networkx become candidate graphs, and these become graphs of networkx."""

from random import Random
from typing import Any

import networkx as nx
import pytest

from matchmaker.matching import (
    CandidateGraph,
    InvalidInput,
    Policy,
    Weights,
    candidate_graph,
)
from matchmaker.matching.candidates.networkx_view import from_networkx, to_networkx
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of, random_people
from tests.matching.proved import assign, match
from tests.matching.reference import units_of


def test_a_graph_survives_the_way_through_networkx() -> None:
    given = CandidateGraph.from_edges(3, 2, [2, 1], [0, 0, 2], [0, 1, 1], [7, 8, 9])

    back = from_networkx(to_networkx(given))

    for name in ("mentee_ids", "mentor_ids", "capacity", "start", "mentor", "units", "fixed"):
        assert getattr(back, name).tolist() == getattr(given, name).tolist()


def test_the_networkx_view_is_bipartite_with_places_and_points() -> None:
    graph = to_networkx(CandidateGraph.from_edges(2, 2, [3, 1], [0, 1], [0, 0], [7, 8]))

    assert nx.is_bipartite(graph)
    assert graph.nodes["mentor", 0] == {"bipartite": 1, "capacity": 3}
    assert graph.nodes["mentee", 1] == {"bipartite": 0}
    assert graph.edges[("mentee", 1), ("mentor", 0)] == {"points": 8, "units": 800}


def test_any_bipartite_graph_can_be_solved() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(["ada", "ben"], bipartite=0)
    graph.add_nodes_from(["cleo", "dan"], bipartite=1)
    graph.add_weighted_edges_from(
        [("cleo", "ada", 90), ("ben", "cleo", 80), ("ada", "dan", 10)], weight="points"
    )

    answer = assign(from_networkx(graph))

    assert answer.mentor_of.tolist() == [1, 0]


def test_a_locked_pair_of_a_networkx_graph_is_kept() -> None:
    view = to_networkx(CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [10, 90]))
    view.edges[("mentee", 0), ("mentor", 0)]["is_locked"] = True

    assert assign(from_networkx(view)).mentor_of.tolist() == [0, -1]


def test_numbers_of_networkx_nodes_become_ids() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from([20, 3], bipartite=0)
    graph.add_node(("mentor", 7), bipartite=1)
    graph.add_edge(20, ("mentor", 7), points=5)

    read = from_networkx(graph)

    assert (read.mentee_ids.tolist(), read.mentor_ids.tolist()) == ([3, 20], [7])
    assert read.mentee.tolist() == [1]


def test_nodes_are_put_in_order_numbers_first_by_size_and_then_names() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(["zoe", 10, "ada", 9], bipartite=1)
    graph.add_nodes_from([("mentee", 10), ("mentee", 9)], bipartite=0)
    for points, mentor in enumerate(["zoe", 10, "ada", 9]):
        graph.add_edge(mentor, ("mentee", 9), points=points)

    read = from_networkx(graph)

    assert read.mentee_ids.tolist() == [9, 10]
    assert read.mentor_ids.tolist() == [0, 1, 2, 3]
    assert read.points.tolist() == [3, 1, 2, 0]
    assert read.mentee.tolist() == [0, 0, 0, 0]


def test_a_lock_and_parts_of_a_point_survive_the_way_through_networkx() -> None:
    people = people_of([a_mentee(1), a_mentee(2)], [a_mentor(8), a_mentor(9)], locked=[(2, 9)])
    given = candidate_graph(people, Policy(Weights(1, 1, 1, 1, 1, 2)))

    view = to_networkx(given)
    back = from_networkx(view)

    assert view.edges[("mentee", 2), ("mentor", 9)]["is_locked"] is True
    assert all(isinstance(pair["points"], int) for _, _, pair in view.edges(data=True))
    assert any(pair["units"] % 100 for _, _, pair in view.edges(data=True))
    assert back.units.tolist() == given.units.tolist()
    assert back.fixed.tolist() == [-1, 1]


@pytest.mark.parametrize("capacity", [float("nan"), -1, 1.5])
def test_a_capacity_of_networkx_that_cannot_be_meant_is_refused(capacity: float) -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("ada", bipartite=0)
    graph.add_node("cleo", bipartite=1, capacity=capacity)

    with pytest.raises(InvalidInput, match="capacity"):
        from_networkx(graph)


def test_points_of_networkx_that_cannot_be_meant_are_refused() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("ada", bipartite=0)
    graph.add_node("cleo", bipartite=1)
    graph.add_edge("cleo", "ada", points=float("nan"))

    with pytest.raises(InvalidInput, match="edge 'ada' - 'cleo': points: nan"):
        from_networkx(graph)


def test_more_locks_than_places_are_refused() -> None:
    view = to_networkx(CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [10, 90]))
    for edge in view.edges:
        view.edges[edge]["is_locked"] = True

    with pytest.raises(InvalidInput, match=r"'mentor', 0.*: more locks than places"):
        from_networkx(view)


def test_a_networkx_graph_that_cannot_be_meant_is_refused_by_name() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("ada")
    with pytest.raises(InvalidInput, match="'ada'"):
        from_networkx(graph)

    graph.add_node("ada", bipartite=0)
    graph.add_node("ben", bipartite=0)
    graph.add_edge("ada", "ben", points=1)
    with pytest.raises(InvalidInput, match="not between"):
        from_networkx(graph)

    graph.add_node("ben", bipartite=1)
    del graph.edges["ada", "ben"]["points"]
    with pytest.raises(InvalidInput, match="neither points nor units"):
        from_networkx(graph)


def networkx_of(*edges: tuple[Any, Any, dict[str, Any]], **capacity: Any) -> "nx.Graph[Any]":
    """Return a graph whose mentees are the first of each edge."""
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from([edge[0] for edge in edges], bipartite=0)
    graph.add_nodes_from([edge[1] for edge in edges], bipartite=1)
    for node, places in capacity.items():
        graph.nodes[node]["capacity"] = places
    graph.add_edges_from(edges)
    return graph


@pytest.mark.parametrize(
    ("graph", "offender"),
    [
        (
            networkx_of(
                ("ada", "cleo", {"points": 1, "is_locked": True}),
                ("ada", "dan", {"points": 1, "is_locked": True}),
            ),
            "node 'ada': more than one locked edge",
        ),
        (networkx_of(("ada", "cleo", {"points": 1.5})), "edge 'ada' - 'cleo': points: 1.5"),
        (networkx_of(("ada", "cleo", {"points": None})), "edge 'ada' - 'cleo': points: None"),
        (networkx_of(("ada", "cleo", {"units": "5"})), "edge 'ada' - 'cleo': units: '5'"),
        (networkx_of(("ada", "cleo", {"points": 10**10})), "edge 'ada' - 'cleo': points: .*beyond"),
        (
            networkx_of(("ada", "cleo", {"points": 1, "is_locked": "no"})),
            "edge 'ada' - 'cleo': is_locked is 'no'",
        ),
        (
            networkx_of((7, "cleo", {"points": 1}), (("mentee", 7), "cleo", {"points": 1})),
            "same id",
        ),
        (networkx_of((2**70, "cleo", {"points": 1})), f"node {2**70}: the number is beyond"),
        (
            networkx_of(("ada", "cleo", {"points": 1}), cleo=10**10),
            "node 'cleo': capacity: .*beyond",
        ),
        (networkx_of(("ada", "cleo", {"points": 1}), cleo=None), "node 'cleo': capacity: None"),
        (None, "None is not a graph"),
    ],
)
def test_an_offender_of_networkx_is_named_by_its_own_name(graph: Any, offender: str) -> None:
    with pytest.raises(InvalidInput, match=offender):
        from_networkx(graph)


@pytest.mark.parametrize("side", [1.0, None, "1", 2])
def test_a_side_of_networkx_is_0_or_1(side: object) -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("ada", bipartite=side)

    with pytest.raises(InvalidInput, match="node 'ada': bipartite is"):
        from_networkx(graph)


def test_an_edge_that_networkx_has_twice_is_refused() -> None:
    graph: nx.MultiGraph[Any] = nx.MultiGraph()
    graph.add_node("ada", bipartite=0)
    graph.add_node("cleo", bipartite=1)
    graph.add_edges_from([("ada", "cleo", {"points": 1}), ("ada", "cleo", {"points": 2})])

    with pytest.raises(InvalidInput, match="edge 'ada' - 'cleo': given twice"):
        from_networkx(graph)


@pytest.mark.parametrize("points", [10**9, -(10**9)])
def test_the_most_points_and_places_survive_the_way_through_networkx(points: int) -> None:
    given = CandidateGraph.from_edges(1, 1, 10**9, [0], [0], [points])

    back = from_networkx(to_networkx(given))

    assert back.points.tolist() == [points]
    assert back.capacity.tolist() == [10**9]


def test_a_rounds_graph_says_why_each_pair_scores_what_it_scores() -> None:
    people = random_people(Random(4), most_mentees=8, most_mentors=8)
    policy = Policy(rules=NO_RULES)

    view = to_networkx(candidate_graph(people, policy))

    mentees = {mentee.id: mentee for mentee in people.mentees}
    mentors = {mentor.id: mentor for mentor in people.mentors}
    assert view.number_of_edges() > 5
    for a, b, pair in view.edges(data=True):
        assert sum(pair["reasons"].values()) == pair["units"]
        assert pair["units"] == units_of(mentees[a[1]], mentors[b[1]], policy.weights)
    assert assign(from_networkx(view)).n_matched == match(people, policy).totals.matched
