"""The two questions that large rounds are asked: about people, and about a given graph."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching.assignment.assignment import Assignment
from matchmaker.matching.assignment.compiled.engine import Answer, Problem, solve
from matchmaker.matching.assignment.compiled.features import Features, features_of
from matchmaker.matching.assignment.compiled.pricing import (
    DEAREST,
    Found,
    Ties,
    best_pairs,
    best_ties,
)
from matchmaker.matching.assignment.compiled.shortlist import NONE, Shortlist
from matchmaker.matching.assignment.compiled.tables import forbidden_of
from matchmaker.matching.assignment.objective import (
    Objective,
    objective_of,
    ranks_of,
    tie_states,
    unpacked,
)
from matchmaker.matching.candidates.arrays import PeopleArrays, positions_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.rules import Rules
from matchmaker.matching.candidates.scoring import units_of_pairs
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import FULL, MOST_ALTERNATIVES, Matching

FIRST_SEEN: Final = 12
"""Best candidates of each mentee, to begin with and to explain the answer."""
SEEN: Final = 6
"""The same where they serve only to explain."""
SAMPLED_FROM: Final = 4_000
"""Mentors from whom on a round begins with the prices of a sample."""
SAMPLED_FROM_IF_MANY: Final = 1_000
"""The same where there is more than one mentor for two mentees: places there are few a mentor."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a change of the round may leave as it was. Only time is saved by it."""

    features: Features
    is_offered: BoolArray
    fixed: IntArray
    shown: Shortlist
    answer: Answer


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The answer for people, and what is needed to explain it.

    ``graph`` holds the best candidates of each mentee and the pairs of the answer; ``eligible`` is
    how many candidates each mentee has in all; ``level`` is the price of each mentor in claims:
    mentees left over, and those seated with mentors of their level or a higher one, can turn to
    nobody else (König's theorem).
    """

    assignment: Assignment
    graph: CandidateGraph
    eligible: IntArray
    level: IntArray
    kept: Kept


def solve_people(
    people: People,
    policy: Policy,
    arrays: PeopleArrays,
    rules: Rules,
    start: Matching | Solved | None,
) -> Solved:
    """Return the best answer over all eligible pairs.

    ``start`` is an answer for similar people; of a `Solved` one, policy and people must be the
    same, apart from places, locks and forbidden pairs.
    """
    before = start if isinstance(start, Solved) else None
    fixed = np.full(len(arrays.mentee_ids), -1, dtype=np.int64)
    rows, columns = positions_of(arrays, people.locked)
    fixed[rows] = columns
    features = _features(arrays, rules, policy, before)
    free = arrays.places - np.bincount(columns, minlength=len(arrays.places))
    is_free = arrays.mentee_available & (fixed < 0)
    is_offered = arrays.mentor_available & (arrays.places > 0)
    is_sampled = start is None and _is_sampled(int(is_free.sum()), int(is_offered.sum()))
    rows = np.flatnonzero(is_free & _is_changed(features, is_offered, fixed, before))
    seen = SEEN if is_sampled or start is not None else FIRST_SEEN
    shown, known, total = _looked_at(arrays, policy, features, is_offered, rows, seen)
    eligible = np.zeros(len(fixed), dtype=np.int64) if before is None else before.eligible.copy()
    eligible[rows] = total
    eligible[fixed >= 0] = 1
    if before is not None:
        known = known.and_those_of(_still_allowed(before, features, is_free))
        is_same = is_free.copy()
        is_same[rows] = False
        shown = shown.and_those_of(before.kept.shown.where(is_same[before.kept.shown.row]))
    problem = Problem(
        rows=np.flatnonzero(is_free),
        places=np.where(arrays.mentor_available, free, 0),
        claim=ranks_of(arrays.priority),
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        seed=policy.seed,
        features=features,
        pairs=NONE if is_sampled else known,
    )
    objective = objective_of(
        len(fixed), max(0, int(free.sum())), FULL, arrays.priority, policy.seed
    )
    answer = solve(problem, _answer_of(arrays, start))
    answer.claim_price[~arrays.mentor_available] = 0
    mentor_of = np.where(fixed >= 0, fixed, answer.mentor_of)
    units = answer.units.copy()
    locked = np.flatnonzero(fixed >= 0)
    units[locked] = units_of_pairs(arrays, policy.weights, locked, fixed[locked])
    matched = np.flatnonzero(mentor_of >= 0)
    graph = _graph_of(arrays, shown.with_more(matched, mentor_of[matched], units[matched]), fixed)
    assignment = _assignment(answer, mentor_of, int(units[matched].sum()), objective)
    kept = Kept(features, is_offered, fixed, shown, answer)
    return Solved(assignment, graph, eligible, answer.claim_price, kept)


def _is_sampled(n_mentees: int, n_mentors: int) -> bool:
    is_many = 2 * n_mentors > n_mentees
    return n_mentors >= (SAMPLED_FROM_IF_MANY if is_many else SAMPLED_FROM)


def _features(
    arrays: PeopleArrays, rules: Rules, policy: Policy, before: Solved | None
) -> Features:
    if before is None:
        return features_of(arrays, rules, policy.weights)
    return before.kept.features.with_forbidden(forbidden_of(arrays, rules))


def _is_changed(
    features: Features, is_offered: BoolArray, fixed: IntArray, before: Solved | None
) -> BoolArray:
    """Return which mentees may have other candidates than before."""
    if before is None or not np.array_equal(is_offered, before.kept.is_offered):
        return np.ones(len(fixed), dtype=np.bool_)
    is_changed: BoolArray = fixed != before.kept.fixed
    now, then = features.forbidden_pairs(), before.kept.features.forbidden_pairs()
    is_changed[np.setxor1d(now, then, assume_unique=True) // max(1, features.n_mentors)] = True
    return is_changed


def _still_allowed(before: Solved, features: Features, is_free: BoolArray) -> Shortlist:
    """Return the pairs known before that are not forbidden now."""
    pairs = before.kept.answer.pairs
    pairs = pairs.where(is_free[pairs.row])
    key = pairs.row.astype(np.int64) * features.n_mentors + pairs.column
    return pairs.where(np.isin(key, features.forbidden_pairs(), invert=True))


def best_candidates(
    policy: Policy, arrays: PeopleArrays, rules: Rules, most: int
) -> CandidateGraph:
    """Return a graph of the best candidates of each mentee; locks are not looked at."""
    features = features_of(arrays, rules, policy.weights)
    rows = np.flatnonzero(arrays.mentee_available)
    price = np.where(arrays.mentor_available & (arrays.places > 0), 0, DEAREST)
    found = best_pairs(features, rows, price, np.full(len(rows), -1), most)
    pairs = Shortlist.of(found.mentee, found.mentor, found.units)
    return _graph_of(arrays, pairs, np.full(len(arrays.mentee_ids), -1, dtype=np.int64))


def solve_graph(graph: CandidateGraph, priority: IntArray, objective: Objective) -> Assignment:
    """Return the best answer for a graph of which all pairs are known."""
    problem = Problem(
        rows=np.flatnonzero(graph.fixed < 0),
        places=graph.free_capacity,
        claim=ranks_of(priority),
        mentee_ids=graph.mentee_ids,
        mentor_ids=graph.mentor_ids,
        seed=objective.seed,
        features=None,
        pairs=Shortlist.of(graph.mentee, graph.mentor, graph.units).where(
            graph.fixed[graph.mentee] < 0
        ),
    )
    answer = solve(problem)
    mentor_of = np.where(graph.fixed >= 0, graph.fixed, answer.mentor_of)
    is_own = mentor_of[graph.mentee] == graph.mentor
    return _assignment(answer, mentor_of, int(graph.units[is_own].sum()), objective)


def _assignment(
    answer: Answer, mentor_of: IntArray, units: int, objective: Objective
) -> Assignment:
    price = answer.claim_price * objective.class_value + answer.unit_price
    return Assignment(mentor_of, price, answer.tie_price, units, objective)


def _answer_of(arrays: PeopleArrays, start: Matching | Solved | None) -> Answer | None:
    """Return an earlier answer by the positions of these people; who is new starts from nothing."""
    if start is None:
        return None
    if isinstance(start, Solved):
        return start.kept.answer
    row_of = {mentee_id: row for row, mentee_id in enumerate(arrays.mentee_ids.tolist())}
    column_of = {mentor_id: column for column, mentor_id in enumerate(arrays.mentor_ids.tolist())}
    mentor_of = np.full(len(row_of), -1, dtype=np.int64)
    units_of = np.zeros(len(row_of), dtype=np.int64)
    for pair in start.pairs:
        if pair.mentee_id in row_of and not pair.is_locked:
            mentor_of[row_of[pair.mentee_id]] = column_of.get(pair.mentor_id, -1)
            units_of[row_of[pair.mentee_id]] = pair.units
    worth, tie = unpacked(start.prices.prices, start.prices.unit_value)
    scale = start.prices.class_value // start.prices.unit_value
    claims = (worth + scale // 2) // scale
    units = worth - claims * scale
    known = [
        (column_of[mentor_id], number)
        for number, mentor_id in enumerate(start.prices.mentor_ids)
        if mentor_id in column_of
    ]
    at, number = np.array(known, dtype=np.int64).reshape(-1, 2).T
    prices = np.zeros((3, len(column_of)), dtype=np.int64)
    prices[:, at] = np.stack((claims, units, tie))[:, number]
    return Answer(mentor_of, units_of, *prices)


def _looked_at(
    arrays: PeopleArrays,
    policy: Policy,
    features: Features,
    is_offered: BoolArray,
    rows: IntArray,
    seen: int,
) -> tuple[Shortlist, Shortlist, IntArray]:
    """Return the best pairs of some mentees: all that explanations need, those to solve on, counts.

    The first are at least `MOST_ALTERNATIVES` and one of each, the very first by score and ties.
    """
    price = np.where(is_offered, 0, DEAREST)
    asked = (features, price)
    found = best_pairs(features, rows, price, np.full(len(rows), -1), seen, is_counted=True)
    known = Shortlist.of(found.mentee, found.mentor, found.units)
    return (
        known.with_more(*_tied_at_the_end(arrays, policy, asked, (rows, found), seen)),
        known,
        found.total,
    )


def _graph_of(arrays: PeopleArrays, pairs: Shortlist, fixed: IntArray) -> CandidateGraph:
    return CandidateGraph(
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        capacity=arrays.places,
        start=pairs.start(len(fixed)),
        mentor=pairs.column.astype(np.int64),
        units=pairs.value,
        fixed=fixed,
    )


def _tied_at_the_end(
    arrays: PeopleArrays,
    policy: Policy,
    asked: tuple[Features, IntArray],
    looked_at: tuple[IntArray, Found],
    seen: int,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return more pairs where some that are not kept score as those shown, first by the ties."""
    features, price = asked
    rows, found = looked_at
    is_long = found.total > seen
    units = found.units[np.repeat(is_long, np.minimum(found.total, seen))].reshape(-1, seen)
    rows = rows[is_long]
    is_tied = units[:, MOST_ALTERNATIVES] == units[:, -1]
    rows, gain = rows[is_tied], units[is_tied, -1].astype(np.int64)
    ties = Ties(
        tie_states(arrays.mentee_ids[rows], policy.seed),
        arrays.mentor_ids.astype(np.uint64),
        np.zeros(len(arrays.mentor_ids), dtype=np.int64),
        np.full(len(rows), -1),
    )
    row, column, _ = best_ties(features, rows, price, gain, ties, FIRST_SEEN)
    return row, column, gain[np.searchsorted(rows, row)]
