"""The solver of an assignment problem: numpy alone, or compiled code. They answer alike."""

from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.assignment.assignment import Assignment, priorities_of, scale_of_graph
from matchmaker.matching.assignment.scale import ranks_of
from matchmaker.matching.assignment.shortest_paths import best_by_ties
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import whole_number
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.validation import check_limits

if TYPE_CHECKING:
    from types import ModuleType


def assign(
    candidates: CandidateGraph,
    priority: ArrayLike | None = None,
    *,
    seed: int = 0,
    limits: Limits = LIMITS,
) -> Assignment:
    """Return the best assignment: most mentees, then priority, then units, then stable ties.

    Parameters
    ----------
    candidates : CandidateGraph
    priority : ints of shape (n_mentees,), optional
        Larger is served first. All equal if not given.
    seed : int
        Seed of the tie-break.
    limits : Limits
        Among others, from how many mentees on the compiled solver is used. The answer is the same,
        prices may differ.

    Raises
    ------
    InvalidInput
        If a priority or the seed is no whole number, or numbers are too large to be solved
        exactly in 64 bits.

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
    if not isinstance(candidates, CandidateGraph):
        raise InvalidInput(f"candidates: {candidates!r} is not of the type CandidateGraph")
    check_limits(limits)
    priorities = priorities_of(candidates, priority)
    seed = whole_number("seed", seed)
    scale = scale_of_graph(candidates, priorities, seed)
    if limits.is_large_round(candidates.n_mentees):
        large: Assignment = compiled_solver().solve_graph(candidates, priorities, scale, limits)
        return large
    worth = ranks_of(priorities)[candidates.mentee] * scale.class_value + candidates.units
    price, tie_price, mentor_of = best_by_ties(candidates, worth, seed)
    mentor_of = np.where(candidates.fixed >= 0, candidates.fixed, mentor_of)
    is_chosen = mentor_of[candidates.mentee] == candidates.mentor
    units = int(candidates.units[is_chosen].sum())
    return Assignment(mentor_of, price, tie_price, units, scale)


def compiled_solver() -> "ModuleType":
    """Load the compiled solver: only here, so that small organisations never wait for it."""
    return import_module("matchmaker.matching.assignment.compiled.solve")
