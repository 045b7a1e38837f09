"""The cost of another choice, read off the prices, is what solving again with a lock finds."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from matchmaker.matching import Assignment, CandidateGraph
from matchmaker.matching.analysis.costs import Cost, Rearrangement
from tests.matching.proved import assign


@pytest.mark.parametrize("seed", range(6))
def test_each_cost_is_confirmed_by_solving_again_with_the_pair_locked(seed: int) -> None:
    random, n_costs = Random(seed), 0

    for _ in range(60):
        graph, priority = _a_round(random)
        best = assign(graph, priority, seed=seed)
        rearrange = Rearrangement(graph, best, priority)
        for row, column in zip(graph.mentee.tolist(), graph.mentor.tolist(), strict=True):
            if graph.fixed[row] >= 0:
                continue
            cost, forced = rearrange.cost_of(row, column), _forced(graph, row, column)
            if cost is None:
                assert forced is None
                continue
            assert forced is not None
            again = assign(forced, priority, seed=seed)
            assert best.n_matched - again.n_matched == cost.matched
            assert _claims(best, priority) - _claims(again, priority) == _claims_lost(
                cost, graph, best, priority, row
            )
            assert best.units - again.units == cost.units
            n_costs += cost.units != 0
    assert n_costs > 50


def test_the_moves_make_the_answer_that_is_claimed() -> None:
    random = Random(7)

    for _ in range(100):
        graph, priority = _a_round(random)
        best = assign(graph, priority)
        rearrange = Rearrangement(graph, best, priority)
        for row, column in zip(graph.mentee.tolist(), graph.mentor.tolist(), strict=True):
            cost = rearrange.cost_of(row, column)
            if cost is None:
                continue
            after = best.mentor_of.copy()
            after[row] = column
            for move in cost.moves:
                assert (-1 if move.from_id is None else move.from_id) == after[move.mentee_id]
                after[move.mentee_id] = -1 if move.to_id is None else move.to_id
            assert (np.bincount(after[after >= 0], minlength=4) <= graph.capacity).all()
            assert cost.loses is None or after[cost.loses] == -1
            assert cost.gains is None or best.mentor_of[cost.gains] == -1


def test_the_mentor_whom_one_has_costs_nothing() -> None:
    graph = CandidateGraph.from_edges(1, 1, 1, [0], [0], [50])

    rearrange = Rearrangement(graph, assign(graph), np.zeros(1, dtype=np.int64))

    assert rearrange.cost_of(0, 0) == Cost(0, 0, (), None, None)


def _a_round(random: Random) -> tuple[CandidateGraph, np.ndarray]:
    pairs = [pair for pair in product(range(6), range(4)) if random.random() < 0.6]
    graph = CandidateGraph.from_edges(
        6,
        4,
        [random.randint(0, 2) for _ in range(4)],
        [mentee for mentee, _ in pairs],
        [mentor for _, mentor in pairs],
        [random.randint(0, 9) for _ in pairs],
    )
    usable = graph.capacity[graph.mentor] > 0
    rows, columns = graph.mentee[usable], graph.mentor[usable]
    graph = CandidateGraph.from_edges(6, 4, graph.capacity, rows, columns, graph.points[usable])
    priority = np.array([random.choice([0, 0, 1, 2]) for _ in range(6)])
    if len(rows) and random.random() < 0.4:
        at = random.randrange(len(rows))
        graph = _forced(graph, int(rows[at]), int(columns[at])) or graph
    return graph, priority


def _forced(graph: CandidateGraph, row: int, column: int) -> CandidateGraph | None:
    """Return the graph with a pair locked, and nothing else for its mentee; None if impossible."""
    if graph.free_capacity[column] < 1:
        return None
    is_kept = (graph.mentee != row) | (graph.mentor == column)
    rows, columns = graph.mentee[is_kept], graph.mentor[is_kept]
    again = CandidateGraph.from_edges(6, 4, graph.capacity, rows, columns, graph.points[is_kept])
    fixed = graph.fixed.copy()
    fixed[row] = column
    return replace(again, fixed=fixed)


def _claims(answer: Assignment, priority: np.ndarray) -> int:
    return int((1 + priority)[answer.mentor_of >= 0].sum())


def _claims_lost(
    cost: Cost, graph: CandidateGraph, best: Assignment, priority: np.ndarray, row: int
) -> int:
    after = best.mentor_of.copy()
    after[row] = 0
    for move in cost.moves:
        after[move.mentee_id] = -1 if move.to_id is None else 0
    return _claims(best, priority) - int((1 + priority)[after >= 0].sum())
