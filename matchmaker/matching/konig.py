"""Why large rounds leave mentees over: the bottlenecks that prices in claims show (König sets)."""

import numpy as np

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.result import Competition


class KonigSets:
    """Sets of mentees who can turn only to mentors whose places they all fill.

    A mentee left over with a claim can turn only to mentors of that level or a higher one; those
    are full, and nobody seated there can go anywhere else. `shortfall.Bottlenecks` finds the
    smallest such set for each mentee, and needs all pairs for it; these may be larger.

    Parameters
    ----------
    claim : (n_mentees,) ranks of the waiting priority, from 1
    level : (n_mentors,) the mentor's price in claims
    """

    def __init__(
        self, graph: CandidateGraph, mentor_of: IntArray, claim: IntArray, level: IntArray
    ) -> None:
        is_free = graph.fixed < 0
        is_seated = is_free & (mentor_of >= 0)
        self.claim = claim
        self.level_of_seated = np.where(is_seated, level[mentor_of], 0)
        self.left_over = np.sort(claim[is_free & (mentor_of < 0) & (np.diff(graph.start) > 0)])
        self.places = np.where(graph.free_capacity > 0, graph.free_capacity, 0)
        self.level = np.where(self.places > 0, level, 0)
        self._known: dict[int, Competition] = {}

    def competition_for(self, row: int) -> Competition:
        """Return the bottleneck at which one mentee came too short."""
        claim = int(self.claim[row])
        if claim not in self._known:
            is_seated, is_reached = self.level_of_seated >= claim, self.level >= claim
            n_left_over = len(self.left_over) - int(np.searchsorted(self.left_over, claim))
            self._known[claim] = Competition(
                mentees=int(is_seated.sum()) + n_left_over,
                mentors=int(is_reached.sum()),
                places=int(self.places[is_reached].sum()),
                waited_longer=int((self.claim[is_seated] > claim).sum()),
            )
        return self._known[claim]
