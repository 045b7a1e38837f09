"""What a mentee gains with each mentor of a tile, as a bound for all and exactly for a few.

A gain is a *reduced value*: units less the price of the place.

Each loop runs over a tile and does one thing, on 8 or 16 bits, so that a core does many at once.
What is exact costs more, and is asked of the pairs that the bound lets through.
"""

from typing import Any, Final

import numpy as np

from matchmaker.matching.assignment.compiled.features import TILE
from matchmaker.matching.assignment.compiled.tables import (
    DEPARTMENT,
    EACH,
    ENOUGH,
    GAP_KIND,
    GAP_RISE,
    GAP_SCALE,
    MANAGER,
    N_COUNTS,
    PLACE,
    STEP,
    WANTED_KIND,
    WANTED_RISE,
    WANTED_SCALE,
    ZONE,
)
from matchmaker.matching.candidates.scoring import ENOUGH_INTERESTS
from matchmaker.matching.compiling import compiled, inlined

NEVER: Final = -(2**15)
"""The bound of a forbidden pair, before what the mentee's own wishes add to it."""
LEAST: Final = -20_000
"""The least bound of a pair that is not forbidden; prices are cut so that none is smaller."""
N_GROUPS: Final = 32
"""Groups of a tile's mentors, of which only those whose best bound is enough are searched."""
SLACK: Final = 16
"""More than a bound can exceed the gain by, where the price is not cut."""


@compiled
def _set_four(counts: Any, tile: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    for j in range(TILE):
        counts[j] = tile[a, j] + tile[b, j] + tile[c, j] + tile[d, j]


@compiled
def _add_four(counts: Any, tile: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    for j in range(TILE):
        counts[j] = counts[j] + tile[a, j] + tile[b, j] + tile[c, j] + tile[d, j]


@compiled
def _add_one(counts: Any, tile: Any, a: Any) -> None:
    for j in range(TILE):
        counts[j] = counts[j] + tile[a, j]


@inlined
def _count(counts, tile, row, first, last):
    """Add up the feature rows ``row[first:last]`` of a tile."""
    e = first
    if e + 4 <= last:
        _set_four(counts, tile, row[e], row[e + 1], row[e + 2], row[e + 3])
        e += 4
    else:
        counts[:] = 0
    while e + 4 <= last:
        _add_four(counts, tile, row[e], row[e + 1], row[e + 2], row[e + 3])
        e += 4
    while e < last:
        _add_one(counts, tile, row[e])
        e += 1


@compiled
def _place_base(
    base: Any, counts: Any, steps: Any, apart: Any, same: Any, codes: Any, place: Any, ahead: Any,
    t: Any, zone: Any, step: Any, price: Any,
) -> None:  # fmt: skip
    none = np.int32(0)
    first, second, third, fourth = steps[0, 0], steps[0, 1], steps[0, 2], steps[0, 3]
    for j in range(TILE):
        count = np.int32(counts[j])
        units = np.int32(
            first
            + (second if count >= np.int32(1) else none)
            + (third if count >= np.int32(2) else none)
            + (fourth if count >= np.int32(3) else none)
        )
        far = np.int32(apart[t, zone, j])
        near = np.int32(same[t, zone, j])
        units = np.int32(units + (near if codes[t, PLACE, j] == place else far))
        units = np.int32(units + np.int32(ahead[t, step, j]))
        gain = np.int32(units - price[t, j])
        is_possible = (units >= none) & (gain >= np.int32(LEAST))
        base[j] = np.int16(gain if is_possible else np.int32(NEVER))


@compiled
def _forbid_equal(base: Any, codes: Any, t: Any, kind: Any, code: Any) -> None:
    for j in range(TILE):
        base[j] = np.int16(NEVER) if codes[t, kind, j] == code else base[j]


@inlined
def write_base(base, counts, t, i, price, f):
    """Write what all mentees of the class of ``i`` gain with each mentor of tile ``t``."""
    slot, own = N_COUNTS * i + 2, f.own
    _count(counts, f.tiles[t], f.row, f.start[slot], f.start[slot + 1])
    _place_base(
        base, counts, f.language_steps, f.zone_apart, f.zone_same, f.codes, own[i, PLACE],
        f.step_units, t, own[i, ZONE], own[i, STEP], price,
    )  # fmt: skip
    if f.is_department_forbidden:
        _forbid_equal(base, f.codes, t, DEPARTMENT, own[i, DEPARTMENT])


@compiled
def _bound(
    bounds: Any, base: Any, gaps: Any, scale: Any, rise: Any, interests: Any, enough: Any, each: Any
) -> None:
    for j in range(TILE):
        gap = np.uint16((np.uint32(np.uint16(np.uint16(gaps[j]) * scale)) * rise) >> np.uint32(16))
        shared = np.uint16(np.uint16(min(interests[j], enough)) * each)
        bounds[j] = np.int16(base[j] + np.int16(gap) + np.int16(shared))


@compiled
def _bound_needed(
    bounds: Any, base: Any, gaps: Any, scale: Any, rise: Any, interests: Any, enough: Any, each: Any
) -> None:
    """As `_bound`, and forbid those who can teach nothing."""
    for j in range(TILE):
        climbed = np.uint16(gaps[j])
        gap = np.uint16((np.uint32(np.uint16(climbed * scale)) * rise) >> np.uint32(16))
        shared = np.uint16(np.uint16(min(interests[j], enough)) * each)
        sum_of_all = np.int16(base[j] + np.int16(gap) + np.int16(shared))
        bounds[j] = sum_of_all if climbed != np.uint16(0) else np.int16(NEVER)


@compiled
def _bound_wanted(bounds: Any, counts: Any, scale: Any, rise: Any) -> None:
    for j in range(TILE):
        held = np.uint16((np.uint32(np.uint16(counts[j] * scale)) * rise) >> np.uint32(16))
        bounds[j] = np.int16(bounds[j] + np.int16(held))


@inlined
def write_bounds(bounds, base, gaps, interests, counts, t, i, tiles, start, row, own, f):
    """Write a bound on the gain of mentee ``i`` with each mentor of tile ``t``.

    The tables that are read most often are taken out of ``f`` once, outside the loop.
    """
    tile, slot = tiles[t], N_COUNTS * i
    _count(gaps, tile, row, start[slot], start[slot + 1])
    _count(interests, tile, row, start[slot + 1], start[slot + 2])
    scale, rise = np.uint16(own[i, GAP_SCALE]), np.uint32(own[i, GAP_RISE])
    enough, each = gaps.dtype.type(own[i, ENOUGH]), np.uint16(own[i, EACH])
    if f.is_gap_needed:
        _bound_needed(bounds, base, gaps, scale, rise, interests, enough, each)
    else:
        _bound(bounds, base, gaps, scale, rise, interests, enough, each)
    if own[i, WANTED_KIND] >= 0:
        _count(counts, tile, row, start[slot + 3], start[slot + 4])
        scale, rise = np.uint16(own[i, WANTED_SCALE]), np.uint32(own[i, WANTED_RISE])
        _bound_wanted(bounds, counts, scale, rise)
    _strike(bounds, f.forbidden, f.forbidden_start[i], f.forbidden_start[i + 1], t)
    manager = own[i, MANAGER]
    if manager >= 0:
        _strike(bounds, f.line_member, f.line_start[manager], f.line_start[manager + 1], t)


@compiled
def _strike(bounds: Any, member: Any, first: Any, last: Any, t: Any) -> None:
    """Forbid those of the ascending ``member[first:last]`` that are in tile ``t``."""
    low, high = first, last
    while low < high:
        middle = (low + high) // 2
        if member[middle] < t * TILE:
            low = middle + 1
        else:
            high = middle
    while low < last and member[low] < (t + 1) * TILE:
        bounds[member[low] - t * TILE] = np.int16(NEVER)
        low += 1


@inlined
def gain_of(
    j, base, gaps, interests, counts, i, own, gap_table, interest_table, certificate_table
):  # fmt: skip
    """Return the gain of mentee ``i`` with mentor ``j`` of the tile whose bounds were written."""
    gain = np.int64(base[j])
    gain += gap_table[own[i, GAP_KIND], gaps[j]]
    gain += interest_table[own[i, ENOUGH], min(np.int64(interests[j]), ENOUGH_INTERESTS)]
    if own[i, WANTED_KIND] >= 0:
        gain += certificate_table[own[i, WANTED_KIND], counts[j]]
    return gain


@compiled
def write_peaks(peaks: Any, bounds: Any) -> None:
    """Write the largest of each group: its members are `N_GROUPS` apart, which is quick."""
    for group in range(N_GROUPS):
        peaks[group] = bounds[group]
    for first in range(N_GROUPS, TILE, N_GROUPS):
        for group in range(N_GROUPS):
            peaks[group] = max(peaks[group], bounds[first + group])


@compiled
def largest(bounds: Any) -> Any:
    most = np.int16(NEVER)
    for j in range(TILE):
        most = max(most, bounds[j])
    return most


@compiled
def count_above(numbers: Any, floor: Any) -> Any:
    count = np.int16(0)
    for j in range(TILE):
        count += np.int16(numbers[j] > floor)
    return count


@inlined
def mixed(state):
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
