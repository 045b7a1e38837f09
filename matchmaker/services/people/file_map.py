"""A people map: what somebody says once about the files of their survey or HR system, as TOML.

It has the columns under the file's own headings, words of the file in ours, which rows count, and
what to take where a cell is empty. docs/import.md describes it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from matchmaker.messages import gettext as _
from matchmaker.services.people.columns import column_named, header_key
from matchmaker.services.people.dates import ORDERS
from matchmaker.services.people.decoding import ENCODINGS
from matchmaker.services.people.faults import CellFault, about, shown
from matchmaker.services.people.targets import (
    state_of_certification,
    target_named,
    target_names,
    terms_of,
)
from matchmaker.services.people.terms import EVERYTHING_ELSE, FileWords, key, nearest
from matchmaker.services.people.typed import Typed

ANY: Final = "*"
"""Stands in a heading and in what it is taken for: any skill, interest, certification, language."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "dates": ORDERS,
    "encoding": tuple(ENCODINGS),
    "repeated": ("first", "last"),
}
TABLES: Final = ("columns", "words", "only_rows", "when_empty")
_NUMBERS: Final = frozenset("012345")
_OF_CODES: Final = ("level", "target", "importance", "certification")


class InvalidMap(ValueError):
    """The map cannot be used; the message is a sentence that names the entry at fault."""


@dataclass(frozen=True, slots=True)
class FileMap:
    """What is said about a file; nothing at all for one that needs no map.

    `columns` has a target's name by heading, empty for one to leave out; `only_rows` the answers
    that count by heading; `when_empty` what people who are new get where their row says nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: FileWords = field(default_factory=FileWords)
    only_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when_empty: Mapping[str, str] = field(default_factory=dict)
    header_rows: int = 0
    """How many rows the headings take; 0 to find out."""
    repeated: str = ""
    """Which row of somebody who is in the file twice counts; empty if that is a fault."""
    encoding: str = ""

    def with_column(self, heading: str, target: str) -> "FileMap":
        """Return a map that says one thing more about columns. Raises `InvalidMap`."""
        check_column(heading, target)
        others = {
            name: its
            for name, its in self.columns.items()
            if header_key(name) != header_key(heading)
        }
        return replace(self, columns={**others, heading: target})


def read_map(text: str) -> FileMap:
    """Return the map that a TOML text describes. Raises `InvalidMap`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidMap(_("The map is not well-formed TOML: %(error)s.", error=error)) from error
    _refuse_unknown(document)
    columns = _texts(document, "columns")
    for heading, target in columns.items():
        check_column(heading, target)
    when_empty = _texts(document, "when_empty")
    for name, value in when_empty.items():
        _check_column_name("when_empty", name)
        _check_text(name, value)
    header_rows = document.get("header_rows", 0)
    if type(header_rows) is not int or not 0 <= header_rows <= 2:
        raise InvalidMap(_("header_rows must be 1 or 2."))
    return FileMap(
        columns=columns,
        words=FileWords(_choice(document, "dates"), _meanings(document)),
        only_rows=_answers(document),
        when_empty=when_empty,
        header_rows=header_rows,
        repeated=_choice(document, "repeated"),
        encoding=_choice(document, "encoding"),
    )


def check_column(heading: str, target: str) -> None:
    """Raise `InvalidMap` unless a heading can be taken for this; an empty target leaves it out."""
    if not heading.strip():
        raise InvalidMap(_("A heading is missing: write “heading = column”."))
    if not target.strip():
        return
    if ANY in target:
        part = target.partition(":")[0].strip()
        if heading.count(ANY) != 1 or target.count(ANY) != 1 or not terms_of(part):
            raise InvalidMap(
                _(
                    "“%(heading)s” = “%(target)s”: write one * on either side, and on the right "
                    "level: *, target: *, interests: * or the like.",
                    heading=shown(heading),
                    target=shown(target),
                )
            )
    elif target_named(target) is None:
        raise InvalidMap(_unknown_column(target, f"“{shown(heading)}”"))


def _refuse_unknown(document: Mapping[str, Any]) -> None:
    known = (*TABLES, *CHOICES, "header_rows")
    for name in document:
        if name not in known:
            raise InvalidMap(
                _(
                    "“%(name)s” is no entry of a map; those that there are: %(known)s.",
                    name=shown(name),
                    known=", ".join(known),
                )
            )


def _choice(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name, "")
    if value not in ("", *CHOICES[name]):
        known = ", ".join(CHOICES[name])
        raise InvalidMap(_("%(name)s must be one of: %(known)s.", name=name, known=known))
    return str(value)


def _texts(document: Mapping[str, Any], name: str) -> dict[str, str]:
    table = document.get(name, {})
    if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
        raise InvalidMap(_("[%(name)s] must hold lines of “text” = “text”.", name=name))
    return table


def _meanings(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    tables = document.get("words", {})
    if not isinstance(tables, dict):
        raise InvalidMap(_("[words] needs the name of a column, such as [words.roles]."))
    meanings = {}
    for column in tables:
        _check_column_name("words", column)
        words = _texts(tables, column)
        for text in filter(None, words.values()):
            _check_text(column, text)
        meanings[_words_of(column)] = {
            word if word == EVERYTHING_ELSE else key(word): text for word, text in words.items()
        }
    return meanings


def _check_text(name: str, text: str) -> None:
    """Raise `InvalidMap` unless a column can hold a text of the map."""
    try:
        if (column := column_named(name)) is not None:
            column.enter(Typed(), text)
        elif name == "certification":
            state_of_certification(Typed(), "", text)
        elif text not in _NUMBERS:
            raise CellFault(about(text, _("Write a number from 0 to 5.")))
    except CellFault as fault:
        raise InvalidMap(_("%(column)s: %(sentence)s", column=name, sentence=fault)) from fault


def _words_of(name: str) -> str:
    column = column_named(name)
    return column.name if column else name


def _check_column_name(table: str, name: str) -> None:
    if column_named(name) is None and name not in _OF_CODES:
        raise InvalidMap(_unknown_column(name, f"[{table}]"))


def _unknown_column(name: str, where: str) -> str:
    if near := nearest(name, target_names()):
        return _(
            "%(where)s: there is no column “%(name)s”; did you mean “%(near)s”?",
            where=where,
            name=shown(name),
            near=near,
        )
    return _(
        "%(where)s: there is no column “%(name)s”; docs/import.md lists those that there are.",
        where=where,
        name=shown(name),
    )


def _answers(document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    table = document.get("only_rows", {})
    if not isinstance(table, dict):
        raise InvalidMap(_("[only_rows] must hold lines of “heading” = “answer”."))
    answers = {}
    for heading, given in table.items():
        several = given if isinstance(given, list) else [given]
        if not several or not all(isinstance(each, str) for each in several):
            raise InvalidMap(
                _(
                    "[only_rows] “%(heading)s”: write an answer, or several in brackets.",
                    heading=shown(heading),
                )
            )
        answers[heading] = tuple(several)
    return answers
