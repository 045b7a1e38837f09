"""The residual graph of a best answer, mentors as nodes: who could move where, at which loss.

Nodes are the mentors' positions and, last, "nobody". An arc from a to b is a mentee who could go
from a to b; its length is what that loses at the prices. Lengths are never negative, because the
prices prove the answer best. A free place leads to "nobody" at no length, and a place left empty
leads back from there at its price.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import IntArray

NO_WAY: Final = 3 * 2**60
"""Longer than any real distance, and twice of it still fits into 64 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """Lengths of the shortest arcs, of shape (n_mentors + 1, n_mentors + 1), and who moves there.

    Parameters
    ----------
    who, table : those who could move, by where they are now, and the lengths of their ways
        (one row each); -1 stands for a place, and comes first.
    bounds : where in ``who`` those at each node begin, and where the last end
    """

    length: IntArray
    who: IntArray
    table: IntArray
    bounds: IntArray

    def mover(self, a: int, b: int) -> int:
        """Return who moves along the shortest arc from a to b; -1 if that moves a place."""
        here = slice(int(self.bounds[a]), int(self.bounds[a + 1]))
        return int(self.who[here][self.table[here, b].argmin()])


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
    O((n_mentees + n_mentors) * n_mentors) time and memory. Locked mentees do not move. Equal
    lengths go to the mentee with the smallest id.
    """
    rows, nobody = graph.mentee, graph.n_mentors
    gain = value - price[graph.mentor]
    is_own = mentor_of[rows] == graph.mentor
    has = np.zeros(graph.n_mentees, dtype=np.int64)
    has[rows[is_own]] = gain[is_own]
    used = np.bincount(mentor_of[mentor_of >= 0], minlength=nobody)
    with_place = np.flatnonzero(used < capacity)
    free = np.flatnonzero(graph.fixed < 0)
    at = np.concatenate([with_place, [nobody], np.where(mentor_of < 0, nobody, mentor_of)[free]])
    who = np.concatenate([np.full(len(with_place) + 1, -1, dtype=np.int64), free])
    order = np.argsort(at, kind="stable")
    at, who = at[order], who[order]
    line_of = np.zeros(graph.n_mentees, dtype=np.int64)
    line_of[who[who >= 0]] = np.flatnonzero(who >= 0)
    table = np.full((len(who), nobody + 1), NO_WAY, dtype=np.int64)
    may_move = ~is_own & (graph.fixed < 0)[rows]
    table[line_of[rows[may_move]], graph.mentor[may_move]] = (has[rows] - gain)[may_move]
    is_seated = (who >= 0) & (at != nobody)
    table[is_seated, nobody] = has[who[is_seated]]
    bounds = np.searchsorted(at, np.arange(nobody + 2))
    table[(who < 0) & (at != nobody), nobody] = 0
    table[bounds[nobody], :nobody] = np.where(used > 0, price, NO_WAY)
    length = np.full((nobody + 1, nobody + 1), NO_WAY, dtype=np.int64)
    occupied = np.flatnonzero(np.diff(bounds))
    length[occupied] = np.minimum.reduceat(table, bounds[occupied], axis=0)
    np.fill_diagonal(length, 0)
    return Residual(length, who, table, bounds)
