"""A list that is older than somebody's erasure: what names them is not taken over in clear."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from matchmaker.services.people.columns import columns
from matchmaker.services.people.file import PersonRow
from matchmaker.services.profiles.storing import named_by_codes
from matchmaker.services.profiles.values import ProfileValues

LEFT_OUT: Final = "…"
"""Stands in a text where the address of an erased person stood."""
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"',;:|]+@[\w.-]*\w")
_NAMING: Final = ("manager_email", "wishes")


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row without the addresses of erased people.

    `columns` are those in which they stood; `with_codes` is what a row of somebody new says, with
    their codes in the place of the addresses; `wish_codes` are those among its wishes.
    """

    row: PersonRow
    columns: tuple[str, ...]
    with_codes: ProfileValues
    wish_codes: tuple[str, ...]


def addresses_in(rows: Iterable[PersonRow]) -> set[str]:
    """Return every address that a file's rows hold, in any column."""
    return {address for row in rows for address in (row.email, *_addresses_of(row.values))}


def without_erased(row: PersonRow, codes: Mapping[str, str]) -> CheckedRow:
    """Take the addresses that have a code out of a row."""
    if not codes or codes.keys().isdisjoint(_addresses_of(row.values)):
        return CheckedRow(row, (), row.values, ())
    texts: dict[str, Any] = {
        name: _ADDRESS.sub(lambda found: LEFT_OUT if _in(found, codes) else found[0], text)
        for name, text in _texts(row.values)
    }
    said = replace(row.values, **texts)
    values = replace(
        said,
        manager_email="" if said.manager_email in codes else said.manager_email,
        wishes=tuple(each for each in said.wishes if each not in codes),
    )
    changed = {
        each.name
        for each in fields(values)
        if getattr(values, each.name) != getattr(row.values, each.name)
    }
    emptied = {name for name in changed & {*_NAMING} if not getattr(values, name)}
    stated = tuple(column for column in row.stated if column.field not in emptied)
    wish_codes = tuple(codes[each] for each in said.wishes if each in codes)
    return CheckedRow(
        replace(row, values=values, stated=stated),
        tuple(column.name for column in columns().values() if column.field in changed),
        named_by_codes(said, codes),
        wish_codes,
    )


def _addresses_of(values: ProfileValues) -> set[str]:
    found = {values.manager_email, *values.wishes} - {""}
    for _name, text in _texts(values):
        if "@" in text:
            found |= {each.lower() for each in _ADDRESS.findall(text)}
    return found


def _texts(values: ProfileValues) -> list[tuple[str, str]]:
    named = ((each.name, getattr(values, each.name)) for each in fields(values))
    return [(name, text) for name, text in named if isinstance(text, str) and name not in _NAMING]


def _in(found: re.Match[str], codes: Mapping[str, str]) -> bool:
    return found[0].lower() in codes
