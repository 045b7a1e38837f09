"""The exact solver: many mentees to a mentor with places, by shortest augmenting paths.

It knows values only (see `scale`); who the people are and why a pair scores is elsewhere.
"""

from itertools import pairwise
from typing import Final, Self

import numpy as np

from matchmaker.matching.assignment.scale import TIE_BITS, tie_breaks
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.types import IntArray

UNREACHED: Final = np.iinfo(np.int64).max
NOBODY: Final = -1


def best_by_ties(
    graph: CandidateGraph, worth: IntArray, seed: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return prices, tie prices and the answer: best by worth, and among those by the ties.

    Notes
    -----
    The answers that are best by worth are just those that use nothing but *tight* pairs (pairs
    that gain a mentee most at the prices), leave no place free that has a price, and nobody
    without a mentor who gains something. Ties are solved on the tight pairs, with a bonus for each
    of these mentees and mentors that no sum of ties outweighs.
    """
    best = _Solver(graph, graph.start, graph.mentor, worth).enter_all()
    gain = worth - best.price[graph.mentor]
    most = np.zeros(graph.n_mentees, dtype=np.int64)
    np.maximum.at(most, graph.mentee, gain)
    is_tight = (gain == most[graph.mentee]) & (graph.fixed < 0)[graph.mentee]
    rows, columns = graph.mentee[is_tight], graph.mentor[is_tight]
    k = 1 + min(graph.n_mentees, int(graph.free_capacity.sum()))
    bonus = 2 * k * 2**TIE_BITS
    has_price = best.price > 0
    n_due = (most > 0).astype(np.int64)[rows] + has_price[columns]
    ties = tie_breaks(graph.mentee_ids[rows], graph.mentor_ids[columns], seed)
    start = row_starts(rows, graph.n_mentees)
    last = _Solver(graph, start, columns, bonus * n_due + ties).enter_all()
    return best.price, last.price - bonus * has_price, last.mentor_of


class _Solver:
    """The best assignment of the mentees that have entered so far.

    Invariants: no price is negative, and a mentor with a free place has price 0; every mentee that
    has entered has the mentor, or none, that is best for them at the prices.
    """

    def __init__(
        self, graph: CandidateGraph, start: IntArray, mentor: IntArray, value: IntArray
    ) -> None:
        spans = list(pairwise(start.tolist()))
        self.entering = np.flatnonzero(graph.fixed < 0).tolist()
        self.mentors = [mentor[first:last] for first, last in spans]
        self.values = [value[first:last] for first, last in spans]
        self.free = graph.free_capacity.tolist()
        self.price = np.zeros(graph.n_mentors, dtype=np.int64)
        self.mentor_of = np.full(graph.n_mentees, NOBODY, dtype=np.int64)
        self.value_of = [0] * graph.n_mentees
        self.mentees_of: list[list[int]] = [[] for _ in range(graph.n_mentors)]
        self.distance = np.empty(graph.n_mentors, dtype=np.int64)
        self.open_distance = np.empty(graph.n_mentors, dtype=np.int64)
        self.mover = np.empty(graph.n_mentors, dtype=np.int64)

    def enter_all(self) -> Self:
        """Let everybody in who has no lock."""
        for mentee in self.entering:
            self.enter(mentee)
        return self

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
