"""Candidate graphs as graphs of networkx, and back: to be looked at, and to be read from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np

from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.candidates.scoring import parts_of_pairs
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import LARGEST_POINTS, MOST_PLACES, is_whole, whole_number
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import CRITERIA, Policy
from matchmaker.matching.values.result import UNITS_A_POINT


def candidate_graph(people: People, policy: Policy) -> CandidateGraph:
    """Return all eligible pairs of a round with their reasons, to be looked at with networkx.

    Raises
    ------
    InvalidInput
        As `match`.

    Notes
    -----
    Holds all pairs, and six numbers for each: meant for rounds of some hundreds of people. `match`
    does not need it.

    Examples
    --------
    >>> from matchmaker.matching.values.people import Mentee, Mentor, SkillNeed
    >>> ada = Mentee(1, needs=(SkillNeed("risk", 1, 3),), languages=frozenset({"en"}))
    >>> cleo = Mentor(8, levels=(("risk", 4),), languages=frozenset({"en"}))
    >>> view = to_networkx(candidate_graph(People((ada,), (cleo,)), Policy()))
    >>> pair = view.edges[("mentee", 1), ("mentor", 8)]
    >>> pair["points"], pair["reasons"]["gap_coverage"], pair["reasons"]["languages"]
    (51, 5000, 166)
    """
    problem = Problem.of(people, policy)
    graph = problem.graph()
    parts = parts_of_pairs(problem.arrays, policy.weights, graph.mentee, graph.mentor)
    return replace(graph, parts=parts)


def from_networkx(graph: "nx.Graph[Any]") -> CandidateGraph:
    """Read a bipartite graph: mentees have ``bipartite=0``, mentors ``1``.

    Mentors may have a ``capacity`` (1 if not given); edges must have ``units`` or ``points``,
    and may be ``is_locked``. Nodes are put in the order of their names. The numbers of nodes
    such as ``7`` or ``("mentee", 7)``, as `to_networkx` writes it, become ids; others are
    counted.

    Raises
    ------
    InvalidInput
        As `CandidateGraph.from_edges`, on a node or an edge without what it must have, on two
        nodes of one id, and on locks that cannot all be kept.
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
    return CandidateGraph.from_pairs(
        (_ids(mentees), _ids(mentors)),
        places,
        (pairs[:, 0], pairs[:, 1]),
        np.array(list(units.values()), dtype=np.int64),
        fixed,
    )


def to_networkx(candidates: CandidateGraph) -> "nx.Graph[Any]":
    """Return the graph with nodes ``("mentee", id)`` and ``("mentor", id)``.

    Nodes have ``bipartite`` (0, 1), mentors ``capacity``; edges have ``points`` and ``units``,
    ``is_locked`` where a lock fixes the pair, and ``reasons`` (units by criterion) where the
    graph knows them: see `candidate_graph`. Name the weight when you ask an algorithm of
    networkx: ``weight="units"``.

    Examples
    --------
    >>> graph = CandidateGraph.from_edges(2, 1, [1], mentee=[0, 1], mentor=[0, 0], points=[70, 80])
    >>> sorted(to_networkx(graph).degree)
    [(('mentee', 0), 1), (('mentee', 1), 1), (('mentor', 0), 2)]
    """
    graph: nx.Graph[Any] = nx.Graph()
    mentees = [("mentee", int(i)) for i in candidates.mentee_ids]
    mentors = [("mentor", int(j)) for j in candidates.mentor_ids]
    graph.add_nodes_from(mentees, bipartite=0)
    for node, places in zip(mentors, candidates.capacity.tolist(), strict=True):
        graph.add_node(node, bipartite=1, capacity=places)
    pairs = zip(
        candidates.mentee.tolist(),
        candidates.mentor.tolist(),
        candidates.units.tolist(),
        strict=True,
    )
    for row, column, units in pairs:
        graph.add_edge(mentees[row], mentors[column], points=units // UNITS_A_POINT, units=units)
    for row in np.flatnonzero(candidates.fixed >= 0).tolist():
        graph.edges[mentees[row], mentors[candidates.fixed[row]]]["is_locked"] = True
    _add_reasons(graph, candidates, mentees, mentors)
    return graph


def _add_reasons(
    graph: "nx.Graph[Any]",
    candidates: CandidateGraph,
    mentees: list[tuple[str, int]],
    mentors: list[tuple[str, int]],
) -> None:
    if candidates.parts is None:
        return
    pairs = zip(
        candidates.mentee.tolist(),
        candidates.mentor.tolist(),
        candidates.parts.tolist(),
        strict=True,
    )
    for row, column, parts in pairs:
        reasons = dict(zip(CRITERIA, parts, strict=True))
        graph.edges[mentees[row], mentors[column]]["reasons"] = reasons


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
