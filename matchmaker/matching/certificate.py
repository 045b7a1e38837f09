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

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.arrays import IntArray, PeopleArrays, arrays_of
from matchmaker.matching.assignment import Assignment
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.claimed import (
    Claim,
    FaultError,
    Round,
    check_counts,
    check_scale,
    claim_of,
    round_of,
    stated_units,
)
from matchmaker.matching.eligible import eligible_pairs
from matchmaker.matching.explain import units_of_pairs
from matchmaker.matching.floor import fault_in_floor, restricted
from matchmaker.matching.means import compiled_check, is_large_round
from matchmaker.matching.objective import TIE_BITS, Objective, tie_breaks, tie_states
from matchmaker.matching.objectives import points_first
from matchmaker.matching.people import People
from matchmaker.matching.policy import Policy
from matchmaker.matching.result import Matching
from matchmaker.matching.rules import Rules, rules_of
from matchmaker.matching.scoring import FULL, score
from matchmaker.matching.validation import check_input, check_locks

PAIRS_A_BLOCK: Final = 1_000_000


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


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """All eligible pairs of the mentees ``first`` to ``last``, sorted by mentee."""

    first: int
    last: int
    row: IntArray
    column: IntArray
    units: IntArray


def verify(
    people: People, policy: Policy, matching: Matching, *, is_large: bool | None = None
) -> Verdict:
    """Check a matching against the people and the policy it was made for.

    Parameters
    ----------
    people : People
    policy : Policy
    matching : Matching
    is_large : bool, optional
        Whether to use the compiled check; by the number of mentees if not given.

    Returns
    -------
    Verdict
        Proved, or with the first fault.

    Raises
    ------
    InvalidInput
        If people or policy themselves contradict.

    Notes
    -----
    O(mentees x mentors x words) time; memory for one block of pairs. The compiled check works out
    rules and scores with arithmetic of its own.
    """
    check_input(people, policy)
    arrays = arrays_of(people)
    rules = rules_of(people, policy, arrays)
    check_locks(people, arrays, rules)
    given = round_of(people, arrays)
    if policy.objective != "coverage":
        graph = eligible_pairs(people, arrays, rules, policy)
        fault = _fault_by_objective(policy, graph, given, matching)
        return Verdict(fault, graph.n_mentees, graph.n_pairs, len(matching.pairs))
    seen = 0
    try:
        claim = claim_of(given, matching, policy.seed)
        check_scale(given, matching.prices.class_value // matching.prices.unit_value, FULL)
        check_counts(given, claim)
        stated = stated_units(given, matching)
        if is_large_round(len(given.mentee_ids), is_large):
            seen = _check_compiled(given, claim, (arrays, rules, policy), stated)
            return Verdict(None, len(given.mentee_ids), seen, len(matching.pairs))
        for pairs in _blocks(arrays, rules, policy, given.fixed):
            seen += len(pairs.row)
            _check_pairs(given, claim, pairs, stated)
    except FaultError as fault:
        return Verdict(str(fault), len(given.mentee_ids), seen, len(matching.pairs))
    return Verdict(None, len(given.mentee_ids), seen, len(matching.pairs))


def _fault_by_objective(
    policy: Policy, graph: CandidateGraph, given: Round, matching: Matching
) -> str | None:
    """Check an answer on the graph that the policy's objective poses (see `objectives`)."""
    try:
        claim = claim_of(given, matching, policy.seed)
        stated = stated_units(given, matching)
    except FaultError as fault:
        return str(fault)
    is_own = claim.mentor_of[graph.mentee] == graph.mentor
    units = np.zeros(graph.n_mentees, dtype=np.int64)
    units[graph.mentee[is_own]] = graph.units[is_own]
    for row in np.flatnonzero(units != stated)[:1]:
        return f"mentee {graph.mentee_ids[row]}: {stated[row]} units, not {units[row]}"
    if policy.objective == "fair":
        fault_of_floor = fault_in_floor(graph, claim.mentor_of, matching.floor)
        if fault_of_floor or matching.floor is None:
            return fault_of_floor
        asked, claims = restricted(graph, matching.floor.units), given.priority
        whose, prices = claim.mentor_of, (claim.price, claim.tie_price)
    else:
        asked, claims = points_first(graph, given.priority), np.zeros_like(given.priority)
        whose = np.where(claim.mentor_of < 0, graph.n_mentors, claim.mentor_of)
        prices = (np.append(claim.price, 0), np.append(claim.tie_price, 0))
    scale = Objective(claim.class_value, claim.seed)
    return verify_assignment(asked, Assignment(whose, *prices, 0, scale), claims).fault


def verify_assignment(
    graph: CandidateGraph, assignment: Assignment, priority: ArrayLike | None = None
) -> Verdict:
    """Check an assignment against the graph and the priorities it was made for.

    Examples
    --------
    >>> from matchmaker.matching.assignment import assign
    >>> graph = CandidateGraph.from_edges(2, 1, 1, [0, 1], [0, 0], [10, 90])
    >>> verify_assignment(graph, assign(graph)).is_proved
    True
    """
    claims = np.zeros(graph.n_mentees, dtype=np.int64) if priority is None else priority
    given = Round(
        graph.mentee_ids,
        graph.mentor_ids,
        graph.capacity,
        np.asarray(claims, dtype=np.int64),
        graph.fixed,
    )
    claim = Claim(
        assignment.mentor_of,
        assignment.price,
        assignment.tie_price,
        assignment.objective.class_value,
        assignment.objective.seed,
    )
    fault = None
    try:
        check_scale(given, claim.class_value, int(np.abs(graph.units).max(initial=0)))
        check_counts(given, claim)
        everything = _Pairs(0, graph.n_mentees, graph.mentee, graph.mentor, graph.units)
        _check_pairs(given, claim, everything, None)
    except FaultError as first:
        fault = str(first)
    return Verdict(fault, graph.n_mentees, graph.n_pairs, assignment.n_matched)


def _blocks(
    arrays: PeopleArrays, rules: Rules, policy: Policy, fixed: IntArray
) -> Iterator[_Pairs]:
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
        yield _Pairs(block.start, block.stop, row + first, column, units)


def _check_pairs(given: Round, claim: Claim, pairs: _Pairs, stated: IntArray | None) -> None:
    """See that these mentees have eligible mentors, and would gain more with nobody else."""
    own_of = claim.mentor_of[pairs.first : pairs.last]
    is_own = claim.mentor_of[pairs.row] == pairs.column
    own = np.full(len(own_of), -1, dtype=np.int64)
    own[pairs.row[is_own] - pairs.first] = np.flatnonzero(is_own)
    for at in np.flatnonzero((own < 0) & (own_of >= 0))[:1]:
        raise FaultError(f"{given.name(pairs.first + at, own_of[at])} is not a candidate")
    if stated is not None:
        units = np.where(own >= 0, pairs.units[own] if len(pairs.row) else 0, 0)
        for at in np.flatnonzero(units != stated[pairs.first : pairs.last])[:1]:
            row = pairs.first + at
            raise FaultError(
                f"mentee {given.mentee_ids[row]}: {stated[row]} units, not {units[at]}"
            )
    is_free = given.fixed[pairs.row] < 0
    row, column = pairs.row[is_free], pairs.column[is_free]
    rank = 1 + np.searchsorted(np.unique(given.priority), given.priority[row])
    gain = rank * claim.class_value + pairs.units[is_free] - claim.price[column]
    _check_gains(given, claim, pairs.first, (row, column, gain), own_of)


def _check_gains(
    given: Round,
    claim: Claim,
    first: int,
    pairs: tuple[IntArray, IntArray, IntArray],
    own_of: IntArray,
) -> None:
    row, column, gain = pairs
    at = row - first
    has, tie_has = (np.zeros(len(own_of), dtype=np.int64) for _ in range(2))
    is_own = own_of[at] == column
    has[at[is_own]] = gain[is_own]
    tie_has[at[is_own]] = _tie_gains(given, claim, row[is_own], column[is_own])
    for position in np.flatnonzero((has < 0) | ((has == 0) & (tie_has < 0)))[:1]:
        raise FaultError(
            f"mentee {given.mentee_ids[first + position]} costs more than the match is worth"
        )
    is_close = gain >= has[at]
    row, column, gain, at = row[is_close], column[is_close], gain[is_close], at[is_close]
    is_better = gain > has[at]
    is_better |= _tie_gains(given, claim, row, column) > tie_has[at]
    for entry in np.flatnonzero(is_better)[:1]:
        raise FaultError(f"{given.name(row[entry], column[entry])} would be better at these prices")


def _tie_gains(given: Round, claim: Claim, row: IntArray, column: IntArray) -> IntArray:
    ties = tie_breaks(given.mentee_ids[row], given.mentor_ids[column], claim.seed)
    return ties - claim.tie_price[column]


def _check_compiled(
    given: Round, claim: Claim, asked_of: tuple[PeopleArrays, Rules, Policy], stated: IntArray
) -> int:
    """Do what `_check_pairs` does for everybody at once; return the number of eligible pairs."""
    arrays, _, policy = asked_of
    check = compiled_check()
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
    return int(seen.eligible.sum()) + len(locked)
