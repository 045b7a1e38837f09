"""Why a mentee has no match: rule by rule, or the bottleneck at which they came too short."""

from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np

from matchmaker.matching.arrays import IntArray, PeopleArrays, levels_climbed
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.result import Competition, RuleCount
from matchmaker.matching.rules import Rules


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


def untaught_skills(arrays: PeopleArrays, row: int) -> tuple[str, ...]:
    """Return the mentee's gaps that none of the mentors, eligible or not, can teach."""
    highest: dict[str, int] = {}
    for mentor in arrays.mentors:
        for skill, level in mentor.levels:
            highest[skill] = max(level, highest.get(skill, 0))
    return tuple(
        sorted(
            need.skill
            for need in arrays.mentees[row].needs
            if need.level is not None
            and need.gap
            and not levels_climbed(need.level, need.target, highest.get(need.skill, 0))
        )
    )


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

    def competition_for(self, row: int) -> Competition:
        """Return the bottleneck at which one mentee came too short."""
        mentors = self._mentors_within_reach(row)
        is_reached = np.zeros(self.graph.n_mentors, dtype=np.bool_)
        is_reached[mentors] = True
        seated = self.is_moveable & is_reached[self.mentor_of]
        return Competition(
            mentees=int(seated.sum()) + int((self._outside_reach(is_reached) == 0).sum()),
            mentors=len(mentors),
            places=int(self.graph.free_capacity[mentors].sum()),
            waited_longer=int((seated & (self.priority > self.priority[row])).sum()),
        )

    def _mentors_within_reach(self, row: int) -> list[int]:
        reached: set[int] = set()
        for mentor in self.graph.mentor[self.graph.candidates_of(row)].tolist():
            component = self._condensed.graph["mapping"][mentor]
            if component not in reached:
                reached |= {component} | nx.descendants(self._condensed, component)
        members = self._condensed.nodes(data="members")
        return sorted(mentor for component in reached for mentor in members[component])

    def _outside_reach(self, is_reached: np.ndarray[Any, np.dtype[np.bool_]]) -> IntArray:
        """Count, for each mentee left over who has candidates, those that are not reached."""
        rows, mentors = self._left_over
        counts = np.bincount(rows, weights=~is_reached[mentors], minlength=self.graph.n_mentees)
        return counts[np.unique(rows)].astype(np.int64)

    @cached_property
    def _left_over(self) -> tuple[IntArray, IntArray]:
        rows = self.graph.mentee
        is_left_over = (self.mentor_of < 0)[rows]
        return rows[is_left_over], self.graph.mentor[is_left_over]

    @cached_property
    def _condensed(self) -> "nx.DiGraph[Any]":
        rows = self.graph.mentee
        moves = self.is_moveable[rows]
        n = self.graph.n_mentors
        steps = np.unique(self.mentor_of[rows[moves]] * n + self.graph.mentor[moves])
        graph: nx.DiGraph[Any] = nx.DiGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from(zip((steps // n).tolist(), (steps % n).tolist(), strict=True))
        return nx.condensation(graph)
