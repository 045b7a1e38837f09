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

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.arrays import IntArray, PeopleArrays, arrays_of, positions_of
from matchmaker.matching.assignment import Assignment
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.objective import TIE_BITS, tie_breaks, unpacked
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


class _FaultError(Exception):
    """The first thing that is wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """Who takes part, by position; ``fixed`` is the mentor of a lock, -1 for none."""

    mentee_ids: IntArray
    mentor_ids: IntArray
    places: IntArray
    priority: IntArray
    fixed: IntArray

    @property
    def largest_path(self) -> int:
        """Return more than the pairs that two answers can differ by on one alternating path."""
        n_locked = int((self.fixed >= 0).sum())
        return 1 + min(len(self.mentee_ids), int(self.places.sum()) - n_locked)

    def name(self, row: int, column: int) -> str:
        known = 0 <= column < len(self.mentor_ids)
        mentor_id = self.mentor_ids[column] if known else column
        return f"mentee {self.mentee_ids[row]} with mentor {mentor_id}"


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """What is claimed to be best, and the prices that are to prove it."""

    mentor_of: IntArray
    price: IntArray
    tie_price: IntArray
    class_value: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """All eligible pairs of the mentees ``first`` to ``last``, sorted by mentee."""

    first: int
    last: int
    row: IntArray
    column: IntArray
    units: IntArray


def verify(people: People, policy: Policy, matching: Matching) -> Verdict:
    """Check a matching against the people and the policy it was made for.

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
    O(mentees x mentors x words) time; memory for one block of pairs.
    """
    check_input(people, policy)
    arrays = arrays_of(people)
    rules = rules_of(people, policy, arrays)
    check_locks(people, arrays, rules)
    given = _round_of(people, arrays)
    seen = 0
    try:
        claim = _claim_of(given, matching, policy.seed)
        _check_scale(given, matching.prices.class_value // matching.prices.unit_value, FULL)
        _check_counts(given, claim)
        stated = _stated_units(given, matching)
        for pairs in _blocks(arrays, rules, policy, given.fixed):
            seen += len(pairs.row)
            _check_pairs(given, claim, pairs, stated)
    except _FaultError as fault:
        return Verdict(str(fault), len(given.mentee_ids), seen, len(matching.pairs))
    return Verdict(None, len(given.mentee_ids), seen, len(matching.pairs))


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
    given = _Round(
        graph.mentee_ids,
        graph.mentor_ids,
        graph.capacity,
        np.asarray(claims, dtype=np.int64),
        graph.fixed,
    )
    claim = _Claim(
        assignment.mentor_of,
        assignment.price,
        assignment.tie_price,
        assignment.objective.class_value,
        assignment.objective.seed,
    )
    fault = None
    try:
        _check_scale(given, claim.class_value, int(np.abs(graph.units).max(initial=0)))
        _check_counts(given, claim)
        everything = _Pairs(0, graph.n_mentees, graph.mentee, graph.mentor, graph.units)
        _check_pairs(given, claim, everything, None)
    except _FaultError as first:
        fault = str(first)
    return Verdict(fault, graph.n_mentees, graph.n_pairs, assignment.n_matched)


def _round_of(people: People, arrays: PeopleArrays) -> _Round:
    fixed = np.full(len(arrays.mentee_ids), -1, dtype=np.int64)
    rows, columns = positions_of(arrays, people.locked)
    fixed[rows] = columns
    return _Round(arrays.mentee_ids, arrays.mentor_ids, arrays.places, arrays.priority, fixed)


def _claim_of(given: _Round, matching: Matching, seed: int) -> _Claim:
    mentor_of = _positions(given, matching)
    prices = matching.prices
    if prices.mentor_ids != tuple(given.mentor_ids.tolist()):
        raise _FaultError("the prices are not those of these mentors")
    if len(prices.prices) != len(prices.mentor_ids):
        raise _FaultError(f"{len(prices.prices)} prices for {len(prices.mentor_ids)} mentors")
    if prices.tie_bits != TIE_BITS:
        raise _FaultError(f"ties of {prices.tie_bits} bits, not {TIE_BITS}")
    if not given.largest_path * 2**TIE_BITS < prices.unit_value < 2**63:
        raise _FaultError(f"a unit ({prices.unit_value}) does not outweigh the ties")
    try:
        worth, tie = unpacked(prices.prices, prices.unit_value)
    except OverflowError:
        raise _FaultError("the prices exceed 64 bits") from None
    return _Claim(mentor_of, worth, tie, prices.class_value // prices.unit_value, seed)


def _positions(given: _Round, matching: Matching) -> IntArray:
    """Return each mentee's mentor by position, having seen that each mentee occurs once."""
    row_of = {mentee_id: row for row, mentee_id in enumerate(given.mentee_ids.tolist())}
    column_of = {mentor_id: column for column, mentor_id in enumerate(given.mentor_ids.tolist())}
    paired = [pair.mentee_id for pair in matching.pairs]
    seen = Counter([*paired, *(mentee.mentee_id for mentee in matching.unmatched)])
    for mentee_id in sorted(row_of.keys() | seen.keys()):
        if mentee_id not in row_of:
            raise _FaultError(f"mentee {mentee_id} is not of this round")
        if seen[mentee_id] != 1:
            raise _FaultError(f"mentee {mentee_id} appears {seen[mentee_id]} times, not once")
    mentor_of = np.full(len(given.mentee_ids), -1, dtype=np.int64)
    for pair in matching.pairs:
        if pair.mentor_id not in column_of:
            raise _FaultError(f"mentor {pair.mentor_id} is not of this round")
        mentor_of[row_of[pair.mentee_id]] = column_of[pair.mentor_id]
    return mentor_of


def _stated_units(given: _Round, matching: Matching) -> IntArray:
    """Return the score that the answer states for each mentee, shape (n_mentees,)."""
    units = {pair.mentee_id: pair.units for pair in matching.pairs}
    return np.array([units.get(mentee, 0) for mentee in given.mentee_ids.tolist()], dtype=np.int64)


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


def _check_scale(given: _Round, class_value: int, largest_units: int) -> None:
    """See that a place in the order of waiting outweighs all scores of a path."""
    k = given.largest_path
    if class_value < 2 * k * (1 + largest_units):
        raise _FaultError(f"a place ({class_value}) does not outweigh {k} scores")
    if class_value * (1 + len(np.unique(given.priority))) >= 2**62:
        raise _FaultError("the scales exceed 64 bits")


def _check_counts(given: _Round, claim: _Claim) -> None:
    """See that locks and places are kept, and that only full mentors have a price."""
    if claim.mentor_of.shape != given.mentee_ids.shape:
        raise _FaultError(
            f"answers for {claim.mentor_of.shape}, not for {len(given.mentee_ids)} mentees"
        )
    for row in np.flatnonzero((claim.mentor_of < -1) | (claim.mentor_of >= len(given.mentor_ids)))[
        :1
    ]:
        raise _FaultError(f"{given.name(row, claim.mentor_of[row])} is not a candidate")
    for row in np.flatnonzero((given.fixed >= 0) & (given.fixed != claim.mentor_of))[:1]:
        raise _FaultError(f"{given.name(row, given.fixed[row])} is locked, and not kept")
    taken = np.bincount(claim.mentor_of[claim.mentor_of >= 0], minlength=len(given.mentor_ids))
    for column in np.flatnonzero(taken > given.places)[:1]:
        raise _FaultError(
            f"mentor {given.mentor_ids[column]} has {taken[column]} mentees for "
            f"{given.places[column]} places"
        )
    for prices in (claim.price, claim.tie_price):
        if prices.shape != given.mentor_ids.shape:
            raise _FaultError(f"{prices.size} prices for {len(given.mentor_ids)} mentors")
    is_negative = (claim.price < 0) | ((claim.price == 0) & (claim.tie_price < 0))
    for column in np.flatnonzero(is_negative | (claim.price >= 2**62))[:1]:
        raise _FaultError(f"mentor {given.mentor_ids[column]}: price {claim.price[column]}")
    has_price = (claim.price != 0) | (claim.tie_price != 0)
    for column in np.flatnonzero(has_price & (taken < given.places))[:1]:
        raise _FaultError(f"mentor {given.mentor_ids[column]} has a free place, and yet a price")


def _check_pairs(given: _Round, claim: _Claim, pairs: _Pairs, stated: IntArray | None) -> None:
    """See that these mentees have eligible mentors, and would gain more with nobody else."""
    own_of = claim.mentor_of[pairs.first : pairs.last]
    is_own = claim.mentor_of[pairs.row] == pairs.column
    own = np.full(len(own_of), -1, dtype=np.int64)
    own[pairs.row[is_own] - pairs.first] = np.flatnonzero(is_own)
    for at in np.flatnonzero((own < 0) & (own_of >= 0))[:1]:
        raise _FaultError(f"{given.name(pairs.first + at, own_of[at])} is not a candidate")
    if stated is not None:
        units = np.where(own >= 0, pairs.units[own] if len(pairs.row) else 0, 0)
        for at in np.flatnonzero(units != stated[pairs.first : pairs.last])[:1]:
            row = pairs.first + at
            raise _FaultError(
                f"mentee {given.mentee_ids[row]}: {stated[row]} units, not {units[at]}"
            )
    is_free = given.fixed[pairs.row] < 0
    row, column = pairs.row[is_free], pairs.column[is_free]
    rank = 1 + np.searchsorted(np.unique(given.priority), given.priority[row])
    gain = rank * claim.class_value + pairs.units[is_free] - claim.price[column]
    _check_gains(given, claim, pairs.first, (row, column, gain), own_of)


def _check_gains(
    given: _Round,
    claim: _Claim,
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
        raise _FaultError(
            f"mentee {given.mentee_ids[first + position]} costs more than the match is worth"
        )
    is_close = gain >= has[at]
    row, column, gain, at = row[is_close], column[is_close], gain[is_close], at[is_close]
    is_better = gain > has[at]
    is_better |= _tie_gains(given, claim, row, column) > tie_has[at]
    for entry in np.flatnonzero(is_better)[:1]:
        raise _FaultError(
            f"{given.name(row[entry], column[entry])} would be better at these prices"
        )


def _tie_gains(given: _Round, claim: _Claim, row: IntArray, column: IntArray) -> IntArray:
    ties = tie_breaks(given.mentee_ids[row], given.mentor_ids[column], claim.seed)
    return ties - claim.tie_price[column]
