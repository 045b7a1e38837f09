"""The candidate graph: who may be paired with whom and how good it would be, in compact arrays.

A forbidden pair is absent. Nothing is scored here (see `problem`) or decided (see `assignment`).
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import MOST_PLACES, whole_number, whole_numbers
from matchmaker.matching.values.result import UNITS_A_POINT

MOST_PEOPLE: Final = 10**7
"""Mentees, or mentors, of a graph."""


@dataclass(frozen=True, slots=True, eq=False)
class CandidateGraph:
    """A bipartite graph in compressed sparse rows: one row a mentee, one entry a candidate.

    Parameters
    ----------
    mentee_ids, mentor_ids : int arrays of shape (n_mentees,) and (n_mentors,)
        Stable ids: they name people and break ties.
    capacity : int array of shape (n_mentors,)
        Places of each mentor.
    start : int array of shape (n_mentees + 1,)
        Candidates of mentee ``i`` are the entries ``start[i]`` to ``start[i + 1]``.
    mentor, units : int arrays of shape (n_pairs,)
        Mentor (position) of each entry, ascending within a row, and its score in units.
    fixed : int array of shape (n_mentees,)
        Position of the mentor whom a lock gives to the mentee, -1 for none.
    parts : int array of shape (n_pairs, 6), optional
        What each of `CRITERIA` gives to each score, in units; only where reasons were asked for.

    Examples
    --------
    >>> graph = CandidateGraph.from_edges(2, 1, [1], mentee=[0, 1], mentor=[0, 0], points=[70, 80])
    >>> graph.n_pairs, graph.points.tolist()
    (2, [70, 80])
    """

    mentee_ids: IntArray
    mentor_ids: IntArray
    capacity: IntArray
    start: IntArray
    mentor: IntArray
    units: IntArray
    fixed: IntArray
    parts: IntArray | None = None

    @property
    def n_mentees(self) -> int:
        return len(self.mentee_ids)

    @property
    def n_mentors(self) -> int:
        return len(self.mentor_ids)

    @property
    def n_pairs(self) -> int:
        return len(self.mentor)

    @property
    def mentee(self) -> IntArray:
        """Position of the mentee of each entry, shape (n_pairs,)."""
        return np.repeat(np.arange(self.n_mentees), np.diff(self.start))

    @property
    def points(self) -> IntArray:
        """Score of each entry in whole points, shape (n_pairs,)."""
        return self.units // UNITS_A_POINT

    @property
    def free_capacity(self) -> IntArray:
        """Places that the locks leave, shape (n_mentors,)."""
        taken = np.bincount(self.fixed[self.fixed >= 0], minlength=self.n_mentors)
        return self.capacity - taken

    def candidates_of(self, row: int) -> slice:
        """Return the entries of one mentee."""
        return slice(int(self.start[row]), int(self.start[row + 1]))

    @classmethod
    def from_edges(
        cls,
        n_mentees: int,
        n_mentors: int,
        capacity: ArrayLike,
        mentee: ArrayLike,
        mentor: ArrayLike,
        points: ArrayLike,
    ) -> Self:
        """Build a graph from positions: mentees 0 to n_mentees - 1, mentors likewise.

        Parameters
        ----------
        capacity : int or ints of shape (n_mentors,)
        mentee, mentor, points : ints of shape (n_pairs,)
            In any order. Points are whole and may be negative.

        Raises
        ------
        InvalidInput
            On a position out of range, a pair given twice, a negative capacity, or a number that
            is not whole.
        """
        ids = (_counted("n_mentees", n_mentees), _counted("n_mentors", n_mentors))
        return cls.from_pairs(
            ids,
            _places(capacity, len(ids[1])),
            (whole_numbers("mentee", mentee), whole_numbers("mentor", mentor)),
            whole_numbers("points", points) * UNITS_A_POINT,
        )

    @classmethod
    def from_pairs(
        cls,
        ids: tuple[IntArray, IntArray],
        capacity: IntArray,
        pairs: tuple[IntArray, IntArray],
        units: IntArray,
        fixed: IntArray | None = None,
    ) -> Self:
        """Put pairs of positions in canonical order, having seen that each can be meant."""
        _check_pairs(ids, capacity, pairs, units)
        order = np.lexsort((pairs[1], pairs[0]))
        rows, columns = pairs[0][order], pairs[1][order]
        for at in np.flatnonzero((np.diff(rows) == 0) & (np.diff(columns) == 0))[:1]:
            raise InvalidInput(f"pair of mentee {rows[at]} and mentor {columns[at]} given twice")
        return cls(
            mentee_ids=ids[0],
            mentor_ids=ids[1],
            capacity=capacity,
            start=row_starts(rows, len(ids[0])),
            mentor=columns,
            units=units[order],
            fixed=np.full(len(ids[0]), -1, dtype=np.int64) if fixed is None else fixed,
        )


def _check_pairs(
    ids: tuple[IntArray, IntArray],
    capacity: IntArray,
    pairs: tuple[IntArray, IntArray],
    units: IntArray,
) -> None:
    if not len(pairs[0]) == len(pairs[1]) == len(units):
        raise InvalidInput("mentee, mentor and points have different lengths")
    if capacity.shape != ids[1].shape:
        raise InvalidInput(f"capacity of {capacity.size} mentors, not of {ids[1].size}")
    for column in np.flatnonzero(capacity < 0)[:1]:
        raise InvalidInput(f"mentor {column}: negative capacity")
    for name, positions, known in zip(("mentee", "mentor"), pairs, ids, strict=True):
        for position in positions[(positions < 0) | (positions >= len(known))][:1]:
            raise InvalidInput(f"{name} {position}: there are {len(known)}, counted from 0")


def row_starts(rows: IntArray, n_rows: int) -> IntArray:
    """Return where each row starts among ascending rows, shape (n_rows + 1,)."""
    return np.searchsorted(rows, np.arange(n_rows + 1))


def _counted(name: str, number: int) -> IntArray:
    """Return the ids of people who are counted from 0."""
    count = whole_number(name, number, MOST_PEOPLE)
    if count < 0:
        raise InvalidInput(f"{name}: {count}")
    return np.arange(count)


def _places(capacity: ArrayLike, n_mentors: int) -> IntArray:
    """Return the places of each mentor; one number stands for all of them."""
    if capacity is None or np.isscalar(capacity) or getattr(capacity, "ndim", 1) == 0:
        return np.repeat(whole_number("capacity", capacity, MOST_PLACES), n_mentors)
    return whole_numbers("capacity", capacity, MOST_PLACES)
