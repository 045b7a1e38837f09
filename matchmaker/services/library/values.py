"""The entries of the library as frozen values, and how the whole of them is asked. No query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from matchmaker.messages import DEFAULT_LANGUAGE
from matchmaker.models import ResourceCost, ResourceKind

LOWEST_STEP: Final = 1
"""The first level that can be reached; the last one is the taxonomy's."""
Place: TypeAlias = tuple[str, int, str]
"""Skill, the level that is reached, language."""


@dataclass(frozen=True, slots=True)
class Card:
    """A page of ours about one step of one skill: from the level below to `level`."""

    skill: str
    level: int
    language: str
    work: str
    """What the level looks like at work."""
    exercise: str
    """What to do on one's own project this week."""
    question: str
    """What to ask a mentor."""
    proof: str
    """What to show as proof."""
    checked_on: date

    @property
    def item(self) -> str:
        """What the entry is called in marks; the same in every language."""
        return card_item(self.skill, self.level)


@dataclass(frozen=True, slots=True)
class Resource:
    """Something elsewhere. It fits readers who are at `from_level` to `to_level`."""

    item: str
    title: str
    address: str
    skills: tuple[str, ...]
    from_level: int
    to_level: int
    kind: ResourceKind
    language: str
    cost: ResourceCost
    about: str = ""

    @property
    def host(self) -> str:
        """Whose site it is on."""
        return urlsplit(self.address).hostname or ""

    def fits(self, skill: str, level: int) -> bool:
        """Whether it is for somebody who is at a level of a skill and wants to climb."""
        return skill in self.skills and self.from_level <= level <= self.to_level


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that the files hold, in their order."""

    cards: Mapping[Place, Card] = field(default_factory=lambda: MappingProxyType({}))
    resources: Mapping[str, Resource] = field(default_factory=lambda: MappingProxyType({}))
    """By their names, without those that the operator hides."""

    def steps(self, skill: str, language: str) -> tuple[Card, ...]:
        """Return the cards of a skill, the first step first."""
        levels = sorted({level for code, level, _language in self.cards if code == skill})
        found = (self.card(skill, level, language) for level in levels)
        return tuple(each for each in found if each)

    def card(self, skill: str, level: int, language: str) -> Card | None:
        """Return the card in the reader's language where there is one, else in English."""
        plain = language.partition("-")[0]
        found = (self.cards.get((skill, level, each)) for each in (language, plain))
        return next((each for each in found if each), self.cards.get(_in_english(skill, level)))


def card_item(skill: str, level: int) -> str:
    """Return what the card of a step is called in marks."""
    return f"card:{skill}:{level}"


def place_of(item: str) -> tuple[str, int] | None:
    """Return skill and level of what names a card; None for a resource.

    Examples
    --------
    >>> place_of("card:risk:2")
    ('risk', 2)
    >>> place_of("risk_guide") is None
    True
    """
    word, _sign, rest = item.partition(":")
    skill, _sign, level = rest.rpartition(":")
    is_card = word == "card" and skill and level.isascii() and level.isdecimal()
    return (skill, int(level)) if is_card and len(level) == 1 else None


def _in_english(skill: str, level: int) -> Place:
    return skill, level, DEFAULT_LANGUAGE
