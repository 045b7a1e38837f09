"""A best answer that stays the best one while places are added, one by one, from its prices."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from matchmaker.matching.analysis.residual import NO_WAY, Residual, residual_of
from matchmaker.matching.candidates.arrays import IntArray
from matchmaker.matching.candidates.graph import CandidateGraph


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
    >>> best, claims = assign(graph), np.zeros(3, dtype=np.int64)
    >>> value = worth_of(graph, claims, best)
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
