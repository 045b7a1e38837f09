"""The two questions that large rounds are asked: about people, and about a given graph."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching.assignment.assignment import Assignment
from matchmaker.matching.assignment.compiled.engine import AssignmentProblem, Seats, solve
from matchmaker.matching.assignment.compiled.features import Features, features_of
from matchmaker.matching.assignment.compiled.pricing import (
    DEAREST,
    BestPairs,
    Ties,
    best_pairs,
    best_ties,
)
from matchmaker.matching.assignment.compiled.shortlist import NONE, Shortlist
from matchmaker.matching.assignment.compiled.tables import forbidden_of
from matchmaker.matching.assignment.scale import (
    Scale,
    ranks_of,
    scale_of,
    tie_states,
)
from matchmaker.matching.assignment.stored_prices import prices_in_parts, seats_of
from matchmaker.matching.candidates.arrays import PeopleArrays, positions_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.candidates.scoring import units_of_pairs
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.limits import Limits
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import FULL, MOST_ALTERNATIVES, Matching

FIRST_SEEN: Final = 12
"""Best candidates of each mentee, to begin with and to explain the answer."""
SEEN: Final = 6
"""The same where they serve only to explain."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a change of the round may leave as it was. Only time is saved by it."""

    features: Features
    is_offered: BoolArray
    fixed: IntArray
    shown: Shortlist
    answer: Seats


@dataclass(frozen=True, slots=True, eq=False)
class CompiledSolution:
    """The answer for people, and what is needed to explain it.

    ``graph`` holds the best candidates of each mentee and the pairs of the answer; ``eligible`` is
    how many candidates each mentee has in all; ``level`` is the price of each mentor in ranks:
    mentees left over, and those seated with mentors of their level or a higher one, can turn to
    nobody else (König's theorem).
    """

    assignment: Assignment
    graph: CandidateGraph
    eligible: IntArray
    level: IntArray
    kept: Kept


def solve_people(problem: Problem, start: Matching | CompiledSolution | None) -> CompiledSolution:
    """Return the best answer over all eligible pairs.

    ``start`` is an answer for similar people; of a `CompiledSolution`, policy and people must be
    the same, apart from places, locks and forbidden pairs.
    """
    before = start if isinstance(start, CompiledSolution) else None
    arrays, policy, fixed = problem.arrays, problem.policy, problem.fixed
    features = _features(problem, before)
    free = arrays.places - np.bincount(fixed[fixed >= 0], minlength=len(arrays.places))
    is_free = arrays.mentee_available & (fixed < 0)
    is_offered = arrays.mentor_available & (arrays.places > 0)
    is_sampled = start is None and _is_sampled(
        int(is_free.sum()), int(is_offered.sum()), problem.limits
    )
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
    asked = AssignmentProblem(
        rows=np.flatnonzero(is_free),
        places=np.where(arrays.mentor_available, free, 0),
        rank=ranks_of(arrays.priority),
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        seed=policy.seed,
        features=features,
        pairs=NONE if is_sampled else known,
        limits=problem.limits,
    )
    scale = scale_of(len(fixed), max(0, int(free.sum())), FULL, arrays.priority, policy.seed)
    answer = solve(asked, _seats_of_start(arrays, start))
    answer.rank_price[~arrays.mentor_available] = 0
    mentor_of = np.where(fixed >= 0, fixed, answer.mentor_of)
    units = answer.units.copy()
    locked = np.flatnonzero(fixed >= 0)
    units[locked] = units_of_pairs(arrays, policy.weights, locked, fixed[locked])
    matched = np.flatnonzero(mentor_of >= 0)
    graph = _graph_of(arrays, shown.with_more(matched, mentor_of[matched], units[matched]), fixed)
    assignment = _assignment(answer, mentor_of, int(units[matched].sum()), scale)
    kept = Kept(features, is_offered, fixed, shown, answer)
    return CompiledSolution(assignment, graph, eligible, answer.rank_price, kept)


def _is_sampled(n_mentees: int, n_mentors: int, limits: Limits) -> bool:
    is_many = 2 * n_mentors > n_mentees
    return n_mentors >= (limits.sampled_from_if_many if is_many else limits.sampled_from)


def _features(problem: Problem, before: CompiledSolution | None) -> Features:
    if before is None:
        return features_of(problem)
    return before.kept.features.with_forbidden(forbidden_of(problem.arrays, problem.rules))


def _is_changed(
    features: Features, is_offered: BoolArray, fixed: IntArray, before: CompiledSolution | None
) -> BoolArray:
    """Return which mentees may have other candidates than before."""
    if before is None or not np.array_equal(is_offered, before.kept.is_offered):
        return np.ones(len(fixed), dtype=np.bool_)
    is_changed: BoolArray = fixed != before.kept.fixed
    now, then = features.forbidden_pairs(), before.kept.features.forbidden_pairs()
    is_changed[np.setxor1d(now, then, assume_unique=True) // max(1, features.n_mentors)] = True
    return is_changed


def _still_allowed(before: CompiledSolution, features: Features, is_free: BoolArray) -> Shortlist:
    """Return the pairs known before that are not forbidden now."""
    pairs = before.kept.answer.pairs
    pairs = pairs.where(is_free[pairs.row])
    key = pairs.row.astype(np.int64) * features.n_mentors + pairs.column
    return pairs.where(np.isin(key, features.forbidden_pairs(), invert=True))


def solve_graph(
    graph: CandidateGraph, priority: IntArray, scale: Scale, limits: Limits
) -> Assignment:
    """Return the best answer for a graph of which all pairs are known."""
    problem = AssignmentProblem(
        rows=np.flatnonzero(graph.fixed < 0),
        places=graph.free_capacity,
        rank=ranks_of(priority),
        mentee_ids=graph.mentee_ids,
        mentor_ids=graph.mentor_ids,
        seed=scale.seed,
        features=None,
        pairs=Shortlist.of(graph.mentee, graph.mentor, graph.units).where(
            graph.fixed[graph.mentee] < 0
        ),
        limits=limits,
    )
    answer = solve(problem)
    mentor_of = np.where(graph.fixed >= 0, graph.fixed, answer.mentor_of)
    is_own = mentor_of[graph.mentee] == graph.mentor
    return _assignment(answer, mentor_of, int(graph.units[is_own].sum()), scale)


def _assignment(answer: Seats, mentor_of: IntArray, units: int, scale: Scale) -> Assignment:
    price = answer.rank_price * scale.class_value + answer.unit_price
    return Assignment(mentor_of, price, answer.tie_price, units, scale)


def _seats_of_start(
    arrays: PeopleArrays, start: Matching | CompiledSolution | None
) -> Seats | None:
    """Return an earlier answer by the positions of these people; who is new starts from nothing."""
    if start is None:
        return None
    if isinstance(start, CompiledSolution):
        return start.kept.answer
    pairs = [pair for pair in start.pairs if not pair.is_locked]
    rows = positions_of(arrays.mentee_ids, [pair.mentee_id for pair in pairs])
    units = np.zeros(len(arrays.mentee_ids), dtype=np.int64)
    units[rows[rows >= 0]] = np.array([pair.units for pair in pairs], dtype=np.int64)[rows >= 0]
    columns = positions_of(arrays.mentor_ids, start.prices.mentor_ids)
    prices = np.zeros((3, len(arrays.mentor_ids)), dtype=np.int64)
    prices[:, columns[columns >= 0]] = np.stack(prices_in_parts(start.prices))[:, columns >= 0]
    return Seats(seats_of(pairs, arrays.mentee_ids, arrays.mentor_ids), units, *prices)


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
    looked_at: tuple[IntArray, BestPairs],
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
