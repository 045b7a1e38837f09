"""The two questions that large rounds are asked: about people, and about a given graph."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching.arrays import IntArray, PeopleArrays, positions_of
from matchmaker.matching.assignment import Assignment
from matchmaker.matching.candidates import CandidateGraph, row_starts
from matchmaker.matching.explain import MOST_ALTERNATIVES, units_of_pairs
from matchmaker.matching.large.engine import Answer, Problem, solve
from matchmaker.matching.large.features import Features, features_of
from matchmaker.matching.large.passes import DEAREST, Found, Ties, best_pairs, best_ties
from matchmaker.matching.large.shortlist import Shortlist
from matchmaker.matching.objective import Objective, objective_of, ranks_of, tie_states, unpacked
from matchmaker.matching.people import People
from matchmaker.matching.policy import Policy
from matchmaker.matching.result import Matching
from matchmaker.matching.rules import Rules
from matchmaker.matching.scoring import FULL

FIRST_SEEN: Final = 24
"""Best candidates of each mentee, to begin with and to explain the answer."""
SEEN: Final = 6
"""The same where they serve only to explain."""
SAMPLED_FROM: Final = 20_000
"""Mentees from whom on a round begins with the prices of a sample."""


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


def solve_people(
    people: People, policy: Policy, arrays: PeopleArrays, rules: Rules, start: Matching | None
) -> Solved:
    """Return the best answer over all eligible pairs; ``start`` is one for similar people."""
    fixed = np.full(len(arrays.mentee_ids), -1, dtype=np.int64)
    rows, columns = positions_of(arrays, people.locked)
    fixed[rows] = columns
    features = features_of(arrays, rules, policy.weights)
    free = arrays.places - np.bincount(columns, minlength=len(arrays.places))
    is_free = arrays.mentee_available & (fixed < 0)
    rows = np.flatnonzero(is_free)
    asked = (features, np.where(arrays.mentor_available & (arrays.places > 0), 0, DEAREST))
    is_sampled = start is None and len(rows) >= SAMPLED_FROM
    seen = SEEN if is_sampled or start is not None else FIRST_SEEN
    found = best_pairs(features, rows, asked[1], np.full(len(rows), -1), seen, is_counted=True)
    known = found.until(0) if is_sampled else found
    problem = Problem(
        rows=rows,
        places=np.where(arrays.mentor_available, free, 0),
        claim=ranks_of(arrays.priority),
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        seed=policy.seed,
        features=features,
        pairs=Shortlist.of(known.mentee, known.mentor, known.units),
    )
    objective = objective_of(
        len(fixed), max(0, int(free.sum())), FULL, arrays.priority, policy.seed
    )
    answer = solve(problem, None if start is None else _answer_of(arrays, start))
    answer.claim_price[~arrays.mentor_available] = 0
    mentor_of = np.where(fixed >= 0, fixed, answer.mentor_of)
    units = answer.units.copy()
    locked = np.flatnonzero(fixed >= 0)
    units[locked] = units_of_pairs(arrays, policy.weights, locked, fixed[locked])
    graph = _shown(arrays, policy, asked, (found, seen), (mentor_of, fixed, units))
    eligible = np.where(fixed >= 0, 1, 0)
    eligible[rows] = found.total
    is_own = mentor_of[graph.mentee] == graph.mentor
    assignment = _assignment(answer, mentor_of, int(graph.units[is_own].sum()), objective)
    return Solved(assignment, graph, eligible, answer.claim_price)


def best_candidates(
    policy: Policy, arrays: PeopleArrays, rules: Rules, most: int
) -> CandidateGraph:
    """Return a graph of the best candidates of each mentee; locks are not looked at."""
    features = features_of(arrays, rules, policy.weights)
    rows = np.flatnonzero(arrays.mentee_available)
    price = np.where(arrays.mentor_available & (arrays.places > 0), 0, DEAREST)
    found = best_pairs(features, rows, price, np.full(len(rows), -1), most)
    pairs = Shortlist.of(found.mentee, found.mentor, found.units)
    return CandidateGraph(
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        capacity=arrays.places,
        start=row_starts(pairs.row, len(arrays.mentee_ids)),
        mentor=pairs.column,
        units=pairs.value,
        fixed=np.full(len(arrays.mentee_ids), -1, dtype=np.int64),
    )


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
        pairs=Shortlist(graph.mentee, graph.mentor, graph.units).where(
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


def _answer_of(arrays: PeopleArrays, start: Matching) -> Answer:
    """Return an earlier answer by the positions of these people; who is new starts from nothing."""
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


def _shown(
    arrays: PeopleArrays,
    policy: Policy,
    asked: tuple[Features, IntArray],
    shown: tuple[Found, int],
    answer: tuple[IntArray, IntArray, IntArray],
) -> CandidateGraph:
    """Return the pairs that explanations show: the best of each mentee, and the answer's own."""
    mentor_of, fixed, units = answer
    found, seen = shown
    tied = _tied_at_the_end(arrays, policy, asked, found, seen)
    matched = np.flatnonzero(mentor_of >= 0)
    pairs = Shortlist.of(
        np.concatenate((found.mentee, tied[0], matched)),
        np.concatenate((found.mentor, tied[1], mentor_of[matched])),
        np.concatenate(
            (
                found.units,
                tied[2],
                units[matched],
            )
        ),
    )
    return CandidateGraph(
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        capacity=arrays.places,
        start=row_starts(pairs.row, len(fixed)),
        mentor=pairs.column,
        units=pairs.value,
        fixed=fixed,
    )


def _tied_at_the_end(
    arrays: PeopleArrays, policy: Policy, asked: tuple[Features, IntArray], found: Found, seen: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return more pairs where some that are not kept score as those shown, first by the ties."""
    features, price = asked
    is_long = found.total > seen
    units = found.units[np.repeat(is_long, np.minimum(found.total, seen))].reshape(-1, seen)
    rows = found.mentee[np.repeat(is_long, np.minimum(found.total, seen))][::seen]
    is_tied = units[:, MOST_ALTERNATIVES] == units[:, -1]
    rows, gain = rows[is_tied], units[is_tied, -1]
    ties = Ties(
        tie_states(arrays.mentee_ids[rows], policy.seed),
        arrays.mentor_ids.astype(np.uint64),
        np.zeros(len(arrays.mentor_ids), dtype=np.int64),
        np.full(len(rows), -1),
    )
    row, column, _ = best_ties(features, rows, price, gain, ties, FIRST_SEEN)
    return row, column, gain[np.searchsorted(rows, row)]
