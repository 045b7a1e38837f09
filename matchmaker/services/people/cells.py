"""From the text in one cell to a value and back. Knows words and formats, not tables."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from matchmaker import clock
from matchmaker.addresses import InvalidAddress, normalise_address
from matchmaker.taxonomy import Named
from matchmaker.text import folded, shown_line


class CellFault(ValueError):
    """A cell cannot be used; the message is a sentence that says how to mend it."""


_FORMULA = "[=+\\-@＝＋－＠]"
_STARTS_A_FORMULA = re.compile(rf"'*(?:{_FORMULA}|[\t\r\n])")
_AFTER_A_BREAK = re.compile(rf"([;\s]++)('*+{_FORMULA})?+")
"""Where the custom of a country is to part cells at semicolons, a text is parted there, too.

It takes what parts as a whole, so that no sign is looked at twice."""
_BREAKS = frozenset(";\t\r\n")
_LISTED_AT_MOST = 12
LONGEST_CELL = 10_000
"""Five times the longest text of a profile; what is longer is looked at no further."""
TOO_LONG = f"A cell may have {LONGEST_CELL:,} characters; this one has more."
LONGEST_TITLE = 200
_LONGEST_NAME = 200
"""What is compared of a word with those that are known."""


def disarm(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `rearm` gives the text back."""
    text = _AFTER_A_BREAK.sub(lambda found: _part(found, lambda start: f"'{start}"), text)
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def rearm(text: str) -> str:
    """Return the text that `disarm` was given."""
    if text.startswith("'") and _STARTS_A_FORMULA.match(text):
        text = text[1:]
    return _AFTER_A_BREAK.sub(lambda found: _part(found, lambda s: s.removeprefix("'")), text)


def _part(found: re.Match[str], change: Callable[[str], str]) -> str:
    """Return what parts two cells, and the start of a formula after it, changed."""
    between, start = found[1], found[2] or ""
    return between + (change(start) if start and not _BREAKS.isdisjoint(between) else start)


def as_typed(text: str) -> str:
    """Return a text that the check of a profile reads as it is."""
    return text


def one_line(text: str) -> str:
    """Return a short text; a control character in it is a sign of a damaged file."""
    line = " ".join(text.split())
    if any(unicodedata.category(character) == "Cc" for character in line):
        raise CellFault("contains a control character; type the text again.")
    return line


def whole_number(text: str) -> str:
    """Return a number as the form has it; `3.0`, as spreadsheets write it, is 3."""
    plain = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?", text, re.ASCII)
    return str(int(plain[1])) if plain else text


def one_a_line(text: str) -> str:
    """Return the entries of a cell as the form has several."""
    return "\n".join(parts_of(text))


def address(text: str) -> str:
    """Read one mail address."""
    try:
        return normalise_address(text)
    except InvalidAddress as error:
        raise CellFault(quoted(text, str(error))) from error


def time_zone(text: str) -> str:
    """Read an IANA time zone, in any case."""
    if text in clock.time_zones():
        return text
    zones = {zone.casefold(): zone for zone in clock.time_zones()}
    wanted = text.replace(" ", "_").casefold()
    if wanted in zones:
        return zones[wanted]
    close = difflib.get_close_matches(wanted[:_LONGEST_NAME], zones, n=1)
    hint = f"did you mean {zones[close[0]]}?" if close else "use a name such as Europe/Berlin."
    raise CellFault(f"“{_short(text)}” is not a time zone; {hint}")


def one_term(terms: Mapping[str, Named]) -> Callable[[str], str]:
    """A reader of one word of the taxonomy, by code or by name, in any case."""
    codes = {_key(entry.name): code for code, entry in terms.items()}
    codes |= {_key(code): code for code in terms}

    def read(text: str) -> str:
        if (code := codes.get(_key(text))) is not None:
            return code
        listed = list(terms) if len(terms) <= _LISTED_AT_MOST else []
        hint = suggest(text, [*terms, *(entry.name for entry in terms.values())], listed)
        raise CellFault(f"“{_short(text)}” is not known; {hint}")

    return read


def several_terms(terms: Mapping[str, Named]) -> Callable[[str], tuple[str, ...]]:
    """A reader of several words of the taxonomy; the result stands in the taxonomy's order."""
    read_one = one_term(terms)

    def read(text: str) -> tuple[str, ...]:
        chosen = {read_one(part) for part in parts_of(text)}
        return tuple(code for code in terms if code in chosen)

    return read


def suggest(text: str, known: Iterable[str], listed: Sequence[str] = ()) -> str:
    """Return the end of a sentence that names the known word nearest to an unknown one."""
    names = {_key(name): name for name in known}
    if close := difflib.get_close_matches(_key(text), names, n=1, cutoff=0.7):
        return f"did you mean “{names[close[0]]}”?"
    if listed:
        return f"use one of: {', '.join(listed)}."
    return "docs/import.md lists those that there are."


def parts_of(text: str) -> list[str]:
    """Return the entries of a cell that holds several, separated by `;` or `|`."""
    return [part.strip() for part in re.split(r"[;|]", text) if part.strip()]


def write(value: Any) -> str:
    """Return the text that a reader turns into the value again."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _key(text: str) -> str:
    return folded(text.replace("_", " "), _LONGEST_NAME)


def quoted(text: str, sentence: str) -> str:
    """Return a sentence about a text that somebody typed, with the text in front."""
    return f"“{_short(text)}”: {sentence}"


def _short(text: str) -> str:
    return shown_line(text, 60)
