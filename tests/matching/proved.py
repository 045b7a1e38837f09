"""The engine's two answers, each proved before a test looks at it."""

from typing import Any

from numpy.typing import ArrayLike

from matchmaker.matching import (
    Assignment,
    CandidateGraph,
    Matching,
    People,
    Policy,
    verify,
    verify_assignment,
)
from matchmaker.matching import (
    assign as assign_unproved,
)
from matchmaker.matching import (
    match as match_unproved,
)


def match(people: People, policy: Policy, **how: Any) -> Matching:
    """Match, and have the answer checked by the independent check."""
    matching = match_unproved(people, policy, **how)

    assert verify(people, policy, matching, is_large=how.get("is_large")).fault is None
    if policy.objective != "best_score":
        assert bool(matching.cover) == any(left.eligible for left in matching.unmatched)
    return matching


def assign(candidates: CandidateGraph, priority: ArrayLike | None = None, **how: Any) -> Assignment:
    """Assign, and have the answer checked by the independent check."""
    answer = assign_unproved(candidates, priority, **how)

    assert verify_assignment(candidates, answer, priority).fault is None
    return answer
