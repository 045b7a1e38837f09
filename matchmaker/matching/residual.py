"""The residual graph of a best answer, mentors as nodes: who could move where, at which loss.

Nodes are the mentors' positions and, last, "nobody". An arc from a to b is a mentee who could go
from a to b; its length is what that loses at the prices. Lengths are never negative, because the
prices prove the answer best. A free place leads to "nobody" at no length, and a place left empty
leads back from there at its price.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.candidates import CandidateGraph

NO_WAY: Final = 3 * 2**60
"""Longer than any real distance, and twice of it still fits into 64 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """Lengths of the shortest arcs and who moves along them (-1: a place, no mentee).

    Both have the shape (n_mentors + 1, n_mentors + 1).
    """

    length: IntArray
    mover: IntArray


def residual_of(
    graph: CandidateGraph,
    capacity: IntArray,
    mentor_of: IntArray,
    price: IntArray,
    value: IntArray,
) -> Residual:
    """Return the residual graph of an answer that the prices prove best for the values.

    Parameters
    ----------
    capacity : int array of shape (n_mentors,)
        In place of the graph's own.
    value : int array of shape (n_pairs,)

    Notes
    -----
    O(n_pairs log n_pairs + n_mentors**2). Locked mentees do not move. Equal lengths go to the
    mentee with the smallest id.
    """
    rows, nobody = graph.mentee, graph.n_mentors
    gain = value - price[graph.mentor]
    is_own = mentor_of[rows] == graph.mentor
    has = np.zeros(graph.n_mentees, dtype=np.int64)
    has[rows[is_own]] = gain[is_own]
    is_free = graph.fixed < 0
    places = np.where(mentor_of < 0, nobody, mentor_of)
    may_move = is_free[rows] & (places[rows] != graph.mentor)
    seated = np.flatnonzero(is_free & (places != nobody))
    used = np.bincount(mentor_of[mentor_of >= 0], minlength=nobody)
    with_place, in_use = np.flatnonzero(used < capacity), np.flatnonzero(used)
    who = rows[may_move]
    parts = [
        (places[who], graph.mentor[may_move], has[who] - gain[may_move], who),
        (places[seated], _all(seated, nobody), has[seated], seated),
        (with_place, _all(with_place, nobody), _all(with_place, 0), _all(with_place, -1)),
        (_all(in_use, nobody), in_use, price[in_use], _all(in_use, -1)),
    ]
    a, b, lengths, movers = (np.concatenate(column) for column in zip(*parts, strict=True))
    longest_first = np.lexsort((movers, lengths))[::-1]
    a, b = a[longest_first], b[longest_first]
    length = np.full((nobody + 1, nobody + 1), NO_WAY, dtype=np.int64)
    mover = np.full((nobody + 1, nobody + 1), -1, dtype=np.int64)
    length[a, b] = lengths[longest_first]
    mover[a, b] = movers[longest_first]
    np.fill_diagonal(length, 0)
    return Residual(length, mover)


def _all(like: IntArray, value: int) -> IntArray:
    return np.full(len(like), value, dtype=np.int64)
