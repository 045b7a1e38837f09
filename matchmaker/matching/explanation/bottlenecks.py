"""Why mentees are left over, as the prices show it: covers, and the bottlenecks of large rounds."""

import numpy as np

from matchmaker.matching.assignment.assignment import Assignment
from matchmaker.matching.candidates.arrays import BoolArray, IntArray
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.values.result import Competition, Cover


def cover_of(
    graph: CandidateGraph, best: Assignment, eligible: IntArray, is_covered: BoolArray | None = None
) -> Cover | None:
    """Return why nobody more can be matched; None where nobody with candidates is left over.

    Parameters
    ----------
    eligible : (n_mentees,)
        How many candidates each mentee has; the graph may hold only some of them.
    is_covered : (n_mentors,), optional
        Mentors whom only those can turn to who fill their places or have none; by the prices if
        not given: those whose place is worth a place in the order of waiting.
    """
    is_free, is_matched = graph.fixed < 0, best.mentor_of >= 0
    is_left_over = is_free & ~is_matched & (eligible > 0)
    if not is_left_over.any():
        return None
    if is_covered is None:
        is_covered = best.price > best.objective.class_value // 2
    is_seated = is_free & is_matched & is_covered[best.mentor_of]
    return Cover(
        mentor_ids=tuple(graph.mentor_ids[is_covered].tolist()),
        mentees=int(is_seated.sum()) + int(is_left_over.sum()),
        places=int(graph.free_capacity[is_covered].sum()),
    )


class KonigSets:
    """Sets of mentees who can turn only to mentors whose places they all fill.

    A mentee left over with a claim can turn only to mentors of that level or a higher one; those
    are full, and nobody seated there can go anywhere else. `unmatched.Bottlenecks` finds the
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
