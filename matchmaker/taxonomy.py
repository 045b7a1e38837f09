"""The words of the programme (skills, levels, certifications, interests, roles), read once.

A leaf: it reads the file that ships with the package and knows nothing of the database. Names and
hints are in the language of the reader; codes never change.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from matchmaker.messages import current_locale, translate


class Named:
    """Something whose name and hint are shown in the reader's language."""

    __slots__ = ()
    english_name: str
    english_hint: str

    @property
    def name(self) -> str:
        """The name that people see."""
        return translate(self.english_name)

    @property
    def hint(self) -> str:
        """What explains the name; may be empty."""
        return translate(self.english_hint)


@dataclass(frozen=True, slots=True)
class Term(Named):
    """One code with the name that people see; a retired one is shown but no longer offered."""

    code: str
    english_name: str
    english_hint: str = ""
    english_group: str = ""
    retired: bool = False

    @property
    def group(self) -> str:
        """The name of the group under which it is offered."""
        return translate(self.english_group)


@dataclass(frozen=True, slots=True)
class DeclineReason(Term):
    """Why a mentor declines, and what follows from it."""

    keeps_apart: bool = False
    """The two are not matched again, nor put together for a coffee chat."""


@dataclass(frozen=True, slots=True)
class Language(Term):
    """A language; its name is known in every other."""

    @property
    def name(self) -> str:
        """The name that people see."""
        return str(current_locale().languages.get(self.code, self.code))


@dataclass(frozen=True, slots=True)
class Level(Named):
    """One of the six skill levels."""

    level: int
    english_name: str
    english_hint: str = ""


@dataclass(frozen=True, slots=True)
class Role(Named):
    """A rung of the role ladder; as a target role it sets target levels."""

    code: str
    english_name: str
    step: int
    targets: Mapping[str, int] = field(default_factory=dict)
    english_hint: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Taxonomy:
    """All terms by code, in the order in which they are shown."""

    skills: Mapping[str, Term]
    levels: tuple[Level, ...]
    certifications: Mapping[str, Term]
    interests: Mapping[str, Term]
    roles: Mapping[str, Role]
    languages: Mapping[str, Term]
    decline_reasons: Mapping[str, DeclineReason]

    def offered(self, part: str) -> Mapping[str, Any]:
        """Return the terms of a part that may be stated: those that are not retired."""
        return _offered(self, part)

    def groups(self, terms: Mapping[str, Term]) -> dict[str, list[Term]]:
        """Return the offered terms under their group's name, in order."""
        grouped: dict[str, list[Term]] = {}
        for term in terms.values():
            if not term.retired:
                grouped.setdefault(term.group, []).append(term)
        return grouped


@cache
def load_taxonomy() -> Taxonomy:
    """Read the taxonomy file of this installation."""
    text = files("matchmaker").joinpath("taxonomy.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    skills = _grouped(document["skill_groups"], "skills")
    return Taxonomy(
        skills=skills,
        levels=tuple(
            Level(level["level"], level["name"], level.get("hint", ""))
            for level in document["levels"]
        ),
        certifications=_grouped(document["certification_groups"], "certifications"),
        interests=_terms(document["interests"]),
        roles={
            role["code"]: Role(
                code=role["code"],
                english_name=role["name"],
                step=step,
                targets={
                    code: level
                    for code, level in role.get("targets", {}).items()
                    if not skills[code].retired
                },
                retired=role.get("retired", False),
            )
            for step, role in enumerate(document["roles"])
        },
        languages=_languages(**document["languages"]),
        decline_reasons={
            entry["code"]: DeclineReason(
                **_common(entry), keeps_apart=entry.get("keeps_apart", False)
            )
            for entry in document["decline_reasons"]
        },
    )


@cache
def _offered(taxonomy: Taxonomy, part: str) -> Mapping[str, Any]:
    terms: Mapping[str, Any] = getattr(taxonomy, part)
    return MappingProxyType({code: term for code, term in terms.items() if not term.retired})


def _languages(offered: list[str], retired: Iterable[str] = ()) -> Mapping[str, Term]:
    return {code: Language(code, code) for code in offered} | {
        code: Language(code, code, retired=True) for code in retired
    }


def _terms(entries: Iterable[dict[str, Any]], group: str = "") -> dict[str, Term]:
    return {entry["code"]: Term(**_common(entry), english_group=group) for entry in entries}


def _common(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": entry["code"],
        "english_name": entry["name"],
        "english_hint": entry.get("hint", ""),
        "retired": entry.get("retired", False),
    }


def _grouped(groups: Iterable[dict[str, Any]], key: str) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    for group in groups:
        terms |= _terms(group[key], group["name"])
    return terms
