"""Words of the taxonomy as people write them: by code or name, in any case, several in one cell.

A cell of several parts them by `;`, `|` or line breaks, as surveys and spreadsheets do; a comma
parts them, too, but not within a known name that has one of its own.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from babel import Locale

from matchmaker.messages import gettext as _
from matchmaker.messages import language
from matchmaker.services.people.faults import CellFault, shown
from matchmaker.taxonomy import Named, load_taxonomy
from matchmaker.text import without_accents

EVERYTHING_ELSE: Final = "*"
"""Among the words of a file: what all words mean that are not known."""
_LEVELS: Final = ("0", "1", "2", "3", "4", "5")
_LISTED_AT_MOST: Final = 12
_LONGEST: Final = 200
"""What is compared of a text with the words that are known."""
_YES: Final = frozenset(
    [
        "yes",
        "y",
        "x",
        "1",
        "true",
        "checked",
        "selected",
        "✓",
        "✔",
        "☑",
        "ja",
        "oui",
        "si",
        "sim",
        "tak",
    ]
)
_NO: Final = frozenset(
    [
        "no",
        "n",
        "0",
        "false",
        "unchecked",
        "not selected",
        "-",
        "–",
        "☐",
        "nein",
        "non",
        "nao",
        "nie",
    ]
)
_NUMBERED: Final = re.compile(r"\(?([0-5])(?:[.,]0+)?\)?\s*(?:[-–—:.)=]\s*)?(.*)", re.DOTALL)
_NUMBER_LAST: Final = re.compile(r"(.*\S)\s*\(([0-5])\)", re.DOTALL)


def key(text: str, longest: int = _LONGEST) -> str:
    """Return what two spellings of a word have in common: no case, no accents, single spaces."""
    return without_accents(text[:longest].replace("_", " ").replace("’", "'"), longest)


@dataclass(frozen=True, slots=True)
class FileWords:
    """What somebody said of the texts of one file.

    `dates` is the order of day and month; `meanings` has, by column and by `key`, what stands
    for a text of the file.
    """

    dates: str = ""
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def meaning(self, column: str, text: str) -> str | None:
        """Return what stands for a text in a column; an empty text states nothing."""
        if not self.meanings:
            return None
        own = self.meanings.get(column.partition(":")[0])
        return own.get(key(text)) if own else None

    def most_commas(self, column: str) -> int:
        """Return how many commas a word of the file has at most in a column."""
        return max((word.count(",") for word in self.meanings.get(column, ())), default=0)

    def meaning_of_others(self, column: str) -> str | None:
        """Return what stands for every text of a column that is not known."""
        return self.meanings.get(column.partition(":")[0], {}).get(EVERYTHING_ELSE)


class Known:
    """The words that one column knows, as codes."""

    def __init__(
        self, terms: Mapping[str, Named], more: Callable[[], Mapping[str, str]] = dict
    ) -> None:
        self.terms = terms
        self._more = more
        names = (
            (name, code) for code, each in terms.items() for name in (each.english_name, each.name)
        )
        self._codes = {key(name): code for name, code in names}
        self._codes |= {key(code): code for code in terms}
        self._most_commas = max((name.count(",") for name in self._codes), default=0)

    def code_of(self, text: str) -> str | None:
        """Return the code that a text means."""
        wanted = key(text)
        return self._codes.get(wanted) or (self._more().get(wanted) if wanted else None)

    def one(self, text: str) -> str:
        """Return the code that a text means. Raises `CellFault` with the nearest known one."""
        code = self.code_of(text)
        if code is None:
            raise CellFault(self._unknown(text))
        return code

    def several(self, text: str, column: str, words: FileWords) -> tuple[str, ...]:
        """Return the codes of a cell that holds several, in the order of the taxonomy."""
        chosen: set[str] = set()
        for part in self._parts(text, column, words):
            meaning = words.meaning(column, part)
            code = self.code_of(part) if meaning is None else None
            if meaning is None and code is None:
                meaning = words.meaning_of_others(column)
            if meaning is not None:
                chosen.update(self.one(each) for each in parts_of(meaning))
            else:
                chosen.add(code or self.one(part))
        return tuple(code for code in self.terms if code in chosen)

    def _parts(self, text: str, column: str, words: FileWords) -> Iterator[str]:
        """Yield the entries; a comma is in a name where the longer name is known."""

        def is_known(part: str) -> bool:
            return words.meaning(column, part) is not None or self.code_of(part) is not None

        most_commas = max(self._most_commas, words.most_commas(column))
        for part in parts_of(text):
            if "," not in part or is_known(part):
                yield part
                continue
            pieces = part.split(",")
            while pieces:
                most = min(len(pieces), most_commas + 1)
                joined = (",".join(pieces[:count]) for count in range(most, 1, -1))
                entry = next(filter(is_known, joined), pieces[0])
                del pieces[: entry.count(",") + 1]
                if entry.strip():
                    yield entry.strip()

    def _unknown(self, text: str) -> str:
        listed = list(self.terms) if len(self.terms) <= _LISTED_AT_MOST else []
        names = (*self.terms, *(each.name for each in self.terms.values()))
        return unknown(text, names, listed)


def unknown(text: str, names: Iterable[str], listed: Sequence[str] = ()) -> str:
    """Return a sentence about an unknown word that names the nearest known one."""
    if near := nearest(text, tuple(names)):
        return _("“%(text)s” is not known; did you mean “%(near)s”?", text=shown(text), near=near)
    if listed:
        return _(
            "“%(text)s” is not known; use one of: %(known)s.",
            text=shown(text),
            known=", ".join(listed),
        )
    return _(
        "“%(text)s” is not known; docs/import.md lists those that there are.", text=shown(text)
    )


@lru_cache(maxsize=2_000)
def nearest(text: str, names: tuple[str, ...], cutoff: float = 0.7) -> str:
    """Return the known word nearest to another, or nothing where none is near."""
    known = {key(name): name for name in names}
    close = difflib.get_close_matches(key(text), known, n=1, cutoff=cutoff)
    return known[close[0]] if close else ""


def parts_of(text: str) -> list[str]:
    """Return the entries of a cell that holds several, one a line or parted by `;` or `|`."""
    return [part.strip() for part in re.split(r"[;|\r\n]", text) if part.strip()]


def is_ticked(text: str, *own: str) -> bool:
    """Whether an answer to a single box is yes; its `own` names are, too. Raises `CellFault`."""
    answer = key(text)
    if answer in _YES or answer in {key(name) for name in own}:
        return True
    if answer in _NO:
        return False
    raise CellFault(_("“%(text)s” is neither yes nor no.", text=shown(text)))


def level(text: str) -> str:
    """Return the level that an answer means: `3`, `3.0`, `Competent` or `3 – Competent`."""
    return text if text in _LEVELS else _level(text, language())


@lru_cache(maxsize=2_000)
def _level(text: str, _language: str) -> str:
    levels = load_taxonomy().levels
    names = {
        key(name): str(each.level) for each in levels for name in (each.english_name, each.name)
    }
    if (named := names.get(key(text))) is not None:
        return named
    if found := _NUMBERED.fullmatch(text.strip()):
        number, name = found[1], found[2]
    elif found := _NUMBER_LAST.fullmatch(text.strip()):
        number, name = found[2], found[1]
    else:
        return text
    return number if not name or names.get(key(name)) == number else text


def language_codes() -> Mapping[str, str]:
    """Return the codes of the languages by their names in each of them, where only one is meant."""
    return _language_codes(tuple(load_taxonomy().languages))


@cache
def _language_codes(codes: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    unclear: set[str] = set()
    for locale in map(Locale.parse, codes):
        for code in codes:
            name = key(str(locale.languages.get(code, "")))
            if name and found.setdefault(name, code) != code:
                unclear.add(name)
    return {name: code for name, code in found.items() if name not in unclear}
