"""Passes over all pairs, block by block: which mentors gain a mentee most at given prices.

All pairs are looked at and only the wanted ones kept, so memory does not grow with the pairs. The
arithmetic is that of `scoring` and `rules`, in integers.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.assignment.compiled.features import TILE, Features
from matchmaker.matching.assignment.compiled.reduced_values import (
    LEAST,
    N_GROUPS,
    SLACK,
    count_above,
    gain_of,
    largest,
    mixed,
    write_base,
    write_bounds,
    write_peaks,
)
from matchmaker.matching.assignment.compiled.tables import CLASS
from matchmaker.matching.assignment.scale import TIE_BITS
from matchmaker.matching.compiling import compiled, on_all_cores
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.result import FULL

DEAREST: Final = 2**30
"""The price at which a mentor is out of the question."""
COLUMN_BITS: Final = 24
GAIN_SHIFT: Final = COLUMN_BITS + 8


@dataclass(frozen=True, slots=True)
class BestPairs:
    """Pairs that a pass kept: positions, units; ``total[k]`` is how many of row ``rows[k]``.

    Where the most were found, ``total`` is the number only if it was asked for, and otherwise one
    more than the most: there may be others.
    """

    mentee: NDArray[np.int32]
    mentor: NDArray[np.int32]
    units: NDArray[np.int32]
    total: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Rows by class, prices less the lowest, and floors for gains at those."""

    order: IntArray
    rows: IntArray
    price: IntArray
    cut_price: NDArray[np.int32]
    floor: IntArray
    lowest: int

    @classmethod
    def of(cls, features: Features, rows: IntArray, price: IntArray, floor: IntArray) -> "Bounds":
        is_asked = price < DEAREST
        lowest = int(price[is_asked].min()) if is_asked.any() else 0
        tiles = np.full(features.n_tiles * TILE, DEAREST, dtype=np.int32)
        tiles[: features.n_mentors][is_asked] = np.minimum(price[is_asked] - lowest, -LEAST)
        return cls(
            order=np.argsort(features.tables.own[rows, CLASS], kind="stable"),
            rows=np.asarray(rows, dtype=np.int64),
            price=np.asarray(price - lowest, dtype=np.int64),
            cut_price=tiles.reshape(-1, TILE),
            floor=np.asarray(floor + lowest, dtype=np.int64),
            lowest=lowest,
        )


def best_pairs(
    features: Features,
    rows: IntArray,
    price: IntArray,
    floor: IntArray,
    most: int,
    *,
    is_counted: bool = False,
) -> BestPairs:
    """Return up to ``most`` eligible pairs of each row whose gain (units - price) exceeds a floor.

    Parameters
    ----------
    rows : positions of mentees
    price : (n_mentors,) in units; `DEAREST` for a mentor who is not asked
    floor : (len(rows),) in units
    is_counted : whether to count all; right where every price is 0 and every floor -1
    """
    most = max(1, min(most, features.n_mentors))
    key = np.empty((len(rows), most), dtype=np.int64)
    count, total = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    if len(rows) and features.n_mentors:
        asked = Bounds.of(features, rows, price, floor)
        on_all_cores(
            _best, len(rows), features.tables, asked.order, asked.rows, asked.price,
            asked.cut_price, asked.floor, is_counted, key, count, total,
        )  # fmt: skip
    is_kept = np.arange(most)[None, :] < count[:, None]
    kept = key[is_kept]
    position = kept & (2**COLUMN_BITS - 1)
    kept >>= GAIN_SHIFT
    if len(kept):
        kept += asked.price[position]
    mentee, mentor = np.repeat(rows.astype(np.int32), count), features.columns.astype(np.int32)
    return BestPairs(mentee, mentor[position], kept.astype(np.int32), total)


def best_ties(
    features: Features,
    rows: IntArray,
    price: IntArray,
    gain: IntArray,
    ties: "Ties",
    most: int,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return, among pairs whose gain is just ``gain``, up to ``most`` of each row by their ties.

    Only pairs whose tie less the mentor's tie price exceeds the row's tie floor are returned, as
    (mentee, mentor, tie).
    """
    most = max(1, min(most, features.n_mentors))
    key = np.empty((len(rows), most), dtype=np.int64)
    at = np.empty((len(rows), most), dtype=np.int64)
    count = np.zeros(len(rows), dtype=np.int64)
    if len(rows) and features.n_mentors:
        asked = Bounds.of(features, rows, price, gain)
        states = (ties.mentee_state, ties.mentor_ids, ties.price, ties.floor)
        on_all_cores(
            _best_ties, len(rows), features.tables, asked.order, asked.rows, asked.price,
            asked.cut_price, asked.floor, *states, key, at, count,
        )  # fmt: skip
    is_kept = np.arange(most)[None, :] < count[:, None]
    position = at[is_kept]
    tie = key[is_kept] + ties.price[position]
    return np.repeat(rows, count), features.columns[position], tie


@dataclass(frozen=True, slots=True)
class Ties:
    """The states of the tie-break, by position in the features, with prices and floors."""

    mentee_state: NDArray[np.uint64]
    mentor_ids: NDArray[np.uint64]
    price: IntArray
    floor: IntArray


@compiled
def _best(
    first, last, f, order, rows, price, cut_price, floor, is_counted, key, count, total
):  # fmt: skip
    """Keep the best of each row: gain, then arrival, which differs from row to row."""
    tiles, start, row, own = f.tiles, f.start, f.row, f.own
    gap_table = f.gap_table
    interest_table, certificate_table = f.interest_table, f.certificate_table
    most = key.shape[1]
    base, bounds = np.empty(TILE, dtype=np.int16), np.empty(TILE, dtype=np.int16)
    gaps = np.empty(TILE, dtype=f.counter.dtype)
    interests, counts = np.empty_like(gaps), np.empty_like(gaps)
    arrived = np.zeros(last - first, dtype=np.int64)
    bars = np.empty(last - first, dtype=np.int64)
    n_tiles = tiles.shape[0]
    peaks, highest = np.empty(N_GROUPS, dtype=np.int16), np.empty(N_GROUPS, dtype=np.int64)
    for k in range(last - first):
        bars[k] = floor[order[first + k]]
    for turn in range(n_tiles):
        t = (turn + first) % n_tiles
        class_of_base = -1
        for k in range(last - first):
            at = order[first + k]
            i = rows[at]
            if own[i, CLASS] != class_of_base:
                class_of_base = own[i, CLASS]
                write_base(base, counts, t, i, cut_price, f)
            write_bounds(bounds, base, gaps, interests, counts, t, i, tiles, start, row, own, f)
            exact_bar = bars[k]
            bar = np.int16(min(max(exact_bar, LEAST - 1), FULL))
            if is_counted:
                total[at] += count_above(bounds, np.int16(max(floor[at], LEAST - 1)))
            if largest(bounds) <= bar:
                continue
            write_peaks(peaks, bounds)
            if turn == 0 and most <= N_GROUPS:
                # So many groups hold something about as good as the peak of the last of them,
                # unless that may be of a price that was cut.
                for group in range(N_GROUPS):
                    _insert(highest, min(group, most), most, np.int64(peaks[group]))
                if highest[most - 1] > LEAST + FULL + SLACK:
                    exact_bar = max(exact_bar, highest[most - 1] - SLACK)
                    bar = np.int16(min(max(exact_bar, LEAST - 1), FULL))
            for step_of_group in range(N_GROUPS):
                group = (step_of_group + i * 5) % N_GROUPS
                if peaks[group] <= bar:
                    continue
                for step in range(TILE // N_GROUPS):
                    j = group + N_GROUPS * ((step + i * 37) % (TILE // N_GROUPS))
                    if bounds[j] <= bar:
                        continue
                    gain = cut_price[t, j] - price[t * TILE + j] + gain_of(
                        j, base, gaps, interests, counts, i, own, gap_table, interest_table,
                        certificate_table,
                    )  # fmt: skip
                    if gain <= exact_bar:
                        continue
                    arrived[k] += 1
                    arrival = (gain << GAIN_SHIFT) | (max(0, 255 - arrived[k]) << COLUMN_BITS)
                    _insert(key[at], count[at], most, arrival | (t * TILE + j))
                    count[at] = min(most, count[at] + 1)
                    if count[at] == most:
                        exact_bar = max(exact_bar, key[at, most - 1] >> GAIN_SHIFT)
                        bar = np.int16(min(max(exact_bar, LEAST - 1), FULL))
            bars[k] = exact_bar
    if not is_counted:
        for k in range(first, last):
            total[order[k]] = count[order[k]] + (count[order[k]] == most)


@compiled
def _insert(falling: Any, n: Any, most: Any, number: Any) -> None:
    """Put a number into the first ``n`` of an array, which fall, and keep at most ``most``."""
    position = n
    if n == most:
        position = most - 1
        if falling[position] >= number:
            return
    while position > 0 and falling[position - 1] < number:
        falling[position] = falling[position - 1]
        position -= 1
    falling[position] = number


@compiled
def _best_ties(
    first, last, f, order, rows, price, cut_price, wanted,
    mentee_state, mentor_ids, tie_price, floor, key, where, count,
):  # fmt: skip
    tiles, start, row, own = f.tiles, f.start, f.row, f.own
    gap_table = f.gap_table
    interest_table, certificate_table = f.interest_table, f.certificate_table
    most = key.shape[1]
    room = 2 * most
    base, bounds = np.empty(TILE, dtype=np.int16), np.empty(TILE, dtype=np.int16)
    gaps = np.empty(TILE, dtype=f.counter.dtype)
    interests, counts = np.empty_like(gaps), np.empty_like(gaps)
    kept = np.empty(room, dtype=np.int64)
    column_of = np.empty(room, dtype=np.int64)
    for k in range(first, last):
        at = order[k]
        i = rows[at]
        n_kept = 0
        bar = floor[at]
        bound = np.int16(min(max(wanted[at] - 1, LEAST - 1), FULL))
        for t in range(tiles.shape[0]):
            write_base(base, counts, t, i, cut_price, f)
            write_bounds(bounds, base, gaps, interests, counts, t, i, tiles, start, row, own, f)
            if largest(bounds) <= bound:
                continue
            for j in range(TILE):
                if bounds[j] <= bound:
                    continue
                column = t * TILE + j
                gain = cut_price[t, j] - price[column] + gain_of(
                    j, base, gaps, interests, counts, i, own, gap_table, interest_table,
                    certificate_table,
                )  # fmt: skip
                if gain != wanted[at]:
                    continue
                tie = np.int64(
                    mixed(mentee_state[at] ^ mentor_ids[column]) >> np.uint64(64 - TIE_BITS)
                )
                if tie - tie_price[column] <= bar:
                    continue
                kept[n_kept] = tie - tie_price[column]
                column_of[n_kept] = column
                n_kept += 1
                if n_kept == room:
                    best = np.argsort(-kept)
                    kept[:most] = kept[best[:most]]
                    column_of[:most] = column_of[best[:most]]
                    n_kept = most
                    bar = kept[most - 1]
        best = np.argsort(-kept[:n_kept])
        count[at] = min(most, n_kept)
        for e in range(count[at]):
            key[at, e] = kept[best[e]]
            where[at, e] = column_of[best[e]]
