"""The candidate graph: who may be paired with whom and how good it would be, in compact arrays.

A forbidden pair is absent. Nothing is scored here (see `problem`) or decided (see `assignment`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.candidates.arrays import IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import (
    LARGEST_POINTS,
    MOST_PLACES,
    is_whole,
    whole_number,
    whole_numbers,
)
from matchmaker.matching.values.policy import CRITERIA
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
        return cls._from_pairs(
            ids,
            _places(capacity, len(ids[1])),
            (whole_numbers("mentee", mentee), whole_numbers("mentor", mentor)),
            whole_numbers("points", points) * UNITS_A_POINT,
        )

    @classmethod
    def from_networkx(cls, graph: "nx.Graph[Any]") -> Self:
        """Read a bipartite graph: mentees have ``bipartite=0``, mentors ``1``.

        Mentors may have a ``capacity`` (1 if not given); edges must have ``units`` or ``points``,
        and may be ``is_locked``. Nodes are put in the order of their names. The numbers of nodes
        such as ``7`` or ``("mentee", 7)``, as `to_networkx` writes it, become ids; others are
        counted.

        Raises
        ------
        InvalidInput
            As `from_edges`, on a node or an edge without what it must have, on two nodes of one
            id, and on locks that cannot all be kept.
        """
        mentees, mentors = _sides(graph)
        row_of = {node: row for row, node in enumerate(mentees)}
        column_of = {node: column for column, node in enumerate(mentors)}
        units: dict[tuple[int, int], int] = {}
        fixed = np.full(len(mentees), -1, dtype=np.int64)
        for a, b, pair in graph.edges(data=True):
            edge = f"edge {a!r} - {b!r}"
            mentee, mentor = (a, b) if a in row_of else (b, a)
            if mentee not in row_of or mentor not in column_of:
                raise InvalidInput(f"{edge}: not between a mentee and a mentor")
            row, column = row_of[mentee], column_of[mentor]
            if (row, column) in units:
                raise InvalidInput(f"{edge}: given twice")
            units[row, column] = _units(edge, pair)
            if _is_locked(edge, pair):
                if fixed[row] >= 0:
                    raise InvalidInput(f"node {mentee!r}: more than one locked edge")
                fixed[row] = column
        places = np.array([_capacity(graph, node) for node in mentors], dtype=np.int64)
        taken = np.bincount(fixed[fixed >= 0], minlength=len(mentors))
        for at in np.flatnonzero(taken > places)[:1]:
            raise InvalidInput(f"node {mentors[at]!r}: more locks than places")
        pairs = np.array(list(units), dtype=np.int64).reshape(-1, 2)
        return cls._from_pairs(
            (_ids(mentees), _ids(mentors)),
            places,
            (pairs[:, 0], pairs[:, 1]),
            np.array(list(units.values()), dtype=np.int64),
            fixed,
        )

    def to_networkx(self) -> "nx.Graph[Any]":
        """Return the graph with nodes ``("mentee", id)`` and ``("mentor", id)``.

        Nodes have ``bipartite`` (0, 1), mentors ``capacity``; edges have ``points`` and ``units``,
        ``is_locked`` where a lock fixes the pair, and ``reasons`` (units by criterion) where the
        graph knows them: see `candidate_graph`. Name the weight when you ask an algorithm of
        networkx: ``weight="units"``.
        """
        graph: nx.Graph[Any] = nx.Graph()
        mentees = [("mentee", int(i)) for i in self.mentee_ids]
        mentors = [("mentor", int(j)) for j in self.mentor_ids]
        graph.add_nodes_from(mentees, bipartite=0)
        for node, places in zip(mentors, self.capacity.tolist(), strict=True):
            graph.add_node(node, bipartite=1, capacity=places)
        pairs = zip(self.mentee.tolist(), self.mentor.tolist(), self.units.tolist(), strict=True)
        for row, column, units in pairs:
            graph.add_edge(
                mentees[row], mentors[column], points=units // UNITS_A_POINT, units=units
            )
        for row in np.flatnonzero(self.fixed >= 0).tolist():
            graph.edges[mentees[row], mentors[self.fixed[row]]]["is_locked"] = True
        self._add_reasons(graph, mentees, mentors)
        return graph

    def _add_reasons(
        self,
        graph: "nx.Graph[Any]",
        mentees: list[tuple[str, int]],
        mentors: list[tuple[str, int]],
    ) -> None:
        if self.parts is None:
            return
        pairs = zip(self.mentee.tolist(), self.mentor.tolist(), self.parts.tolist(), strict=True)
        for row, column, parts in pairs:
            reasons = dict(zip(CRITERIA, parts, strict=True))
            graph.edges[mentees[row], mentors[column]]["reasons"] = reasons

    @classmethod
    def _from_pairs(
        cls,
        ids: tuple[IntArray, IntArray],
        capacity: IntArray,
        pairs: tuple[IntArray, IntArray],
        units: IntArray,
        fixed: IntArray | None = None,
    ) -> Self:
        """Put pairs in canonical order, having seen that each can be meant."""
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


def _sides(graph: "nx.Graph[Any]") -> tuple[list[Any], list[Any]]:
    """Return mentees and mentors of a graph of networkx, each in the order of their names."""
    if not isinstance(graph, nx.Graph):
        raise InvalidInput(f"{graph!r} is not a graph of networkx")
    sides: tuple[list[Any], list[Any]] = ([], [])
    for node, side in graph.nodes(data="bipartite"):
        if not isinstance(side, int | np.integer) or side not in (0, 1):
            raise InvalidInput(f"node {node!r}: bipartite is {side!r}, not 0 or 1")
        sides[side].append(node)
    for nodes in sides:
        node_of: dict[int, Any] = {}
        for node in nodes:
            number = _number_of(node)
            if number is None:
                continue
            if not is_whole(number):
                raise InvalidInput(f"node {node!r}: the number is beyond 64 bits")
            if number in node_of:
                raise InvalidInput(f"nodes {node_of[number]!r} and {node!r} have the same id")
            node_of[number] = node
    return sorted(sides[0], key=_node_order), sorted(sides[1], key=_node_order)


def _capacity(graph: "nx.Graph[Any]", node: Any) -> int:
    stated = graph.nodes[node].get("capacity", 1)
    places = whole_number(f"node {node!r}: capacity", stated, MOST_PLACES)
    if places < 0:
        raise InvalidInput(f"node {node!r}: negative capacity")
    return places


def _units(edge: str, stated: dict[str, Any]) -> int:
    if "units" in stated:
        return whole_number(f"{edge}: units", stated["units"], LARGEST_POINTS * UNITS_A_POINT)
    if "points" in stated:
        return whole_number(f"{edge}: points", stated["points"], LARGEST_POINTS) * UNITS_A_POINT
    raise InvalidInput(f"{edge}: neither points nor units")


def _is_locked(edge: str, stated: dict[str, Any]) -> bool:
    is_locked = stated.get("is_locked", False)
    if not isinstance(is_locked, bool | np.bool_):
        raise InvalidInput(f"{edge}: is_locked is {is_locked!r}, not True or False")
    return bool(is_locked)


def _number_of(node: Any) -> int | None:
    """Return 7 for the nodes ``7`` and ``("mentee", 7)``, None for others."""
    name = node[1] if isinstance(node, tuple) and len(node) == 2 else node
    is_number = isinstance(name, int | np.integer) and not isinstance(name, bool)
    return int(name) if is_number else None


def _node_order(node: Any) -> tuple[bool, int, str]:
    """Numbers by size, then other names by spelling, so that any mixture has one order."""
    number = _number_of(node)
    return (number is None, number or 0, repr(node))


def _ids(nodes: Sequence[Any]) -> IntArray:
    """Return the numbers in the nodes' names, or count the nodes where one has none."""
    numbers = [number for node in nodes if (number := _number_of(node)) is not None]
    return np.array(numbers if len(numbers) == len(nodes) else range(len(nodes)), np.int64)
