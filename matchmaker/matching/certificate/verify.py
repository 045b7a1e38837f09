"""Proves that an answer is the best one, or names the first fault. No solver is asked.

The proof is linear-programming duality. Give each place of a mentor a price. Then no matching is
worth more than all places at their prices plus what each mentee gains at best at these prices; an
answer that reaches this bound is best, whatever way it was found. It reaches it if and only if
every price is 0 or more, a mentor with a free place has price 0, and each mentee has, among all
candidates and having none, what gains most (complementary slackness).

Worth and ties are compared in this order, in values, gains and prices alike: duality asks of
numbers only that they can be added and ordered. All pairs are looked at block by block, so memory
does not grow with them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.assignment.assignment import Assignment, priorities_of
from matchmaker.matching.assignment.scale import TIE_BITS, tie_states
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import Pairs, Problem
from matchmaker.matching.candidates.scoring import units_of_pairs
from matchmaker.matching.certificate.claim import (
    Claim,
    FaultError,
    Given,
    check_counts,
    check_readable,
    check_scale,
    check_width,
    claim_of,
    reading,
    stated_units,
    whole,
    whole_array,
)
from matchmaker.matching.certificate.covers import (
    CoverCount,
    check_cover,
    check_cover_by_prices,
    check_cover_is_due,
    check_covers_readable,
)
from matchmaker.matching.certificate.floor import FloorCheck
from matchmaker.matching.certificate.slackness import NO_LEAST, check_pairs, measure_of
from matchmaker.matching.certificate.statements import LeftOverCheck, check_pairings, check_totals
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import FULL, Matching

Omission: TypeAlias = Literal["explanation", "cover"]
"""What an answer may lack: ``explanation`` is all that people are told of it, apart from who has
whom with how many units: points, locks, reasons, totals, why somebody is left over."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found: ``fault`` is None exactly where the answer is proved best."""

    fault: str | None
    mentees: int
    candidates: int
    matched: int

    @property
    def is_proved(self) -> bool:
        return self.fault is None


def verify(
    people: People,
    policy: Policy,
    matching: Matching,
    *,
    limits: Limits = LIMITS,
    without: Collection[Omission] = (),
) -> Verdict:
    """Check a matching against the people and the policy it was made for.

    Parameters
    ----------
    people : People
    policy : Policy
    matching : Matching
    limits : Limits
        Among others, from how many mentees on the compiled check is used.
    without : collection of "explanation" and "cover", optional
        What the matching does not hold, as one read from a stored certificate. It is not looked
        at; all else must be there.

    Returns
    -------
    Verdict
        Proved, or with the first fault. A damaged matching is a fault, too, whatever it holds.

    Raises
    ------
    InvalidInput
        If people or policy themselves contradict.

    Notes
    -----
    O(mentees x mentors x words) time; memory for one block of pairs. The compiled check works out
    rules and scores with arithmetic of its own.

    Of reasons it is seen that they add up to the score, and of a competition that there can be one
    of these numbers. Alternatives, gaps closed, words in common and skills that nobody teaches are
    not looked at.
    """
    check = _Check(Problem.of(people, policy, limits), without)
    fault: str | None = None
    try:
        check.look_at(matching)
    except FaultError as first:
        fault = str(first)
    return Verdict(fault, len(people.mentees), check.seen, check.matched)


class _Check:
    """One look at an answer; ``seen`` counts the eligible pairs that were looked at."""

    def __init__(self, problem: Problem, without: Collection[Omission]) -> None:
        self.problem = problem
        self.given = Given.of(problem)
        self.without = without
        self.seen = 0
        self.matched = 0

    def look_at(self, matching: Matching) -> None:
        """Raise the first fault."""
        given, policy = self.given, self.problem.policy
        with reading():
            self.matched = len(matching.pairs)
            check_readable(matching)
            check_covers_readable(given, matching)
            claim = claim_of(given, matching, policy.seed)
            stated = stated_units(given, matching)
        check_counts(given, claim)
        if policy.objective == "best_score":
            check_width(given, claim.class_value, FULL)
        else:
            check_scale(given, claim.class_value, FULL)
        is_large = self.problem.limits.is_large_round(len(given.mentee_ids))
        if is_large and policy.objective == "coverage":
            eligible = _check_compiled(self.problem, given, claim, stated)
            self.seen = int(eligible.sum())
            if matching.cover is not None:
                check_cover_by_prices(given, claim, matching.cover, eligible)
        else:
            eligible = self._look_at_blocks(claim, matching, stated)
        if policy.objective != "best_score" and "cover" not in self.without:
            check_cover_is_due(given, claim, matching.cover, eligible)
        if "explanation" not in self.without:
            with reading():
                self._look_at_explanation(claim, matching, eligible)

    def _look_at_explanation(self, claim: Claim, matching: Matching, eligible: IntArray) -> None:
        check_pairings(self.given, matching)
        left_over = LeftOverCheck(self.problem, self.given, claim, eligible)
        for left in matching.unmatched:
            left_over.check(left)
        check_totals(self.given, matching, eligible)

    def _look_at_blocks(self, claim: Claim, matching: Matching, stated: IntArray) -> IntArray:
        """Look at all pairs, block by block; return each mentee's eligible mentors."""
        given, policy = self.given, self.problem.policy
        is_fair = policy.objective == "fair"
        floor = FloorCheck(given, claim, matching.floor) if is_fair else None
        cover = matching.cover
        count = CoverCount(given, cover.mentor_ids if cover is not None else ())
        eligible = np.zeros(len(given.mentee_ids), dtype=np.int64)
        measure = measure_of(policy.objective, given, claim, floor.units if floor else NO_LEAST)
        fault: FaultError | None = None
        for pairs in self.problem.blocks():
            self.seen += len(pairs.row)
            here = slice(pairs.first, pairs.last)
            eligible[here] = np.bincount(
                pairs.row - pairs.first, minlength=pairs.last - pairs.first
            )
            for each in (floor, count):
                if each:
                    each.add(pairs)
            try:
                check_pairs(given, claim, measure, pairs, stated)
            except FaultError as first:
                fault = fault or first
        if floor:
            floor.check()
        if fault:
            raise fault
        if cover is not None:
            check_cover(given, claim, cover, count)
        return eligible


def verify_assignment(
    graph: CandidateGraph, assignment: Assignment, priority: ArrayLike | None = None
) -> Verdict:
    """Check an assignment against the graph and the priorities it was made for.

    Raises
    ------
    InvalidInput
        If a priority is no whole number, or there is not one for each mentee.

    Examples
    --------
    >>> from matchmaker.matching.assignment.solver import assign
    >>> graph = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [10, 90])
    >>> verify_assignment(graph, assign(graph)).is_proved
    True
    """
    given = Given(
        graph.mentee_ids,
        graph.mentor_ids,
        graph.capacity,
        priorities_of(graph, priority),
        graph.fixed,
    )
    fault, n_matched = None, 0
    try:
        with reading():
            claim = _claim_of_assignment(assignment)
        n_matched = int((claim.mentor_of >= 0).sum())
        check_scale(given, claim.class_value, int(np.abs(graph.units).max(initial=0)))
        check_counts(given, claim)
        everything = Pairs(0, graph.n_mentees, graph.mentee, graph.mentor, graph.units)
        check_pairs(given, claim, measure_of("coverage", given, claim), everything, None)
        units = int(graph.units[claim.mentor_of[graph.mentee] == graph.mentor].sum())
        if assignment.units != units:
            raise FaultError(f"the pairs have {units} units in all, not {assignment.units}")
    except FaultError as first:
        fault = str(first)
    return Verdict(fault, graph.n_mentees, graph.n_pairs, n_matched)


def _claim_of_assignment(assignment: Assignment) -> Claim:
    if whole("tie_bits", assignment.scale.tie_bits) != TIE_BITS:
        raise FaultError(f"ties of {assignment.scale.tie_bits} bits, not {TIE_BITS}")
    return Claim(
        whole_array("mentor_of", assignment.mentor_of),
        whole_array("price", assignment.price),
        whole_array("tie_price", assignment.tie_price),
        int(whole("class_value", assignment.scale.class_value)),
        int(whole("seed", assignment.scale.seed)),
    )


def _check_compiled(problem: Problem, given: Given, claim: Claim, stated: IntArray) -> IntArray:
    """Do what `check_pairs` does for everybody at once; return each mentee's eligible mentors."""
    check = import_module("matchmaker.matching.certificate.compiled")
    is_free = given.fixed < 0
    rank = 1 + np.searchsorted(np.unique(given.priority), given.priority)
    seen = check.look_at_all_pairs(
        problem,
        check.Question(
            is_free=is_free,
            own=claim.mentor_of,
            price=claim.price,
            tie_price=claim.tie_price,
            rank_value=rank * claim.class_value,
            tie_state=tie_states(given.mentee_ids, claim.seed),
            tie_bits=TIE_BITS,
        ),
    )
    has_mentor = claim.mentor_of >= 0
    for row in np.flatnonzero(is_free & has_mentor & (seen.units < 0))[:1]:
        raise FaultError(f"{given.name(row, claim.mentor_of[row])} is not a candidate")
    units = np.where(has_mentor, seen.units, 0)
    locked = np.flatnonzero(~is_free)
    units[locked] = units_of_pairs(
        problem.arrays, problem.policy.weights, locked, given.fixed[locked]
    )
    for row in np.flatnonzero(units != stated)[:1]:
        raise FaultError(f"mentee {given.mentee_ids[row]}: {stated[row]} units, not {units[row]}")
    is_dear = (seen.gain < 0) | ((seen.gain == 0) & (seen.tie_gain < 0))
    for row in np.flatnonzero(is_dear)[:1]:
        raise FaultError(f"mentee {given.mentee_ids[row]} costs more than the match is worth")
    for row in np.flatnonzero(seen.better >= 0)[:1]:
        raise FaultError(f"{given.name(row, seen.better[row])} would be better at these prices")
    eligible: IntArray = seen.eligible.copy()
    eligible[locked] = 1
    return eligible
