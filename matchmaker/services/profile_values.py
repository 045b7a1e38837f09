"""A profile as typed, and as it can be stored: two frozen values, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from matchmaker.models import CertificationState

ROLES: Final = ("mentee", "mentor", "networker")
"""What somebody can take part as; each is an `is_` of a participation."""
USUAL_IMPORTANCE: Final = 2


@dataclass(frozen=True, slots=True)
class ProfileEntries:
    """A profile as typed. What is not in it was left blank.

    `text` holds single fields by name; `chosen` the codes ticked in a group (roles, languages,
    interests); `by_code` one text a code (level, target, importance, certification).
    """

    text: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_code: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SkillValues:
    """One skill; a level that is not stated is None, never 0."""

    level: int | None = None
    target_level: int | None = None
    importance: int = USUAL_IMPORTANCE

    @property
    def is_stated(self) -> bool:
        """Whether there is anything to keep."""
        return self != SkillValues()


class HasLevels(Protocol):
    """One skill of somebody, as a value or as a row."""

    @property
    def level(self) -> int | None: ...
    @property
    def target_level(self) -> int | None: ...


def open_gap(skill: HasLevels) -> tuple[int, int] | None:
    """Return level and target where a level is stated that lies below its target."""
    if skill.level is None or skill.target_level is None or skill.level >= skill.target_level:
        return None
    return skill.level, skill.target_level


@dataclass(frozen=True, slots=True)
class ProfileValues:
    """A profile that can be stored: every code is known, every address is normalised."""

    name: str = ""
    is_mentee: bool = False
    is_mentor: bool = False
    is_networker: bool = False
    department: str = ""
    job_title: str = ""
    location: str = ""
    time_zone: str = ""
    languages: tuple[str, ...] = ()
    manager_email: str = ""
    ladder_step: str = ""
    about: str = ""
    skills: Mapping[str, SkillValues] = field(default_factory=dict)
    certifications: Mapping[str, CertificationState] = field(default_factory=dict)
    other_certification: str = ""
    interests: tuple[str, ...] = ()
    target_role: str = ""
    goals: str = ""
    help_with: str = ""
    capacity: int = 1
    paused_until: date | None = None
    wishes: tuple[str, ...] = ()
    """Addresses of people with whom the member would rather not be paired; private."""
