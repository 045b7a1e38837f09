"""What the engine maximises, as one integer a pair. How it is maximised: `assignment`.

The objective of a round has an order: most mentees; longest waiting; highest total score; stable
ties. A pair's *value* packs it into one 64-bit integer,

    value = (1 + rank of the mentee's priority) * class_value + units * unit_value + tie,

so that the greatest total value is the best matching by the whole order.

Notes
-----
Any two matchings differ by alternating paths and cycles, and the two can be compared path by
path. A path holds at most ``k`` pairs of each, ``k`` the smaller of mentees and places.

* Ties: ``0 <= tie < 2**tie_bits``. One unit outweighs a whole path's ties when ``unit_value >
  k * 2**tie_bits``.
* Scores: one place in the order of waiting outweighs a whole path's scores when ``class_value``
  exceeds ``k`` times the spread of scores and ties.
* Mentees: sets of mentees that can be matched together are the independent sets of a transversal
  matroid. With positive weights its heaviest set is a largest one, and is the same for *any*
  weights that rise with the priority. So the ranks need not outweigh sums of one another.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.errors import InvalidInput

MOST_TIE_BITS: Final = 24
LARGEST_VALUE: Final = 2**60
"""Sums of three values, the longest that are formed, stay within 64 bits."""


@dataclass(frozen=True, slots=True)
class Objective:
    """The three scales of the value of a pair, and the seed of its ties."""

    class_value: int
    unit_value: int
    tie_bits: int
    seed: int


def objective_of(graph: CandidateGraph, priority: IntArray, seed: int) -> Objective:
    """Return scales wide enough for the order, with as many bits for ties as there is room.

    Raises
    ------
    InvalidInput
        If scores and priorities are too many and too large for 64 bits.
    """
    pairs_a_path = 1 + min(graph.n_mentees, int(graph.free_capacity.sum()))
    largest = 1 + int(np.abs(graph.units).max(initial=0))
    classes = 1 + len(np.unique(priority))
    for tie_bits in range(MOST_TIE_BITS, -1, -1):
        unit_value = pairs_a_path * 2**tie_bits + 1
        class_value = 2 * pairs_a_path * largest * unit_value
        if class_value * classes < LARGEST_VALUE:
            return Objective(class_value, unit_value, tie_bits, seed)
    raise InvalidInput(f"scores up to {largest} with {classes - 1} priorities exceed 64 bits")


def values_of(graph: CandidateGraph, priority: IntArray, objective: Objective) -> IntArray:
    """Return the value of each entry of the graph, shape (n_pairs,), all positive."""
    rows = graph.mentee
    rank = np.unique(priority, return_inverse=True)[1].astype(np.int64)
    ties = tie_breaks(
        graph.mentee_ids[rows], graph.mentor_ids[graph.mentor], objective.seed, objective.tie_bits
    )
    return (
        (1 + rank[rows]) * objective.class_value + graph.units * objective.unit_value + ties
    ).astype(np.int64)


def tie_breaks(mentee_ids: IntArray, mentor_ids: IntArray, seed: int, bits: int) -> IntArray:
    """Return a number of so many bits for each pair: without favour, the same on any machine.

    References
    ----------
    Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014 (the finaliser
    of SplitMix64, applied to seed, mentee and mentor in turn).

    Examples
    --------
    >>> tie_breaks(np.array([1, 1, 2]), np.array([2, 3, 1]), seed=0, bits=8).tolist()
    [93, 9, 81]
    """
    state = np.array([seed % 2**64], dtype=np.uint64)
    for part in (np.zeros(1, dtype=np.int64), mentee_ids, mentor_ids):
        state = _mix(state ^ part.astype(np.uint64))
    wide = (state >> np.uint64(1)).astype(np.int64)
    return np.asarray(wide >> (63 - bits), dtype=np.int64)


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
