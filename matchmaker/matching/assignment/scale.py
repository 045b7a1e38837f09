"""What the engine maximises, in integers. How: `shortest_paths` and `compiled`.

The objective of a round has an order: most mentees; longest waiting; highest total score; stable
ties. The first three are one 64-bit integer, the *worth* of a pair,

    worth = (1 + rank of the mentee's priority) * class_value + units,

and the tie-break is a second one. The pairs (total worth, total tie) are compared first by worth.

Notes
-----
Any two matchings differ by alternating paths and cycles, and the two can be compared path by
path. A path holds at most ``k`` pairs of each, ``k`` the smaller of mentees and places.

* Scores: one place in the order of waiting outweighs a whole path's scores when ``class_value``
  exceeds ``k`` times the spread of scores.
* Mentees: sets of mentees that can be matched together are the independent sets of a transversal
  matroid. With positive weights its heaviest set is a largest one, and is the same for *any*
  weights that rise with the priority. So the ranks need not outweigh sums of one another.
* Ties: hashes of 36 bits. That two answers of equal worth have equal sums of them is as likely as
  two given hashes being equal (isolation lemma: at most pairs / 2**36), so one answer is best.

Prices have the same two parts. Outside the engine a price is one integer, of any length:
``worth * UNIT_VALUE + tie`` (see `packed` and `unpacked`).

References
----------
K. Mulmuley, U. Vazirani, V. Vazirani: Matching is as easy as matrix inversion, Combinatorica 7
(1987).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput

TIE_BITS: Final = 36
UNIT_VALUE: Final = 2**62
"""One unit of score in a packed price; more than twice any sum of ties."""
LARGEST_WORTH: Final = 2**60
"""Sums of three values, the longest that are formed, stay within 64 bits."""
MOST_PAIRS_A_PATH: Final = 2**22
"""Sums of so many ties, doubled, stay within 64 bits."""
MARGIN: Final = 8
"""How often a class outweighs a path's scores, where there is room; 2 is enough to be exact."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What one place in the order of waiting is worth, in units, and the seed of the ties."""

    class_value: int
    seed: int
    tie_bits: int = TIE_BITS


def scale_of(
    n_mentees: int, n_places: int, largest_units: int, priority: IntArray, seed: int
) -> Scale:
    """Return a scale wide enough for the order.

    Raises
    ------
    InvalidInput
        If scores and priorities are too many and too large for 64 bits.
    """
    pairs_a_path = 1 + min(n_mentees, n_places)
    classes = 1 + len(np.unique(priority))
    for margin in (MARGIN, 2):
        class_value = margin * pairs_a_path * (1 + largest_units)
        if class_value * classes < LARGEST_WORTH and pairs_a_path < MOST_PAIRS_A_PATH:
            return Scale(class_value, seed)
    raise InvalidInput(
        f"scores up to {1 + largest_units} with {classes - 1} priorities exceed 64 bits"
    )


def ranks_of(priority: IntArray) -> IntArray:
    """Return 1 for the lowest priority there is, 2 for the next, and so on, shape (n_mentees,)."""
    return np.asarray(1 + np.unique(priority, return_inverse=True)[1], dtype=np.int64)


def packed(price: IntArray, tie_price: IntArray) -> tuple[int, ...]:
    """Return each price as one integer of any length.

    Examples
    --------
    >>> packed(np.array([3]), np.array([-5]))[0] == 3 * UNIT_VALUE - 5
    True
    """
    both = zip(price.tolist(), tie_price.tolist(), strict=True)
    return tuple(worth * UNIT_VALUE + tie for worth, tie in both)


def unpacked(prices: Sequence[int], unit_value: int) -> tuple[IntArray, IntArray]:
    """Return the worth and the tie of each packed price; the tie is nearer to 0 than half a unit.

    Raises
    ------
    OverflowError
        If a price has more than 64 bits of units.
    """
    parts = [divmod(price + unit_value // 2, unit_value) for price in prices]
    worth = np.array([part[0] for part in parts], dtype=np.int64)
    return worth, np.array([part[1] - unit_value // 2 for part in parts], dtype=np.int64)


def tie_breaks(mentee_ids: IntArray, mentor_ids: IntArray, seed: int) -> IntArray:
    """Return a number of `TIE_BITS` bits for each pair: without favour, the same on any machine.

    References
    ----------
    Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014 (the finaliser
    of SplitMix64, applied to seed, mentee and mentor in turn).

    Examples
    --------
    >>> (tie_breaks(np.array([1, 1, 2]), np.array([2, 3, 1]), seed=0) >> 28).tolist()
    [93, 9, 81]
    """
    state = _mix(tie_states(mentee_ids, seed) ^ mentor_ids.astype(np.uint64))
    return np.asarray(state >> np.uint64(64 - TIE_BITS), dtype=np.int64)


def tie_states(mentee_ids: IntArray, seed: int) -> NDArray[np.uint64]:
    """Return the state of the hash before the mentor is mixed in, for each mentee."""
    state = _mix(np.array([seed % 2**64], dtype=np.uint64))
    return _mix(state ^ mentee_ids.astype(np.uint64))


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
