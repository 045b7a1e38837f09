"""What another choice would cost the whole: exact, from the prices of the best answer.

Nothing is solved again. The tests do so, with the pair locked, and compare.
"""

from dataclasses import dataclass
from importlib import import_module

import numpy as np

from matchmaker.matching.analysis.residual import NO_WAY, residual_of
from matchmaker.matching.assignment.assignment import Assignment, worth_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import IntArray


@dataclass(frozen=True, slots=True)
class Move:
    """A mentee who would go from one mentor to another; None is nobody."""

    mentee_id: int
    from_id: int | None
    to_id: int | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What the best answer *with* a pair has less than the best answer.

    ``matched`` mentees fewer (0 or 1), ``units`` fewer in total (negative where others' waiting
    was worth more than scores). ``moves`` are those of the others; ``loses`` is who would have no
    mentor any more, ``gains`` who would have one.
    """

    matched: int
    units: int
    moves: tuple[Move, ...]
    loses: int | None
    gains: int | None


class Rearrangement:
    """The best answer with one pair forced, for any pair, from one table of distances.

    Notes
    -----
    1. The residual graph says who could go from one mentor to another, and what that loses.
    2. To force mentee i, now with a, to b: i loses so much at the prices, somebody must make room
       at b, and i's old place is there to be taken. The cheapest way for the others is a shortest
       path from b to a.
    3. All shortest paths between mentors are found once (Floyd and Warshall), O(n_mentors**3) time
       as n_mentors matrix operations or, of a large round, in compiled code, and the path itself
       names who moves.

    Ties are as the objective breaks them. Locked mentees do not move.

    ``graph`` is the one that the prices are about, ``scored`` the one that names people and units:
    the same, but for *best score*, whose graph has "nobody" as one more mentor.

    References
    ----------
    R. K. Ahuja, T. L. Magnanti, J. B. Orlin: Network Flows (1993), sections 5.6 and 9.3.

    Examples
    --------
    Two mentees want the first mentor; giving him to the second costs what the first loses.

    >>> import numpy as np
    >>> from matchmaker.matching.assignment.solver import assign
    >>> graph = CandidateGraph.from_edges(2, 2, 1, [0, 0, 1, 1], [0, 1, 0, 1], [90, 50, 80, 60])
    >>> rearrange = Rearrangement(graph, assign(graph), np.zeros(2, dtype=np.int64))
    >>> cost = rearrange.cost_of(1, 0)
    >>> cost.matched, cost.units, cost.moves
    (0, 2000, (Move(mentee_id=0, from_id=0, to_id=1),))
    """

    def __init__(
        self,
        graph: CandidateGraph,
        best: Assignment,
        priority: IntArray,
        scored: CandidateGraph | None = None,
        *,
        is_large: bool = False,
    ) -> None:
        self.graph = graph
        self.scored = scored or graph
        self.mentor_of = best.mentor_of
        self.nobody = graph.n_mentors
        self._n_scored = self.scored.n_mentors
        self._mentee_ids: list[int] = graph.mentee_ids.tolist()
        self._mentor_ids: list[int] = graph.mentor_ids.tolist()
        self._units_of: dict[tuple[int, int], int] = {}
        value = worth_of(graph, priority, best)
        residual = residual_of(graph, graph.capacity, best.mentor_of, best.price, value)
        self._mover = residual.mover
        self._hop = np.tile(np.arange(self.nobody + 1), (self.nobody + 1, 1))
        self._distance = residual.length
        if is_large:
            distances = import_module("matchmaker.matching.analysis.compiled.distances")
            distances.close(self._distance, self._hop)
        else:
            close_by_rows(self._distance, self._hop)

    def cost_of(self, row: int, column: int) -> Cost | None:
        """Return what forcing a candidate pair (positions) costs; None if locks forbid it.

        A locked mentee, and a pair that is no candidate, have no cost either.
        """
        entry = self._entry(row, column)
        if entry < 0 or self.graph.fixed[row] >= 0:
            return None
        end = self._place_of(row)
        if column == end:
            return Cost(0, 0, (), None, None)
        if self._distance[column, end] >= NO_WAY:
            return None
        return self._tell([(row, end, column), *self._steps(column, end)])

    def _tell(self, steps: list[tuple[int, int, int]]) -> Cost:
        moves = [step for step in steps if step[0] >= 0]
        units = sum(self._units(who, a) - self._units(who, b) for who, a, b in moves)
        matched = sum(self._is_mentor(a) - self._is_mentor(b) for _, a, b in moves)
        others = tuple(
            Move(self._mentee_ids[who], self._id(a), self._id(b)) for who, a, b in moves[1:]
        )
        return Cost(
            matched=matched,
            units=units,
            moves=others,
            loses=next((move.mentee_id for move in others if move.to_id is None), None),
            gains=next((move.mentee_id for move in others if move.from_id is None), None),
        )

    def _steps(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return the arcs of a shortest path as (who moves, from, to); -1 moves nobody."""
        steps = []
        at = start
        while at != end:
            to = int(self._hop[at, end])
            steps.append((self._mover(at, to), at, to))
            at = to
        return steps

    def _entry(self, row: int, column: int) -> int:
        span = self.graph.candidates_of(row)
        at = span.start + int(np.searchsorted(self.graph.mentor[span], column))
        return at if at < span.stop and self.graph.mentor[at] == column else -1

    def _units(self, row: int, place: int) -> int:
        if not self._is_mentor(place):
            return 0
        if (row, place) not in self._units_of:
            span = self.scored.candidates_of(row)
            at = span.start + int(np.searchsorted(self.scored.mentor[span], place))
            self._units_of[row, place] = int(self.scored.units[at])
        return self._units_of[row, place]

    def _is_mentor(self, place: int) -> bool:
        return place < self._n_scored

    def _place_of(self, row: int) -> int:
        return self.nobody if self.mentor_of[row] < 0 else int(self.mentor_of[row])

    def _id(self, place: int) -> int | None:
        return self._mentor_ids[place] if self._is_mentor(place) else None


def close_by_rows(distance: IntArray, hop: IntArray) -> None:
    """Make arcs the lengths of shortest ways, and ``hop`` the first node on each of them."""
    n = len(distance)
    through, is_shorter = np.empty_like(distance), np.empty(distance.shape, dtype=np.bool_)
    for middle in range(n):
        np.add(distance[:, middle, None], distance[None, middle, :], out=through)
        np.less(through, distance, out=is_shorter)
        shorter = np.flatnonzero(is_shorter)
        distance.flat[shorter] = through.flat[shorter]
        hop.flat[shorter] = hop[shorter // n, middle]
