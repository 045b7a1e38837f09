"""Why a mentee has no match: rule by rule, or the bottleneck at which they came too short."""

from dataclasses import replace
from functools import cached_property
from typing import Any, Final

import networkx as nx
import numpy as np

from matchmaker.matching.candidates.arrays import BoolArray, IntArray, PeopleArrays, levels_climbed
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.rules import Rules
from matchmaker.matching.values.people import Mentee
from matchmaker.matching.values.result import Competition, RuleCount


def rule_counts(rules: Rules, row: int) -> tuple[RuleCount, ...]:
    """Return how many mentors each rule takes from one mentee, in the order of the rules."""
    masks = {code: mask[0] for code, mask in rules.masks(slice(row, row + 1))}
    n_forbidding = np.sum(list(masks.values()), axis=0)
    is_left = np.ones(len(rules.arrays.mentors), dtype=np.bool_)
    counts = []
    for code, forbids in masks.items():
        if forbids.any():
            counts.append(
                RuleCount(
                    rule=code,
                    removed=int((forbids & is_left).sum()),
                    forbidden=int(forbids.sum()),
                    alone=int((forbids & (n_forbidding == 1)).sum()),
                )
            )
        is_left &= ~forbids
    return tuple(counts)


def highest_levels(arrays: PeopleArrays) -> dict[str, int]:
    """Return the highest level of each skill among all mentors, eligible for anybody or not."""
    highest: dict[str, int] = {}
    for mentor in arrays.mentors:
        for skill, level in mentor.levels:
            highest[skill] = max(level, highest.get(skill, 0))
    return highest


def untaught_skills(mentee: Mentee, highest: dict[str, int]) -> tuple[str, ...]:
    """Return the mentee's gaps that not even a mentor of the highest level can teach."""
    return tuple(
        sorted(
            need.skill
            for need in mentee.needs
            if need.level is not None
            and need.gap
            and not levels_climbed(need.level, need.target, highest.get(need.skill, 0))
        )
    )


STEPS_A_MENTOR: Final = 16


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
        competition, claims = self._known[components]
        longer = len(claims) - int(np.searchsorted(claims, self.priority[row], side="right"))
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
