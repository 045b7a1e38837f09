"""Would anybody rather swap? Counts of the pairs who would, for whoever asks.

The objective looks at everybody together, so two people can each like the other better than whom
they have. This says how many such *blocking pairs* there are. It is a report, not a rule.
"""

from dataclasses import dataclass

import numpy as np

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.candidates import CandidateGraph


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
    rows = graph.mentee
    is_own = mentor_of[rows] == graph.mentor
    has = np.full(graph.n_mentees, -1, dtype=np.int64)
    has[rows[is_own]] = graph.units[is_own]
    is_free = graph.fixed < 0
    lowest = np.full(graph.n_mentors, np.iinfo(np.int64).max)
    may_go = is_own & is_free[rows]
    np.minimum.at(lowest, graph.mentor[may_go], graph.units[may_go])
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=graph.n_mentors)
    has_place = taken < graph.capacity
    would_go = is_free[rows] & (graph.units > has[rows])
    is_welcome = has_place[graph.mentor] | (graph.units > lowest[graph.mentor])
    blocks = would_go & is_welcome & (graph.capacity[graph.mentor] > 0)
    return Stability(
        blocking_pairs=int(blocks.sum()),
        mentees=len(np.unique(rows[blocks])),
        mentors=len(np.unique(graph.mentor[blocks])),
        beside_a_free_place=len(np.unique(rows[would_go & has_place[graph.mentor]])),
    )
