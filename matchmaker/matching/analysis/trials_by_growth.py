"""Tries changes out by letting the best answer grow from its prices, place by place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from matchmaker.matching.analysis.residual import NO_WAY, Residual, residual_of
from matchmaker.matching.analysis.trials_by_solving import (
    Outcome,
    outcome_in,
    outcome_of,
    outcome_on,
)
from matchmaker.matching.assignment.assignment import worth_of
from matchmaker.matching.assignment.objectives import posed
from matchmaker.matching.assignment.solver import assign
from matchmaker.matching.assignment.stored_prices import carried_over
from matchmaker.matching.candidates.arrays import positions_of
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import Mentor, People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching

NOBODYS_ID: Final = np.iinfo(np.int64).max
"""Of the mentor who suits nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class GrowingAnswer:
    """A best answer with its prices; `with_place` returns the next one.

    Parameters
    ----------
    value : int array of shape (n_pairs,)
        Of each entry of the graph, by the objective.
    capacity, mentor_of, price
        Of the present answer. A mentor may have 0 places and candidates: somebody who could come.

    Notes
    -----
    One more place with mentor j helps if somebody can come there, directly or by others moving up,
    and loses less than the price of the place:

    1. Dijkstra's algorithm from j backwards finds the shortest way from "nobody" to j in the
       residual graph, where "nobody" holds the mentees left over and the places left empty.
    2. If it is shorter than the price, those on it move. Prices within its length fall, just so
       far that they prove the new answer: ``price - max(0, length - distance)``.

    Each step is as exact as solving anew, and the tests compare it with that.

    References
    ----------
    R. K. Ahuja, T. L. Magnanti, J. B. Orlin: Network Flows (1993), section 9.7.

    Examples
    --------
    >>> from matchmaker.matching.assignment.assignment import worth_of
    >>> from matchmaker.matching.assignment.solver import assign
    >>> graph = CandidateGraph.from_edges(3, 1, 1, [0, 1, 2], [0, 0, 0], [20, 90, 50])
    >>> best, priorities = assign(graph), np.zeros(3, dtype=np.int64)
    >>> value = worth_of(graph, priorities, best)
    >>> answer = GrowingAnswer(graph, value, graph.capacity, best.mentor_of, best.price)
    >>> answer.with_place(0).mentor_of.tolist()
    [-1, 0, 0]
    """

    graph: CandidateGraph
    value: IntArray
    capacity: IntArray
    mentor_of: IntArray
    price: IntArray

    def residual(self) -> Residual:
        """Return the residual graph of the present answer."""
        return residual_of(self.graph, self.capacity, self.mentor_of, self.price, self.value)

    def with_place(self, column: int, residual: Residual | None = None) -> Self:
        """Return the best answer with one more place there.

        ``residual`` saves work where it is at hand already.
        """
        residual = residual or self.residual()
        nobody = self.graph.n_mentors
        most = int(self.price[column])
        distance, towards = _distances_to(column, nobody, residual.length, most)
        length = min(most, int(distance[nobody]))
        mentor_of = self.mentor_of.copy()
        at = nobody if distance[nobody] < most else column
        while at != column:
            to = int(towards[at])
            mover = residual.mover(at, to)
            if mover >= 0:
                mentor_of[mover] = -1 if to == nobody else to
            at = to
        capacity = self.capacity.copy()
        capacity[column] += 1
        price = self.price - np.maximum(0, length - distance[:nobody])
        return replace(self, capacity=capacity, mentor_of=mentor_of, price=price)


def _distances_to(end: int, start: int, length: IntArray, most: int) -> tuple[IntArray, IntArray]:
    """Return distances to ``end`` and the next node on the way, as far as ``start`` or ``most``.

    Nodes that are farther keep `NO_WAY` or an upper bound that is not below the limit.
    """
    distance = length[:, end].copy()
    towards = np.full(len(length), end, dtype=np.int64)
    is_open = np.ones(len(length), dtype=np.bool_)
    while True:
        node = int(np.where(is_open, distance, NO_WAY).argmin())
        if not is_open[node] or node == start or distance[node] >= most:
            return distance, towards
        is_open[node] = False
        through = np.minimum(length[:, node] + distance[node], NO_WAY)
        is_shorter = is_open & (through < distance)
        distance[is_shorter] = through[is_shorter]
        towards[is_shorter] = node


class GrownTrials:
    """A round whose answer grows with each change; see `trials.Trials`.

    Parameters
    ----------
    most_places : int
        Places that `with_places` will be asked to add at most.
    """

    is_first_place_free = True

    def __init__(
        self,
        people: People,
        policy: Policy,
        matching: Matching,
        newcomers: Iterable[Mentor],
        most_places: int,
        limits: Limits = LIMITS,
    ) -> None:
        self.problem = Problem.of_valid(people, policy, limits)
        self.newcomers = tuple(newcomers)
        self.most_places = most_places
        self.base = outcome_in(matching)
        self._start = self._grow_from(matching)
        self._residual = self._start.residual()
        self._answers: dict[tuple[int, int], GrowingAnswer] = {}

    def with_places(self, mentor_id: int, places: int) -> Outcome:
        """Return the best answer with so many places more (1 or more) with one mentor."""
        return outcome_on(self._graph, self._grown(mentor_id, places).mentor_of)

    def without_rule(self, rule: str) -> Outcome:
        """Return the best answer with a rule off."""
        policy = self.problem.policy
        without = replace(policy, rules=policy.rules - {rule})
        return outcome_of(self.problem.people, without, self.problem.limits)

    def _grow_from(self, matching: Matching) -> GrowingAnswer:
        """Return the answer with the newcomers in sight, in scales that bear all their places."""
        policy, limits = self.problem.policy, self.problem.limits
        newcomers = self._columns_of_newcomers()
        self._graph = _with_columns(self.problem.graph(), newcomers, self.most_places)
        priority = self.problem.arrays.priority
        asked, priorities = posed(policy.objective, self._graph, priority, None)
        is_wider = asked.n_mentors > self._graph.n_mentors
        unmatched_at = self._graph.n_mentors if is_wider else -1
        best = carried_over(asked, priorities, matching, unmatched_at)
        best = best or assign(asked, priorities, seed=policy.seed, limits=limits)
        value = worth_of(asked, priorities, best)
        return GrowingAnswer(asked, value, asked.capacity, best.mentor_of, best.price)

    def _grown(self, mentor_id: int, places: int) -> GrowingAnswer:
        column = int(positions_of(self._graph.mentor_ids, [mentor_id])[0])
        answer = self._start
        for nth in range(1, places + 1):
            if (column, nth) not in self._answers:
                residual = self._residual if nth == 1 else None
                self._answers[column, nth] = answer.with_place(column, residual)
            answer = self._answers[column, nth]
        return answer

    def _columns_of_newcomers(self) -> CandidateGraph:
        alone = replace(self.problem.people, mentors=self.newcomers, locked=frozenset())
        return Problem.of_valid(alone, self.problem.policy, self.problem.limits).graph()


def _with_columns(graph: CandidateGraph, more: CandidateGraph, most_places: int) -> CandidateGraph:
    """Return the graph with more mentors, who have no places yet; who is locked stays so.

    The last mentor suits nobody, and has as many places as will be added at most. So the scales of
    the objective, which grow with the places, are wide enough for any answer that grows from here.
    """
    is_free = graph.fixed[more.mentee] < 0
    rows = np.concatenate([graph.mentee, more.mentee[is_free]])
    mentor = np.concatenate([graph.mentor, more.mentor[is_free] + graph.n_mentors])
    units = np.concatenate([graph.units, more.units[is_free]])
    order = np.argsort(rows, kind="stable")
    return replace(
        graph,
        parts=None,
        mentor_ids=np.concatenate([graph.mentor_ids, more.mentor_ids, [NOBODYS_ID]]),
        capacity=np.concatenate([graph.capacity, np.zeros_like(more.capacity), [most_places]]),
        start=row_starts(rows[order], graph.n_mentees),
        mentor=mentor[order],
        units=units[order],
    )
