"""The candidate graph keeps what it is given, and says what it cannot take."""

from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pytest

from matchmaker.matching import (
    CandidateGraph,
    InvalidInput,
    Policy,
    Weights,
    candidate_graph,
    verify_assignment,
)
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of, random_people
from tests.matching.proved import assign, match
from tests.matching.reference import units_of


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


def test_nodes_are_put_in_order_numbers_first_by_size_and_then_names() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(["zoe", 10, "ada", 9], bipartite=1)
    graph.add_nodes_from([("mentee", 10), ("mentee", 9)], bipartite=0)
    for points, mentor in enumerate(["zoe", 10, "ada", 9]):
        graph.add_edge(mentor, ("mentee", 9), points=points)

    read = CandidateGraph.from_networkx(graph)

    assert read.mentee_ids.tolist() == [9, 10]
    assert read.mentor_ids.tolist() == [0, 1, 2, 3]
    assert read.points.tolist() == [3, 1, 2, 0]
    assert read.mentee.tolist() == [0, 0, 0, 0]


def test_a_lock_and_parts_of_a_point_survive_the_way_through_networkx() -> None:
    people = people_of([a_mentee(1), a_mentee(2)], [a_mentor(8), a_mentor(9)], locked=[(2, 9)])
    given = candidate_graph(people, Policy(Weights(1, 1, 1, 1, 1, 2)))

    view = given.to_networkx()
    back = CandidateGraph.from_networkx(view)

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
        CandidateGraph.from_networkx(graph)


def test_points_of_networkx_that_cannot_be_meant_are_refused() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("ada", bipartite=0)
    graph.add_node("cleo", bipartite=1)
    graph.add_edge("cleo", "ada", points=float("nan"))

    with pytest.raises(InvalidInput, match="edge 'ada' - 'cleo': points: nan"):
        CandidateGraph.from_networkx(graph)


def test_more_locks_than_places_are_refused() -> None:
    view = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [10, 90]).to_networkx()
    for edge in view.edges:
        view.edges[edge]["is_locked"] = True

    with pytest.raises(InvalidInput, match=r"'mentor', 0.*: more locks than places"):
        CandidateGraph.from_networkx(view)


@pytest.mark.parametrize(
    ("arguments", "offender"),
    [
        ((1, 1, -1, [0], [0], [1]), "mentor 0: negative capacity"),
        ((1, 1, 1, [1], [0], [1]), "mentee 1"),
        ((1, 1, 1, [0], [-1], [1]), "mentor -1"),
        ((1, 1, 1, [0, 0], [0, 0], [1, 2]), "pair of mentee 0 and mentor 0"),
        ((2, 1, 1, [0, 1], [0, 0], [1, float("nan")]), r"points\[1\]: nan is not a whole number"),
        ((1, 1, 1, [0], [0], [float("inf")]), r"points\[0\]: inf is not a whole number"),
        ((1, 1, 1, [0], [0], [0.5]), r"points\[0\]: 0.5 is not a whole number"),
        ((1, 1, 1, [0], [0], [10**10]), r"points\[0\]: 10000000000 is beyond"),
        ((1, 1, 1, [0], [0], [-(10**10)]), r"points\[0\]: -10000000000 is beyond"),
        ((1, 1, 1, [0], [0], ["many"]), r"points\[0\]: 'many' is not a whole number"),
        ((1, 1, 1, [0], [0], [True]), r"points\[0\]: True is not a whole number"),
        ((1, 1, float("nan"), [0], [0], [1]), "capacity: nan"),
        ((1, 1, 1, [float("nan")], [0], [1]), r"mentee\[0\]: nan"),
        ((-1, 1, 1, [], [], []), "n_mentees: -1"),
        ((1, -1, 1, [], [], []), "n_mentors: -1"),
        ((1, 1, 1, [0], [0], [1, 2]), "different lengths"),
        ((1, 2, [1, 1, 1], [0], [0], [1]), "capacity"),
        ((1, 1, None, [0], [0], [1]), "capacity: None is not a whole number"),
        ((1, 1, 2**63 - 1, [0], [0], [1]), "capacity: 9223372036854775807 is beyond"),
        ((1, 2, [1, 10**10], [0], [0], [1]), r"capacity\[1\]: 10000000000 is beyond"),
        ((2, 1, 1, [0, 1], [0, 0], [5, "x"]), r"points\[1\]: 'x' is not a whole number"),
        ((2, 1, 1, [0, 1], [0, 0], [5, None]), r"points\[1\]: None is not a whole number"),
        ((2, 1, 1, [0, 1], [0, 0], [5, 2**70]), rf"points\[1\]: {2**70} is beyond"),
        ((2, 1, 1, [0, 1], [0, 0], [[1], [2, 3]]), r"points\[0\]: \[1\] is not a whole number"),
        ((2, 1, 1, [0, 1], [0, 0], [[1], [2]]), "points: .* is not a list"),
        ((2, 1, 1, [0, 1], [0, 0], [5, True]), r"points\[1\]: True is not a whole number"),
        ((2, 1, 1, [0, 1], [0, 0], -1), "points: -1 is not a list"),
        ((2, 1, 1, [0, 1], [0, 0], None), "points: None is not a list"),
        ((2, 1, 1, "01", [0, 0], [1, 1]), "mentee: '01' is not a list"),
        ((None, 1, 1, [], [], []), "n_mentees: None is not a whole number"),
        (("3", 1, 1, [], [], []), "n_mentees: '3' is not a whole number"),
        ((float("nan"), 1, 1, [], [], []), "n_mentees: nan is not a whole number"),
        ((1, 1.5, 1, [], [], []), "n_mentors: 1.5 is not a whole number"),
        ((10**12, 1, 1, [], [], []), "n_mentees: 1000000000000 is beyond"),
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
        CandidateGraph.from_networkx(graph)


@pytest.mark.parametrize("side", [1.0, None, "1", 2])
def test_a_side_of_networkx_is_0_or_1(side: object) -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("ada", bipartite=side)

    with pytest.raises(InvalidInput, match="node 'ada': bipartite is"):
        CandidateGraph.from_networkx(graph)


def test_an_edge_that_networkx_has_twice_is_refused() -> None:
    graph: nx.MultiGraph[Any] = nx.MultiGraph()
    graph.add_node("ada", bipartite=0)
    graph.add_node("cleo", bipartite=1)
    graph.add_edges_from([("ada", "cleo", {"points": 1}), ("ada", "cleo", {"points": 2})])

    with pytest.raises(InvalidInput, match="edge 'ada' - 'cleo': given twice"):
        CandidateGraph.from_networkx(graph)


@pytest.mark.parametrize("points", [10**9, -(10**9)])
def test_the_most_points_and_places_survive_the_way_through_networkx(points: int) -> None:
    given = CandidateGraph.from_edges(1, 1, 10**9, [0], [0], [points])

    back = CandidateGraph.from_networkx(given.to_networkx())

    assert back.points.tolist() == [points]
    assert back.capacity.tolist() == [10**9]


@pytest.mark.parametrize("seed", [None, float("nan"), "3", 1.5, 2**70])
def test_a_seed_must_be_a_whole_number(seed: Any) -> None:
    graph = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [1, 1])

    with pytest.raises(InvalidInput, match="seed: "):
        assign(graph, seed=seed)


def test_only_a_candidate_graph_is_assigned() -> None:
    with pytest.raises(InvalidInput, match="candidates: None"):
        assign(None)  # type: ignore[arg-type]


def test_priorities_must_be_one_a_mentee() -> None:
    graph = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [1, 1])

    for priority in ([1], [1, 2, 3]):
        with pytest.raises(InvalidInput, match="priority"):
            assign(graph, priority)
        with pytest.raises(InvalidInput, match="priority"):
            verify_assignment(graph, assign(graph), priority)


@pytest.mark.parametrize("priority", [[1, float("nan")], [0.5, 1], ["first", "last"], [1, 2**63]])
def test_a_priority_must_be_a_whole_number(priority: list[Any]) -> None:
    graph = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [1, 1])

    with pytest.raises(InvalidInput, match="priority"):
        assign(graph, priority)
    with pytest.raises(InvalidInput, match="priority"):
        verify_assignment(graph, assign(graph), priority)


@pytest.mark.parametrize(("n_mentees", "n_mentors"), [(0, 0), (0, 3), (3, 0), (3, 3)])
def test_a_graph_without_pairs_has_an_answer_that_is_proved(n_mentees: int, n_mentors: int) -> None:
    graph = CandidateGraph.from_edges(n_mentees, n_mentors, 1, [], [], [])

    answer = assign(graph)

    assert graph.n_pairs == len(graph.points) == 0
    assert answer.mentor_of.shape == (n_mentees,)
    assert answer.mentor_of.tolist() == [-1] * n_mentees
    assert verify_assignment(graph, answer).is_proved


def test_the_order_of_the_edges_changes_nothing() -> None:
    numbers = np.random.default_rng(3)
    mentee, mentor = np.nonzero(numbers.random((30, 20)) < 0.4)
    points = numbers.integers(0, 5, len(mentee))
    shuffled = numbers.permutation(len(mentee))

    one = assign(CandidateGraph.from_edges(30, 20, 2, mentee, mentor, points))
    other = assign(
        CandidateGraph.from_edges(30, 20, 2, mentee[shuffled], mentor[shuffled], points[shuffled])
    )

    assert one.mentor_of.tolist() == other.mentor_of.tolist()


def test_a_rounds_graph_says_why_each_pair_scores_what_it_scores() -> None:
    people = random_people(Random(4), most_mentees=8, most_mentors=8)
    policy = Policy(rules=NO_RULES)

    view = candidate_graph(people, policy).to_networkx()

    mentees = {mentee.id: mentee for mentee in people.mentees}
    mentors = {mentor.id: mentor for mentor in people.mentors}
    assert view.number_of_edges() > 5
    for a, b, pair in view.edges(data=True):
        assert sum(pair["reasons"].values()) == pair["units"]
        assert pair["units"] == units_of(mentees[a[1]], mentors[b[1]], policy.weights)
    assert (
        assign(CandidateGraph.from_networkx(view)).n_matched == match(people, policy).totals.matched
    )


def test_numbers_too_large_to_solve_exactly_are_refused() -> None:
    count = 4000
    pairs = np.arange(count)
    graph = CandidateGraph.from_edges(count, count, 1, pairs, pairs, np.full(count, 10**9))

    with pytest.raises(InvalidInput, match="64 bits"):
        assign(graph, pairs)
