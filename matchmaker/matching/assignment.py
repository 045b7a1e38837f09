"""The exact solver: many mentees to a mentor with places, by shortest augmenting paths.

It knows values only (see `objective`); who the people are and why a pair scores is elsewhere.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.arrays import BoolArray, IntArray
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.errors import InvalidInput
from matchmaker.matching.objective import Objective, objective_of, values_of

UNREACHED: Final = np.iinfo(np.int64).max
NOBODY: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """A best assignment, with the prices that prove it.

    Parameters
    ----------
    mentor_of : int array of shape (n_mentees,)
        Position of each mentee's mentor, -1 for none.
    price : int array of shape (n_mentors,)
        What a place with the mentor is worth, in values of the objective; 0 where one is free.
    units : int
        Total score of all pairs, locked ones too.
    """

    mentor_of: IntArray
    price: IntArray
    units: int
    objective: Objective

    @property
    def n_matched(self) -> int:
        return int((self.mentor_of >= 0).sum())

    def is_full(self, graph: CandidateGraph) -> BoolArray:
        """Return whether each mentor of the graph has no place left, shape (n_mentors,)."""
        taken = np.bincount(self.mentor_of[self.mentor_of >= 0], minlength=graph.n_mentors)
        return np.asarray(taken >= graph.capacity)


def assign(
    candidates: CandidateGraph, priority: ArrayLike | None = None, *, seed: int = 0
) -> Assignment:
    """Return the best assignment: most mentees, then priority, then units, then stable ties.

    Parameters
    ----------
    candidates : CandidateGraph
    priority : ints of shape (n_mentees,), optional
        Larger is served first. All equal if not given.
    seed : int
        Seed of the tie-break.

    Raises
    ------
    InvalidInput
        If the numbers are too large to be solved exactly in 64 bits.

    Notes
    -----
    Successive shortest augmenting paths on the residual graph, with prices (duals) on mentors:

    1. Locked pairs are taken out, with their places.
    2. Mentees enter one by one. One whose best mentor at current prices has a free place takes it.
    3. Otherwise Dijkstra's algorithm finds the cheapest chain of moves that ends at a free place,
       or leaves somebody without a mentor (worth 0). Lengths are reduced, hence never negative.
    4. Prices of the mentors passed rise by what remained of the chain, and the chain is applied.

    After each step the assignment is the best one for the mentees that have entered. Time is
    O(n_mentees * (n_pairs + n_mentors**2)) at worst, and far less in practice; memory
    O(n_pairs). All arithmetic is in 64-bit integers.

    References
    ----------
    R. Jonker, A. Volgenant: A shortest augmenting path algorithm for dense and sparse linear
    assignment problems, Computing 38 (1987). R. K. Ahuja, T. L. Magnanti, J. B. Orlin: Network
    Flows (1993), section 9.7.

    Examples
    --------
    Two mentees want the same mentor; the second has another choice.

    >>> graph = CandidateGraph.from_edges(2, 2, 1, [0, 1, 1], [0, 0, 1], [10, 90, 20])
    >>> assign(graph).mentor_of.tolist()
    [0, 1]
    """
    claims = np.zeros(candidates.n_mentees, dtype=np.int64)
    if priority is not None:
        claims = np.asarray(priority, dtype=np.int64)
        if claims.shape != (candidates.n_mentees,):
            raise InvalidInput(f"priority has the shape {claims.shape}, not one for each mentee")
    objective = objective_of(candidates, claims, seed)
    solver = _Solver(candidates, values_of(candidates, claims, objective))
    for row in np.flatnonzero(candidates.fixed < 0).tolist():
        solver.enter(row)
    mentor_of = np.where(candidates.fixed >= 0, candidates.fixed, solver.mentor_of)
    is_chosen = mentor_of[candidates.mentee] == candidates.mentor
    return Assignment(mentor_of, solver.price, int(candidates.units[is_chosen].sum()), objective)


class _Solver:
    """The best assignment of the mentees that have entered so far.

    Invariants: no price is negative, and a mentor with a free place has price 0; every mentee that
    has entered has the mentor, or none, that is best for them at the prices.
    """

    def __init__(self, graph: CandidateGraph, value: IntArray) -> None:
        bounds = graph.start.tolist()
        spans = list(pairwise(bounds))
        self.mentors = [graph.mentor[first:last] for first, last in spans]
        self.values = [value[first:last] for first, last in spans]
        self.free = graph.free_capacity.tolist()
        self.price = np.zeros(graph.n_mentors, dtype=np.int64)
        self.mentor_of = np.full(graph.n_mentees, NOBODY, dtype=np.int64)
        self.value_of = [0] * graph.n_mentees
        self.mentees_of: list[list[int]] = [[] for _ in range(graph.n_mentors)]
        self.distance = np.empty(graph.n_mentors, dtype=np.int64)
        self.open_distance = np.empty(graph.n_mentors, dtype=np.int64)
        self.mover = np.empty(graph.n_mentors, dtype=np.int64)

    def enter(self, mentee: int) -> None:
        """Let one more mentee in and make the assignment the best again."""
        gains = self.values[mentee] - self.price[self.mentors[mentee]]
        best = int(gains.argmax()) if gains.size else NOBODY
        if best == NOBODY or gains[best] <= 0:
            return
        mentor = int(self.mentors[mentee][best])
        if self.free[mentor]:
            self.free[mentor] -= 1
            self._seat(mentee, mentor)
            return
        self._augment(mentee, int(gains[best]))

    def _augment(self, mentee: int, gain: int) -> None:
        """Find the cheapest chain of moves from a mentee (Dijkstra) and apply it."""
        self.distance.fill(UNREACHED)
        self.open_distance.fill(UNREACHED)
        self._relax(mentee, gain)
        shortest, last_mentee, last_mentor = gain, mentee, NOBODY
        passed: list[tuple[int, int]] = []
        while True:
            mentor = int(self.open_distance.argmin())
            length = int(self.open_distance[mentor])
            if length >= shortest:
                break
            if self.free[mentor]:
                shortest, last_mentor = length, mentor
                break
            self.open_distance[mentor] = UNREACHED
            passed.append((mentor, length))
            price = int(self.price[mentor])
            for other in self.mentees_of[mentor]:
                to_leave = length + self.value_of[other] - price
                if to_leave < shortest:
                    shortest, last_mentee = to_leave, other
                self._relax(other, to_leave)
        for mentor, length in passed:
            self.price[mentor] += max(0, shortest - length)
        self._move(mentee, last_mentee, last_mentor)

    def _relax(self, mentee: int, gain: int) -> None:
        """Offer each candidate of a mentee who stands to gain so much where they are."""
        mentors = self.mentors[mentee]
        lengths = gain - self.values[mentee] + self.price[mentors]
        is_shorter = lengths < self.distance[mentors]
        reached, lengths = mentors[is_shorter], lengths[is_shorter]
        self.distance[reached] = lengths
        self.open_distance[reached] = lengths
        self.mover[reached] = mentee

    def _move(self, first: int, last_mentee: int, last_mentor: int) -> None:
        """Apply a chain backwards, from the free place or the mentee who leaves."""
        if last_mentor == NOBODY:
            mentee, mentor = last_mentee, self._unseat(last_mentee)
        else:
            self.free[last_mentor] -= 1
            mentee, mentor = NOBODY, last_mentor
        while mentee != first:
            mentee = int(self.mover[mentor])
            vacated = self._unseat(mentee)
            self._seat(mentee, mentor)
            mentor = vacated

    def _seat(self, mentee: int, mentor: int) -> None:
        at = int(np.searchsorted(self.mentors[mentee], mentor))
        self.mentor_of[mentee] = mentor
        self.value_of[mentee] = int(self.values[mentee][at])
        self.mentees_of[mentor].append(mentee)

    def _unseat(self, mentee: int) -> int:
        mentor = int(self.mentor_of[mentee])
        if mentor != NOBODY:
            self.mentees_of[mentor].remove(mentee)
            self.mentor_of[mentee] = NOBODY
        return mentor
