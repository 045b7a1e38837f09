"""The gain of one mentee with each mentor of a tile: the innermost loops, one for each part.

Each loop runs over a tile and does one thing, on narrow integers, so that a core does many at once.
"""

from typing import Any, Final

import numpy as np

from matchmaker.matching.large.compiling import compiled, inlined
from matchmaker.matching.large.features import N_COUNTS, TILE

NEVER: Final = -(2**31) + 1
"""The gain of a forbidden pair."""


@compiled
def _clear(counts: Any) -> None:
    for j in range(TILE):
        counts[j] = 0


@compiled
def _add_four(counts: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    for j in range(TILE):
        counts[j] = np.int16(counts[j] + a[j] + b[j] + c[j] + d[j])


@compiled
def _add_one(counts: Any, a: Any) -> None:
    for j in range(TILE):
        counts[j] = np.int16(counts[j] + a[j])


@compiled
def _look_up(units: Any, table: Any, counts: Any) -> None:
    for j in range(TILE):
        units[j] = table[np.uint16(counts[j])]


@compiled
def _look_up_more(units: Any, table: Any, counts: Any) -> None:
    for j in range(TILE):
        units[j] = np.int32(units[j] + table[np.uint16(counts[j])])


@compiled
def _add_steps(units: Any, counts: Any, first: Any, second: Any, third: Any) -> None:
    """Add what the first, second and third shared word are worth."""
    none = np.int32(0)
    for j in range(TILE):
        count = np.int32(counts[j])
        units[j] = np.int32(
            units[j]
            + (first if count >= np.int32(1) else none)
            + (second if count >= np.int32(2) else none)
            + (third if count >= np.int32(3) else none)
        )


@compiled
def _add_place(units: Any, apart: Any, same: Any, locations: Any, location: Any) -> None:
    for j in range(TILE):
        far = np.int32(apart[j])
        near = np.int32(same[j])
        units[j] = np.int32(units[j] + (near if locations[j] == location else far))


@compiled
def _add_more(units: Any, more: Any, constant: Any) -> None:
    for j in range(TILE):
        units[j] = np.int32(units[j] + np.int32(more[j]) + constant)


@compiled
def _forbid_equal(units: Any, codes: Any, code: Any) -> None:
    for j in range(TILE):
        units[j] = np.int32(-1) if codes[j] == code else units[j]


@compiled
def _pay(units: Any, price: Any) -> None:
    for j in range(TILE):
        units[j] = np.int32(units[j] - price[j]) if units[j] >= np.int32(0) else np.int32(NEVER)


@compiled
def largest(numbers: Any, first: int, last: int) -> Any:
    most = np.int32(NEVER)
    for j in range(first, last):
        most = max(most, numbers[j])
    return most


@compiled
def count_above(numbers: Any, floor: Any) -> Any:
    count = np.int32(0)
    for j in range(TILE):
        count += np.int32(numbers[j] > floor)
    return count


@compiled
def _count(counts: Any, tile: Any, row: Any, first: int, last: int) -> None:
    """Add up the feature rows ``row[first:last]`` of a tile."""
    _clear(counts)
    while first + 4 <= last:
        _add_four(
            counts,
            tile[row[first]],
            tile[row[first + 1]],
            tile[row[first + 2]],
            tile[row[first + 3]],
        )
        first += 4
    while first < last:
        _add_one(counts, tile[row[first]])
        first += 1


@inlined
def write_gains(
    units, counts, t, i,
    tiles, start, row, gap_kind, gap_table, interest_kind, interest_steps, language_steps,
    certificate_kind, certificate_table, zone_kind, zone_apart, zone_same, step_kind, step_units,
    mentee_codes, mentor_codes, is_code_forbidden, forbidden_start, forbidden, price,
):  # fmt: skip
    """Write the gain of mentee ``i`` with each mentor of tile ``t`` into ``units``."""
    tile = tiles[t]
    slot = N_COUNTS * i
    _count(counts, tile, row, start[slot], start[slot + 1])
    _look_up(units, gap_table[gap_kind[i]], counts)
    if start[slot + 1] < start[slot + 2]:
        steps = interest_steps[interest_kind[i]]
        _count(counts, tile, row, start[slot + 1], start[slot + 2])
        _add_steps(units, counts, steps[1], steps[2], steps[3])
    _count(counts, tile, row, start[slot + 2], start[slot + 3])
    _add_steps(units, counts, language_steps[1], language_steps[2], language_steps[3])
    if certificate_kind[i] >= 0:
        _count(counts, tile, row, start[slot + 3], start[slot + 4])
        _look_up_more(units, certificate_table[certificate_kind[i]], counts)
    _add_place(
        units, zone_apart[t, zone_kind[i]], zone_same[t, zone_kind[i]], mentor_codes[t, 0],
        mentee_codes[0, i],
    )  # fmt: skip
    _add_more(units, step_units[t, step_kind[i]], language_steps[0])
    for c in range(2):
        if is_code_forbidden[c]:
            _forbid_equal(units, mentor_codes[t, c + 1], mentee_codes[c + 1, i])
    for e in range(forbidden_start[i], forbidden_start[i + 1]):
        j = forbidden[e] - t * TILE
        if 0 <= j < TILE:
            units[j] = -1
    _pay(units, price[t])


@inlined
def mixed(state):
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
