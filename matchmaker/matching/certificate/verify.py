"""Proves that an answer is the best one, or names the first fault. Shares nothing with the solver.

The proof is linear-programming duality. Give each place of a mentor a price. Then no matching is
worth more than all places at their prices plus what each mentee gains at best at these prices; an
answer that reaches this bound is best, whatever way it was found. It reaches it if and only if
every price is 0 or more, a mentor with a free place has price 0, and each mentee has, among all
candidates and having none, what gains most (complementary slackness).

Worth and ties are compared in this order, in values, gains and prices alike: duality asks of
numbers only that they can be added and ordered. All pairs are looked at block by block, so memory
does not grow with them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.assignment.assignment import Assignment, claims_of
from matchmaker.matching.assignment.objective import TIE_BITS, tie_states
from matchmaker.matching.assignment.solver import is_large_round
from matchmaker.matching.candidates.arrays import PeopleArrays, arrays_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import check_locks
from matchmaker.matching.candidates.rules import Rules, rules_of
from matchmaker.matching.candidates.scoring import score, units_of_pairs
from matchmaker.matching.certificate.claim import (
    Claim,
    FaultError,
    Round,
    check_counts,
    check_readable,
    check_scale,
    check_width,
    claim_of,
    reading,
    round_of,
    stated_units,
    whole,
    whole_array,
)
from matchmaker.matching.certificate.covers import (
    CoverCount,
    FloorCheck,
    check_cover,
    check_cover_by_prices,
    check_cover_is_due,
    check_covers_readable,
)
from matchmaker.matching.certificate.slackness import NO_LEAST, Pairs, check_pairs, measure_of
from matchmaker.matching.certificate.statements import LeftOverCheck, check_pairings, check_totals
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import FULL, Matching
from matchmaker.matching.values.validation import check_input

PAIRS_A_BLOCK: Final = 1_000_000

Part: TypeAlias = Literal["explanation", "cover"]
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
    is_large: bool | None = None,
    without: Collection[Part] = (),
) -> Verdict:
    """Check a matching against the people and the policy it was made for.

    Parameters
    ----------
    people : People
    policy : Policy
    matching : Matching
    is_large : bool, optional
        Whether to use the compiled check; by the number of mentees if not given.
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
    check_input(people, policy)
    arrays = arrays_of(people)
    rules = rules_of(people, policy, arrays)
    check_locks(people, arrays, rules)
    given = round_of(people, arrays)
    check = _Check((arrays, rules, policy), given, without)
    try:
        is_large = policy.objective == "coverage" and is_large_round(
            len(given.mentee_ids), is_large
        )
        check.look_at(matching, is_large=is_large)
    except FaultError as fault:
        return Verdict(str(fault), len(given.mentee_ids), check.seen, check.matched)
    return Verdict(None, len(given.mentee_ids), check.seen, check.matched)


class _Check:
    """One look at an answer; ``seen`` counts the eligible pairs that were looked at."""

    def __init__(
        self,
        asked_of: tuple[PeopleArrays, Rules, Policy],
        given: Round,
        without: Collection[Part],
    ) -> None:
        self.asked_of = asked_of
        self.given = given
        self.without = without
        self.seen = 0
        self.matched = 0

    def look_at(self, matching: Matching, *, is_large: bool) -> None:
        """Raise the first fault."""
        given, policy = self.given, self.asked_of[2]
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
        if is_large:
            eligible = _check_compiled(given, claim, self.asked_of, stated)
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
        left_over = LeftOverCheck(self.asked_of, self.given, claim, eligible)
        for left in matching.unmatched:
            left_over.check(left)
        check_totals(self.given, matching, eligible)

    def _look_at_blocks(self, claim: Claim, matching: Matching, stated: IntArray) -> IntArray:
        """Look at all pairs, block by block; return each mentee's eligible mentors."""
        given, policy = self.given, self.asked_of[2]
        is_fair = policy.objective == "fair"
        floor = FloorCheck(given, claim, matching.floor) if is_fair else None
        cover = matching.cover
        count = CoverCount(given, cover.mentor_ids if cover is not None else ())
        eligible = np.zeros(len(given.mentee_ids), dtype=np.int64)
        measure = measure_of(policy.objective, given, claim, floor.units if floor else NO_LEAST)
        fault: FaultError | None = None
        for pairs in _blocks(*self.asked_of, given.fixed):
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
    given = Round(
        graph.mentee_ids,
        graph.mentor_ids,
        graph.capacity,
        claims_of(graph, priority),
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
    if whole("tie_bits", assignment.objective.tie_bits) != TIE_BITS:
        raise FaultError(f"ties of {assignment.objective.tie_bits} bits, not {TIE_BITS}")
    return Claim(
        whole_array("mentor_of", assignment.mentor_of),
        whole_array("price", assignment.price),
        whole_array("tie_price", assignment.tie_price),
        int(whole("class_value", assignment.objective.class_value)),
        int(whole("seed", assignment.objective.seed)),
    )


def _blocks(arrays: PeopleArrays, rules: Rules, policy: Policy, fixed: IntArray) -> Iterator[Pairs]:
    """Yield all eligible pairs with their scores, a block of mentees at a time.

    A locked mentee has one candidate, the mentor of the lock, whatever switchable rules say.
    """
    height = max(1, PAIRS_A_BLOCK // max(1, len(arrays.mentors)))
    for first in range(0, len(arrays.mentees), height):
        block = slice(first, min(first + height, len(arrays.mentees)))
        is_eligible = rules.allowed(block)
        locked: IntArray = np.flatnonzero(fixed[block] >= 0)
        is_eligible[locked] = False
        is_eligible[locked, fixed[block][locked]] = True
        row, column = np.nonzero(is_eligible)
        units = score(arrays, policy.weights, block)[row, column]
        yield Pairs(block.start, block.stop, row + first, column, units)


def _check_compiled(
    given: Round, claim: Claim, asked_of: tuple[PeopleArrays, Rules, Policy], stated: IntArray
) -> IntArray:
    """Do what `check_pairs` does for everybody at once; return each mentee's eligible mentors."""
    arrays, _, policy = asked_of
    check = import_module("matchmaker.matching.certificate.compiled")
    is_free = given.fixed < 0
    waiting = 1 + np.searchsorted(np.unique(given.priority), given.priority)
    seen = check.look_at_all_pairs(
        *asked_of,
        check.Asked(
            is_free=is_free,
            own=claim.mentor_of,
            price=claim.price,
            tie_price=claim.tie_price,
            claim=waiting * claim.class_value,
            tie_state=tie_states(given.mentee_ids, claim.seed),
            tie_bits=TIE_BITS,
        ),
    )
    has_mentor = claim.mentor_of >= 0
    for row in np.flatnonzero(is_free & has_mentor & (seen.units < 0))[:1]:
        raise FaultError(f"{given.name(row, claim.mentor_of[row])} is not a candidate")
    units = np.where(has_mentor, seen.units, 0)
    locked = np.flatnonzero(~is_free)
    units[locked] = units_of_pairs(arrays, policy.weights, locked, given.fixed[locked])
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
