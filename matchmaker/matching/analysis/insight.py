"""Everything that a coordinator may ask about an answer, beyond what `match` says at once.

Worked out once, after the round is solved, and stored with it: what alternatives would have cost,
the smallest change that would help whom, where to recruit, how stable it is, how it hangs together.
Of a round whose pairs are too many to be held, as much of it as can be found without holding them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, TypeAlias

import numpy as np

from matchmaker.matching.analysis.costs import MOST_MENTORS, Cost, Rearrangement
from matchmaker.matching.analysis.recruits import Recruit, where_to_recruit
from matchmaker.matching.analysis.remedies import Remedies, find_remedies
from matchmaker.matching.analysis.stability import Stability, stability_of
from matchmaker.matching.analysis.structure import Structure, structure_of
from matchmaker.matching.analysis.trials import Budget, budget_for, can_be_held, can_be_looked_over
from matchmaker.matching.assignment.objectives import posed
from matchmaker.matching.assignment.stored_prices import assignment_of
from matchmaker.matching.candidates.arrays import arrays_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import eligible_pairs
from matchmaker.matching.candidates.rules import rules_of
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import (
    MOST_ALTERNATIVES,
    UNITS_A_POINT,
    Alternative,
    Matching,
)

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told a phase's code, and how many of how many steps of all phases are done."""

LeftOut: TypeAlias = Literal["changes", "stability", "costs", "others", "shape"]
"""What a round may be too large for; changes are remedies and recruits, others other mentees."""

PHASES = ("costs", "recruits", "remedies", "shape")


@dataclass(frozen=True, slots=True)
class OtherMentee:
    """A mentee whom a mentor could have had instead. ``mentor_id`` is whom they have, if any."""

    mentee_id: int
    points: int
    units: int
    mentor_id: int | None
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class PairInsight:
    """The other choices for one pair.

    ``costs`` go with the pairing's ``alternatives``, one each; None where no cost can be told: a
    pair that locks forbid, or a round too large for it. Under the objective *fair* a cost is that
    of an answer which holds the same floor, and None where none matches as many.
    """

    mentee_id: int
    costs: tuple[Cost | None, ...]
    other_mentees: tuple[OtherMentee, ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """What there is to know; ``pairs`` and ``unmatched`` are in the order of the matching.

    ``left_over_costs`` go with the alternatives of each mentee left over. ``left_out`` says what is
    empty, or None, because the round is too large for it: costs with more than
    `costs.MOST_MENTORS`; costs, other mentees and structure with more than `trials.MOST_PAIRS`
    pairs; everything with more than `trials.MOST_PAIRS_LOOKED_OVER`, or without compiled code; and
    changes sooner under *fair* and *best score* than under *coverage*.
    """

    left_out: tuple[LeftOut, ...] = ("changes", "stability", "costs", "others", "shape")
    pairs: tuple[PairInsight, ...] = ()
    left_over_costs: tuple[tuple[Cost | None, ...], ...] = ()
    remedies: tuple[Remedies, ...] = ()
    recruits: tuple[Recruit, ...] = ()
    stability: Stability | None = None
    structure: Structure | None = None


def look_into(
    people: People,
    policy: Policy,
    matching: Matching,
    progress: Progress = lambda _phase, _done, _of: None,
    *,
    is_awaited: bool = False,
) -> Insight:
    """Return what there is to know about an answer, as far as the round's size allows.

    Parameters
    ----------
    matching : Matching
        What `match` returned for these people and this policy.
    progress
        Called at the start of each of `PHASES` that the round's size allows.
    is_awaited
        Whether somebody waits for it: fewer changes of a large round are tried then.
    """
    budget = budget_for(people, policy, is_awaited=is_awaited)
    if can_be_held(people):
        return _with_all_pairs(people, policy, matching, budget, progress)
    if not can_be_looked_over(people):
        return Insight()
    recruits, remedies = _changes(people, policy, matching, budget, progress)
    progress("shape", 3, len(PHASES))
    return Insight(
        left_out=(*_changes_left_out(budget), "costs", "others", "shape"),
        remedies=remedies,
        recruits=recruits,
        stability=_stability_of_large(people, policy, matching),
    )


def _stability_of_large(people: People, policy: Policy, matching: Matching) -> Stability:
    """Return what `stability_of` does, by compiled code that holds no pairs."""
    compiled = import_module("matchmaker.matching.analysis.stability_compiled")
    stability: Stability = compiled.stability_of_large(people, policy, matching)
    return stability


def _with_all_pairs(
    people: People, policy: Policy, matching: Matching, budget: Budget, progress: Progress
) -> Insight:
    """Return what there is to know about a round whose pairs can all be held."""
    arrays = arrays_of(people)
    graph = eligible_pairs(people, arrays, rules_of(people, policy, arrays), policy)
    mentor_of = _positions(graph, matching)
    progress("costs", 0, len(PHASES))
    choices = _Choices(graph, mentor_of, policy, matching, arrays.priority)
    pairs = tuple(choices.of_pair(p.mentee_id, p.mentor_id, p.alternatives) for p in matching.pairs)
    left_over_costs = tuple(choices.costs(m.mentee_id, m.alternatives) for m in matching.unmatched)
    recruits, remedies = _changes(people, policy, matching, budget, progress)
    progress("shape", 3, len(PHASES))
    return Insight(
        left_out=_changes_left_out(budget) + (() if choices.rearrange else ("costs",)),
        pairs=pairs,
        left_over_costs=left_over_costs,
        remedies=remedies,
        recruits=recruits,
        stability=stability_of(graph, mentor_of),
        structure=structure_of(graph),
    )


def _changes(
    people: People, policy: Policy, matching: Matching, budget: Budget, progress: Progress
) -> tuple[tuple[Recruit, ...], tuple[Remedies, ...]]:
    """Return whom to recruit and what would help whom, within the time there is."""
    progress("recruits", 1, len(PHASES))
    recruits = where_to_recruit(people, policy, matching, budget)
    progress("remedies", 2, len(PHASES))
    if budget.is_empty:
        return (), ()
    return recruits, find_remedies(people, policy, matching, recruits, budget)


def _changes_left_out(budget: Budget) -> tuple[LeftOut, ...]:
    return ("changes",) if budget.is_empty else ()


class _Choices:
    """Other choices and their costs, by ids."""

    def __init__(
        self,
        graph: CandidateGraph,
        mentor_of: IntArray,
        policy: Policy,
        matching: Matching,
        priority: IntArray,
    ) -> None:
        self.graph = graph
        self.mentor_of = mentor_of
        self.row_of = {i: row for row, i in enumerate(graph.mentee_ids.tolist())}
        self.column_of = {j: column for column, j in enumerate(graph.mentor_ids.tolist())}
        self.by_mentor = np.argsort(graph.mentor, kind="stable")
        self.bounds = np.searchsorted(
            graph.mentor[self.by_mentor], np.arange(graph.n_mentors + 1)
        ).tolist()
        self.mentees = graph.mentee
        self.holds_floor = matching.floor is not None
        self.rearrange = (
            _rearrangement(graph, mentor_of, policy, matching, priority)
            if graph.n_mentors <= MOST_MENTORS
            else None
        )

    def of_pair(
        self, mentee_id: int, mentor_id: int, alternatives: tuple[Alternative, ...]
    ) -> PairInsight:
        others = self._other_mentees(self.column_of[mentor_id])
        return PairInsight(mentee_id, self.costs(mentee_id, alternatives), others)

    def costs(self, mentee_id: int, others: tuple[Alternative, ...]) -> tuple[Cost | None, ...]:
        row = self.row_of[mentee_id]
        return tuple(self._cost(row, self.column_of[other.mentor_id]) for other in others)

    def _other_mentees(self, column: int) -> tuple[OtherMentee, ...]:
        entries = self.by_mentor[self.bounds[column] : self.bounds[column + 1]]
        rows = self.mentees[entries]
        is_other = (self.mentor_of[rows] != column) & (self.graph.fixed[rows] < 0)
        entries = entries[is_other]
        best = entries[np.lexsort((self.mentees[entries], -self.graph.units[entries]))]
        return tuple(self._other(entry, column) for entry in best[:MOST_ALTERNATIVES].tolist())

    def _other(self, entry: int, column: int) -> OtherMentee:
        row, units = int(self.mentees[entry]), int(self.graph.units[entry])
        has = int(self.mentor_of[row])
        return OtherMentee(
            mentee_id=int(self.graph.mentee_ids[row]),
            points=units // UNITS_A_POINT,
            units=units,
            mentor_id=int(self.graph.mentor_ids[has]) if has >= 0 else None,
            cost=self._cost(row, column),
        )

    def _cost(self, row: int, column: int) -> Cost | None:
        cost = self.rearrange.cost_of(row, column) if self.rearrange else None
        return None if self.holds_floor and cost and cost.matched else cost


def _rearrangement(
    graph: CandidateGraph,
    mentor_of: IntArray,
    policy: Policy,
    matching: Matching,
    priority: IntArray,
) -> Rearrangement:
    """Return the costs of other choices, on the graph that the objective poses."""
    asked, claims = posed(policy.objective, graph, priority, matching.floor)
    is_wider = asked.n_mentors > graph.n_mentors
    whose = np.where(mentor_of < 0, graph.n_mentors, mentor_of) if is_wider else mentor_of
    best = assignment_of(asked, whose, matching.prices, matching.totals.units)
    return Rearrangement(asked, best, claims, graph)


def _positions(graph: CandidateGraph, matching: Matching) -> IntArray:
    row_of = {i: row for row, i in enumerate(graph.mentee_ids.tolist())}
    column_of = {j: column for column, j in enumerate(graph.mentor_ids.tolist())}
    mentor_of = np.full(graph.n_mentees, -1, dtype=np.int64)
    for pair in matching.pairs:
        mentor_of[row_of[pair.mentee_id]] = column_of[pair.mentor_id]
    return mentor_of
