"""What is worked out once for each kind of mentee: tables that `features` puts together."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.candidates.arrays import LINE_LENGTH, NO_OFFSET, NOBODY, PeopleArrays
from matchmaker.matching.candidates.rules import Rules, minutes_apart
from matchmaker.matching.candidates.scoring import (
    ENOUGH_INTERESTS,
    ENOUGH_LANGUAGES,
    FAR_MINUTES,
    seniority_shares,
)
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.result import FULL

FORBIDDEN: Final = -20_000
"""Added to a score that a rule forbids: below 0, whatever the rest."""
N_COUNTS: Final = 4
"""Counted for each pair: levels climbed, shared interests, languages, certifications."""
LARGEST_COUNT: Final = 2**15 - 1
LARGEST_KEY: Final = 2**62
PLACE, DEPARTMENT, MANAGER = range(3)
"""Rows of the codes of mentees and mentors, and the first columns of `Tables.own`."""
GAP_KIND, GAP_SCALE, GAP_RISE = range(3, 6)
ENOUGH, EACH = range(6, 8)
WANTED_KIND, WANTED_SCALE, WANTED_RISE = range(8, 11)
ZONE, STEP, CLASS = range(11, 14)
"""The other columns: kinds are lines of tables, scales and rises those of `rise_of`."""


class Columns(NamedTuple):
    """The columns that a criterion has in `Tables.own`, shape (n, columns), and its table."""

    own: IntArray
    table: NDArray[Any]


def gap_rows_of(arrays: PeopleArrays) -> tuple[NDArray[np.uint8], tuple[IntArray, IntArray]]:
    """Return a row of levels climbed for each different need, and which mentee has which."""
    n_skills = arrays.climb.shape[1] // 3
    need = arrays.climb.reshape(len(arrays.climb), n_skills, 3)
    mentee, skill = np.nonzero(need.any(axis=2))
    climbs = need[mentee, skill].astype(np.int64)
    first, kind = different_rows(np.column_stack((skill, climbs)))
    kinds = np.column_stack((skill[first], climbs[first]))
    rows = np.zeros((len(kinds), len(arrays.mentor_ids)), dtype=np.uint8)
    for number, (of_skill, *climbed) in enumerate(kinds.tolist()):
        reached = arrays.can_reach[:, 3 * of_skill : 3 * of_skill + 3]
        rows[number] = (reached @ np.array(climbed, dtype=np.float32)).astype(np.uint8)
    return rows, (mentee, kind)


def different_rows(table: IntArray) -> tuple[IntArray, IntArray]:
    """Return where each different row of a table comes first, and which of these each row is.

    Examples
    --------
    >>> first, kind = different_rows(np.array([[1, 5], [0, 7], [1, 5]]))
    >>> first.tolist(), kind.tolist()
    ([1, 0], [1, 0, 1])
    """
    key = np.zeros(len(table), dtype=np.int64)
    for column in table.T:
        least = int(column.min(initial=0))
        base = int(column.max(initial=0)) - least + 1
        if int(key.max(initial=0)) * base >= LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
        key = key * base + (column - least)
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    return first, kind


def by_mentee(
    entries: list[tuple[IntArray, IntArray]], n_mentees: int
) -> tuple[IntArray, NDArray[np.int32]]:
    slot = np.concatenate([N_COUNTS * rows + c for c, (rows, _) in enumerate(entries)])
    order = np.argsort(slot, kind="stable")
    row = np.concatenate([found for _, found in entries])[order]
    return np.searchsorted(slot[order], np.arange(N_COUNTS * n_mentees + 1)), row.astype(np.int32)


def own_of(
    arrays: PeopleArrays, rules: Rules, codes: NDArray[np.int32], parts: Sequence[IntArray]
) -> NDArray[np.int32]:
    """Return `Tables.own`.

    The last column is a class: mentees of one class have the same languages, zone, step, location
    and, if it matters, department.
    """
    own = np.hstack((codes.T, *parts))
    alike = [ZONE, STEP, PLACE, *([DEPARTMENT] if "same_department" in rules.codes else [])]
    spoken = np.packbits(arrays.mentee_languages > 0, axis=1)
    _, number = different_rows(np.hstack((spoken, own[:, alike])))
    return np.column_stack((own, number)).astype(np.int32)


def gaps_of(arrays: PeopleArrays, weight: int) -> Columns:
    wholes, kind = np.unique(arrays.gap_weight, return_inverse=True)
    return _counted(wholes, kind, weight)


def certificates_of(arrays: PeopleArrays, weight: int) -> Columns:
    """Return the part of certificates; the kind is -1 where none is wanted."""
    count = arrays.wanted.sum(axis=1).astype(np.int64)
    wanted, kind = np.unique(count, return_inverse=True)
    part = _counted(wanted, kind, weight)
    part.own[count == 0, 0] = -1
    return part


def _counted(wholes: IntArray, kind: IntArray, weight: int) -> Columns:
    table = _units_by_count(wholes, int(wholes.max(initial=0)), weight)
    scale, rise = rise_of(np.maximum(wholes, 1), weight)
    return Columns(np.column_stack((kind, scale[kind], rise[kind])), table)


def rise_of(wholes: IntArray, weight: int) -> tuple[IntArray, IntArray]:
    """Return a scale and a factor for each whole: units by count, from above, in 16 bits.

    ``count * scale * factor >> 16`` is at least ``weight * count / whole`` for every count up to
    the whole, and hardly more; ``count * scale`` and ``factor`` fit 16 bits.

    Examples
    --------
    >>> scale, factor = rise_of(np.array([24]), 5000)
    >>> [count * int(scale[0]) * int(factor[0]) >> 16 for count in (1, 12, 24)]
    [208, 2500, 5000]
    """
    scale = 2 ** np.floor(np.log2((2**16 - 1) / wholes)).astype(np.int64)
    return scale, -(-weight * 2**16 // (wholes * scale))


def interests_of(arrays: PeopleArrays, weight: int) -> Columns:
    """Return how many count, and at most what each of them adds."""
    enough = np.minimum(arrays.mentee_interests.sum(axis=1), ENOUGH_INTERESTS).astype(np.int64)
    table = _units_by_count(np.arange(ENOUGH_INTERESTS + 1), ENOUGH_INTERESTS, weight)
    return Columns(np.column_stack((enough, np.diff(table, axis=1).max(axis=1)[enough])), table)


def language_steps_of(rules: Rules, weight: int) -> NDArray[np.int32]:
    steps = _units_by_count(np.array([ENOUGH_LANGUAGES]), ENOUGH_LANGUAGES, weight)
    steps[:, 1:] = np.diff(steps, axis=1)
    if "shared_language" in rules.codes:
        steps[0, :2] += np.array([FORBIDDEN, -FORBIDDEN], dtype=np.int32)
    return steps


def _units_by_count(wholes: IntArray, most: int, weight: int) -> NDArray[np.int32]:
    """Return the units for 0 to ``most`` parts of each whole, as `scoring` rounds them."""
    parts = np.minimum(np.arange(max(most, 1) + 1)[None, :], wholes[:, None])
    return (FULL * parts // np.maximum(wholes, 1)[:, None] * weight // FULL).astype(np.int32)


def zones_of(arrays: PeopleArrays, rules: Rules, weight: int) -> tuple[Columns, NDArray[np.int16]]:
    """Return the part of location: the table for another location, and that for the same one."""
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
        Columns(kind.reshape(-1, 1), (near * weight // FULL + elsewhere).astype(np.int16)),
        ((near + FULL // 2) * weight // FULL + penalty).astype(np.int16),
    )


def steps_of(arrays: PeopleArrays, weight: int) -> Columns:
    both = np.column_stack((arrays.mentee_step, arrays.target_step))
    first, kind = different_rows(both)
    kinds = both[first]
    shares = seniority_shares(kinds[:, :1], kinds[:, 1:], arrays.mentor_step[None, :])
    return Columns(kind.reshape(-1, 1), (shares * weight // FULL).astype(np.int16))


def codes_of(arrays: PeopleArrays, rules: Rules) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return location, department and manager as codes; what is not stated equals nobody's."""
    managers = np.unique(np.concatenate((arrays.mentee_line[:, 0], arrays.mentor_line[:, 0])))
    sides = []
    for location, department, line, unknown in (
        (arrays.mentee_location, arrays.mentee_department, arrays.mentee_line, -1),
        (arrays.mentor_location, arrays.mentor_department, arrays.mentor_line, -2),
    ):
        manager = np.searchsorted(managers, line[:, 0])
        is_asked = (line[:, 0] != NOBODY) & ("reporting_line" in rules.codes)
        manager = np.where(is_asked, manager, -1)
        table = np.stack((location, department, manager))
        sides.append(np.where(table < 0, unknown, table).astype(np.int32))
    return sides[0], sides[1]


def lines_of(managers: NDArray[np.int32], n_managers: int) -> dict[str, Any]:
    """Return the mentors of each manager, by position; those without one are left out."""
    order = np.argsort(managers, kind="stable")
    return {
        "line_start": np.searchsorted(managers[order], np.arange(n_managers + 1)),
        "line_member": order.astype(np.int32),
    }


def forbidden_of(arrays: PeopleArrays, rules: Rules) -> tuple[IntArray, IntArray]:
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
