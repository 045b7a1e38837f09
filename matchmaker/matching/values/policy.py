"""What a programme wants of a match: weights of the criteria, and which rules are on."""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

CRITERIA: Final = (
    "gap_coverage",
    "interests",
    "certifications",
    "languages",
    "location",
    "seniority",
)
"""Codes of the scoring criteria, in the order in which reasons are shown."""

ALWAYS_RULES: Final = (
    "self",
    "no_place",
    "excluded",
    "unavailable",
    "live_match",
    "asked_lately",
)
"""Reason codes of the rules that no policy can switch off."""

DEFAULT_RULES: Final = frozenset(
    {"reporting_line", "met_before", "shared_language", "teachable_gap"}
)
OPTIONAL_RULES: Final = frozenset({"same_department", "time_zone", "different_location"})
SWITCHABLE_RULES: Final = DEFAULT_RULES | OPTIONAL_RULES

Objective: TypeAlias = Literal["coverage", "best_score", "fair"]
OBJECTIVES: Final[tuple[Objective, ...]] = ("coverage", "best_score", "fair")
"""What a round wants first: most mentees, the highest total, or the highest lowest score."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Share of each criterion in a score; any non-negative integers, scaled to 100 together."""

    gap_coverage: int = 50
    interests: int = 15
    certifications: int = 10
    languages: int = 5
    location: int = 10
    seniority: int = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """Weights, the switchable rules that are on, and the limit of the time-zone rule in hours.

    ``objective`` is what the round wants first; see `objectives`.
    """

    weights: Weights = field(default_factory=Weights)
    rules: frozenset[str] = DEFAULT_RULES
    max_time_zone_hours: int = 4
    seed: int = 0
    objective: Objective = "coverage"
