"""Why this pair: the reasons behind a score, and the alternatives. Values, never words.

Why somebody has no match is in `unmatched`.
"""

from typing import Final

import numpy as np

from matchmaker.matching.assignment.objective import tie_breaks
from matchmaker.matching.candidates.arrays import BoolArray, IntArray, PeopleArrays, levels_climbed
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.rules import minutes_apart
from matchmaker.matching.candidates.scoring import parts_of_pairs, scaled_weights
from matchmaker.matching.values.people import Mentee, Mentor
from matchmaker.matching.values.policy import CRITERIA, Weights
from matchmaker.matching.values.result import (
    MOST_ALTERNATIVES,
    UNITS_A_POINT,
    Alternative,
    CriterionPart,
    GapClosed,
    Reasons,
)

PAIRS_AT_ONCE: Final = 500_000
"""Candidates that are sorted at once where alternatives are looked for."""


def reasons_of(
    arrays: PeopleArrays, weights: Weights, rows: IntArray, columns: IntArray
) -> list[Reasons]:
    """Return the reasons of each pair (rows[k], columns[k])."""
    scaled = scaled_weights(weights)
    parts = parts_of_pairs(arrays, weights, rows, columns)
    apart = minutes_apart(arrays.mentee_offset[rows], arrays.mentor_offset[columns])
    return [
        Reasons(
            criteria=_criteria(dict(zip(CRITERIA, units, strict=True)), scaled),
            **_in_common(arrays.mentees[row], arrays.mentors[column], minutes),  # type: ignore[arg-type]
        )
        for row, column, units, minutes in zip(
            rows.tolist(), columns.tolist(), parts.tolist(), apart.tolist(), strict=True
        )
    ]


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


def _criteria(units: dict[str, int], scaled: dict[str, int]) -> tuple[CriterionPart, ...]:
    points = _whole_points(units)
    return tuple(
        CriterionPart(criterion, points[criterion], units[criterion], scaled[criterion])
        for criterion in CRITERIA
    )


def _whole_points(units: dict[str, int]) -> dict[str, int]:
    """Return the parts in points that add up to the score's points: floors, and what is over.

    Examples
    --------
    >>> _whole_points({"interests": 1499, "languages": 166, "seniority": 250})
    {'interests': 15, 'languages': 2, 'seniority': 2}
    """
    points = {criterion: part // UNITS_A_POINT for criterion, part in units.items()}
    missing = sum(units.values()) // UNITS_A_POINT - sum(points.values())
    by_rest = sorted(units, key=lambda criterion: -(units[criterion] % UNITS_A_POINT))
    for criterion in by_rest[:missing]:
        points[criterion] += 1
    return points


def _in_common(mentee: Mentee, mentor: Mentor, apart: int) -> dict[str, object]:
    has_zones = mentee.utc_offset_minutes is not None and mentor.utc_offset_minutes is not None
    return {
        "gaps": gaps_closed(mentee, mentor),
        "interests": tuple(sorted(mentee.interests & mentor.interests)),
        "certifications": tuple(sorted(mentee.certifications_wanted & mentor.certifications_held)),
        "languages": tuple(sorted(mentee.languages & mentor.languages)),
        "location": (mentee.location or None) if mentee.location == mentor.location else None,
        "minutes_apart": apart if has_zones else None,
        "mentee_step": mentee.ladder_step,
        "target_step": mentee.target_step,
        "mentor_step": mentor.ladder_step,
    }


def gaps_closed(mentee: Mentee, mentor: Mentor) -> tuple[GapClosed, ...]:
    """Return the mentee's gaps that the mentor can teach, the weightiest first."""
    levels = dict(mentor.levels)
    closed = [
        GapClosed(
            skill=need.skill,
            level=need.level,
            target=need.target,
            importance=need.importance,
            mentor_level=levels[need.skill],
            reached=need.level + climbed,
        )
        for need in mentee.needs
        if need.level is not None
        and need.skill in levels
        and (climbed := levels_climbed(need.level, need.target, levels[need.skill]))
    ]
    return tuple(sorted(closed, key=lambda g: (-g.importance * (g.reached - g.level), g.skill)))
