"""People, rules and weights as small integers, from which `passes` scores any block of pairs.

The same integer arithmetic as `scoring` and `rules`, which are the definition: what each pair's
parts can be is worked out once for each kind of mentee, and looked up by counting.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays import (
    LINE_LENGTH,
    NO_OFFSET,
    NOBODY,
    IntArray,
    PeopleArrays,
)
from matchmaker.matching.errors import InvalidInput
from matchmaker.matching.policy import Weights
from matchmaker.matching.rules import Rules, minutes_apart
from matchmaker.matching.scoring import (
    ENOUGH_INTERESTS,
    ENOUGH_LANGUAGES,
    FAR_MINUTES,
    FULL,
    scaled_weights,
    seniority_shares,
)

TILE: Final = 1024
"""Mentors that are looked at together: their features stay in the nearest memory."""
FORBIDDEN: Final = -20_000
"""Added to a score that a rule forbids: below 0, whatever the rest."""
N_COUNTS: Final = 4
"""Counted for each pair: levels climbed, shared interests, languages, certifications."""
LARGEST_COUNT: Final = 2**15 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What a pass over pairs reads. ``n`` mentees, ``m`` mentors in tiles of `TILE`.

    Parameters
    ----------
    tiles : int8 array of shape (n_tiles, n_rows, TILE)
        Each row is something a mentee may look for, with what each mentor has of it.
    start : int array of shape (4 * n + 1,)
        Rows that count for mentee ``i`` and count ``c`` are ``row[start[4 * i + c]:...]``.
    gap_table, certificate_table : int32 arrays
        Units by count, a line for each kind of mentee.
    interest_steps, language_steps : int32 arrays of shape (kinds, 4) and (4,)
        What the first, second and third shared one add (and none at all, in column 0).
    zone_apart, zone_same, step_units : int16 arrays of shape (n_tiles, kinds, TILE)
    forbidden_start, forbidden : CSR of the mentors (positions) whom named pairs take away.
    """

    n_mentees: int
    columns: IntArray
    tiles: NDArray[np.int8]
    start: IntArray
    row: NDArray[np.int32]
    gap_kind: NDArray[np.int32]
    gap_table: NDArray[np.int32]
    interest_kind: NDArray[np.int32]
    interest_steps: NDArray[np.int32]
    language_steps: NDArray[np.int32]
    certificate_kind: NDArray[np.int32]
    certificate_table: NDArray[np.int32]
    zone_kind: NDArray[np.int32]
    zone_apart: NDArray[np.int16]
    zone_same: NDArray[np.int16]
    step_kind: NDArray[np.int32]
    step_units: NDArray[np.int16]
    mentee_codes: NDArray[np.int32]
    mentor_codes: NDArray[np.int32]
    is_code_forbidden: NDArray[np.bool_]
    forbidden_start: IntArray
    forbidden: NDArray[np.int32]

    @property
    def n_mentors(self) -> int:
        return len(self.columns)

    def for_kernel(self) -> tuple[object, ...]:
        """Return the arrays in the order in which the kernels take them."""
        return tuple(getattr(self, field.name) for field in fields(self)[2:])

    def among(self, columns: IntArray) -> Self:
        """Return the features of the same mentees with some mentors (ascending positions) only."""
        position = np.full(self.n_mentors, -1, dtype=np.int32)
        position[columns] = np.arange(len(columns))
        here = position[self.forbidden]
        rows = np.repeat(np.arange(self.n_mentees), np.diff(self.forbidden_start))
        return replace(
            self,
            columns=self.columns[columns],
            tiles=_some(self.tiles, columns),
            zone_apart=_some(self.zone_apart, columns),
            zone_same=_some(self.zone_same, columns),
            step_units=_some(self.step_units, columns),
            mentor_codes=_some(self.mentor_codes, columns),
            forbidden=here[here >= 0],
            forbidden_start=np.searchsorted(rows[here >= 0], np.arange(self.n_mentees + 1)),
        )


def features_of(arrays: PeopleArrays, rules: Rules, weights: Weights) -> Features:
    """Return the features of all mentees and mentors.

    Raises
    ------
    InvalidInput
        If somebody's needs are too many to be counted in 16 bits.
    """
    scaled = scaled_weights(weights)
    gap_rows, gap_entries = _gap_rows(arrays)
    words = [
        (arrays.mentee_interests, arrays.mentor_interests),
        (arrays.mentee_languages, arrays.mentor_languages),
        (arrays.wanted, arrays.held),
    ]
    entries = [gap_entries]
    blocks = [gap_rows]
    for mine, theirs in words:
        row, word = np.nonzero(mine)
        entries.append((row, word + sum(len(block) for block in blocks)))
        blocks.append(theirs.T.astype(np.int8))
    start, looked_for = _by_mentee(entries, len(arrays.mentee_ids))
    gap_weights, gap_kind = np.unique(arrays.gap_weight, return_inverse=True)
    if gap_weights.max(initial=0) > LARGEST_COUNT:
        raise InvalidInput("the needs of a mentee are too many to be counted")
    wanted, wanted_kind = np.unique(arrays.wanted.sum(axis=1).astype(int), return_inverse=True)
    gap_table = _units_by_count(
        gap_weights, int(gap_weights.max(initial=0)), scaled["gap_coverage"]
    )
    gap_table[:, 0] += FORBIDDEN * ("teachable_gap" in rules.codes)
    n_languages = np.array([ENOUGH_LANGUAGES])
    language_steps = _units_by_count(n_languages, ENOUGH_LANGUAGES, scaled["languages"])[0]
    language_steps[1:] = language_steps[1:] - language_steps[:-1]
    if "shared_language" in rules.codes:
        language_steps[:2] += [FORBIDDEN, -FORBIDDEN]
    zones = _zones(arrays, rules, scaled["location"])
    steps = _steps(arrays, scaled["seniority"])
    codes = _codes(arrays)
    forbidden = _forbidden(arrays, rules)
    return Features(
        n_mentees=len(arrays.mentee_ids),
        columns=np.arange(len(arrays.mentor_ids)),
        tiles=_tiled(np.concatenate(blocks)),
        start=start,
        row=looked_for,
        gap_kind=gap_kind.astype(np.int32),
        gap_table=gap_table,
        interest_kind=_enough_interests(arrays),
        interest_steps=_interest_steps(scaled["interests"]),
        language_steps=language_steps,
        certificate_kind=np.where(wanted > 0, np.arange(len(wanted)), -1)[wanted_kind].astype(
            np.int32
        ),
        certificate_table=_units_by_count(
            wanted, int(wanted.max(initial=0)), scaled["certifications"]
        ),
        zone_kind=zones[0],
        zone_apart=_tiled(zones[1]),
        zone_same=_tiled(zones[2]),
        step_kind=steps[0],
        step_units=_tiled(steps[1]),
        mentee_codes=codes[0],
        mentor_codes=_tiled(codes[1]),
        is_code_forbidden=np.array(
            [code in rules.codes for code in ("same_department", "reporting_line")]
        ),
        forbidden_start=np.searchsorted(forbidden[0], np.arange(len(arrays.mentee_ids) + 1)),
        forbidden=forbidden[1].astype(np.int32),
    )


def _gap_rows(arrays: PeopleArrays) -> tuple[NDArray[np.int8], tuple[IntArray, IntArray]]:
    """Return a row of levels climbed for each different need, and which mentee has which."""
    n_skills = arrays.climb.shape[1] // 3
    need = arrays.climb.reshape(len(arrays.climb), n_skills, 3).astype(np.int64)
    mentee, skill = np.nonzero(need.any(axis=2))
    climbs = need[mentee, skill]
    base = 1 + int(climbs.max(initial=0))
    key = ((skill * base + climbs[:, 0]) * base + climbs[:, 1]) * base + climbs[:, 2]
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    kinds = np.column_stack((skill[first], climbs[first]))
    rows = np.zeros((len(kinds), len(arrays.mentor_ids)), dtype=np.int8)
    for number, (of_skill, *climbed) in enumerate(kinds.tolist()):
        reached = arrays.can_reach[:, 3 * of_skill : 3 * of_skill + 3]
        rows[number] = (reached @ np.array(climbed, dtype=np.float32)).astype(np.int8)
    return rows, (mentee, kind.reshape(-1))


def _by_mentee(
    entries: list[tuple[IntArray, IntArray]], n_mentees: int
) -> tuple[IntArray, NDArray[np.int32]]:
    slot = np.concatenate([N_COUNTS * rows + c for c, (rows, _) in enumerate(entries)])
    order = np.argsort(slot, kind="stable")
    row = np.concatenate([found for _, found in entries])[order]
    return np.searchsorted(slot[order], np.arange(N_COUNTS * n_mentees + 1)), row.astype(np.int32)


def _units_by_count(wholes: IntArray, most: int, weight: int) -> NDArray[np.int32]:
    """Return the units for 0 to ``most`` parts of each whole, as `scoring` rounds them."""
    parts = np.minimum(np.arange(max(most, 1) + 1)[None, :], wholes[:, None])
    return (FULL * parts // np.maximum(wholes, 1)[:, None] * weight // FULL).astype(np.int32)


def _enough_interests(arrays: PeopleArrays) -> NDArray[np.int32]:
    count = arrays.mentee_interests.sum(axis=1).astype(np.int32)
    kind: NDArray[np.int32] = np.minimum(count, np.int32(ENOUGH_INTERESTS))
    return kind


def _interest_steps(weight: int) -> NDArray[np.int32]:
    units = _units_by_count(np.arange(ENOUGH_INTERESTS + 1), ENOUGH_INTERESTS, weight)
    units[:, 1:] = np.diff(units, axis=1)
    return units


def _zones(
    arrays: PeopleArrays, rules: Rules, weight: int
) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int16]]:
    offsets, kind = np.unique(arrays.mentee_offset, return_inverse=True)
    here, there = offsets[:, None], arrays.mentor_offset[None, :]
    is_known = (here != NO_OFFSET) & (there != NO_OFFSET)
    apart = minutes_apart(here, there)
    near = FULL // 2 * (np.maximum(0, FAR_MINUTES - apart) * is_known) // FAR_MINUTES
    penalty = np.zeros(near.shape, dtype=np.int64)
    if "time_zone" in rules.codes:
        penalty[~is_known | (apart > rules.max_time_zone_minutes)] = FORBIDDEN
    elsewhere = penalty
    if "different_location" in rules.codes:
        elsewhere = np.full(near.shape, FORBIDDEN)
    return (
        kind.astype(np.int32),
        (near * weight // FULL + elsewhere).astype(np.int16),
        ((near + FULL // 2) * weight // FULL + penalty).astype(np.int16),
    )


def _steps(arrays: PeopleArrays, weight: int) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    both = np.column_stack((arrays.mentee_step, arrays.target_step))
    kinds, kind = np.unique(both, axis=0, return_inverse=True)
    shares = seniority_shares(kinds[:, :1], kinds[:, 1:], arrays.mentor_step[None, :])
    return kind.reshape(-1).astype(np.int32), (shares * weight // FULL).astype(np.int16)


def _codes(arrays: PeopleArrays) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return location, department and manager as codes; what is not stated equals nobody's."""
    managers = np.unique(np.concatenate((arrays.mentee_line[:, 0], arrays.mentor_line[:, 0])))
    sides = []
    for location, department, line, unknown in (
        (arrays.mentee_location, arrays.mentee_department, arrays.mentee_line, -1),
        (arrays.mentor_location, arrays.mentor_department, arrays.mentor_line, -2),
    ):
        manager = np.searchsorted(managers, line[:, 0])
        manager[line[:, 0] == NOBODY] = -1
        table = np.stack((location, department, manager))
        sides.append(np.where(table < 0, unknown, table).astype(np.int32))
    return sides[0], sides[1]


def _forbidden(arrays: PeopleArrays, rules: Rules) -> tuple[IntArray, IntArray]:
    """Return the pairs that rules forbid one by one (self, named pairs, lines), sorted by row."""
    n_mentors = len(arrays.mentor_ids)
    found = [row * n_mentors + column for row, column in rules.named_pairs_on()]
    found.append(_where_equal(arrays.mentee_ids, arrays.mentor_ids))
    if "reporting_line" in rules.codes:
        for step in range(LINE_LENGTH):
            found.append(_where_equal(arrays.mentee_line[:, step], arrays.mentor_ids))
            found.append(_where_equal(arrays.mentee_ids, arrays.mentor_line[:, step]))
    whole = np.unique(np.concatenate(found))
    return whole // max(1, n_mentors), whole % max(1, n_mentors)


def _where_equal(mentee_values: IntArray, mentor_values: IntArray) -> IntArray:
    """Return ``row * n_mentors + column`` of all pairs with one value, `NOBODY` apart."""
    order = np.argsort(mentor_values, kind="stable")
    ascending = mentor_values[order]
    first = np.searchsorted(ascending, mentee_values, side="left")
    count = np.searchsorted(ascending, mentee_values, side="right") - first
    count[mentee_values == NOBODY] = 0
    rows = np.repeat(np.arange(len(mentee_values)), count)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    columns: IntArray = order[first[rows] + within]
    return rows * len(mentor_values) + columns


def _tiled(table: NDArray[np.generic]) -> NDArray[Any]:
    """Return a (rows, m) table as (n_tiles, rows, TILE), with zeros behind the last mentor."""
    n_rows, n_columns = table.shape
    n_tiles = max(1, -(-n_columns // TILE))
    wide = np.zeros((n_rows, n_tiles * TILE), dtype=table.dtype)
    wide[:, :n_columns] = table
    return np.ascontiguousarray(wide.reshape(n_rows, n_tiles, TILE).transpose(1, 0, 2))


def _some(tiles: NDArray[Any], columns: IntArray) -> NDArray[Any]:
    return _tiled(np.ascontiguousarray(tiles[columns // TILE, :, columns % TILE].T))
