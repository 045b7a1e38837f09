"""The people of a round as the engine sees them: frozen values, no contact details.

Persons are known by integer ids. The caller gives one person one id, whatever their roles, so
"not oneself" and reporting lines are comparisons of ids. A manager who is not a member gets a
negative id. Text, names and mail addresses never come here.
"""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

Pair: TypeAlias = tuple[int, int]
"""(mentee id, mentor id)."""

LEAST_TEACHING_LEVEL: Final = 3
"""The level of a skill from which on a mentor can teach it."""


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """One skill that a mentee cares about.

    Parameters
    ----------
    skill : str
        Taxonomy code.
    level : int or None
        Current level, 0-5; None means not stated, which is not 0: such a need has no gap.
    target : int
        Target level, 0-5.
    importance : int
        1 (nice to have) to 3 (matters most).
    """

    skill: str
    level: int | None
    target: int
    importance: int = 2

    @property
    def gap(self) -> int:
        """Levels still to climb, never negative; 0 where the current level is not stated."""
        return 0 if self.level is None else max(0, self.target - self.level)


@dataclass(frozen=True, slots=True)
class Mentee:
    """Somebody who looks for a mentor in this round.

    ``priority`` is the waiting priority: larger is served first.
    ``manager_ids`` is the reporting line upwards, nearest first (manager, manager's manager).
    ``utc_offset_minutes`` is that of the member's zone at the round's reference date.
    """

    id: int
    needs: tuple[SkillNeed, ...] = ()
    interests: frozenset[str] = frozenset()
    certifications_wanted: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    location: str | None = None
    utc_offset_minutes: int | None = None
    department: str | None = None
    ladder_step: int | None = None
    target_step: int | None = None
    manager_ids: tuple[int, ...] = ()
    priority: int = 0
    is_available: bool = True


@dataclass(frozen=True, slots=True)
class Mentor:
    """Somebody who can mentor; ``places`` is how many more mentees they can take in this round."""

    id: int
    places: int = 1
    levels: tuple[tuple[str, int], ...] = ()
    interests: frozenset[str] = frozenset()
    certifications_held: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    location: str | None = None
    utc_offset_minutes: int | None = None
    department: str | None = None
    ladder_step: int | None = None
    manager_ids: tuple[int, ...] = ()
    is_available: bool = True


@dataclass(frozen=True, slots=True)
class People:
    """All that a round is solved from, apart from the policy.

    ``excluded``, ``met_before`` and ``live`` are unordered pairs of person ids: (a, b) forbids
    both a mentoring b and b mentoring a. ``banned`` and ``locked`` are a coordinator's decisions
    for this round, as (mentee id, mentor id). So is ``asked_lately``: pairs whose last offer the
    mentor left unanswered; a lock goes before it. ``skills`` are all codes that there are:
    somebody with another one is refused. None accepts any code.
    """

    mentees: tuple[Mentee, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    excluded: frozenset[Pair] = field(default_factory=frozenset)
    met_before: frozenset[Pair] = field(default_factory=frozenset)
    live: frozenset[Pair] = field(default_factory=frozenset)
    banned: frozenset[Pair] = field(default_factory=frozenset)
    locked: frozenset[Pair] = field(default_factory=frozenset)
    asked_lately: frozenset[Pair] = field(default_factory=frozenset)
    skills: frozenset[str] | None = None


def levels_climbed(level: int, target: int, mentor_level: int) -> int:
    """Return how many levels towards the target a mentor of that level can take a mentee.

    Nothing below level 3 or at the mentee's own level; otherwise up to the mentor's level, and
    never beyond the target.
    """
    if mentor_level < max(LEAST_TEACHING_LEVEL, level + 1):
        return 0
    return max(0, min(target, mentor_level) - level)
