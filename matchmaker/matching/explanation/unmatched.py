"""Why a mentee has nobody to turn to, rule by rule and skill by skill."""

import numpy as np

from matchmaker.matching.candidates.arrays import PeopleArrays
from matchmaker.matching.candidates.rules import Rules
from matchmaker.matching.values.people import Mentee, levels_climbed
from matchmaker.matching.values.result import RuleCount


def rule_counts(rules: Rules, row: int) -> tuple[RuleCount, ...]:
    """Return how many mentors each rule takes from one mentee, in the order of the rules."""
    masks = {code: mask[0] for code, mask in rules.masks(slice(row, row + 1))}
    n_forbidding = np.sum(list(masks.values()), axis=0)
    is_left = np.ones(len(rules.arrays.mentors), dtype=np.bool_)
    counts = []
    for code, forbids in masks.items():
        if forbids.any():
            counts.append(
                RuleCount(
                    rule=code,
                    removed=int((forbids & is_left).sum()),
                    forbidden=int(forbids.sum()),
                    alone=int((forbids & (n_forbidding == 1)).sum()),
                )
            )
        is_left &= ~forbids
    return tuple(counts)


def highest_levels(arrays: PeopleArrays) -> dict[str, int]:
    """Return the highest level of each skill among all mentors, eligible for anybody or not."""
    highest: dict[str, int] = {}
    for mentor in arrays.mentors:
        for skill, level in mentor.levels:
            highest[skill] = max(level, highest.get(skill, 0))
    return highest


def untaught_skills(mentee: Mentee, highest: dict[str, int]) -> tuple[str, ...]:
    """Return the mentee's gaps that not even a mentor of the highest level can teach."""
    return tuple(
        sorted(
            need.skill
            for need in mentee.needs
            if need.level is not None
            and need.gap
            and not levels_climbed(need.level, need.target, highest.get(need.skill, 0))
        )
    )
