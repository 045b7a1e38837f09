"""Why this pair: the reasons behind a score. Values, never words."""

from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.candidates.rules import minutes_apart
from matchmaker.matching.candidates.scoring import parts_of_pairs, scaled_weights
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.people import Mentee, Mentor, levels_climbed
from matchmaker.matching.values.policy import CRITERIA
from matchmaker.matching.values.result import (
    UNITS_A_POINT,
    CriterionPart,
    GapClosed,
    Reasons,
)


def reasons_of(problem: Problem, rows: IntArray, columns: IntArray) -> list[Reasons]:
    """Return the reasons of each pair (rows[k], columns[k])."""
    arrays, weights = problem.arrays, problem.policy.weights
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
