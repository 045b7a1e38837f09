"""Mentees who can turn only to fewer places than they are: covers, and the bottleneck of each.

A bottleneck is a *Hall violator*; the places of a *König cover* are all that limits the answer.
"""

from dataclasses import replace
from functools import cached_property
from typing import Any, Final

import networkx as nx
import numpy as np

from matchmaker.matching.assignment.assignment import Assignment
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.result import Competition, Cover

STEPS_A_MENTOR: Final = 16


def cover_of(
    graph: CandidateGraph, best: Assignment, eligible: IntArray, is_covered: BoolArray | None = None
) -> Cover | None:
    """Return why nobody more can be matched; None where nobody with candidates is left over.

    Parameters
    ----------
    eligible : (n_mentees,)
        How many candidates each mentee has; the graph may hold only some of them.
    is_covered : (n_mentors,), optional
        Mentors whom only those can turn to who fill their places or have none; by the prices if
        not given: those whose place is worth a place in the order of waiting.
    """
    is_free, is_matched = graph.fixed < 0, best.mentor_of >= 0
    is_left_over = is_free & ~is_matched & (eligible > 0)
    if not is_left_over.any():
        return None
    if is_covered is None:
        is_covered = best.price > best.scale.class_value // 2
    is_seated = is_free & is_matched & is_covered[best.mentor_of]
    return Cover(
        mentor_ids=tuple(graph.mentor_ids[is_covered].tolist()),
        mentees=int(is_seated.sum()) + int(is_left_over.sum()),
        places=int(graph.free_capacity[is_covered].sum()),
    )


class KonigSets:
    """Sets of mentees who can turn only to mentors whose places they all fill.

    A mentee left over with a rank can turn only to mentors of that level or a higher one; those
    are full, and nobody seated there can go anywhere else. `Bottlenecks` finds the
    smallest such set for each mentee, and needs all pairs for it; these may be larger.

    Parameters
    ----------
    rank : (n_mentees,) ranks of the waiting priority, from 1
    level : (n_mentors,) the mentor's price in ranks
    """

    def __init__(
        self, graph: CandidateGraph, mentor_of: IntArray, rank: IntArray, level: IntArray
    ) -> None:
        is_free = graph.fixed < 0
        is_seated = is_free & (mentor_of >= 0)
        self.rank = rank
        self.level_of_seated = np.where(is_seated, level[mentor_of], 0)
        self.left_over = np.sort(rank[is_free & (mentor_of < 0) & (np.diff(graph.start) > 0)])
        self.places = np.where(graph.free_capacity > 0, graph.free_capacity, 0)
        self.level = np.where(self.places > 0, level, 0)
        self._known: dict[int, Competition] = {}

    def competition_for(self, row: int) -> Competition:
        """Return the bottleneck at which one mentee came too short."""
        rank = int(self.rank[row])
        if rank not in self._known:
            is_seated, is_reached = self.level_of_seated >= rank, self.level >= rank
            n_left_over = len(self.left_over) - int(np.searchsorted(self.left_over, rank))
            self._known[rank] = Competition(
                mentees=int(is_seated.sum()) + n_left_over,
                mentors=int(is_reached.sum()),
                places=int(self.places[is_reached].sum()),
                waited_longer=int((self.rank[is_seated] > rank).sum()),
            )
        return self._known[rank]


class Bottlenecks:
    """The sets of mentees who can turn only to fewer places than they are (Hall sets).

    From a mentee left over, go to each candidate, from each of these to the mentees whom they
    have, to those mentees' candidates, and so on (an alternating path of König's theorem). Were
    there a free place anywhere on the way, everybody could move up and the mentee would be
    matched; so all mentors that are reached are full, and those mentees share just these places.

    Notes
    -----
    The walk is made on a graph of mentors only, with an edge where a mentee of the one could go to
    the other, condensed to its strongly connected components: each is walked once for all.
    """

    def __init__(self, graph: CandidateGraph, mentor_of: IntArray, priority: IntArray) -> None:
        self.graph = graph
        self.mentor_of = mentor_of
        self.priority = priority
        self.is_moveable = (mentor_of >= 0) & (graph.fixed < 0)
        self._descendants: dict[int, frozenset[int]] = {}
        self._known: dict[frozenset[int], tuple[Competition, IntArray]] = {}

    def competition_for(self, row: int) -> Competition:
        """Return the bottleneck at which one mentee came too short."""
        components = self._components_within_reach(row)
        if components not in self._known:
            self._known[components] = self._measure(components)
        competition, priorities = self._known[components]
        longer = len(priorities) - int(
            np.searchsorted(priorities, self.priority[row], side="right")
        )
        return replace(competition, waited_longer=longer)

    def _measure(self, components: frozenset[int]) -> tuple[Competition, IntArray]:
        """Return a bottleneck, and the priorities of those matched in it, ascending."""
        is_reached = np.isin(self._component_of, list(components))
        is_seated = self.is_moveable & is_reached[self.mentor_of]
        competition = Competition(
            mentees=int(is_seated.sum()) + self._count_left_over_within(is_reached),
            mentors=int(is_reached.sum()),
            places=int(self.graph.free_capacity[is_reached].sum()),
            waited_longer=0,
        )
        return competition, np.sort(self.priority[is_seated])

    def _components_within_reach(self, row: int) -> frozenset[int]:
        mentors = self.graph.mentor[self.graph.candidates_of(row)]
        reached: set[int] = set()
        for component in np.unique(self._component_of[mentors]).tolist():
            if component not in reached:
                reached |= self._below(component)
        return frozenset(reached)

    def _below(self, component: int) -> frozenset[int]:
        if component not in self._descendants:
            found = nx.descendants(self._moves, component)
            self._descendants[component] = frozenset(found | {component})
        return self._descendants[component]

    def _count_left_over_within(self, is_reached: BoolArray) -> int:
        """Count the mentees left over who have candidates, all of them among those reached."""
        rows, mentors = self._left_over
        n_outside = np.bincount(rows, weights=~is_reached[mentors], minlength=len(self.mentor_of))
        return int((n_outside[np.unique(rows)] == 0).sum())

    @cached_property
    def _left_over(self) -> tuple[IntArray, IntArray]:
        rows = self.graph.mentee
        is_left_over = (self.mentor_of < 0)[rows]
        return rows[is_left_over], self.graph.mentor[is_left_over]

    @cached_property
    def _steps(self) -> tuple[IntArray, IntArray]:
        """Return all steps from a mentor to a candidate of one of their mentees."""
        rows = self.graph.mentee
        is_step = self.is_moveable[rows]
        return self.mentor_of[rows[is_step]], self.graph.mentor[is_step]

    @cached_property
    def _component_of(self) -> IntArray:
        """Return the strongly connected component of each mentor.

        A few steps from each mentor find most components; all steps between these find the rest.
        """
        sources, targets = self._steps
        few = slice(None, None, max(1, len(sources) // (STEPS_A_MENTOR * self.graph.n_mentors)))
        rough = _components(self.graph.n_mentors, sources[few], targets[few])
        exact = _components(int(rough.max()) + 1, rough[sources], rough[targets])
        return exact[rough]

    @cached_property
    def _moves(self) -> "nx.DiGraph[Any]":
        """Return the steps between components: a graph without cycles."""
        sources, targets = (self._component_of[ends] for ends in self._steps)
        return _digraph(int(self._component_of.max()) + 1, sources, targets)


def _components(n_nodes: int, sources: IntArray, targets: IntArray) -> IntArray:
    component_of = np.zeros(n_nodes, dtype=np.int64)
    graph = _digraph(n_nodes, sources, targets)
    for number, members in enumerate(nx.strongly_connected_components(graph)):
        component_of[list(members)] = number
    return component_of


def _digraph(n_nodes: int, sources: IntArray, targets: IntArray) -> "nx.DiGraph[Any]":
    between = sources != targets
    steps = np.unique(sources[between] * n_nodes + targets[between])
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from(range(n_nodes))
    graph.add_edges_from(zip((steps // n_nodes).tolist(), (steps % n_nodes).tolist(), strict=True))
    return graph
