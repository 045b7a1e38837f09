"""Proves that an answer is the best one, or names the first fault. Shares nothing with the solver.

The proof is linear-programming duality. Give each place of a mentor a price. Then no matching is
worth more than all places at their prices plus what each mentee gains at best at these prices; an
answer that reaches this bound is best, whatever way it was found. It reaches it if and only if
every price is 0 or more, a mentor with a free place has price 0, and each mentee has, among all
candidates and having none, what gains most (complementary slackness).
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.arrays import IntArray, arrays_of
from matchmaker.matching.assignment import Assignment
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.eligible import eligible_pairs
from matchmaker.matching.floor import Floor, fault_in_floor, restricted
from matchmaker.matching.objective import Objective, tie_breaks
from matchmaker.matching.objectives import points_first
from matchmaker.matching.people import People
from matchmaker.matching.policy import Policy
from matchmaker.matching.result import Matching
from matchmaker.matching.rules import rules_of
from matchmaker.matching.validation import check_input, check_locks


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
    """
    check_input(people, policy)
    arrays = arrays_of(people)
    rules = rules_of(people, policy, arrays)
    check_locks(people, arrays, rules)
    graph = eligible_pairs(people, arrays, rules, policy)
    try:
        mentor_of = _positions(graph, matching)
        _check_units(graph, mentor_of, matching)
        if matching.prices.mentor_ids != tuple(graph.mentor_ids.tolist()):
            raise _FaultError("the prices are not those of these mentors")
        price = np.array(matching.prices.prices, dtype=np.int64)
        objective = Objective(
            matching.prices.class_value,
            matching.prices.unit_value,
            matching.prices.tie_bits,
            policy.seed,
        )
        _check_for(policy, graph, mentor_of, price, objective, arrays.priority, matching.floor)
    except _FaultError as fault:
        return _verdict(graph, len(matching.pairs), str(fault))
    return _verdict(graph, len(matching.pairs), None)


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
    try:
        _check(
            graph,
            assignment.mentor_of,
            assignment.price,
            assignment.objective,
            np.asarray(claims, dtype=np.int64),
        )
    except _FaultError as fault:
        return _verdict(graph, assignment.n_matched, str(fault))
    return _verdict(graph, assignment.n_matched, None)


def _check(
    graph: CandidateGraph,
    mentor_of: IntArray,
    price: IntArray,
    objective: Objective,
    priority: IntArray,
) -> None:
    own = _check_feasible(graph, mentor_of)
    _check_scales(graph, objective, priority)
    _check_prices(graph, mentor_of, price)
    _check_choices(graph, own, price, objective, priority)


def _check_for(
    policy: Policy,
    graph: CandidateGraph,
    mentor_of: IntArray,
    price: IntArray,
    objective: Objective,
    priority: IntArray,
    floor: Floor | None,
) -> None:
    """Check the answer on the graph that the policy's objective poses (see `objectives`)."""
    if policy.objective == "fair":
        fault = fault_in_floor(graph, mentor_of, floor)
        if fault or floor is None:
            raise _FaultError(fault)
        _check(restricted(graph, floor.units), mentor_of, price, objective, priority)
    elif policy.objective == "best_score":
        wide = points_first(graph, priority)
        whose = np.where(mentor_of < 0, graph.n_mentors, mentor_of)
        _check(wide, whose, np.append(price, 0), objective, np.zeros_like(priority))
    else:
        _check(graph, mentor_of, price, objective, priority)


def _positions(graph: CandidateGraph, matching: Matching) -> IntArray:
    """Return each mentee's mentor by position, having seen that each mentee occurs once."""
    row_of = {mentee_id: row for row, mentee_id in enumerate(graph.mentee_ids.tolist())}
    column_of = {mentor_id: column for column, mentor_id in enumerate(graph.mentor_ids.tolist())}
    paired = [pair.mentee_id for pair in matching.pairs]
    seen = Counter([*paired, *(mentee.mentee_id for mentee in matching.unmatched)])
    for mentee_id in sorted(row_of.keys() | seen.keys()):
        if mentee_id not in row_of:
            raise _FaultError(f"mentee {mentee_id} is not of this round")
        if seen[mentee_id] != 1:
            raise _FaultError(f"mentee {mentee_id} appears {seen[mentee_id]} times, not once")
    mentor_of = np.full(graph.n_mentees, -1, dtype=np.int64)
    for pair in matching.pairs:
        if pair.mentor_id not in column_of:
            raise _FaultError(f"mentor {pair.mentor_id} is not of this round")
        mentor_of[row_of[pair.mentee_id]] = column_of[pair.mentor_id]
    return mentor_of


def _check_units(graph: CandidateGraph, mentor_of: IntArray, matching: Matching) -> None:
    chosen = mentor_of[graph.mentee] == graph.mentor
    ids = graph.mentee_ids[graph.mentee[chosen]].tolist()
    units = dict(zip(ids, graph.units[chosen].tolist(), strict=True))
    for pair in matching.pairs:
        if pair.mentee_id in units and pair.units != units[pair.mentee_id]:
            raise _FaultError(
                f"mentee {pair.mentee_id}: {pair.units} units, not {units[pair.mentee_id]}"
            )


def _check_feasible(graph: CandidateGraph, mentor_of: IntArray) -> IntArray:
    """Return each mentee's own entry (-1 for none), having seen that all rules hold."""
    if mentor_of.shape != (graph.n_mentees,):
        raise _FaultError(f"answers for {mentor_of.shape}, not for {graph.n_mentees} mentees")
    entries = np.flatnonzero(mentor_of[graph.mentee] == graph.mentor)
    own = np.full(graph.n_mentees, -1, dtype=np.int64)
    own[graph.mentee[entries]] = entries
    for row in np.flatnonzero((own < 0) & (mentor_of != -1))[:1]:
        raise _FaultError(f"{_pair(graph, row, mentor_of[row])} is not a candidate")
    for row in np.flatnonzero((graph.fixed >= 0) & (graph.fixed != mentor_of))[:1]:
        raise _FaultError(f"{_pair(graph, row, graph.fixed[row])} is locked, and not kept")
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=graph.n_mentors)
    for column in np.flatnonzero(taken > graph.capacity)[:1]:
        raise _FaultError(
            f"mentor {graph.mentor_ids[column]} has {taken[column]} mentees for "
            f"{graph.capacity[column]} places"
        )
    return own


def _check_scales(graph: CandidateGraph, objective: Objective, priority: IntArray) -> None:
    """See that the scales are so far apart that nothing lower outweighs anything higher."""
    places = int(graph.capacity.sum()) - int((graph.fixed >= 0).sum())
    k = 1 + min(graph.n_mentees, places)
    if objective.tie_bits < 0 or objective.unit_value <= k * 2**objective.tie_bits:
        raise _FaultError(
            f"a unit ({objective.unit_value}) does not outweigh the ties of {k} pairs"
        )
    largest = (1 + int(np.abs(graph.units).max(initial=0))) * objective.unit_value
    if objective.class_value < 2 * k * largest:
        raise _FaultError(f"a place ({objective.class_value}) does not outweigh {k} scores")
    if objective.class_value * (1 + len(np.unique(priority))) >= 2**62:
        raise _FaultError("the scales exceed 64 bits")


def _check_prices(graph: CandidateGraph, mentor_of: IntArray, price: IntArray) -> None:
    if price.shape != (graph.n_mentors,):
        raise _FaultError(f"{price.size} prices for {graph.n_mentors} mentors")
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=graph.n_mentors)
    for column in np.flatnonzero((price < 0) | (price >= 2**62))[:1]:
        raise _FaultError(f"mentor {graph.mentor_ids[column]}: price {price[column]}")
    for column in np.flatnonzero((price > 0) & (taken < graph.capacity))[:1]:
        raise _FaultError(f"mentor {graph.mentor_ids[column]} has a free place, and yet a price")


def _check_choices(
    graph: CandidateGraph,
    own: IntArray,
    price: IntArray,
    objective: Objective,
    priority: IntArray,
) -> None:
    """See that no mentee, except by a lock, would gain more elsewhere, or by having no mentor."""
    waiting = np.searchsorted(np.unique(priority), priority)
    for row in np.flatnonzero(graph.fixed < 0).tolist():
        span = graph.candidates_of(row)
        mentors = graph.mentor[span]
        ties = tie_breaks(
            graph.mentee_ids[row : row + 1],
            graph.mentor_ids[mentors],
            objective.seed,
            objective.tie_bits,
        )
        worth = (1 + waiting[row]) * objective.class_value + ties
        gain = worth + graph.units[span] * objective.unit_value - price[mentors]
        has = 0 if own[row] < 0 else int(gain[own[row] - span.start])
        if has < 0:
            raise _FaultError(f"mentee {graph.mentee_ids[row]} costs more than the match is worth")
        if gain.size and gain.max() > has:
            better = mentors[int(gain.argmax())]
            raise _FaultError(f"{_pair(graph, row, better)} would be better at these prices")


def _pair(graph: CandidateGraph, row: int, column: int) -> str:
    known = 0 <= column < graph.n_mentors
    mentor_id = graph.mentor_ids[column] if known else column
    return f"mentee {graph.mentee_ids[row]} with mentor {mentor_id}"


def _verdict(graph: CandidateGraph, matched: int, fault: str | None) -> Verdict:
    return Verdict(fault, graph.n_mentees, graph.n_pairs, matched)
