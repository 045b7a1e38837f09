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
from matchmaker.services.people.columns import REQUIRED, Column, column_named, columns

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
    """One person of the file; `values` has only what the row states, by column name."""

    row: int
    email: str
    values: Mapping[str, Any]


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
    for title in record:
        column = column_named(title)
        if column is None and title.strip():
            known = [*REQUIRED, *(name for name in columns() if name not in REQUIRED)]
            sentence = f"There is no such column; {cells.suggest(title, known)}"
            faults.append(Fault(sentence, row, title.strip()))
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
    found: list[Fault] = []
    values: dict[str, Any] = {}
    for position, cell in enumerate(record):
        text = cells.rearm(cell.strip()).strip()
        column = header[position] if position < len(header) else None
        if text and column is None:
            found.append(
                Fault(
                    f"“{text[:40]}” stands in cell {position + 1}, which has no column name; put "
                    "quotation marks around cells that contain the separator.",
                    number,
                )
            )
        elif text and column is not None:
            try:
                values[column.name] = column.read(text)
            except cells.CellFault as fault:
                found.append(Fault(str(fault), number, column.name))
    named = {fault.column for fault in found}
    found += [
        Fault("Fill this in; it is required.", number, name)
        for name in ("email", "name")
        if name not in values and name not in named
    ]
    found += _contradictions(number, values)
    faults += found
    return [] if "email" not in values else [PersonRow(number, values["email"], values)]


def _contradictions(number: int, values: Mapping[str, Any]) -> list[Fault]:
    email = values.get("email")
    faults = []
    if email and values.get("manager_email") == email:
        faults.append(Fault("Nobody is their own manager.", number, "manager_email"))
    if email in values.get("not_with", ()):
        faults.append(Fault("This is the person's own address.", number, "not_with"))
    seen: dict[str, str] = {}
    for name in (column for column in columns() if column.startswith("certifications_")):
        for code in values.get(name, ()):
            if code in seen:
                sentence = f"{code} is also in {seen[code]}; keep it in one of them."
                faults.append(Fault(sentence, number, name))
            seen[code] = name
    return faults


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
