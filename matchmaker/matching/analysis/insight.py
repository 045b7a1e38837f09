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

from matchmaker.matching.analysis.costs import Cost, Rearrangement
from matchmaker.matching.analysis.recruits import Recruit, where_to_recruit
from matchmaker.matching.analysis.remedies import Remedies, find_remedies
from matchmaker.matching.analysis.stability import Stability, stability_of
from matchmaker.matching.analysis.structure import Structure, structure_of
from matchmaker.matching.analysis.trials import (
    Budget,
    budget_for,
    can_be_held,
    can_be_looked_over,
    tabled_trials_of,
)
from matchmaker.matching.assignment.objectives import posed
from matchmaker.matching.assignment.stored_prices import assignment_of, seats_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.limits import LIMITS, Limits
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

TooLarge: TypeAlias = Literal["changes", "stability", "costs", "others", "shape"]
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
    empty, or None, because the round is too large for it: costs beyond `Limits.most_mentors`;
    costs, other mentees and structure beyond `Limits.most_pairs`; everything beyond
    `Limits.most_pairs_looked_over`, or without compiled code; and changes sooner under *fair* and
    *best score* than under *coverage*.
    """

    left_out: tuple[TooLarge, ...] = ("changes", "stability", "costs", "others", "shape")
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
    limits: Limits = LIMITS,
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
    limits
        What the round may be too large for.
    """
    budget = budget_for(people, policy, limits, is_awaited=is_awaited)
    if not can_be_held(people, limits) and not can_be_looked_over(people, limits):
        return Insight()
    problem = Problem.of_valid(people, policy, limits)
    if can_be_held(people, limits):
        return _with_all_pairs(problem, matching, budget, progress)
    recruits, remedies = _changes(problem, matching, budget, progress)
    progress("shape", 3, len(PHASES))
    compiled = import_module("matchmaker.matching.analysis.compiled.stability")
    return Insight(
        left_out=(*_changes_left_out(budget), "costs", "others", "shape"),
        remedies=remedies,
        recruits=recruits,
        stability=compiled.stability_of_large(problem, matching),
    )


def _with_all_pairs(
    problem: Problem, matching: Matching, budget: Budget, progress: Progress
) -> Insight:
    """Return what there is to know about a round whose pairs can all be held."""
    graph = problem.graph()
    mentor_of = seats_of(matching.pairs, graph.mentee_ids, graph.mentor_ids)
    progress("costs", 0, len(PHASES))
    choices = _Choices(problem, graph, mentor_of, matching)
    pairs = tuple(choices.of_pair(p.mentee_id, p.mentor_id, p.alternatives) for p in matching.pairs)
    left_over_costs = tuple(choices.costs(m.mentee_id, m.alternatives) for m in matching.unmatched)
    recruits, remedies = _changes(problem, matching, budget, progress)
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
    problem: Problem, matching: Matching, budget: Budget, progress: Progress
) -> tuple[tuple[Recruit, ...], tuple[Remedies, ...]]:
    """Return whom to recruit and what would help whom, within the time there is."""
    people, policy, limits = problem.people, problem.policy, problem.limits
    progress("recruits", 1, len(PHASES))
    tabled = None if budget.is_empty else tabled_trials_of(problem, matching)
    recruits = where_to_recruit(people, policy, matching, budget, limits, tabled)
    progress("remedies", 2, len(PHASES))
    if budget.is_empty:
        return (), ()
    return recruits, find_remedies(people, policy, matching, recruits, budget, limits, tabled)


def _changes_left_out(budget: Budget) -> tuple[TooLarge, ...]:
    return ("changes",) if budget.is_empty else ()


class _Choices:
    """Other choices and their costs, by ids."""

    def __init__(
        self, problem: Problem, graph: CandidateGraph, mentor_of: IntArray, matching: Matching
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
        self._others: dict[int, tuple[OtherMentee, ...]] = {}
        self.holds_floor = matching.floor is not None
        self.rearrange = (
            _rearrangement(problem, graph, mentor_of, matching)
            if graph.n_mentors <= problem.limits.most_mentors
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
        """Return the best mentees of a mentor who are with somebody else: the same for all who are
        with the mentor."""
        if column not in self._others:
            self._others[column] = self._best_others(column)
        return self._others[column]

    def _best_others(self, column: int) -> tuple[OtherMentee, ...]:
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
    problem: Problem, graph: CandidateGraph, mentor_of: IntArray, matching: Matching
) -> Rearrangement:
    """Return the costs of other choices, on the graph that the objective poses."""
    asked, priorities = posed(
        problem.policy.objective, graph, problem.arrays.priority, matching.floor
    )
    is_wider = asked.n_mentors > graph.n_mentors
    whose = np.where(mentor_of < 0, graph.n_mentors, mentor_of) if is_wider else mentor_of
    best = assignment_of(asked, whose, matching.prices, matching.totals.units)
    is_large = problem.limits.is_large_round(graph.n_mentees)
    return Rearrangement(asked, best, priorities, graph, is_large=is_large)
