"""An assignment with its prices, and the scale in which a graph is solved. Nothing is solved here.

It knows values only (see `scale`); who the people are and why a pair scores is elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.assignment.scale import Scale, ranks_of, scale_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import whole_numbers
from matchmaker.matching.values.result import FULL


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """A best assignment, with the prices that prove it.

    Parameters
    ----------
    mentor_of : int array of shape (n_mentees,)
        Position of each mentee's mentor, -1 for none.
    price, tie_price : int arrays of shape (n_mentors,)
        What a place with the mentor is worth, in units of the objective and then in ties; 0 where
        one is free.
    units : int
        Total score of all pairs, locked ones too.
    """

    mentor_of: IntArray
    price: IntArray
    tie_price: IntArray
    units: int
    scale: Scale

    @property
    def n_matched(self) -> int:
        return int((self.mentor_of >= 0).sum())

    def is_full(self, graph: CandidateGraph) -> BoolArray:
        """Return whether each mentor of the graph has no place left, shape (n_mentors,)."""
        taken = np.bincount(self.mentor_of[self.mentor_of >= 0], minlength=graph.n_mentors)
        return np.asarray(taken >= graph.capacity)


def scale_of_graph(candidates: CandidateGraph, priorities: IntArray, seed: int) -> Scale:
    """Return the scale in which `assign` solves a graph."""
    return scale_of(
        candidates.n_mentees,
        int(candidates.free_capacity.sum()),
        max(FULL, int(np.abs(candidates.units).max(initial=0))),
        priorities,
        seed,
    )


def priorities_of(candidates: CandidateGraph, priority: ArrayLike | None) -> IntArray:
    """Return the priorities as an array, all 0 if not given."""
    if priority is None:
        return np.zeros(candidates.n_mentees, dtype=np.int64)
    priorities = whole_numbers("priority", priority, most=2**62)
    if priorities.shape != (candidates.n_mentees,):
        raise InvalidInput(
            f"priority: {priorities.size} numbers for {candidates.n_mentees} mentees"
        )
    return priorities


def worth_of(graph: CandidateGraph, priority: IntArray, best: Assignment) -> IntArray:
    """Return the worth of each entry, shape (n_pairs,), in the measure of the answer's prices."""
    rank: IntArray = ranks_of(priority)[graph.mentee]
    return rank * best.scale.class_value + graph.units
