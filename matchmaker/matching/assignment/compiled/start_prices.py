"""Prices to begin with: those of a round of every eighth mentee and mentor, carried to all."""

from typing import Any, Final

import numpy as np

from matchmaker.matching.assignment.compiled.features import TILE, Features
from matchmaker.matching.assignment.compiled.group import Group
from matchmaker.matching.assignment.compiled.pricing import best_pairs
from matchmaker.matching.assignment.compiled.reduced_values import NEVER, write_base, write_bounds
from matchmaker.matching.assignment.compiled.shortlist import Shortlist
from matchmaker.matching.assignment.compiled.tables import CLASS
from matchmaker.matching.compiling import ROWS_A_TASK, compiled, on_all_cores
from matchmaker.matching.types import IntArray

SAMPLED: Final = 8
"""One mentee and one mentor in so many are looked at."""
FIRST: Final = 24
"""Candidates of each mentee of the sample."""


def prices_of_sample(
    features: Features, rows: IntArray, places: IntArray, ids: tuple[IntArray, IntArray], seed: int
) -> IntArray:
    """Return a price in units for each mentor at which mentees would about fill the places.

    Parameters
    ----------
    features : of all mentors
    rows : positions of the mentees of the round
    places : (n_mentors,)
    ids : those of all mentees and mentors

    Notes
    -----
    1. An auction among the sample, in which everybody may wait, gives its mentors prices and its
       mentees gains.
    2. A mentor's price is the most that a mentee of the sample could pay without losing gain; of
       the mentors of the sample that is about the price they have.

    Nothing rests on these prices: they only say which candidates are looked at first.
    """
    rows = rows[::SAMPLED].copy()
    columns = np.flatnonzero(places > 0)[::SAMPLED]
    if not len(rows) or not len(columns):
        return np.zeros(len(places), dtype=np.int64)
    few = features.among(columns)
    found = best_pairs(few, rows, np.zeros(len(columns), np.int64), np.full(len(rows), -1), FIRST)
    pairs = Shortlist.of(
        np.searchsorted(rows, found.mentee), np.searchsorted(columns, found.mentor), found.units
    )
    group = Group(
        rows=rows,
        columns=columns,
        places=np.append(places[columns], len(rows)),
        is_open=np.ones(len(columns) + 1, dtype=np.bool_),
        may_wait=np.ones(len(rows), dtype=np.bool_),
        pairs=pairs,
        features=few,
        mentee_ids=ids[0],
        mentor_ids=ids[1],
        seed=seed,
        seat=np.full(len(rows), len(columns)),
        price=np.zeros(len(columns) + 1, dtype=np.int64),
    )
    dearest = _dearest(features, rows, group.gains_at_rough_prices())
    return np.where(places > 0, np.maximum(dearest, 0), 0)


def _dearest(features: Features, rows: IntArray, gain: IntArray) -> IntArray:
    """Return the largest score less the mentee's gain among some rows, for each mentor."""
    shape = (-(-len(rows) // ROWS_A_TASK), features.n_tiles, TILE)
    most = np.full(shape, NEVER, dtype=np.int32)
    order = np.argsort(features.tables.own[rows, CLASS], kind="stable")
    price = np.zeros((features.n_tiles, TILE), dtype=np.int32)
    on_all_cores(
        _write_dearest, len(rows), features.tables, rows[order], gain[order].astype(np.int32),
        price, most,
    )  # fmt: skip
    dearest: IntArray = most.max(axis=0).reshape(-1)[: features.n_mentors].astype(np.int64)
    return dearest


@compiled
def _raise(most: Any, task: Any, t: Any, bounds: Any, gain: Any) -> None:
    for j in range(TILE):
        most[task, t, j] = max(most[task, t, j], np.int32(np.int32(bounds[j]) - gain))


@compiled
def _write_dearest(first, last, f, rows, gain, price, most):
    tiles, start, row, own = f.tiles, f.start, f.row, f.own
    base, bounds = np.empty(TILE, dtype=np.int16), np.empty(TILE, dtype=np.int16)
    gaps = np.empty(TILE, dtype=f.counter.dtype)
    interests, counts = np.empty_like(gaps), np.empty_like(gaps)
    for t in range(tiles.shape[0]):
        class_of_base = -1
        for k in range(first, last):
            i = rows[k]
            if own[i, CLASS] != class_of_base:
                class_of_base = own[i, CLASS]
                write_base(base, counts, t, i, price, f)
            write_bounds(bounds, base, gaps, interests, counts, t, i, tiles, start, row, own, f)
            _raise(most, first // ROWS_A_TASK, t, bounds, gain[k])
