"""With whom, in one group of mentees and mentors: exact over all their pairs, down to the ties.

`priority_matching` divides a round into groups that share no pair worth having. In the group of
level 0 every mentee is matched and mentors may have places left; in all others every place is
filled, and mentees whose rank is the level may be left over.
"""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np

from matchmaker.matching.assignment.compiled.auction import auction
from matchmaker.matching.assignment.compiled.augmenting_paths import repair
from matchmaker.matching.assignment.compiled.features import Features
from matchmaker.matching.assignment.compiled.pricing import DEAREST, Ties, best_pairs, best_ties
from matchmaker.matching.assignment.compiled.shortlist import Shortlist, renumbering
from matchmaker.matching.assignment.scale import TIE_BITS, tie_breaks, tie_states
from matchmaker.matching.types import AnyIntArray, BoolArray, IntArray
from matchmaker.matching.values.limits import LIMITS

Graph: TypeAlias = tuple[IntArray, AnyIntArray, IntArray]
"""Starts of the rows, columns and values: compressed sparse rows."""

REFRESHED: Final = 12
"""Candidates of each mentee that are added at the prices of the first, rough auction."""
ADDED: Final = 16
"""Pairs of each mentee that a proving pass adds at once."""
TIED: Final = 16
"""Equally good mentors of each mentee that are added at once."""
NEARNESS: Final = 20
"""The refreshed candidates are those within this part of the largest score of the best."""
NEAR: Final = 500
"""Units below their gain down to which a mentee's pairs are remembered for a similar round."""
MOST_REPAIRS: Final = 150
"""Mentees in the wrong place beyond whom an auction is quicker than repairs one by one."""
FALL: Final = 4
"""Each phase of an auction has an epsilon so many times smaller than the last."""
LAST: Final = 0.3
LAST_OF_TIES: Final = 2**16
"""Units, and ties, that auctions end with; `augmenting_paths` is quicker with the rest."""
ROUGH: Final = 500
FINE: Final = 50
FINER: Final = 64
"""Parts of the largest score, or of the largest gain that was missed, that auctions begin with."""


@dataclass(slots=True, eq=False)
class Group:
    """A group, numbered by itself: row ``r`` is mentee ``rows[r]``; the last column is waiting.

    Parameters
    ----------
    rows, columns : positions of mentees and mentors, ascending
    places : (n_columns + 1,) places of the mentors, and of waiting
    is_open : (n_columns + 1,) whether places may stay free
    may_wait : (n_rows,) whether the mentee may be left over
    pairs : known pairs, with units
    features : None if all pairs are known
    """

    rows: IntArray
    columns: IntArray
    places: IntArray
    is_open: BoolArray
    may_wait: BoolArray
    pairs: Shortlist
    features: Features | None
    mentee_ids: IntArray
    mentor_ids: IntArray
    seed: int
    seat: IntArray
    price: IntArray
    most_tie_repairs: int = LIMITS.most_tie_repairs
    is_warm: bool = False
    is_priced: bool = False
    tie_price: IntArray = field(init=False)
    gain: IntArray = field(init=False)
    is_cut_short: BoolArray = field(init=False)
    row_at: IntArray = field(init=False)
    column_at: IntArray = field(init=False)

    def __post_init__(self) -> None:
        self.tie_price = np.zeros(len(self.places), dtype=np.int64)
        self.is_cut_short = np.zeros(len(self.rows), dtype=np.bool_)
        self.row_at = renumbering(len(self.mentee_ids), self.rows)
        self.column_at = renumbering(len(self.mentor_ids), self.columns)

    @property
    def waiting(self) -> int:
        return len(self.columns)

    def solve(self) -> None:
        """Find the best seats, and the prices in units and ties that prove them best.

        Notes
        -----
        1. A rough auction on the known pairs gives prices.
        2. A pass over all pairs adds those that are good at these prices.
        3. A fine auction, and `augmenting_paths`, make the answer exact on the known pairs.
        4. A pass over all pairs adds those that gain a mentee more than what they have.
        5. Repair; pass again for the mentees whose gain fell; until no pair is added.
        6. The same for the ties, on the pairs that are equally good.
        """
        if not self.is_warm:
            largest = int(np.abs(self.pairs.value).max(initial=1))
            if self.features is not None and not self.is_priced:
                self._auction(max(1, largest // 4), largest / ROUGH)
                self._refresh(largest)
            self._auction(max(1, largest // (FINE if self.features else 4)), LAST)
        elif self._n_worse() > MOST_REPAIRS:
            self._auction(max(1, int(np.abs(self.pairs.value).max(initial=1)) // FINE), LAST)
        self._settle_units()
        self._settle_ties()

    def gains_at_rough_prices(self) -> IntArray:
        """Return what each row gains most at rough prices, at which waiting costs nothing."""
        largest = int(np.abs(self.pairs.value).max(initial=1))
        self._auction(max(1, largest // 4), largest / ROUGH)
        self._refresh(largest)
        self._auction(max(1, largest // FINE), largest / ROUGH)
        start, column, value = self._graph(self.pairs, self.may_wait, 1)
        price = self.price - self.price[self.waiting]
        gain: IntArray = np.maximum.reduceat(value - price[column], start[:-1])
        return gain

    def _auction(self, first: float, last: float) -> None:
        """Bid on the known pairs, in units times `scale`; an epsilon of 1 is exact but for it."""
        scale = len(self.places) + 2
        result = auction(
            *self._graph(self.pairs, self.may_wait, scale),
            self.places,
            self.is_open,
            self._n_free(),
            self.price * scale,
            falling(int(first * scale), max(1, int(last * scale))),
        )
        if result is not None:
            self.seat, price = result
            self.price = unscaled(price, scale, self.places > 0)

    def _refresh(self, largest: int) -> None:
        start, column, value = self._graph(self.pairs, self.may_wait, 1)
        best = np.maximum.reduceat(value - self.price[column], start[:-1])
        gain = self.pairs.value - self.price[self.pairs.column]
        is_near = gain >= (best - max(1, largest // NEARNESS))[self.pairs.row]
        is_own = self.seat[self.pairs.row] == self.pairs.column
        self.pairs = self.pairs.where(is_near | is_own)
        self._ask(np.arange(len(self.rows)), best - max(1, largest // NEARNESS), REFRESHED)

    def _settle_units(self) -> None:
        due = np.arange(len(self.rows))
        while True:
            self.seat, self.price, self.gain, has_fallen = repair(
                *self._graph(self.pairs, self.may_wait, 1),
                self.places,
                self.is_open,
                self.seat,
                self.price,
            )
            self._shift_units()
            if self.features is None:
                return
            due = np.union1d(due, np.flatnonzero(has_fallen))
            excess = self._ask(due, self.gain[due] - 1, ADDED)
            if not (excess > 0).any():
                return
            due = due[excess > 0]
            if len(due) > MOST_REPAIRS:
                self._auction(max(1, int(excess.max()) // FINER), LAST)
                due = np.arange(len(self.rows))

    def _ask(self, rows: IntArray, floor: IntArray, most: int) -> IntArray:
        """Add the best pairs above a floor; return by how much the best exceeds floor + 1."""
        found = best_pairs(self._features(), self.rows[rows], self._prices(), floor, most)
        row, column = self.row_at[found.mentee], self.column_at[found.mentor]
        self.is_cut_short[rows] = found.total > most
        self.pairs = self.pairs.with_more(row, column, found.units)
        best = np.full(len(self.rows), np.iinfo(np.int64).min)
        np.maximum.at(best, row, found.units - self.price[column])
        return np.asarray(best[rows] - np.minimum(best[rows], floor + 1))

    def _settle_ties(self) -> None:
        """Break ties among the equally good pairs: these are the same rows and columns again."""
        gain = self.pairs.value - self.price[self.pairs.column]
        tied = self.pairs.where(gain == self.gain[self.pairs.row])
        tied = Shortlist(tied.row, tied.column, self._ties(tied.row, tied.column))
        may_wait = self.may_wait & (self.gain == 0)
        is_open = self.is_open & (self.price == 0)
        while True:
            graph = self._graph(tied, may_wait, 1)
            if count_worse(graph, self.seat, self.tie_price) > self.most_tie_repairs:
                self._auction_ties(tied, may_wait, is_open)
            self.seat, self.tie_price, tie_gain, _ = repair(
                *graph, self.places, is_open, self.seat, self.tie_price
            )
            self._shift_ties(is_open, tie_gain)
            due = np.flatnonzero(self.is_cut_short)
            if self.features is None or not len(due):
                return
            row, column, tie = best_ties(
                self.features,
                self.rows[due],
                self._prices(),
                self.gain[due],
                Ties(
                    tie_states(self.mentee_ids[self.rows[due]], self.seed),
                    self.mentor_ids[self.features.columns].astype(np.uint64),
                    self._by_feature(self.tie_price, 0),
                    tie_gain[due],
                ),
                TIED,
            )
            if not len(row):
                return
            tied = tied.with_more(self.row_at[row], self.column_at[column], tie)

    def _auction_ties(self, tied: Shortlist, may_wait: BoolArray, is_open: BoolArray) -> None:
        scale = len(self.places) + 2
        result = auction(
            *self._graph(tied, may_wait, scale),
            self.places,
            is_open,
            self._n_free(),
            self.tie_price * scale,
            falling(2 ** (TIE_BITS - 2) * scale, LAST_OF_TIES * scale),
        )
        if result is not None:
            self.seat, price = result
            self.tie_price = unscaled(price, scale, self.places > 0)

    def _graph(self, pairs: Shortlist, may_wait: BoolArray, scale: int) -> Graph:
        """Return pairs, and waiting (worth 0) for those who may, in compressed sparse rows."""
        idle = np.flatnonzero(may_wait)
        if len(idle):
            nothing = np.zeros(len(idle), dtype=np.int64)
            pairs = pairs.with_more(idle, np.full(len(idle), self.waiting), nothing)
        return pairs.start(len(self.rows)), pairs.column, pairs.value * scale

    def units(self) -> IntArray:
        """Return the units of each row where it sits."""
        units: IntArray = self.gain + self.price[self.seat]
        return units

    def _n_worse(self) -> int:
        return count_worse(self._graph(self.pairs, self.may_wait, 1), self.seat, self.price)

    def known_pairs(self) -> Shortlist:
        """Return the pairs that were known at the end and not far from the best, by position."""
        gain = self.pairs.value - self.price[self.pairs.column]
        near = self.pairs.where(gain >= (self.gain - NEAR)[self.pairs.row])
        return Shortlist(
            self.rows.astype(np.int32)[near.row],
            self.columns.astype(np.int32)[near.column],
            near.value,
        )

    def _n_free(self) -> int:
        return int(self.places.sum()) - len(self.rows)

    def _shift_units(self) -> None:
        """Let waiting, or the cheapest mentor who may have a place left, cost nothing."""
        shift = (
            int(self.price[self.is_open].min()) if self.is_open.any() else self.price[self.waiting]
        )
        self.price = np.where(self.places > 0, self.price - shift, 0)
        self.gain = self.gain + shift

    def _shift_ties(self, is_open: BoolArray, tie_gain: IntArray) -> None:
        if self.is_open.any():
            shift = int(self.tie_price[is_open].min()) if is_open.any() else 0
        else:
            shift = int(self.tie_price[self.waiting])
        self.tie_price -= shift
        tie_gain += shift

    def _prices(self) -> IntArray:
        return self._by_feature(self.price, DEAREST)

    def _by_feature(self, of_column: IntArray, otherwise: int) -> IntArray:
        """Return a number for each mentor of the features, those outside the group too."""
        features = self._features()
        numbers = np.full(features.n_mentors, otherwise, dtype=np.int64)
        numbers[np.searchsorted(features.columns, self.columns)] = of_column[:-1]
        return numbers

    def _features(self) -> Features:
        if self.features is None:
            raise ValueError("all pairs are known: there is nothing to look for")
        return self.features

    def _ties(self, row: AnyIntArray, column: AnyIntArray) -> IntArray:
        return tie_breaks(
            self.mentee_ids[self.rows[row]], self.mentor_ids[self.columns[column]], self.seed
        )


def falling(first: int, last: int) -> list[int]:
    """Return the epsilons of an auction, each a quarter of the one before, down to ``last``.

    Examples
    --------
    >>> falling(100, 3)
    [100, 25, 6, 3]
    """
    epsilons = [max(first, last)]
    while epsilons[-1] > last:
        epsilons.append(max(last, epsilons[-1] // FALL))
    return epsilons


def unscaled(price: IntArray, scale: int, has_places: BoolArray) -> IntArray:
    """Return prices divided by the scale, such that what is best by 1 at most stays best.

    Notes
    -----
    There are fewer columns than residues, so some ``shift`` leaves no price just below a multiple
    of the scale: rounding down after the shift never parts two prices that differ by 1.
    """
    taken = np.zeros(scale, dtype=np.bool_)
    taken[(-price[has_places] - 1) % scale] = True
    shift = int(np.argmin(taken))
    return np.where(has_places, (price + shift) // scale, 0)


def count_worse(graph: Graph, seat: IntArray, price: IntArray) -> int:
    """Return how many rows would gain more elsewhere."""
    start, column, value = graph
    gain = value - price[column]
    row = np.repeat(np.arange(len(seat)), np.diff(start))
    own = np.zeros(len(seat), dtype=np.int64)
    is_own = column == seat[row]
    own[row[is_own]] = gain[is_own]
    return int((np.maximum.reduceat(gain, start[:-1]) > own).sum())
