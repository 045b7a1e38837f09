"""Passes over all pairs, block by block: which mentors gain a mentee most at given prices.

All pairs are looked at and only the wanted ones kept, so memory does not grow with the pairs. The
arithmetic is that of `scoring` and `rules`, in integers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.large.compiling import compiled, on_all_cores
from matchmaker.matching.large.features import TILE, Features
from matchmaker.matching.large.gains import count_above, largest, mixed, write_gains
from matchmaker.matching.objective import TIE_BITS

DEAREST: Final = 2**30
"""The price at which a mentor is out of the question."""
GROUP: Final = 32
"""Mentors whose best gain is compared at once before each is looked at."""
COLUMN_BITS: Final = 24
GAIN_SHIFT: Final = COLUMN_BITS + 8


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs that a pass kept: positions, units; ``total[k]`` counts all of row ``rows[k]``."""

    mentee: IntArray
    mentor: IntArray
    units: IntArray
    total: IntArray


def best_pairs(
    features: Features, rows: IntArray, price: IntArray, floor: IntArray, most: int
) -> Found:
    """Return up to ``most`` eligible pairs of each row whose gain (units - price) exceeds a floor.

    Parameters
    ----------
    rows : positions of mentees
    price : (n_mentors,) in units; `DEAREST` for a mentor who is not asked
    floor : (len(rows),) in units
    """
    most = max(1, min(most, features.n_mentors))
    key = np.empty((len(rows), most), dtype=np.int64)
    count, total = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    if len(rows) and features.n_mentors:
        arguments = (_price_tiles(features, price), rows, _narrow(floor))
        on_all_cores(_best, len(rows), *features.for_kernel(), *arguments, key, count, total)
    is_kept = np.arange(most)[None, :] < count[:, None]
    kept = key[is_kept]
    position = kept & (2**COLUMN_BITS - 1)
    return Found(
        np.repeat(rows, count),
        features.columns[position],
        (kept >> GAIN_SHIFT) + np.asarray(price, dtype=np.int64)[position],
        total,
    )


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
        arguments = (_price_tiles(features, price), rows, _narrow(gain))
        states = (ties.mentee_state, ties.mentor_ids, ties.price, ties.floor)
        on_all_cores(
            _best_ties, len(rows), *features.for_kernel(), *arguments, *states, key, at, count
        )
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


def _price_tiles(features: Features, price: IntArray) -> NDArray[np.int32]:
    tiles = np.full(len(features.tiles) * TILE, DEAREST, dtype=np.int32)
    tiles[: features.n_mentors] = np.clip(price, -DEAREST, DEAREST)
    return tiles.reshape(-1, TILE)


def _narrow(numbers: IntArray) -> NDArray[np.int32]:
    return np.clip(numbers, -DEAREST + 32_768, DEAREST).astype(np.int32)


@compiled
def _best(
    first, last,
    tiles, start, row, gap_kind, gap_table, interest_kind, interest_steps, language_steps,
    certificate_kind, certificate_table, zone_kind, zone_apart, zone_same, step_kind, step_units,
    mentee_codes, mentor_codes, is_code_forbidden, forbidden_start, forbidden, price,
    rows, floor, key, count, total,
):  # fmt: skip
    """Keep the best of each row: gain, then arrival, which differs from row to row."""
    most = key.shape[1]
    room = 2 * most + GROUP
    units = np.empty(TILE, dtype=np.int32)
    counts = np.empty(TILE, dtype=np.int16)
    kept = np.empty((last - first, room), dtype=np.int64)
    n_kept = np.zeros(last - first, dtype=np.int64)
    arrived = np.zeros(last - first, dtype=np.int64)
    least = np.empty(last - first, dtype=np.int32)
    n_tiles = tiles.shape[0]
    n_groups = TILE // GROUP
    peaks = np.empty(n_groups, dtype=np.int32)
    for k in range(last - first):
        least[k] = floor[first + k]
    for turn in range(n_tiles):
        t = (turn + first) % n_tiles
        for k in range(last - first):
            i = rows[first + k]
            write_gains(
                units, counts, t, i,
                tiles, start, row, gap_kind, gap_table, interest_kind, interest_steps,
                language_steps, certificate_kind, certificate_table, zone_kind, zone_apart,
                zone_same, step_kind, step_units, mentee_codes, mentor_codes, is_code_forbidden,
                forbidden_start, forbidden, price,
            )  # fmt: skip
            bar = least[k]
            total[first + k] += count_above(units, floor[first + k])
            if largest(units, 0, TILE) <= bar:
                continue
            for group in range(n_groups):
                peaks[group] = largest(units, group * GROUP, group * GROUP + GROUP)
            if turn == 0 and most <= n_groups:
                # So many groups hold something at least as good as the peak of the last of them.
                bar = max(bar, np.sort(peaks)[n_groups - most] - np.int32(1))
            for step_of_group in range(n_groups):
                group = (step_of_group + i * 5) % n_groups
                if peaks[group] <= bar:
                    continue
                for step in range(GROUP):
                    j = group * GROUP + ((step + i * 37) % GROUP)
                    gain = units[j]
                    if gain <= bar:
                        continue
                    arrived[k] += 1
                    kept[k, n_kept[k]] = (
                        (np.int64(gain) << GAIN_SHIFT)
                        | (max(0, 255 - arrived[k]) << COLUMN_BITS)
                        | (t * TILE + j)
                    )
                    n_kept[k] += 1
                    if n_kept[k] == room:
                        ordered = np.sort(kept[k])
                        for e in range(most):
                            kept[k, e] = ordered[room - 1 - e]
                        n_kept[k] = most
                        bar = max(bar, np.int32(kept[k, most - 1] >> GAIN_SHIFT))
            least[k] = bar
    for k in range(last - first):
        ordered = np.sort(kept[k, : n_kept[k]])
        count[first + k] = min(most, n_kept[k])
        for e in range(count[first + k]):
            key[first + k, e] = ordered[n_kept[k] - 1 - e]


@compiled
def _best_ties(
    first, last,
    tiles, start, row, gap_kind, gap_table, interest_kind, interest_steps, language_steps,
    certificate_kind, certificate_table, zone_kind, zone_apart, zone_same, step_kind, step_units,
    mentee_codes, mentor_codes, is_code_forbidden, forbidden_start, forbidden, price,
    rows, wanted, mentee_state, mentor_ids, tie_price, floor, key, at, count,
):  # fmt: skip
    most = key.shape[1]
    room = 2 * most
    units = np.empty(TILE, dtype=np.int32)
    counts = np.empty(TILE, dtype=np.int16)
    kept = np.empty(room, dtype=np.int64)
    where = np.empty(room, dtype=np.int64)
    for k in range(first, last):
        i = rows[k]
        n_kept = 0
        bar = floor[k]
        for t in range(tiles.shape[0]):
            write_gains(
                units, counts, t, i,
                tiles, start, row, gap_kind, gap_table, interest_kind, interest_steps,
                language_steps, certificate_kind, certificate_table, zone_kind, zone_apart,
                zone_same, step_kind, step_units, mentee_codes, mentor_codes, is_code_forbidden,
                forbidden_start, forbidden, price,
            )  # fmt: skip
            if largest(units, 0, TILE) < wanted[k]:
                continue
            for j in range(TILE):
                if units[j] != wanted[k]:
                    continue
                column = t * TILE + j
                tie = np.int64(
                    mixed(mentee_state[k] ^ mentor_ids[column]) >> np.uint64(64 - TIE_BITS)
                )
                if tie - tie_price[column] <= bar:
                    continue
                kept[n_kept] = tie - tie_price[column]
                where[n_kept] = column
                n_kept += 1
                if n_kept == room:
                    order = np.argsort(-kept)
                    kept[:most] = kept[order[:most]]
                    where[:most] = where[order[:most]]
                    n_kept = most
                    bar = kept[most - 1]
        order = np.argsort(-kept[:n_kept])
        count[k] = min(most, n_kept)
        for e in range(count[k]):
            key[k, e] = kept[order[e]]
            at[k, e] = where[order[e]]
