"""The candidate graph: who may be paired with whom and how good it would be, in compact arrays.

A forbidden pair is absent. Nothing is decided here; see `assignment`.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.arrays import IntArray, PeopleArrays, positions_of
from matchmaker.matching.errors import InvalidInput
from matchmaker.matching.people import People
from matchmaker.matching.policy import Policy
from matchmaker.matching.rules import Rules
from matchmaker.matching.scoring import UNITS_A_POINT, score

PAIRS_A_BLOCK: Final = 2_000_000
"""Pairs that are scored at a time: bounds the memory, whatever the number of people."""
LARGEST_POINTS: Final = 10**9


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

    Examples
    --------
    >>> graph = CandidateGraph.from_edges(2, 1, [1], mentee=[0, 1], mentor=[0, 0], points=[70, 80])
    >>> graph.n_pairs, graph.points.tolist()
    (2, [70, 80])
    >>> sorted(graph.to_networkx().degree)
    [(('mentee', 0), 1), (('mentee', 1), 1), (('mentor', 0), 2)]
    """

    mentee_ids: IntArray
    mentor_ids: IntArray
    capacity: IntArray
    start: IntArray
    mentor: IntArray
    units: IntArray
    fixed: IntArray

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
    def from_people(
        cls, people: People, arrays: PeopleArrays, rules: Rules, policy: Policy
    ) -> Self:
        """Score all eligible pairs, block by block. A locked mentee has one candidate only.

        Notes
        -----
        O(mentees x mentors x words) time, as matrix products; memory for the eligible pairs and
        one block.
        """
        n_mentees, n_mentors = len(arrays.mentees), len(arrays.mentors)
        fixed = np.full(n_mentees, -1, dtype=np.int64)
        rows, columns = positions_of(arrays, people.locked)
        fixed[rows] = columns
        entries: list[tuple[IntArray, IntArray, IntArray]] = []
        height = max(1, PAIRS_A_BLOCK // max(1, n_mentors))
        for first in range(0, n_mentees, height):
            block = slice(first, min(first + height, n_mentees))
            allowed = rules.allowed(block)
            locked = np.flatnonzero(fixed[block] >= 0)
            allowed[locked] = False
            allowed[locked, fixed[block][locked]] = True
            row, column = np.nonzero(allowed)
            entries.append((row + first, column, score(arrays, policy.weights, block)[allowed]))
        row, column, units = (
            np.concatenate([np.zeros(0, dtype=np.int64), *parts])
            for parts in (zip(*entries, strict=True) if entries else ((), (), ()))
        )
        return cls(
            mentee_ids=arrays.mentee_ids,
            mentor_ids=arrays.mentor_ids,
            capacity=arrays.places,
            start=_row_starts(row, n_mentees),
            mentor=column,
            units=units,
            fixed=fixed,
        )

    @classmethod
    def from_edges(  # noqa: PLR0917 - positions, then pairs, as in every edge list
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
        places = np.broadcast_to(_whole("capacity", capacity), (n_mentors,)).copy()
        rows, columns = _whole("mentee", mentee), _whole("mentor", mentor)
        worth = _whole("points", points)
        if not len(rows) == len(columns) == len(worth):
            raise InvalidInput("mentee, mentor and points have different lengths")
        for name, values, count in (("mentee", rows, n_mentees), ("mentor", columns, n_mentors)):
            outside = values[(values < 0) | (values >= count)]
            if outside.size:
                raise InvalidInput(f"{name} {outside[0]}: there are {count}, counted from 0")
        if (places < 0).any():
            raise InvalidInput(f"mentor {np.flatnonzero(places < 0)[0]}: negative capacity")
        order = np.lexsort((columns, rows))
        rows, columns, worth = rows[order], columns[order], worth[order]
        twice = np.flatnonzero((np.diff(rows) == 0) & (np.diff(columns) == 0))
        if twice.size:
            at = twice[0]
            raise InvalidInput(f"pair of mentee {rows[at]} and mentor {columns[at]} given twice")
        return cls(
            mentee_ids=np.arange(n_mentees),
            mentor_ids=np.arange(n_mentors),
            capacity=places,
            start=_row_starts(rows, n_mentees),
            mentor=columns,
            units=worth * UNITS_A_POINT,
            fixed=np.full(n_mentees, -1, dtype=np.int64),
        )

    @classmethod
    def from_networkx(cls, graph: "nx.Graph[Any]") -> Self:
        """Read a bipartite graph: mentees have ``bipartite=0``, mentors ``1``.

        Mentors may have ``places`` (1 if not given), edges must have ``units`` or ``points``.
        Nodes are put in the order of their names, and a node ``("mentee", 7)``, as `to_networkx`
        writes it, keeps its id; other nodes are counted from 0.
        """
        sides: tuple[list[Hashable], list[Hashable]] = ([], [])
        for node, side in graph.nodes(data="bipartite"):
            if side not in (0, 1):
                raise InvalidInput(f"node {node!r}: bipartite is {side!r}, not 0 or 1")
            sides[side].append(node)
        mentees, mentors = (sorted(nodes, key=_node_order) for nodes in sides)
        row_of = {node: row for row, node in enumerate(mentees)}
        column_of = {node: column for column, node in enumerate(mentors)}
        edges = []
        for a, b, worth in graph.edges(data=True):
            mentee, mentor = (a, b) if a in row_of else (b, a)
            if mentee not in row_of or mentor not in column_of:
                raise InvalidInput(f"edge {a!r} - {b!r}: not between a mentee and a mentor")
            if "units" not in worth and "points" not in worth:
                raise InvalidInput(f"edge {a!r} - {b!r}: neither points nor units")
            has_units = "units" in worth
            amount = worth["units"] if has_units else worth["points"]
            edges.append((row_of[mentee], column_of[mentor], amount, has_units))
        built = cls.from_edges(
            len(mentees),
            len(mentors),
            [graph.nodes[node].get("places", 1) for node in mentors],
            [edge[0] for edge in edges],
            [edge[1] for edge in edges],
            [0] * len(edges),
        )
        amounts = _whole("points", [edge[2] for edge in edges])
        scale = np.array([1 if edge[3] else UNITS_A_POINT for edge in edges], dtype=np.int64)
        order = np.lexsort(
            (np.array([e[1] for e in edges], int), np.array([e[0] for e in edges], int))
        )
        fixed = np.full(len(mentees), -1, dtype=np.int64)
        for a, b, is_locked in graph.edges(data="is_locked", default=False):
            if is_locked:
                mentee, mentor = (a, b) if a in row_of else (b, a)
                fixed[row_of[mentee]] = column_of[mentor]
        return cls(
            mentee_ids=_ids(mentees),
            mentor_ids=_ids(mentors),
            capacity=built.capacity,
            start=built.start,
            mentor=built.mentor,
            units=(amounts * scale)[order],
            fixed=fixed,
        )

    def to_networkx(self) -> "nx.Graph[Any]":
        """Return the graph with nodes ``("mentee", id)`` and ``("mentor", id)``.

        Nodes have ``bipartite`` (0, 1), mentors ``places``; edges have ``points`` and ``units``,
        and ``is_locked`` where a lock fixes the pair.
        """
        graph: nx.Graph[Any] = nx.Graph()
        mentees = [("mentee", int(i)) for i in self.mentee_ids]
        mentors = [("mentor", int(j)) for j in self.mentor_ids]
        graph.add_nodes_from(mentees, bipartite=0)
        for node, places in zip(mentors, self.capacity.tolist(), strict=True):
            graph.add_node(node, bipartite=1, places=places)
        fixed = self.fixed.tolist()
        for row, column, units in zip(
            self.mentee.tolist(), self.mentor.tolist(), self.units.tolist(), strict=True
        ):
            graph.add_edge(
                mentees[row], mentors[column], points=units // UNITS_A_POINT, units=units
            )
            if fixed[row] == column:
                graph.edges[mentees[row], mentors[column]]["is_locked"] = True
        return graph


def _row_starts(rows: IntArray, n_rows: int) -> IntArray:
    return np.searchsorted(rows, np.arange(n_rows + 1))


def _whole(name: str, values: ArrayLike) -> IntArray:
    array = np.asarray(values)
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind not in "iuf" or not (array == np.trunc(array)).all():
        raise InvalidInput(f"{name}: not all whole numbers")
    if np.abs(array).max() > LARGEST_POINTS:
        raise InvalidInput(f"{name}: beyond {LARGEST_POINTS}")
    return array.astype(np.int64)


def _node_order(node: Hashable) -> tuple[Any, ...]:
    """Numbers by size before other names by spelling, so that any mixture has one order."""
    key = node[1] if isinstance(node, tuple) and len(node) == 2 else node
    return (0, key, "") if isinstance(key, int) else (1, 0, repr(node))


def _ids(nodes: Sequence[Any]) -> IntArray:
    named = [node[1] for node in nodes if isinstance(node, tuple) and isinstance(node[1], int)]
    return np.array(named if len(set(named)) == len(nodes) else range(len(nodes)), dtype=np.int64)
