"""A profile as typed, and as it can be stored: two frozen values, nothing else.

What a field of the profile is, and how long its text may be, stands at the field. The check, the
form, storing, the people file, a member's own data and erasing go by that. A new text needs its
column in the table, its line in `ProfileValues`, its name in own data and its place in the form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol

from matchmaker.models import CertificationState

ROLES: Final = ("mentee", "mentor", "networker")
"""What somebody can take part as; each is an `is_` of a participation."""
USUAL_IMPORTANCE: Final = 2


class Kind(StrEnum):
    """What a plain field holds."""

    LINE = "line"
    PARAGRAPHS = "paragraphs"
    CODE = "code"
    """One code of a part of the taxonomy."""
    CODES = "codes"
    """Several of them."""


@dataclass(frozen=True, slots=True)
class PlainField:
    """A field that needs no checks beyond those of its kind; `part` names its taxonomy part."""

    name: str
    kind: Kind
    longest: int = 0
    part: str = ""


def _line(longest: int) -> Any:
    return field(default="", metadata={"kind": Kind.LINE, "longest": longest})


def _paragraphs(longest: int) -> Any:
    return field(default="", metadata={"kind": Kind.PARAGRAPHS, "longest": longest})


def _code(part: str) -> Any:
    return field(default="", metadata={"kind": Kind.CODE, "part": part})


def _codes(part: str) -> Any:
    return field(default=(), metadata={"kind": Kind.CODES, "part": part})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileValues:
    """A profile that can be stored: every code is known, every address is normalised.

    The fields stand in the order in which a people file has them.
    """

    name: str = _line(200)
    is_mentee: bool = False
    is_mentor: bool = False
    is_networker: bool = False
    capacity: int = 1
    paused_until: date | None = None
    department: str = _line(120)
    job_title: str = _line(120)
    location: str = _line(120)
    time_zone: str = ""
    languages: tuple[str, ...] = _codes("languages")
    manager_email: str = ""
    ladder_step: str = _code("roles")
    target_role: str = _code("roles")
    interests: tuple[str, ...] = _codes("interests")
    certifications: Mapping[str, CertificationState] = field(default_factory=dict)
    other_certification: str = _line(120)
    about: str = _paragraphs(2000)
    goals: str = _paragraphs(2000)
    help_with: str = _paragraphs(2000)
    wishes: tuple[str, ...] = ()
    """Addresses of people with whom the member would rather not be paired; private."""
    skills: Mapping[str, SkillValues] = field(default_factory=dict)


PLAIN_FIELDS: Final = tuple(
    PlainField(each.name, **each.metadata) for each in fields(ProfileValues) if each.metadata
)


def plain_fields(*kinds: Kind) -> tuple[str, ...]:
    """Return the names of the fields of these kinds."""
    return tuple(each.name for each in PLAIN_FIELDS if each.kind in kinds)
