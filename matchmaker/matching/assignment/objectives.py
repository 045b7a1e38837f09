"""The three orders in which a round can want things, each posed as a problem for `assign`.

* ``coverage``: most mentees; longest waiting; highest total score; stable ties.
* ``best_score``: highest total score; most mentees; longest waiting; stable ties.
* ``fair``: most mentees; the lowest score as high as possible; then as ``coverage``.

Nothing is solved in a second way here: `best_score` and `fair` are *other graphs*, on which the
best answer by the order of coverage is the best one by theirs. So the same prices prove them.
"""

import numpy as np

from matchmaker.matching.assignment.assignment import Assignment
from matchmaker.matching.assignment.bottleneck import highest_floor, restricted
from matchmaker.matching.assignment.solver import assign
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.policy import Objective
from matchmaker.matching.values.result import Floor


def solve_for(
    objective: Objective,
    graph: CandidateGraph,
    priority: IntArray,
    seed: int,
    limits: Limits = LIMITS,
) -> tuple[Assignment, Floor | None]:
    """Return the best assignment by one of the three orders, and the floor under *fair*.

    Parameters
    ----------
    objective : "coverage", "best_score" or "fair"
    graph : CandidateGraph
        All eligible pairs; scores are 0 units or more.
    priority : int array of shape (n_mentees,)

    Notes
    -----
    `fair` solves about log2(number of different scores) graphs more. A lock is kept even where
    its score is below the floor: the floor is that of the pairs that may be chosen.
    """
    if objective == "best_score":
        wide = points_first(graph, priority)
        best = assign(wide, seed=seed, limits=limits)
        mentor_of = np.where(best.mentor_of == graph.n_mentors, -1, best.mentor_of)
        units = int(graph.units[mentor_of[graph.mentee] == graph.mentor].sum())
        price, tie_price = best.price[:-1], best.tie_price[:-1]
        return Assignment(mentor_of, price, tie_price, units, best.scale), None
    if objective == "fair":
        floor = highest_floor(graph, limits)
        kept = restricted(graph, floor.units)
        return assign(kept, priority, seed=seed, limits=limits), floor
    return assign(graph, priority, seed=seed, limits=limits), None


def posed(
    objective: Objective, graph: CandidateGraph, priority: IntArray, floor: Floor | None
) -> tuple[CandidateGraph, IntArray]:
    """Return the graph and the priorities that `solve_for` gave to `assign` in the end.

    The prices of its answer are about this graph. Under ``best_score`` it has one mentor more.
    """
    if objective == "best_score":
        return points_first(graph, priority), np.zeros_like(priority)
    return (restricted(graph, floor.units) if floor else graph), priority


def points_first(graph: CandidateGraph, priority: IntArray) -> CandidateGraph:
    """Return the graph on which most mentees, then most units, means most units first.

    Everybody who is not locked gets one more candidate, "nobody", the last mentor, with a place
    for each and worth nothing. Then everybody is matched always, and only the units decide. A real
    pair has its units times a scale, and one more for each step of the mentee's rank.

    Notes
    -----
    Two answers differ by alternating paths. A path matches at most one mentee more and one fewer,
    so ranks differ by at most the number of priorities, which the scale exceeds. Among answers
    with equal units the sets of mentees that can be matched are again the independent sets of a
    matroid (those on pairs without loss, by Mendelsohn and Dulmage), so that any weights that rise
    with the priority choose the most mentees, and those who waited longest.
    """
    rank = np.unique(priority, return_inverse=True)[1].astype(np.int64)
    scale = 2 + int(rank.max(initial=0))
    rows = graph.mentee
    free = np.flatnonzero(graph.fixed < 0)
    all_rows = np.concatenate([rows, free])
    order = np.argsort(all_rows, kind="stable")
    mentor = np.concatenate([graph.mentor, np.full(len(free), graph.n_mentors, dtype=np.int64)])
    worth = graph.units * scale + 1 + rank[rows]
    units = np.concatenate([worth, np.zeros(len(free), dtype=np.int64)])
    nobody = min(int(graph.mentor_ids.min(initial=0)), 0) - 1
    return CandidateGraph(
        mentee_ids=graph.mentee_ids,
        mentor_ids=np.append(graph.mentor_ids, nobody),
        capacity=np.append(graph.capacity, graph.n_mentees + 1),
        start=np.searchsorted(all_rows[order], np.arange(graph.n_mentees + 1)),
        mentor=mentor[order],
        units=units[order],
        fixed=graph.fixed,
    )
