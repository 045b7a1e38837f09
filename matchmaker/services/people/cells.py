"""From the text in one cell to a value and back. Knows words and formats, not tables."""

import difflib
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from string import digits
from typing import Any

from matchmaker.addresses import InvalidAddress, normalise_address
from matchmaker.messages import gettext as _
from matchmaker.services.people.damage import (
    REPLACEMENT,
    has_lost_letters,
    html_code,
    misread,
)
from matchmaker.services.people.dates import UnclearDate, read_date
from matchmaker.services.people.faults import CellFault, Setting, about, shown
from matchmaker.services.people.person_ids import SHAPE
from matchmaker.services.people.terms import parts_of
from matchmaker.time_zones import LONGEST_NAME, zone_named, zones_of_people

_FORMULA = "[=+\\-@＝＋－＠]"
_STARTS_A_FORMULA = re.compile(rf"'*(?:{_FORMULA}|[\t\r\n])")
_AFTER_A_BREAK = re.compile(rf"([;\s]++)('*+{_FORMULA})?+")
"""Where the custom of a country is to part cells at semicolons, a text is parted there, too.

It takes what parts as a whole, so that no sign is looked at twice."""
_BREAKS = frozenset(";\t\r\n")
_NUMBER = re.compile(r"(\d{1,3})(?:[.,]0+)?", re.ASCII)
_DIGITS = frozenset(digits)
LONGEST_CELL = 10_000
"""Five times the longest text of a profile; what is longer is looked at no further."""


def disarm(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `rearm` gives the text back."""
    text = _AFTER_A_BREAK.sub(lambda found: _part(found, lambda start: f"'{start}"), text)
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def rearm(text: str) -> str:
    """Return the text that `disarm` was given."""
    if "'" not in text:
        return text
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
        raise CellFault(_("contains a control character; type the text again."))
    return line


def undamaged(text: str) -> str:
    """Return a text as it is. Raises `CellFault` where letters of it were lost or mangled."""
    if REPLACEMENT in text:
        raise CellFault(
            _(
                "“%(text)s” has a sign in it for a letter that was lost. Export the file again as "
                "UTF-8, or type the letter.",
                text=shown(text),
            )
        )
    if meant := misread(text):
        raise CellFault(_probably(text, meant))
    return text


def undamaged_line(text: str) -> str:
    """Return a short text. Raises `CellFault` where it is none, or letters were lost or mangled."""
    line = one_line(undamaged(text))
    if meant := html_code(line):
        raise CellFault(_probably(line, meant))
    return line


def name(text: str) -> str:
    """Read a person's name, or a part of it."""
    line = undamaged_line(text)
    if has_lost_letters(line):
        raise CellFault(
            _(
                "“%(text)s” has a question mark where a letter was lost. Export the file again as "
                "UTF-8, or type the letter.",
                text=shown(line),
            )
        )
    return line


def _probably(text: str, meant: str) -> str:
    return _(
        "“%(text)s” is probably “%(meant)s”: on its way here the file was read in a character set "
        "that it was not written in. Export it again as UTF-8, or mend the cell.",
        text=shown(text),
        meant=shown(meant),
    )


def whole_number(text: str) -> str:
    """Return a number as the form has it; `3.0`, as spreadsheets write it, is 3."""
    if text in _DIGITS:
        return text
    plain = _NUMBER.fullmatch(text)
    return str(int(plain[1])) if plain else text


def one_a_line(text: str) -> str:
    """Return the entries of a cell as the form has several."""
    return "\n".join(parts_of(text))


def id_of_person(text: str) -> str:
    """Read what stands for somebody in an export."""
    if SHAPE.fullmatch(text.casefold()) is None:
        raise CellFault(
            _("“%(text)s” is no id that an export of this programme has.", text=shown(text))
        )
    return text.casefold()


def address(text: str) -> str:
    """Read one mail address."""
    try:
        return normalise_address(text)
    except InvalidAddress as error:
        raise CellFault(about(text, str(error))) from error


def time_zone(text: str) -> str:
    """Read a time zone by its IANA name, a former one, or Windows' name for it, in any case."""
    if zone := zone_named(text):
        return zone
    zones = {zone.casefold(): zone for zone in zones_of_people() if "/" in zone}
    # Only a misspelt place: other names that look alike can be half the world apart.
    close = difflib.get_close_matches(_place(text), zones, n=1, cutoff=0.85)
    if close:
        raise CellFault(
            _(
                "“%(text)s” is not a time zone; did you mean %(near)s?",
                text=shown(text),
                near=zones[close[0]],
            )
        )
    raise CellFault(
        _("“%(text)s” is not a time zone; use a name such as Europe/Berlin.", text=shown(text))
    )


def _place(text: str) -> str:
    return text[:LONGEST_NAME].replace(" ", "_").casefold() if "/" in text else ""


def day(text: str, order: str) -> str:
    """Read a day in the ways that spreadsheets write one; `order` is that of day and month."""
    try:
        return read_date(text, order)
    except UnclearDate as unclear:
        settled_by = tuple(Setting("dates", order) for order in unclear.orders)
        raise CellFault(about(text, str(unclear)), settled_by) from unclear


def write(value: Any) -> str:
    """Return the text that a reader turns into the value again."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
