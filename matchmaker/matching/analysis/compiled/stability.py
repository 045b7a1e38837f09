"""A pass over all pairs that counts who would rather have each other: see `stability`."""

import numpy as np

from matchmaker.matching.analysis.stability import Bars, Stability
from matchmaker.matching.assignment.compiled.features import TILE, features_of
from matchmaker.matching.assignment.compiled.pricing import DEAREST, Bounds
from matchmaker.matching.assignment.compiled.reduced_values import (
    LEAST,
    gain_of,
    largest,
    write_base,
    write_bounds,
)
from matchmaker.matching.assignment.compiled.tables import CLASS
from matchmaker.matching.assignment.stored_prices import seats_of
from matchmaker.matching.candidates.arrays import positions_of
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.compiling import compiled, on_all_cores
from matchmaker.matching.values.result import FULL, Matching


def stability_of_large(problem: Problem, matching: Matching) -> Stability:
    """Return what `stability_of` does, over all eligible pairs, none of which is kept."""
    arrays = problem.arrays
    mentor_of = seats_of(matching.pairs, arrays.mentee_ids, arrays.mentor_ids)
    units = np.full(len(mentor_of), -1, dtype=np.int64)
    rows = positions_of(arrays.mentee_ids, [pair.mentee_id for pair in matching.pairs])
    units[rows] = [pair.units for pair in matching.pairs]
    bars = Bars.of(mentor_of, units, arrays.places, problem.fixed)
    features = features_of(problem)
    rows = np.flatnonzero(arrays.mentee_available & bars.may_go)
    is_offered = arrays.mentor_available & (arrays.places > 0)
    asked = Bounds.of(features, rows, np.where(is_offered, 0, DEAREST), bars.mentee[rows])
    n_tiles = features.n_tiles
    least = np.full(n_tiles * TILE, FULL, dtype=np.int64)
    least[: features.n_mentors] = np.minimum(bars.mentor, FULL)
    counts = np.zeros((len(rows), 2), dtype=np.int64)
    takes_part = np.zeros(n_tiles * TILE, dtype=np.bool_)
    if len(rows) and features.n_mentors:
        on_all_cores(
            _count, len(rows), features.tables, asked.order, asked.rows, asked.cut_price,
            asked.floor, least.reshape(-1, TILE), counts, takes_part,
        )  # fmt: skip
    return Stability(
        blocking_pairs=int(counts[:, 0].sum()),
        mentees=int((counts[:, 0] > 0).sum()),
        mentors=int(takes_part.sum()),
        beside_a_free_place=int((counts[:, 1] > 0).sum()),
    )


@compiled
def _count(first, last, f, order, rows, cut_price, floor, least, counts, takes_part):
    """Count for each row the pairs above both bars, and those of them with a free place."""
    tiles, start, row, own = f.tiles, f.start, f.row, f.own
    gap_table = f.gap_table
    interest_table, certificate_table = f.interest_table, f.certificate_table
    base, bounds = np.empty(TILE, dtype=np.int16), np.empty(TILE, dtype=np.int16)
    gaps = np.empty(TILE, dtype=f.counter.dtype)
    interests, shared = np.empty_like(gaps), np.empty_like(gaps)
    for t in range(tiles.shape[0]):
        class_of_base = -1
        for k in range(first, last):
            at = order[k]
            i = rows[at]
            if own[i, CLASS] != class_of_base:
                class_of_base = own[i, CLASS]
                write_base(base, shared, t, i, cut_price, f)
            write_bounds(bounds, base, gaps, interests, shared, t, i, tiles, start, row, own, f)
            bar = np.int16(min(max(floor[at], LEAST - 1), FULL))
            if largest(bounds) <= bar:
                continue
            for j in range(TILE):
                if bounds[j] <= bar or bounds[j] <= least[t, j]:
                    continue
                gain = gain_of(
                    j, base, gaps, interests, shared, i, own, gap_table, interest_table,
                    certificate_table,
                )  # fmt: skip
                if gain > floor[at] and gain > least[t, j]:
                    counts[at, 0] += 1
                    takes_part[t * TILE + j] = True
                    if least[t, j] < 0:
                        counts[at, 1] += 1
