"""Reading and writing the people file (CSV) as such; the database is not asked here.

Every fault is found before anything is done with the file.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.services.accounts.members import DomainNotAllowed, check_domain
from matchmaker.services.people import cells
from matchmaker.services.people.columns import REQUIRED, Column, Typed, column_named, columns
from matchmaker.services.profiles.check import InvalidProfile, check_profile
from matchmaker.services.profiles.values import ProfileValues
from matchmaker.text import shown_line

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `row` counts as a spreadsheet does: the header is row 1."""

    sentence: str
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row else []
        where += [f"column {self.column}"] if self.column else []
        return f"{', '.join(where)}: {self.sentence}" if where else self.sentence


class FaultyFile(Exception):
    """The file cannot be imported; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the file; `values` holds what the columns `stated` in this row say."""

    row: int
    email: str
    stated: tuple[Column, ...]
    values: ProfileValues


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The people of a file; `has_targets` says whether it has columns for target levels."""

    people: tuple[PersonRow, ...]
    has_targets: bool


def read_people(content: bytes, allowed_domains: Sequence[str] = ()) -> PeopleFile:
    """Return the people of a file. Raises `FaultyFile` with every fault that it has.

    With `allowed_domains`, an address elsewhere is a fault: its owner could never sign in.
    """
    lines = _records(_text_of(content))
    first = next((number for number, record in enumerate(lines, 1) if any(record)), None)
    if first is None:
        raise FaultyFile([Fault("The file is empty; its first row must name the columns.")])
    header = _header(lines[first - 1], first)
    faults: list[Fault] = []
    people: list[PersonRow] = []
    for number, record in enumerate(lines[first:], first + 1):
        if any(cell.strip() for cell in record):
            people += _person(number, record, header, faults)
    faults += _named_twice(people)
    faults += _cannot_sign_in(people, list(allowed_domains))
    if faults:
        raise FaultyFile(sorted(faults, key=lambda fault: fault.row or 0))
    if not people:
        raise FaultyFile([Fault("The file names columns but no people.")])
    has_targets = any(column and column.name.startswith("target: ") for column in header)
    return PeopleFile(tuple(people), has_targets)


def write_people(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a file that `read_people` reads: UTF-8 with a mark, so that spreadsheets see it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns())
    for row in rows:
        writer.writerow(cells.disarm(cells.write(row.get(name))) for name in columns())
    return out.getvalue().encode("utf-8-sig")


def _text_of(content: bytes) -> str:
    if b"\0" in content:
        raise FaultyFile([Fault("The file is not UTF-8 text; save it as “CSV UTF-8”.")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        sentence = f"The file is not UTF-8 text (see line {row}); save it as “CSV UTF-8”."
        raise FaultyFile([Fault(sentence)]) from error


def _records(text: str) -> list[list[str]]:
    declared = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if declared:
        text = text[declared.end() :]
    try:
        delimiter = declared[1] if declared else _delimiter_of(text)
        return list(_parse(text, delimiter))
    except csv.Error as error:
        sentence = f"The file is not well-formed CSV ({error}); look for a stray quotation mark."
        raise FaultyFile([Fault(sentence)]) from error


def _parse(text: str, delimiter: str) -> Iterable[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise csv.Error(f"{error}, near line {reader.line_num}") from error


def _delimiter_of(text: str) -> str:
    """Return the delimiter under which most cells of the header name a column."""

    def known_columns(delimiter: str) -> int:
        try:
            header = next((record for record in _parse(text, delimiter) if any(record)), [])
        except csv.Error:
            return 0
        return sum(column_named(cell) is not None for cell in header)

    return max(DELIMITERS, key=known_columns)


def _header(record: list[str], row: int) -> list[Column | None]:
    faults: list[Fault] = []
    header: list[Column | None] = []
    for title in (each[: cells.LONGEST_TITLE] for each in record):
        column = column_named(title)
        if column is None and title.strip():
            known = [*REQUIRED, *(name for name in columns() if name not in REQUIRED)]
            sentence = f"There is no such column; {cells.suggest(title, known)}"
            faults.append(Fault(sentence, row, shown_line(title, 60)))
        elif column is not None and column in header:
            faults.append(Fault("The column is there twice; remove one.", row, column.name))
        header.append(column)
    present = {column.name for column in header if column}
    if missing := [name for name in REQUIRED if name not in present]:
        faults.append(Fault(f"Required columns are missing: {', '.join(missing)}.", row))
    if faults:
        raise FaultyFile(faults)
    return header


def _person(
    number: int, record: list[str], header: list[Column | None], faults: list[Fault]
) -> list[PersonRow]:
    """Return the person of a row, or nothing and say in `faults` why."""
    row = _Row(number)
    for position, cell in enumerate(record):
        column = header[position] if position < len(header) else None
        if len(cell) > cells.LONGEST_CELL:
            row.refuse(cells.TOO_LONG, column)
        elif text := cells.rearm(cell.strip()).strip():
            row.take(position, text, column)
    values = row.check()
    faults += row.faults
    email = row.email
    return [PersonRow(number, email, tuple(row.texts), values)] if email else []


class _Row:
    """Turns the cells of a row into entries, and the check's sentences into faults of cells."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.texts: dict[Column, str] = {}
        self.typed = Typed()
        self.faults: list[Fault] = []

    @property
    def email(self) -> str:
        """The row's address, once it is taken in; else empty."""
        return self.typed.text.get("email", "")

    def refuse(self, sentence: str, column: Column | None) -> None:
        self.faults.append(Fault(sentence, self.number, column.name if column else ""))

    def take(self, position: int, text: str, column: Column | None) -> None:
        if column is None:
            sentence = (
                f"“{shown_line(text, 40)}” stands in cell {position + 1}, which has no column "
                "name; put quotation marks around cells that contain the separator."
            )
            self.faults.append(Fault(sentence, self.number))
            return
        self.texts[column] = text
        try:
            column.enter(self.typed, text)
        except cells.CellFault as fault:
            self.faults.append(Fault(str(fault), self.number, column.name))

    def check(self) -> ProfileValues:
        """Return what the row states; every other field is blank."""
        try:
            values = check_profile(self.typed.entries, own_address=self.email)
        except InvalidProfile as invalid:
            values = invalid.values
            by_field = {column.field: column for column in self.texts}
            for field, sentence in invalid.faults.items():
                column = by_field[field]
                told = cells.quoted(self.texts[column], sentence)
                self.faults.append(Fault(told, self.number, column.name))
        places = {column.name: place for place, column in enumerate(self.texts)}
        self.faults.sort(key=lambda fault: places.get(fault.column, len(places)))
        named = {fault.column for fault in self.faults}
        self.faults += [
            Fault("Fill this in; it is required.", self.number, name)
            for name, stated in (("email", self.email), ("name", values.name))
            if not stated and name not in named
        ]
        return values


def _named_twice(people: Iterable[PersonRow]) -> list[Fault]:
    first_row: dict[str, int] = {}
    faults = []
    for person in people:
        first = first_row.setdefault(person.email, person.row)
        if first != person.row:
            sentence = f"{person.email} is also in row {first}; a person has one row."
            faults.append(Fault(sentence, person.row, "email"))
    return faults


def _cannot_sign_in(people: Iterable[PersonRow], allowed_domains: list[str]) -> list[Fault]:
    faults = []
    for person in people:
        try:
            check_domain(person.email, allowed_domains)
        except DomainNotAllowed as error:
            faults.append(Fault(str(error), person.row, "email"))
    return faults
