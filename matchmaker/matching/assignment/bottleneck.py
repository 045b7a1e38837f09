"""The highest floor: the lowest score of a round, raised as far as most mentees allow.

A `Floor` carries its own proof, two *covers*. A cover is a set of mentors; no matching has more
pairs than those mentors have places, plus one for each mentee who has a candidate outside (König).
One cover shows that nobody more can be matched at all; the other, that with only the pairs above
the floor somebody fewer would be.
"""

from dataclasses import replace

import numpy as np

from matchmaker.matching.assignment.solver import assign
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.result import Floor


def highest_floor(graph: CandidateGraph, limits: Limits = LIMITS) -> Floor:
    """Return the highest score that no chosen pair needs to be under, when most are matched.

    Notes
    -----
    1. Solve once: the number matched is the most there can be, and its lowest pair a first floor.
    2. No floor is above the k-th highest of the mentees' best scores, for k mentees matched.
    3. Between the two, halve the different scores, matching as many as possible on the pairs that
       remain, until one floor still matches all and the next score does not.

    References
    ----------
    H. N. Gabow, R. E. Tarjan: Algorithms for two bottleneck optimization problems, Journal of
    Algorithms 9 (1988), section 2 (threshold search). D. König: Gráfok és mátrixok (1931).

    Examples
    --------
    The best total leaves somebody with 10; the floor is 50.

    >>> graph = CandidateGraph.from_edges(2, 2, 1, [0, 0, 1, 1], [0, 1, 0, 1], [90, 50, 60, 10])
    >>> highest_floor(graph).units
    5000
    """
    first = assign(graph, limits=limits).mentor_of
    cover = _cover_ids(graph, first)
    is_free = graph.fixed < 0
    is_own = (first[graph.mentee] == graph.mentor) & is_free[graph.mentee]
    if not is_own.any():
        return Floor(0, cover, cover)
    matched = int(is_own.sum())
    lowest = int(graph.units[is_own].min())
    best = np.zeros(graph.n_mentees, dtype=np.int64)
    np.maximum.at(best, graph.mentee, graph.units)
    most = int(np.sort(best[is_free])[-matched])
    scores = np.unique(graph.units[is_free[graph.mentee]])
    scores = scores[(scores >= lowest) & (scores <= most)]
    reached, beyond = 0, len(scores)
    above = _most_matched(graph, most + 1, limits)
    while beyond - reached > 1:
        middle = (reached + beyond) // 2
        mentor_of = _most_matched(graph, int(scores[middle]), limits)
        if int((mentor_of[is_free] >= 0).sum()) == matched:
            reached = middle
        else:
            beyond, above = middle, mentor_of
    floor = int(scores[reached])
    return Floor(floor, cover, _cover_ids(restricted(graph, floor + 1), above))


def restricted(graph: CandidateGraph, least_units: int) -> CandidateGraph:
    """Return the graph without the pairs below a score; a lock's pair stays."""
    rows = graph.mentee
    is_kept = (graph.units >= least_units) | (graph.fixed[rows] >= 0)
    return replace(
        graph,
        parts=None,
        start=row_starts(rows[is_kept], graph.n_mentees),
        mentor=graph.mentor[is_kept],
        units=graph.units[is_kept],
    )


def _most_matched(graph: CandidateGraph, least_units: int, limits: Limits) -> IntArray:
    """Return a largest assignment on the pairs from a score on, whatever the scores.

    The compiled solver is quickest where all pairs are worth the same, the other where they differ.
    """
    kept = restricted(graph, least_units)
    if limits.is_large_round(graph.n_mentees):
        kept = replace(kept, units=np.zeros_like(kept.units))
    return assign(kept, limits=limits).mentor_of


def _cover_ids(graph: CandidateGraph, mentor_of: IntArray) -> tuple[int, ...]:
    """Return the mentors that mentees left over reach by moves of others: all of them full."""
    rows = graph.mentee
    is_open = (mentor_of < 0) & (graph.fixed < 0)
    is_reached = np.zeros(graph.n_mentors, dtype=np.bool_)
    while True:
        newly = np.zeros(graph.n_mentors, dtype=np.bool_)
        newly[graph.mentor[is_open[rows]]] = True
        if not (newly & ~is_reached).any():
            return tuple(graph.mentor_ids[is_reached].tolist())
        is_reached |= newly
        is_open = is_open | ((mentor_of >= 0) & (graph.fixed < 0) & is_reached[mentor_of])
