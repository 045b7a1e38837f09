"""The candidate graph keeps what it is given, and says what it cannot take."""

from typing import Any

import numpy as np
import pytest

from matchmaker.matching import (
    CandidateGraph,
    InvalidInput,
    verify_assignment,
)
from tests.matching.proved import assign


def test_edges_come_back_in_canonical_order_with_their_points() -> None:
    graph = CandidateGraph.from_edges(2, 3, [1, 2, 0], [1, 0, 1], [2, 1, 0], [30, 10, 20])

    assert graph.mentee.tolist() == [0, 1, 1]
    assert graph.mentor.tolist() == [1, 0, 2]
    assert graph.points.tolist() == [10, 20, 30]
    assert graph.capacity.tolist() == [1, 2, 0]


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


def test_numbers_too_large_to_solve_exactly_are_refused() -> None:
    count = 4000
    pairs = np.arange(count)
    graph = CandidateGraph.from_edges(count, count, 1, pairs, pairs, np.full(count, 10**9))

    with pytest.raises(InvalidInput, match="64 bits"):
        assign(graph, pairs)
