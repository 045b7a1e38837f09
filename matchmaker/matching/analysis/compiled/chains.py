"""Tries changes of a large round out by chains of moves on a table of all its scores.

See `trials.Trials`. What `trials_by_growth` does on a graph, for rounds whose pairs would be too
many for one: a score is kept in two bytes, and ties are compared, so that the answer is the very
one that solving the changed round finds.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.analysis.trials_by_solving import Outcome, outcome_in
from matchmaker.matching.assignment.compiled.features import TILE, features_of
from matchmaker.matching.assignment.compiled.pricing import Bounds
from matchmaker.matching.assignment.compiled.reduced_values import (
    gain_of,
    mixed,
    write_base,
    write_bounds,
)
from matchmaker.matching.assignment.compiled.solve import solve_people
from matchmaker.matching.assignment.compiled.tables import CLASS
from matchmaker.matching.assignment.scale import TIE_BITS, ranks_of, scale_of, tie_states
from matchmaker.matching.assignment.stored_prices import prices_in_parts, seats_of
from matchmaker.matching.candidates.arrays import positions_of
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.candidates.rules import rules_of
from matchmaker.matching.compiling import compiled, on_all_cores
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.people import Mentor
from matchmaker.matching.values.result import FULL, Matching

NO_PAIR: Final = 2**16 - 1
"""The score of a pair that a rule forbids; real ones are at most `FULL`."""
FAR: Final = 2**62
NOBODY: Final = -1
MOST_JOINING: Final = 128
"""Newcomers for whom a table has room; more of them are given one of their own."""


class ScoreTable(NamedTuple):
    """What stays as it is in every trial.

    Parameters
    ----------
    units : uint16 array of shape (n_mentors, n_mentees)
        Scores by position; `NO_PAIR` where a rule forbids the pair, or the mentee does not move.
    waiting : (n_mentees,) worth of the mentee's place in the order of waiting
    movers : positions of the mentees who have no lock and are available
    tie_state, mentor_ids : of which the tie-break of a pair is made
    class_value : what one step in the order of waiting is worth
    """

    units: NDArray[np.uint16]
    waiting: IntArray
    movers: IntArray
    tie_state: NDArray[np.uint64]
    mentor_ids: NDArray[np.uint64]
    class_value: int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A best answer with its prices. Worth and ties are compared in this order.

    Parameters
    ----------
    places : (n_mentors,) places that the locks leave
    seat : (n_mentees,) the mentor of each mentee who can move, -1 for none
    price, tie_price : (n_mentors,) what a place is worth
    gain, tie_gain : (n_mentees,) what each mentee gains at these prices
    """

    places: IntArray
    seat: IntArray
    price: IntArray
    tie_price: IntArray
    gain: IntArray
    tie_gain: IntArray

    def with_place(self, at: ScoreTable, column: int) -> "Answer":
        """Return the best answer with one more place with a mentor.

        Notes
        -----
        1. A place with somebody who had none is priced at what it would be worth to whom it is
           worth most.
        2. Dijkstra's algorithm from there backwards finds the shortest way on which somebody
           without a mentor, or a place left empty, makes everybody on it move on by one.
        3. If it is shorter than the price, they move. Prices within its length fall, just so far
           that they prove the new answer.

        Every mentee is looked at once for each mentor that the search settles.

        References
        ----------
        R. K. Ahuja, T. L. Magnanti, J. B. Orlin: Network Flows (1993), section 9.7.
        """
        seat, price, tie_price = self.seat.copy(), self.price.copy(), self.tie_price.copy()
        if self.places[column] <= 0:
            price[column], tie_price[column] = _first_price(at, self.gain, self.tie_gain, column)
        _move_up(at, seat, price, tie_price, self.gain, self.tie_gain, column)
        places = self.places.copy()
        places[column] += 1
        return _with_gains(at, places, seat, price, tie_price)

    def with_mentors(self, n_more: int) -> "Answer":
        """Return the answer with more mentors, who have neither places nor a price."""
        none = np.zeros(n_more, dtype=np.int64)
        return replace(
            self,
            places=np.concatenate((self.places, none)),
            price=np.concatenate((self.price, none)),
            tie_price=np.concatenate((self.tie_price, none)),
        )


class ChainTrials:
    """A large round in which places are added by chains of moves; see `trials.Trials`.

    A rule that is off means other pairs: there the round is solved, from the answer's prices.
    """

    is_first_place_free = False

    def __init__(self, problem: Problem, matching: Matching) -> None:
        arrays = problem.arrays
        self.base = outcome_in(matching)
        self._matching = matching
        self._problem = problem
        self._scores = np.empty(
            (len(arrays.mentor_ids) + MOST_JOINING, len(arrays.mentee_ids)), dtype=np.uint16
        )
        self._table = _round_of(problem, self._scores[: len(arrays.mentor_ids)])
        self._start = _answer_of(problem, self._table, matching)
        self._mentor_available = arrays.mentor_available
        self._mentor_ids = arrays.mentor_ids
        self._locked = {pair.mentee_id: pair.mentor_id for pair in matching.pairs if pair.is_locked}
        self._locked_units = sum(pair.units for pair in matching.pairs if pair.is_locked)

    def joined_by(self, newcomers: Sequence[Mentor]) -> Self:
        """Return the same trials with newcomers, whose ids are above all others'.

        Their scores are written behind those of the round, over the scores of newcomers who joined
        before: another table would take as much memory as the first, and as much time.
        """
        coming = tuple(replace(mentor, places=0) for mentor in newcomers)
        if not coming:
            return self
        old = self._problem
        alone = Problem.of_valid(replace(old.people, mentors=coming), old.policy, old.limits)
        n_mentors, arrays = len(old.arrays.mentor_ids), alone.arrays
        joined, n_joined = copy(self), n_mentors + len(coming)
        if n_joined > len(self._scores):
            joined._scores = np.empty((n_joined, self._scores.shape[1]), dtype=np.uint16)
            joined._scores[:n_mentors] = self._scores[:n_mentors]
        _write_all_units(alone, self._table.movers, joined._scores[n_mentors:n_joined])
        joined._mentor_ids = np.concatenate((self._mentor_ids, arrays.mentor_ids))
        joined._mentor_available = np.concatenate((self._mentor_available, arrays.mentor_available))
        joined._table = self._table._replace(
            units=joined._scores[:n_joined], mentor_ids=joined._mentor_ids.astype(np.uint64)
        )
        joined._start = self._start.with_mentors(len(coming))
        return joined

    @property
    def is_proved(self) -> bool:
        """Whether the prices prove the answer that all trials begin with."""
        start = self._start
        taken = np.bincount(start.seat[start.seat >= 0], minlength=len(start.places))
        is_open = taken < np.maximum(start.places, 0)
        is_priced = ~_is_less(start.price, start.tie_price, 0, 0)
        is_glad = ~_is_less(start.gain, start.tie_gain, 0, 0)
        n_better = np.zeros(len(start.places), dtype=np.int64)
        on_all_cores(
            _count_better, len(n_better), self._table, start.places, start.price,
            start.tie_price, start.gain, start.tie_gain, n_better,
        )  # fmt: skip
        return bool(
            is_priced.all()
            and is_glad[self._table.movers].all()
            and not start.price[is_open].any()
            and not start.tie_price[is_open].any()
            and not n_better.any()
        )

    def with_places(self, mentor_id: int, places: int) -> Outcome:
        """Return the best answer with so many places more (1 or more) with one mentor."""
        column = int(positions_of(self._mentor_ids, [mentor_id])[0])
        answer = self._start
        if not self._mentor_available[column]:
            return self.base
        for _ in range(places):
            answer = answer.with_place(self._table, column)
        return self._outcome(answer.seat, self._units_of(answer))

    def without_rule(self, rule: str) -> Outcome:
        """Return the best answer with a rule off."""
        old = self._problem
        policy = replace(old.policy, rules=old.policy.rules - {rule})
        problem = replace(old, policy=policy, rules=rules_of(old.people, policy, old.arrays))
        best = solve_people(problem, self._matching).assignment
        return self._outcome(best.mentor_of, best.units)

    def _units_of(self, answer: Answer) -> int:
        rows = np.flatnonzero(answer.seat >= 0)
        units = self._table.units[answer.seat[rows], rows]
        return int(units.sum(dtype=np.int64)) + self._locked_units

    def _outcome(self, seat: IntArray, units: int) -> Outcome:
        rows = np.flatnonzero(seat >= 0)
        mentees = self._problem.arrays.mentee_ids[rows]
        mentors = self._mentor_ids[seat[rows]]
        pairs = dict(zip(mentees.tolist(), mentors.tolist(), strict=True))
        return Outcome(pairs | self._locked, units)


def trials_on_table(problem: Problem, matching: Matching) -> ChainTrials | None:
    """Return the trials of a round; None where its prices do not prove the answer they begin with.

    Then a changed round has to be solved.
    """
    try:
        trials = ChainTrials(problem, matching)
    except InvalidInput:  # the scales of that many moves have no room
        return None
    return trials if trials.is_proved else None


def _round_of(problem: Problem, units: NDArray[np.uint16]) -> ScoreTable:
    arrays = problem.arrays
    n_mentees = len(arrays.mentee_ids)
    movers = np.flatnonzero(arrays.mentee_available & (problem.fixed < 0))
    scale = scale_of(n_mentees, n_mentees, FULL, arrays.priority, problem.policy.seed)
    _write_all_units(problem, movers, units)
    return ScoreTable(
        units=units,
        waiting=ranks_of(arrays.priority) * scale.class_value,
        movers=movers,
        tie_state=tie_states(arrays.mentee_ids, problem.policy.seed),
        mentor_ids=arrays.mentor_ids.astype(np.uint64),
        class_value=scale.class_value,
    )


def _write_all_units(problem: Problem, movers: IntArray, units: NDArray[np.uint16]) -> None:
    """Write the scores of all pairs of some mentees with mentors who are available."""
    arrays = problem.arrays
    n_mentors = len(arrays.mentor_ids)
    units[:] = NO_PAIR
    if len(movers) and n_mentors:
        features = features_of(problem)
        asked = Bounds.of(
            features, movers, np.zeros(n_mentors, dtype=np.int64), np.zeros_like(movers)
        )
        on_all_cores(
            _write_units, len(movers), features.tables, asked.order, asked.rows, asked.cut_price,
            units,
        )  # fmt: skip
    units[~arrays.mentor_available] = NO_PAIR


def _answer_of(problem: Problem, at: ScoreTable, matching: Matching) -> Answer:
    """Return an answer with its prices."""
    arrays, fixed = problem.arrays, problem.fixed
    rank, units, tie = prices_in_parts(matching.prices)
    price, tie_price = (np.zeros(len(arrays.mentor_ids), dtype=np.int64) for _ in range(2))
    columns = positions_of(arrays.mentor_ids, matching.prices.mentor_ids)
    price[columns], tie_price[columns] = rank * at.class_value + units, tie
    seat = seats_of(matching.pairs, arrays.mentee_ids, arrays.mentor_ids)
    seat[fixed >= 0] = NOBODY
    places = arrays.places - np.bincount(fixed[fixed >= 0], minlength=len(arrays.places))
    return _with_gains(at, places, seat, price, tie_price)


def _with_gains(
    at: ScoreTable, places: IntArray, seat: IntArray, price: IntArray, tie_price: IntArray
) -> Answer:
    gain, tie_gain = (np.zeros(len(seat), dtype=np.int64) for _ in range(2))
    _write_gains(at, seat, price, tie_price, gain, tie_gain)
    return Answer(places, seat, price, tie_price, gain, tie_gain)


def _is_less(worth: IntArray, tie: IntArray, than: int, than_tie: int) -> BoolArray:
    return np.asarray((worth < than) | ((worth == than) & (tie < than_tie)))


@compiled
def _write_units(first, last, f, order, rows, price, units):
    """Write the scores of some mentees with all mentors, forbidden pairs apart."""
    tiles, start, row, own = f.tiles, f.start, f.row, f.own
    gap_table = f.gap_table
    interest_table, certificate_table = f.interest_table, f.certificate_table
    base, bounds = np.empty(TILE, dtype=np.int16), np.empty(TILE, dtype=np.int16)
    gaps = np.empty(TILE, dtype=f.counter.dtype)
    interests, counts = np.empty_like(gaps), np.empty_like(gaps)
    n_mentors = units.shape[0]
    for t in range(tiles.shape[0]):
        class_of_base = -1
        for k in range(first, last):
            i = rows[order[k]]
            if own[i, CLASS] != class_of_base:
                class_of_base = own[i, CLASS]
                write_base(base, counts, t, i, price, f)
            write_bounds(bounds, base, gaps, interests, counts, t, i, tiles, start, row, own, f)
            for j in range(min(TILE, n_mentors - t * TILE)):
                if bounds[j] < 0:
                    continue
                units[t * TILE + j, i] = gain_of(
                    j, base, gaps, interests, counts, i, own, gap_table, interest_table,
                    certificate_table,
                )  # fmt: skip


@compiled
def _tie_of(state, mentor_id):
    return np.int64(mixed(state ^ mentor_id) >> np.uint64(64 - TIE_BITS))


@compiled
def _write_gains(f, seat, price, tie_price, gain, tie_gain):
    units, waiting, tie_state, mentor_ids = f.units, f.waiting, f.tie_state, f.mentor_ids
    for i in f.movers:
        j = seat[i]
        if j < 0:
            gain[i], tie_gain[i] = 0, 0
        else:
            gain[i] = waiting[i] + np.int64(units[j, i]) - price[j]
            tie_gain[i] = _tie_of(tie_state[i], mentor_ids[j]) - tie_price[j]


@compiled
def _count_better(first, last, f, places, price, tie_price, gain, tie_gain, n_better):
    """Count the mentees who would gain more with each of some mentors, who have places."""
    units, waiting, movers = f.units, f.waiting, f.movers
    tie_state, mentor_ids = f.tie_state, f.mentor_ids
    for j in range(first, last):
        if places[j] <= 0:
            continue
        for i in movers:
            if units[j, i] == NO_PAIR:
                continue
            worth = waiting[i] + np.int64(units[j, i]) - price[j]
            if worth > gain[i]:
                n_better[j] += 1
            elif worth == gain[i]:
                tie = _tie_of(tie_state[i], mentor_ids[j]) - tie_price[j]
                n_better[j] += tie > tie_gain[i]


@compiled
def _first_price(f, gain, tie_gain, column):
    """Return what a place with a mentor is worth to whom it is worth most; 0 if to nobody."""
    units, waiting, tie_state, mentor_ids = f.units, f.waiting, f.tie_state, f.mentor_ids
    most, tie_of_most = np.int64(0), np.int64(0)
    for i in f.movers:
        if units[column, i] == NO_PAIR:
            continue
        worth = waiting[i] + np.int64(units[column, i]) - gain[i]
        if worth < most:
            continue
        tie = _tie_of(tie_state[i], mentor_ids[column]) - tie_gain[i]
        if worth > most or tie > tie_of_most:
            most, tie_of_most = worth, tie
    return most, tie_of_most


@compiled
def _move_up(f, seat, price, tie_price, gain, tie_gain, column):
    """Fill one more place there by the shortest chain, if that gains; write seats and prices."""
    units, waiting, movers = f.units, f.waiting, f.movers
    tie_state, mentor_ids = f.tie_state, f.mentor_ids
    n_mentors = price.shape[0]
    distance = np.full(n_mentors, FAR, dtype=np.int64)
    tie_distance = np.zeros(n_mentors, dtype=np.int64)
    towards = np.full(n_mentors, -1, dtype=np.int64)
    mover = np.full(n_mentors, -1, dtype=np.int64)
    is_settled = np.zeros(n_mentors, dtype=np.bool_)
    # The chain so far: how long, where it begins, and who of those without a mentor comes there.
    length, tie_length = price[column], tie_price[column]
    begins_at, comes = np.int64(-1), np.int64(-1)
    distance[column] = 0
    while True:
        b = np.int64(-1)
        for j in range(n_mentors):
            if is_settled[j] or distance[j] == FAR:
                continue
            if b < 0 or distance[j] < distance[b] or (
                distance[j] == distance[b] and tie_distance[j] < tie_distance[b]
            ):  # fmt: skip
                b = np.int64(j)
        if b < 0 or distance[b] > length or (
            distance[b] == length and tie_distance[b] >= tie_length
        ):  # fmt: skip
            break
        is_settled[b] = True
        here, tie_here = distance[b], tie_distance[b]
        if b != column:
            empty, tie_empty = here + price[b], tie_here + tie_price[b]
            if empty < length or (empty == length and tie_empty < tie_length):
                length, tie_length, begins_at, comes = empty, tie_empty, b, np.int64(-1)
        for i in movers:
            if units[b, i] == NO_PAIR:
                continue
            a = seat[i]
            if a >= 0 and is_settled[a]:
                continue
            way = here + gain[i] - (waiting[i] + np.int64(units[b, i]) - price[b])
            known = length if a < 0 else distance[a]
            if way > known:
                continue
            tie = _tie_of(tie_state[i], mentor_ids[b]) - tie_price[b]
            tie_way = tie_here + tie_gain[i] - tie
            if way == known and tie_way >= (tie_length if a < 0 else tie_distance[a]):
                continue
            if a < 0:
                length, tie_length, begins_at, comes = way, tie_way, b, np.int64(i)
            else:
                distance[a], tie_distance[a], towards[a], mover[a] = way, tie_way, b, i
    for j in range(n_mentors):
        if is_settled[j] and (
            distance[j] < length or (distance[j] == length and tie_distance[j] < tie_length)
        ):
            price[j] -= length - distance[j]
            tie_price[j] -= tie_length - tie_distance[j]
    at = begins_at
    if comes >= 0:
        seat[comes] = at
    while at >= 0 and at != column:
        seat[mover[at]] = towards[at]
        at = towards[at]
