"""Reads the library's files: ours, and one of the operator's that adds, hides and replaces.

A file may say `language`, `checked_on` and `skill` once for all its cards. An entry of the
operator's takes the place of ours of the same name, a card that of the same skill, level and
language. Nothing is read halfway: the first fault ends it, with a line that names the entry.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from matchmaker.messages import DEFAULT_LANGUAGE
from matchmaker.models import ResourceCost, ResourceKind
from matchmaker.services.library.values import (
    LOWEST_STEP,
    Card,
    Library,
    Place,
    Resource,
    place_of,
)
from matchmaker.services.library.web_addresses import InvalidWebAddress, clean_web_address
from matchmaker.taxonomy import load_taxonomy
from matchmaker.text import UncleanText, clean_line, shown_line, tidy_text

LONGEST_FILE: Final = 1_000_000
LONGEST_TITLE: Final = 160
LONGEST_ABOUT: Final = 300
LONGEST_TEXT: Final = 1_500
LONGEST_CODE: Final = 60
LONGEST_LANGUAGE: Final = 20
CARD_TEXTS: Final = ("work", "exercise", "question", "proof")
_OF_ALL_CARDS: Final = ("language", "checked_on", "skill")
_OF_A_FILE: Final = frozenset({*_OF_ALL_CARDS, "cards", "resources", "hide"})
_OF_A_CARD: Final = frozenset({*_OF_ALL_CARDS, "level", *CARD_TEXTS})
_OF_A_RESOURCE: Final = frozenset(
    {
        *("code", "title", "about", "address", "skills", "from_level", "to_level"),
        *("kind", "language", "cost"),
    }
)
Entry = Mapping[str, Any]
Read = TypeVar("Read")
Word = TypeVar("Word", bound=StrEnum)


class WrongLibrary(ValueError):
    """A file of the library cannot be used; the message is one line that names the entry."""


@cache
def load_library(path: Path | None = None) -> Library:
    """Read our files, then the operator's, if there is one. Raises `WrongLibrary`."""
    cards: dict[Place, Card] = {}
    resources: dict[str, Resource] = {}
    folder = files("matchmaker").joinpath("library")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            _take(file.name, file.read_bytes(), cards, resources)
    if path is not None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise WrongLibrary(f"{path}: cannot be read ({type(error).__name__})") from error
        _take(path.name, content, cards, resources)
    return Library(MappingProxyType(cards), MappingProxyType(resources))


def _take(
    name: str, content: bytes, cards: dict[Place, Card], resources: dict[str, Resource]
) -> None:
    """Put the entries of one file to those before, or in their place."""
    document = _document(name, content)
    common: dict[str, Any] = {key: document[key] for key in _OF_ALL_CARDS if key in document}
    read_cards = _entries(name, document, "cards", lambda entry: read_card({**common, **entry}))
    for card in read_cards:
        cards[card.skill, card.level, card.language] = card
    for resource in _entries(name, document, "resources", read_resource):
        resources[resource.item] = resource
    for item in _hidden(name, document):
        place = place_of(item)
        known = {resource for resource in (item,) if resource in resources}
        places = [each for each in cards if each[:2] == place]
        if not known and not places:
            raise WrongLibrary(f"{name}: hide: there is no {shown_line(item, 60)!r}")
        resources.pop(item, None)
        for each in places:
            del cards[each]


def _document(name: str, content: bytes) -> dict[str, Any]:
    if len(content) > LONGEST_FILE:
        raise WrongLibrary(f"{name}: larger than {LONGEST_FILE} bytes")
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongLibrary(f"{name}: {shown_line(str(error), 200)}") from error
    if unknown := sorted(document.keys() - _OF_A_FILE):
        raise WrongLibrary(f"{name}: unknown key {shown_line(unknown[0], 60)!r}")
    return document


def _hidden(name: str, document: Entry) -> list[str]:
    hidden = document.get("hide", [])
    if not isinstance(hidden, list) or not all(isinstance(each, str) for each in hidden):
        raise WrongLibrary(f"{name}: hide: must be a list of names")
    return hidden


def _entries(
    name: str, document: Entry, part: str, read: Callable[[Entry], Read]
) -> Iterable[Read]:
    entries = document.get(part, [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise WrongLibrary(f"{name}: {part} must be written as [[{part}]]")
    for number, entry in enumerate(entries, 1):
        try:
            yield read(entry)
        except ValueError as error:
            called = entry.get("code") or entry.get("skill") or ""
            words = f" ({shown_line(str(called), 60)})" if called else ""
            raise WrongLibrary(f"{name}: {part} {number}{words}: {error}") from error


def read_card(entry: Entry) -> Card:
    """Read a card. Raises `ValueError` with what is wrong, in a few words."""
    _refuse_unknown(entry, _OF_A_CARD)
    return Card(
        skill=_skill(_text(entry, "skill", LONGEST_CODE)),
        level=_level(entry, "level", LOWEST_STEP, len(load_taxonomy().levels) - 1),
        language=_language(entry),
        checked_on=_day(entry, "checked_on"),
        **{name: _paragraphs(entry, name) for name in CARD_TEXTS},
    )


def read_resource(entry: Entry) -> Resource:
    """Read a resource. Raises `ValueError` with what is wrong, in a few words."""
    _refuse_unknown(entry, _OF_A_RESOURCE)
    code = _text(entry, "code", LONGEST_CODE)
    if not code.replace("_", "").isalnum() or not code.isascii():
        raise ValueError("code: letters, digits and _ only")
    skills = entry.get("skills")
    if not isinstance(skills, list) or not skills:
        raise ValueError("skills: must be a list of codes")
    highest = len(load_taxonomy().levels) - 2
    from_level = _level(entry, "from_level", 0, highest)
    try:
        address = clean_web_address(_text(entry, "address", 1_000))
    except InvalidWebAddress as error:
        raise ValueError("address: must begin with https:// or http:// and name a site") from error
    return Resource(
        item=code,
        title=_text(entry, "title", LONGEST_TITLE),
        address=address,
        skills=tuple(_skill(str(each)) for each in skills),
        from_level=from_level,
        to_level=_level(entry, "to_level", from_level, highest),
        kind=_word(entry, "kind", ResourceKind),
        language=_language(entry),
        cost=_word(entry, "cost", ResourceCost),
        about=_text(entry, "about", LONGEST_ABOUT) if entry.get("about") else "",
    )


def _refuse_unknown(entry: Entry, known: frozenset[str]) -> None:
    if unknown := sorted(entry.keys() - known):
        raise ValueError(f"unknown key {shown_line(unknown[0], 60)!r}")


def _text(entry: Entry, name: str, longest: int) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}: is missing, or no text")
    try:
        return clean_line(value, longest)
    except UncleanText as error:
        raise ValueError(f"{name}: {error}") from error


def _paragraphs(entry: Entry, name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}: is missing, or no text")
    try:
        return tidy_text(value, LONGEST_TEXT)
    except UncleanText as error:
        raise ValueError(f"{name}: {error}") from error


def _skill(code: str) -> str:
    if code not in load_taxonomy().skills:
        raise ValueError(f"there is no skill {shown_line(code, 60)!r}")
    return code


def _level(entry: Entry, name: str, lowest: int, highest: int) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise ValueError(f"{name}: must be a number from {lowest} to {highest}")
    return value


def _language(entry: Entry) -> str:
    return _text(
        {"language": entry.get("language", DEFAULT_LANGUAGE)}, "language", LONGEST_LANGUAGE
    )


def _day(entry: Entry, name: str) -> date:
    value = entry.get(name)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{name}: must be a day such as 2027-01-31, without quotes")
    return value


def _word(entry: Entry, name: str, words: type[Word]) -> Word:
    try:
        return words(str(entry.get(name, "")))
    except ValueError as error:
        raise ValueError(f"{name}: must be one of {', '.join(words)}") from error
