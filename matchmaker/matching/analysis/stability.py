"""Would anybody rather swap? Counts of the pairs who would, for whoever asks.

The objective looks at everybody together, so two people can each like the other better than whom
they have. This says how many such *blocking pairs* there are. It is a report, not a rule.
"""

from dataclasses import dataclass

import numpy as np

from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import BoolArray, IntArray


@dataclass(frozen=True, slots=True)
class Stability:
    """How content people could be, by the pairs' scores.

    ``blocking_pairs`` prefer each other: the mentee to the mentor whom they have (or none), the
    mentor to one of their mentees (or to a free place). ``mentees`` and ``mentors`` take part in
    one. ``beside_a_free_place`` counts mentees who would prefer a mentor who still has a place.
    """

    blocking_pairs: int
    mentees: int
    mentors: int
    beside_a_free_place: int


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """What a pair must score more than, for its mentee and for its mentor.

    Parameters
    ----------
    mentee : (n_mentees,) units of the mentor whom they have, -1 for none
    mentor : (n_mentors,) the lowest units among the mentees who may go, -1 beside a free place
    may_go : (n_mentees,) whether no lock holds them
    """

    mentee: IntArray
    mentor: IntArray
    may_go: BoolArray

    @classmethod
    def of(
        cls, mentor_of: IntArray, units: IntArray, capacity: IntArray, fixed: IntArray
    ) -> "Bars":
        """Return the bars of an answer; ``units`` are those of each mentee's pair."""
        is_matched, may_go = mentor_of >= 0, fixed < 0
        seated = np.flatnonzero(is_matched & may_go)
        lowest = np.full(len(capacity), np.iinfo(np.int64).max)
        np.minimum.at(lowest, mentor_of[seated], units[seated])
        has_place = np.bincount(mentor_of[is_matched], minlength=len(capacity)) < capacity
        return cls(np.where(is_matched, units, -1), np.where(has_place, -1, lowest), may_go)


def stability_of(graph: CandidateGraph, mentor_of: IntArray) -> Stability:
    """Return how stable an assignment is under the scores of both sides.

    Notes
    -----
    Both sides rank by the same score of the pair. Pairs that a lock fixes take no part: their
    mentees cannot go and their mentors cannot let them go, so a mentee whom a lock keeps from a
    better mentor with a free place is not counted.

    ``beside_a_free_place`` is 0 for every best answer, under each objective: were it not, moving
    that one mentee would leave as many matched (or match one more), no floor broken, the same
    people served, and more points. It is counted all the same, since a count can be trusted
    without the argument. O(n_pairs).

    References
    ----------
    D. Gale, L. S. Shapley: College admissions and the stability of marriage, American Mathematical
    Monthly 69 (1962).

    Examples
    --------
    One more pair is matched at the price of the one that both would like best.

    >>> graph = CandidateGraph.from_edges(2, 2, 1, [0, 0, 1], [0, 1, 0], [90, 50, 20])
    >>> stability_of(graph, np.array([1, 0]))
    Stability(blocking_pairs=1, mentees=1, mentors=1, beside_a_free_place=0)
    """
    rows, columns, units = graph.mentee, graph.mentor, graph.units
    is_own = mentor_of[rows] == columns
    has = np.zeros(graph.n_mentees, dtype=np.int64)
    has[rows[is_own]] = units[is_own]
    bars = Bars.of(mentor_of, has, graph.capacity, graph.fixed)
    would_go = bars.may_go[rows] & (units > bars.mentee[rows]) & (graph.capacity[columns] > 0)
    blocks = would_go & (units > bars.mentor[columns])
    is_beside = blocks & (bars.mentor[columns] < 0)
    return Stability(
        blocking_pairs=int(blocks.sum()),
        mentees=len(np.unique(rows[blocks])),
        mentors=len(np.unique(columns[blocks])),
        beside_a_free_place=len(np.unique(rows[is_beside])),
    )
