"""The engine's two answers, each proved before a test looks at it."""

from typing import Any, Final

from numpy.typing import ArrayLike

from matchmaker.matching import (
    Assignment,
    CandidateGraph,
    Limits,
    Matching,
    People,
    Policy,
    Verdict,
    verify_assignment,
)
from matchmaker.matching import (
    assign as assign_unproved,
)
from matchmaker.matching import (
    match as match_unproved,
)
from matchmaker.matching import (
    verify as verify_within,
)
from matchmaker.matching.values.limits import has_compiler

NUMPY: Final = Limits(is_large=False)
COMPILED: Final = Limits(is_large=True) if has_compiler() else Limits()
"""Each solver by itself; a test that needs the compiled one is skipped where it cannot be."""

LIMITS = Limits()
"""What is handed in where a test says nothing of it; see `each_solver`."""


def match(people: People, policy: Policy, **how: Any) -> Matching:
    """Match, and have the answer checked by the independent check."""
    limits = how.pop("limits", LIMITS)
    matching = match_unproved(people, policy, **how, limits=limits)

    assert verify_within(people, policy, matching, limits=limits).fault is None
    if policy.objective != "best_score":
        assert bool(matching.cover) == any(left.eligible for left in matching.unmatched)
    return matching


def verify(people: People, policy: Policy, matching: Matching, **how: Any) -> Verdict:
    """Check as `match` does."""
    return verify_within(people, policy, matching, **({"limits": LIMITS} | how))


def assign(candidates: CandidateGraph, priority: ArrayLike | None = None, **how: Any) -> Assignment:
    """Assign, and have the answer checked by the independent check."""
    answer = assign_unproved(candidates, priority, **({"limits": LIMITS} | how))

    assert verify_assignment(candidates, answer, priority).fault is None
    return answer
