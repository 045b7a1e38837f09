"""People, rules and weights as small integers, from which `pricing` scores any block of pairs.

The same integer arithmetic as `scoring` and `rules`, which are the definition: what each pair's
parts can be is worked out once for each kind of mentee, and looked up by counting.
"""

from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.assignment.compiled.tables import (
    MANAGER,
    by_mentee,
    certificates_of,
    codes_of,
    forbidden_of,
    gap_rows_of,
    gaps_of,
    interests_of,
    language_steps_of,
    lines_of,
    own_of,
    steps_of,
    zones_of,
)
from matchmaker.matching.candidates.arrays import PeopleArrays
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.candidates.scoring import scaled_weights
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput

TILE: Final = 1024
"""Mentors that are looked at together: their features stay in the nearest memory."""
LARGEST_COUNT: Final = 2**15 - 1


class Tables(NamedTuple):
    """What the kernels read. ``n`` mentees, ``m`` mentors in tiles of `TILE`.

    Parameters
    ----------
    counter : empty array of the type in which counts are kept
    tiles : uint8 array of shape (n_tiles, n_rows, TILE)
        Each row is something a mentee may look for, with what each mentor has of it.
    start, row : CSR
        Rows that count for mentee ``i`` and count ``c`` are ``row[start[4 * i + c]:...]``.
    own : int32 array of shape (n, len(OWN))
        What is known of each mentee: see the names of the columns in `tables`.
    gap_table, interest_table, certificate_table : int32 arrays
        Units by count, a line for each kind of mentee.
    language_steps : int32 array of shape (1, 4)
        What none at all, and the first, second and third shared one add.
    zone_apart, zone_same, step_units : int16 arrays of shape (n_tiles, kinds, TILE)
    codes : int32 array of shape (n_tiles, 3, TILE), of mentors
    line_start, line_member : CSR of the mentors (positions) of each manager
    forbidden_start, forbidden : CSR of the mentors (positions) whom named pairs take away.
    """

    counter: NDArray[Any]
    tiles: NDArray[np.uint8]
    start: IntArray
    row: NDArray[np.int32]
    own: NDArray[np.int32]
    gap_table: NDArray[np.int32]
    interest_table: NDArray[np.int32]
    language_steps: NDArray[np.int32]
    certificate_table: NDArray[np.int32]
    zone_apart: NDArray[np.int16]
    zone_same: NDArray[np.int16]
    step_units: NDArray[np.int16]
    codes: NDArray[np.int32]
    line_start: IntArray
    line_member: NDArray[np.int32]
    forbidden_start: IntArray
    forbidden: NDArray[np.int32]
    is_gap_needed: bool
    is_department_forbidden: bool


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """All mentees, and the mentors at the positions ``columns`` (ascending), as `Tables`."""

    n_mentees: int
    columns: IntArray
    tables: Tables

    @property
    def n_mentors(self) -> int:
        return len(self.columns)

    @property
    def n_tiles(self) -> int:
        return len(self.tables.tiles)

    def forbidden_pairs(self) -> IntArray:
        """Return the pairs that are forbidden one by one, as ``row * n_mentors + column``."""
        rows = np.repeat(np.arange(self.n_mentees), np.diff(self.tables.forbidden_start))
        return np.asarray(rows * self.n_mentors + self.tables.forbidden, dtype=np.int64)

    def with_forbidden(self, forbidden: tuple[IntArray, IntArray]) -> Self:
        """Return the features of the same people with other pairs forbidden one by one.

        For features of all mentors alone.
        """
        tables = self.tables._replace(**_listed(forbidden, self.n_mentees))
        return replace(self, tables=tables)

    def among(self, columns: IntArray) -> Self:
        """Return the features of the same mentees with some mentors (ascending positions) only."""
        full = self.tables
        position = np.full(self.n_mentors, -1, dtype=np.int32)
        position[columns] = np.arange(len(columns))
        managers = full.codes[:, MANAGER].reshape(-1)[columns]
        tables = full._replace(
            tiles=_some(full.tiles, columns),
            zone_apart=_some(full.zone_apart, columns),
            zone_same=_some(full.zone_same, columns),
            step_units=_some(full.step_units, columns),
            codes=_some(full.codes, columns),
            **lines_of(managers, len(full.line_start) - 1),
            **_renumbered(full, self.n_mentees, position),
        )
        return replace(self, columns=self.columns[columns], tables=tables)


def _renumbered(full: Tables, n_mentees: int, position: NDArray[np.int32]) -> dict[str, Any]:
    here = position[full.forbidden]
    rows = np.repeat(np.arange(n_mentees), np.diff(full.forbidden_start))[here >= 0]
    return {
        "forbidden": here[here >= 0],
        "forbidden_start": np.searchsorted(rows, np.arange(n_mentees + 1)),
    }


def _listed(forbidden: tuple[IntArray, IntArray], n_mentees: int) -> dict[str, Any]:
    return {
        "forbidden_start": np.searchsorted(forbidden[0], np.arange(n_mentees + 1)),
        "forbidden": forbidden[1].astype(np.int32),
    }


def features_of(problem: Problem) -> Features:
    """Return the features of all mentees and mentors.

    Raises
    ------
    InvalidInput
        If somebody's needs are too many to be counted in 16 bits.
    """
    arrays, rules = problem.arrays, problem.rules
    scaled = scaled_weights(problem.policy.weights)
    n_mentees = len(arrays.mentee_ids)
    blocks, start, looked_for, most = _looked_for(arrays)
    if most > LARGEST_COUNT:
        raise InvalidInput("the needs of a mentee are too many to be counted")
    zones, same_zones = zones_of(arrays, rules, scaled["location"])
    steps = steps_of(arrays, scaled["seniority"])
    mentee_codes, mentor_codes = codes_of(arrays, rules)
    gaps = gaps_of(arrays, scaled["gap_coverage"])
    interests = interests_of(arrays, scaled["interests"])
    certificates = certificates_of(arrays, scaled["certifications"])
    forbidden = forbidden_of(arrays, rules)
    both = np.concatenate((mentee_codes[MANAGER], mentor_codes[MANAGER]))
    parts = [part.own for part in (gaps, interests, certificates, zones, steps)]
    tables = Tables(
        counter=np.zeros(0, dtype=np.uint8 if most <= np.iinfo(np.uint8).max else np.uint16),
        tiles=_tiled(blocks),
        start=start,
        row=looked_for,
        own=own_of(arrays, rules, mentee_codes, parts),
        gap_table=gaps.table,
        interest_table=interests.table,
        language_steps=language_steps_of(rules, scaled["languages"]),
        certificate_table=certificates.table,
        zone_apart=_tiled(zones.table),
        zone_same=_tiled(same_zones),
        step_units=_tiled(steps.table),
        codes=_tiled(mentor_codes),
        **lines_of(mentor_codes[MANAGER], 1 + int(both.max(initial=-1))),
        **_listed(forbidden, n_mentees),
        is_gap_needed="teachable_gap" in rules.codes,
        is_department_forbidden="same_department" in rules.codes,
    )
    return Features(n_mentees, np.arange(len(arrays.mentor_ids)), tables)


def _looked_for(
    arrays: PeopleArrays,
) -> tuple[NDArray[np.uint8], IntArray, NDArray[np.int32], int]:
    """Return all rows, which of them each mentee looks for, and the most that can be counted."""
    gap_rows, gap_entries = gap_rows_of(arrays)
    blocks, entries = [gap_rows], [gap_entries]
    most = int(arrays.gap_weight.max(initial=0))
    for mine, theirs in (
        (arrays.mentee_interests, arrays.mentor_interests),
        (arrays.mentee_languages, arrays.mentor_languages),
        (arrays.wanted, arrays.held),
    ):
        row, word = np.nonzero(mine)
        entries.append((row, word + sum(len(block) for block in blocks)))
        blocks.append(theirs.T.astype(np.uint8))
        most = max(most, int(mine.sum(axis=1).max(initial=0)))
    return np.concatenate(blocks), *by_mentee(entries, len(arrays.mentee_ids)), most


def _tiled(table: NDArray[np.generic]) -> NDArray[Any]:
    """Return a (rows, m) table as (n_tiles, rows, TILE), with zeros behind the last mentor."""
    n_rows, n_columns = table.shape
    n_tiles = max(1, -(-n_columns // TILE))
    wide = np.zeros((n_rows, n_tiles * TILE), dtype=table.dtype)
    wide[:, :n_columns] = table
    return np.ascontiguousarray(wide.reshape(n_rows, n_tiles, TILE).transpose(1, 0, 2))


def _some(tiles: NDArray[Any], columns: IntArray) -> NDArray[Any]:
    return _tiled(np.ascontiguousarray(tiles[columns // TILE, :, columns % TILE].T))
