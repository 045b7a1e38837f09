"""Whom else a mentee could have had."""

from typing import Final

import numpy as np

from matchmaker.matching.assignment.scale import tie_breaks
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.result import MOST_ALTERNATIVES, UNITS_A_POINT, Alternative

PAIRS_AT_ONCE: Final = 500_000
"""Candidates that are sorted at once."""


def best_first(graph: CandidateGraph, row: int, seed: int, entries: IntArray) -> IntArray:
    """Return those entries of one mentee, best score first; ties as the solver breaks them."""
    mentor_ids = graph.mentor_ids[graph.mentor[entries]]
    ties = tie_breaks(graph.mentee_ids[[row]], mentor_ids, seed)
    return entries[np.lexsort((mentor_ids, -ties, -graph.units[entries]))]


def alternatives_of(
    graph: CandidateGraph, mentor_of: IntArray, is_full: BoolArray, seed: int, rows: IntArray
) -> list[tuple[Alternative, ...]]:
    """Return the best candidates of some mentees (ascending) other than the mentor they have."""
    found: list[tuple[Alternative, ...]] = []
    size = np.cumsum(graph.start[rows + 1] - graph.start[rows])
    while len(found) < len(rows):
        first = len(found)
        before = int(size[first - 1]) if first else 0
        beyond = int(np.searchsorted(size, before + PAIRS_AT_ONCE, "right"))
        some = rows[first : max(beyond, first + 1)]
        found += _alternatives_of_some(graph, some, mentor_of, is_full, seed)
    return found


def _alternatives_of_some(
    graph: CandidateGraph, rows: IntArray, mentor_of: IntArray, is_full: BoolArray, seed: int
) -> list[tuple[Alternative, ...]]:
    """Return the same for some rows: their candidates sorted at once, and the first of each."""
    count = graph.start[rows + 1] - graph.start[rows]
    nth = np.repeat(np.arange(len(rows)), count)
    entry = np.arange(len(nth)) + (graph.start[rows] - np.cumsum(count) + count)[nth]
    column, units = graph.mentor[entry], graph.units[entry]
    is_other = column != mentor_of[rows[nth]]
    nth, column, units = nth[is_other], column[is_other], units[is_other]
    mentor_ids = graph.mentor_ids[column]
    ties = tie_breaks(graph.mentee_ids[rows[nth]], mentor_ids, seed)
    order = np.lexsort((mentor_ids, -ties, -units, nth))
    starts = np.searchsorted(nth, np.arange(len(rows) + 1))
    is_shown = np.arange(len(nth)) - starts[nth] < MOST_ALTERNATIVES
    best = order[is_shown]
    shown = [
        Alternative(*each)
        for each in zip(
            mentor_ids[best].tolist(),
            (units[best] // UNITS_A_POINT).tolist(),
            units[best].tolist(),
            is_full[column[best]].tolist(),
            strict=True,
        )
    ]
    ends = np.minimum(np.diff(starts), MOST_ALTERNATIVES).cumsum().tolist()
    return [tuple(shown[a:b]) for a, b in zip([0, *ends], ends, strict=False)]
