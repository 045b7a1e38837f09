"""A large round from beginning to end: who is matched, with whom, and the prices that prove it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matchmaker.matching.assignment.compiled.features import Features
from matchmaker.matching.assignment.compiled.group import Group
from matchmaker.matching.assignment.compiled.pricing import DEAREST, best_pairs
from matchmaker.matching.assignment.compiled.priority_matching import seat_by_rank
from matchmaker.matching.assignment.compiled.shortlist import NONE, Shortlist, renumbering, together
from matchmaker.matching.assignment.compiled.start_prices import prices_of_sample
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.limits import Limits

FIRST: Final = 12
"""Candidates of each mentee to begin with."""
CLOSE: Final = 300
"""Units below the gain they had, down to which a mentee's candidates are looked for again."""
ADDED: Final = 8
"""Pairs of each mentee that are added at once while it is decided who is matched."""
MANY: Final = 5_000
"""More mentees than these get fewer pairs each: `ADDED_TO_MANY`."""
ADDED_TO_MANY: Final = 2
LEVEL_STEP: Final = 2**14
"""What a level weighs in such a pass: more than any score."""
MOST_LEVELS: Final = 2**15


@dataclass(frozen=True, slots=True, eq=False)
class AssignmentProblem:
    """What is to be solved.

    Parameters
    ----------
    rows : positions of the mentees who have no lock and are available
    places : (n_mentors,) places that the locks leave, 0 for mentors who are not available
    rank : (n_mentees,) from 1; larger is served first
    features : for passes over all pairs, None if ``pairs`` are all there are
    pairs : the pairs that are known to begin with
    """

    rows: IntArray
    places: IntArray
    rank: IntArray
    mentee_ids: IntArray
    mentor_ids: IntArray
    seed: int
    features: Features | None
    pairs: Shortlist
    limits: Limits


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Seats of all mentees (-1 for none), their units; prices of mentors in ranks, units, ties.

    ``pairs`` are those that were known at the end; none for an answer of which only prices are
    left.
    """

    mentor_of: IntArray
    units: IntArray
    rank_price: IntArray
    unit_price: IntArray
    tie_price: IntArray
    pairs: Shortlist = NONE


def solve(problem: AssignmentProblem, start: Seats | None = None) -> Seats:
    """Return the best answer; from an answer to a similar problem it is found faster.

    Where the pairs of that answer are known, ``problem.pairs`` are those of them that remain.

    Notes
    -----
    1. A pass over all pairs finds the best candidates of each mentee at the prices to begin with.
    2. `priority_matching` decides how many are matched, and then who, on these; a pass over the
       pairs that could change it adds them; until there are none.
    3. Mentors of one level and the mentees who go there are a group, solved by itself (`group`).
    """
    # A place more than there are mentees is never taken, and so many tell the same as more.
    problem = replace(problem, places=np.minimum(problem.places, len(problem.rows) + 1))
    is_warm, is_priced = start is not None, False
    is_listed = start is not None and len(start.pairs) > 0
    if start is None:
        nobody = np.full(len(problem.rank), -1, dtype=np.int64)
        nothing = np.zeros(len(problem.places), dtype=np.int64)
        start = Seats(nobody, nobody, nothing, nothing, nothing)
        is_priced = problem.features is not None and not len(problem.pairs)
        if problem.features is not None and is_priced:
            ids = (problem.mentee_ids, problem.mentor_ids)
            sampled = prices_of_sample(
                problem.features, problem.rows, problem.places, ids, problem.seed
            )
            start = replace(start, unit_price=sampled)
    pairs = problem.pairs
    if (is_warm or is_priced) and not is_listed:
        pairs = _first_pairs(problem, start)
    seat = _seats_kept(problem, pairs, start)
    if not is_listed:
        pairs, seat, level = _settle_levels(problem, pairs, seat, is_rough=True)
    pairs, seat, level = _settle_levels(problem, pairs, seat, is_rough=False)
    known = []
    answer = Seats(
        np.full(len(problem.rank), -1, dtype=np.int64),
        np.zeros(len(problem.rank), dtype=np.int64),
        np.where(problem.places > 0, level, problem.rank.max(initial=0) + 1),
        np.zeros(len(problem.places), dtype=np.int64),
        np.zeros(len(problem.places), dtype=np.int64),
    )
    level_of = np.where(seat >= 0, np.append(level, 0)[seat], problem.rank)
    level_of = np.where(np.isin(np.arange(len(seat)), problem.rows), level_of, -1)
    for number in np.unique(level[problem.places > 0]).tolist():
        columns = np.flatnonzero((level == number) & (problem.places > 0))
        rows = np.flatnonzero(level_of == number)
        if not len(rows):
            continue
        group = _group(problem, pairs, rows, columns, number)
        group.seat = renumbering(len(problem.places), columns)[seat[rows]]
        group.seat[seat[rows] < 0] = group.waiting
        group.price[:-1] = start.unit_price[columns]
        group.tie_price[:-1] = start.tie_price[columns]
        group.is_warm, group.is_priced = is_warm, is_priced
        group.solve()
        is_seated = group.seat < group.waiting
        answer.mentor_of[rows[is_seated]] = columns[group.seat[is_seated]]
        answer.units[rows[is_seated]] = group.units()[is_seated]
        answer.unit_price[columns] = group.price[:-1]
        answer.tie_price[columns] = group.tie_price[:-1]
        known.append(group.known_pairs())
    return replace(answer, pairs=together(known))


def _first_pairs(problem: AssignmentProblem, start: Seats) -> Shortlist:
    """Return the pairs known to begin with, and those that are good at the prices of the start."""
    if problem.features is None:
        return problem.pairs
    price = np.where(problem.places > 0, start.unit_price, DEAREST)
    floor = start.units - price[start.mentor_of] - CLOSE
    floor = np.where(start.mentor_of >= 0, floor, -DEAREST)[problem.rows]
    found = best_pairs(problem.features, problem.rows, price, floor, FIRST)
    return problem.pairs.with_more(found.mentee, found.mentor, found.units)


def _seats_kept(problem: AssignmentProblem, pairs: Shortlist, start: Seats) -> IntArray:
    """Return the seats of an earlier answer that are still possible, within the places."""
    seat = np.full(len(problem.rank), -1, dtype=np.int64)
    is_own = start.mentor_of[pairs.row] == pairs.column
    rows, columns = pairs.row[is_own], pairs.column[is_own]
    order = np.argsort(columns, kind="stable")
    rows, columns = rows[order], columns[order]
    nth = np.arange(len(columns)) - np.searchsorted(columns, columns)
    fits = nth < problem.places[columns]
    seat[rows[fits]] = columns[fits]
    return seat


def _settle_levels(
    problem: AssignmentProblem, pairs: Shortlist, seat: IntArray, *, is_rough: bool
) -> tuple[Shortlist, IntArray, IntArray]:
    """Decide who is matched, over all pairs; return the pairs known by then, seats and levels.

    Roughly, it is only decided how many.
    """
    n_mentees = len(problem.rank)
    rank = np.ones(n_mentees, dtype=np.int64) if is_rough else problem.rank
    while True:
        is_offered = problem.places[pairs.column] > 0
        pairs = pairs.where(is_offered)
        seat, level = seat_by_rank(
            pairs.start(n_mentees),
            pairs.column,
            problem.places,
            problem.rank,
            seat,
            is_rough=is_rough,
        )
        if problem.features is None:
            return pairs, seat, level
        levels = np.unique(level[problem.places > 0])
        if len(levels) > MOST_LEVELS:
            raise InvalidInput(f"more than {MOST_LEVELS} groups of different priorities")
        own = np.where(seat >= 0, level[seat], rank)[problem.rows]
        step = np.searchsorted(levels, own)
        rows, step = problem.rows[step > 0], step[step > 0]
        step_of_mentor = np.searchsorted(levels, level)
        columns = np.flatnonzero((problem.places > 0) & (step_of_mentor < step.max(initial=0)))
        if not len(rows) or not len(columns):
            return pairs, seat, level
        found = best_pairs(
            problem.features.among(columns),
            rows,
            step_of_mentor[columns] * LEVEL_STEP,
            LEVEL_STEP * 3 // 4 - step * LEVEL_STEP,
            ADDED if len(rows) <= MANY else ADDED_TO_MANY,
        )
        if not len(found.mentee):
            return pairs, seat, level
        pairs = pairs.with_more(found.mentee, found.mentor, found.units)


def _group(
    problem: AssignmentProblem, pairs: Shortlist, rows: IntArray, columns: IntArray, number: int
) -> Group:
    places = problem.places[columns]
    n_waiting = max(0, len(rows) - int(places.sum())) if number else 0
    features = problem.features
    if features is not None and 2 * len(columns) < features.n_mentors:
        features = features.among(columns)
    return Group(
        rows=rows,
        columns=columns,
        places=np.append(places, n_waiting),
        is_open=np.append(np.full(len(columns), number == 0), False),
        may_wait=(problem.rank[rows] == number) if number else np.zeros(len(rows), dtype=np.bool_),
        pairs=pairs.renumbered(
            renumbering(len(problem.rank), rows), renumbering(len(problem.places), columns)
        ),
        features=features,
        mentee_ids=problem.mentee_ids,
        mentor_ids=problem.mentor_ids,
        seed=problem.seed,
        seat=np.zeros(len(rows), dtype=np.int64),
        price=np.zeros(len(columns) + 1, dtype=np.int64),
        most_tie_repairs=problem.limits.most_tie_repairs,
    )
