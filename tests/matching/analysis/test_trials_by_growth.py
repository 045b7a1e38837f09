"""An answer that grew by places is the one that solving anew finds, and its prices prove it."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from matchmaker.matching import CandidateGraph, Policy
from matchmaker.matching.analysis.trials_by_growth import GrowingAnswer
from matchmaker.matching.assignment.assignment import worth_of
from matchmaker.matching.assignment.stored_prices import carried_over
from matchmaker.matching.candidates.problem import Problem
from tests.matching.builders import a_mentee, a_mentor, people_of
from tests.matching.proved import assign, match


@pytest.mark.parametrize("seed", range(4))
def test_each_place_more_gives_the_answer_of_solving_anew(seed: int) -> None:
    random, n_helped = Random(seed), 0

    for _ in range(100):
        graph, priority = _a_round(random)
        best = assign(graph, priority)
        value = worth_of(graph, priority, best)
        answer = GrowingAnswer(graph, value, graph.capacity, best.mentor_of, best.price)
        before = best
        for column in (random.randrange(4) for _ in range(4)):
            answer = answer.with_place(column)
            larger = replace(graph, capacity=answer.capacity)
            again = assign(larger, priority)
            units = int(graph.units[answer.mentor_of[graph.mentee] == graph.mentor].sum())
            assert int((answer.mentor_of >= 0).sum()) == again.n_matched
            assert _claims(answer.mentor_of, priority) == _claims(again.mentor_of, priority)
            assert units == again.units
            n_helped += again.n_matched > before.n_matched
            before = again
    assert n_helped > 20


def test_the_prices_after_a_place_prove_the_answer() -> None:
    random = Random(12)

    for _ in range(200):
        graph, priority = _a_round(random)
        best = assign(graph, priority)
        value = worth_of(graph, priority, best)
        answer = GrowingAnswer(graph, value, graph.capacity, best.mentor_of, best.price)
        answer = answer.with_place(random.randrange(4))
        _see_that_nothing_is_better(answer)


def test_an_answer_is_carried_over_only_as_far_as_its_prices_prove_it() -> None:
    people = people_of([a_mentee(1, priority=2), a_mentee(2)], [a_mentor(8)])
    matching, problem = match(people, Policy()), Problem.of(people, Policy())
    graph, priority = problem.graph(), problem.arrays.priority
    worthless = replace(matching.prices, prices=(0,))

    carried = carried_over(graph, priority, matching, -1)

    assert carried is not None
    assert carried.mentor_of.tolist() == [0, -1]
    without = replace(matching, prices=worthless)
    assert carried_over(graph, priority, without, -1) is None


def _see_that_nothing_is_better(answer: GrowingAnswer) -> None:
    """Look at the prices as the proof by duality does."""
    graph = answer.graph
    gain = answer.value - answer.price[graph.mentor]
    most = np.zeros(graph.n_mentees, dtype=np.int64)
    np.maximum.at(most, graph.mentee, gain)
    has = np.zeros(graph.n_mentees, dtype=np.int64)
    is_own = answer.mentor_of[graph.mentee] == graph.mentor
    has[graph.mentee[is_own]] = gain[is_own]
    taken = np.bincount(answer.mentor_of[answer.mentor_of >= 0], minlength=graph.n_mentors)
    assert (has == most).all()
    assert (taken <= answer.capacity).all()
    assert (answer.price >= 0).all()
    assert (answer.price[taken < answer.capacity] == 0).all()


def _a_round(random: Random) -> tuple[CandidateGraph, np.ndarray]:
    pairs = [pair for pair in product(range(7), range(4)) if random.random() < 0.6]
    graph = CandidateGraph.from_edges(
        7,
        4,
        [random.randint(0, 2) for _ in range(4)],
        [mentee for mentee, _ in pairs],
        [mentor for _, mentor in pairs],
        [random.randint(0, 9) for _ in pairs],
    )
    usable = graph.capacity[graph.mentor] > 0
    rows, columns = graph.mentee[usable], graph.mentor[usable]
    graph = CandidateGraph.from_edges(7, 4, graph.capacity, rows, columns, graph.points[usable])
    return graph, np.array([random.choice([0, 0, 1, 2]) for _ in range(7)])


def _claims(mentor_of: np.ndarray, priority: np.ndarray) -> int:
    return int((1 + priority)[mentor_of >= 0].sum())
