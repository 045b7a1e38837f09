"""Reading and writing the people file (CSV) as such; the database is not asked here.

Every fault is found before anything is done with the file.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import whitespace
from typing import Any

from matchmaker.messages import gettext as _
from matchmaker.services.accounts.members import DomainNotAllowed, check_domain
from matchmaker.services.people import cells
from matchmaker.services.people.columns import Column, column_named, columns, header_key, squeezed
from matchmaker.services.people.decoding import text_of
from matchmaker.services.people.faults import (
    CellFault,
    Fault,
    FaultList,
    FaultyFile,
    Setting,
    about,
    shown,
)
from matchmaker.services.people.file_map import FileMap
from matchmaker.services.people.headings import Heading, HeadingState
from matchmaker.services.people.sheet import Record, read_sheet
from matchmaker.services.people.targets import Target
from matchmaker.services.people.terms import EVERYTHING_ELSE, key
from matchmaker.services.people.typed import Typed
from matchmaker.services.people.understanding import understand
from matchmaker.services.profiles.check import InvalidProfile, check_profile
from matchmaker.services.profiles.values import ProfileValues

NO_MAP = FileMap()
_BLANK = f"{whitespace}\u00a0\u200b\u2060\ufeff"
"""What cells that were copied from a page begin or end with, and nobody sees."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the file; `values` holds what the columns `stated` in this row say.

    They also hold what the map gives to people who are new where the row says nothing.
    """

    row: int
    email: str
    stated: tuple[Column, ...]
    values: ProfileValues
    person_id: str = ""
    """As an export names the person; empty where the row does not say."""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The people of a file; `has_targets` says whether it has columns for target levels.

    `left_out` are the rows that do not count by the map.
    """

    people: tuple[PersonRow, ...]
    has_targets: bool
    headings: tuple[Heading, ...] = ()
    left_out: tuple[int, ...] = ()


def read_people(
    content: bytes, allowed_domains: Sequence[str] = (), file_map: FileMap = NO_MAP
) -> PeopleFile:
    """Return the people of a file. Raises `FaultyFile` with every fault that it has.

    With `allowed_domains`, an address elsewhere is a fault: its owner could never sign in.
    """
    sheet = read_sheet(text_of(content, file_map.encoding), file_map)
    headings, faults = understand(sheet, file_map)
    if faults:
        raise FaultyFile(faults)
    reading = _Reading(headings, file_map, allowed_domains)
    unread_from = None
    for number, record in sheet.rows():
        if reading.faults.is_full:
            unread_from = number
            break
        reading.take(number, record)
    if found := list(reading.faults):
        raise FaultyFile(found, unread_from)
    if not reading.people:
        sentence = (
            _("The map leaves out every row of the file.")
            if reading.left_out
            else _("The file names columns but no people.")
        )
        raise FaultyFile([Fault(sentence)])
    targets = (heading.target for heading in headings)
    has_targets = any(target and target.name.startswith("target: ") for target in targets)
    people = sorted(reading.people.values(), key=lambda person: person.row)
    return PeopleFile(tuple(people), has_targets, headings, tuple(sorted(reading.left_out)))


def headings_of(content: bytes, file_map: FileMap = NO_MAP) -> tuple[Heading, ...]:
    """Return what each heading of a file is taken for, whatever is wrong with the file's rows.

    Raises `FaultyFile` where it has no headings.
    """
    headings, _faults = understand(
        read_sheet(text_of(content, file_map.encoding), file_map), file_map
    )
    return headings


def write_people(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a file that `read_people` reads: UTF-8 with a mark, so that spreadsheets see it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns())
    for row in rows:
        writer.writerow(cells.disarm(cells.write(row.get(name))) for name in columns())
    return out.getvalue().encode("utf-8-sig")


class _Reading:
    """Takes the rows of a file in, one after another."""

    def __init__(
        self, headings: Sequence[Heading], file_map: FileMap, allowed_domains: Sequence[str]
    ) -> None:
        self.people: dict[str, PersonRow] = {}
        self.left_out: list[int] = []
        self.faults = FaultList()
        self._headings = headings
        self._labels = [heading.label for heading in headings]
        self._places = {
            label: place
            for place, label in reversed(list(enumerate(self._labels)))
            if headings[place].target
        }
        self._label_of = {
            heading.target.needs: heading.label for heading in reversed(headings) if heading.target
        }
        self._map = file_map
        self._domains = list(allowed_domains)
        self._first_row: dict[str, int] = {}
        self._when_empty = {
            column: text
            for name, text in file_map.when_empty.items()
            if (column := column_named(name)) is not None
        }
        accepted = {header_key(name): answers for name, answers in file_map.only_rows.items()}
        self._only = [
            (place, {key(answer) for answer in accepted[header_key(heading.text)]})
            for place, heading in enumerate(headings)
            if header_key(heading.text) in accepted
        ]

    def take(self, number: int, record: Record) -> None:
        """Take a row in, or note what is wrong with it."""
        if not all(_is_among(_cell(record, place), answers) for place, answers in self._only):
            self.left_out.append(number)
            return
        row = _Row(number, Typed(words=self._map.words), self._label_of, self._places)
        for place, cell in enumerate(record):
            if not cell:
                continue
            if place < len(self._headings):
                row.take(place, cell, self._headings[place], self._labels[place])
            elif cell.strip():
                row.has_no_title(place, cell)
        row.fill(self._when_empty)
        values = row.check()
        faults = row.faults
        if email := row.email:
            faults += self._cannot_sign_in(number, email)
            if email in self._first_row and not self._replaces(number, email, faults):
                return
            self._first_row.setdefault(email, number)
            self.people[email] = PersonRow(number, email, tuple(row.told), values, row.person_id)
        self.faults.add(number, faults)

    def _replaces(self, number: int, email: str, faults: list[Fault]) -> bool:
        """Decide which of two rows of one person counts; if the map does not say, note a fault."""
        earlier = self.people[email].row
        if self._map.repeated == "first":
            self.left_out.append(number)
            return False
        if self._map.repeated == "last":
            self.left_out.append(earlier)
            self.faults.forget(earlier)
            return True
        sentence = _(
            "%(email)s is also in row %(row)s; a person has one row.",
            email=email,
            row=self._first_row[email],
        )
        settled_by = (Setting("repeated", "last"), Setting("repeated", "first"))
        faults.append(Fault(sentence, number, self._label_of["email"], settled_by))
        return True

    def _cannot_sign_in(self, number: int, email: str) -> list[Fault]:
        try:
            check_domain(email, self._domains)
        except DomainNotAllowed as error:
            return [Fault(str(error), number, self._label_of["email"])]
        return []


class _Row:
    """Turns the cells of a row into entries, and the check's sentences into faults of cells."""

    def __init__(
        self, number: int, typed: Typed, label_of: Mapping[str, str], places: Mapping[str, int]
    ) -> None:
        self.number = number
        self._label_of = label_of
        self._places = places
        self.typed = typed
        self.told: dict[Column, tuple[str, str]] = {}
        """What the row states: by column, what its heading is called, and the text."""
        self.faults: list[Fault] = []
        self._filled: dict[Column, tuple[str, str]] = {}

    @property
    def email(self) -> str:
        """The row's address, once it is taken in; else empty."""
        return self.typed.text.get("email", "")

    @property
    def person_id(self) -> str:
        """Who the row says that it is about, by id; else empty."""
        return self.typed.text.get("matchmaker_id", "")

    def take(self, place: int, cell: str, heading: Heading, label: str) -> None:
        """Take a cell in, or note what is wrong with it."""
        if heading.target is None:
            if heading.state == HeadingState.BLANK and cell.strip():
                self.has_no_title(place, cell)
            return
        if len(cell) > cells.LONGEST_CELL:
            sentence = _(
                "A cell may have %(longest)s characters; this one has more.",
                longest=cells.LONGEST_CELL,
            )
            self.faults.append(Fault(sentence, self.number, label))
        elif text := cells.rearm(cell.strip(_BLANK)).strip(_BLANK):
            is_tick = heading.target.is_box and _names_itself(heading, text)
            self._enter("yes" if is_tick else text, heading.target, label)

    def has_no_title(self, place: int, cell: str) -> None:
        """Note that something stands where no column is."""
        sentence = _(
            "“%(text)s” stands in cell %(cell)s, which has no column name; put quotation marks "
            "around cells that contain the separator.",
            text=shown(cell),
            cell=place + 1,
        )
        self.faults.append(Fault(sentence, self.number))

    def _enter(self, text: str, target: Target, label: str) -> None:
        try:
            column = self._column_entered(text, target)
        except CellFault as fault:
            if target.column is not None:
                self.told.setdefault(target.column, (label, text))
            self.faults.append(Fault(str(fault), self.number, label, fault.settled_by))
            return
        if column is not None:
            self.told[column] = (label, text)

    def _column_entered(self, text: str, target: Target) -> Column | None:
        """Enter a cell, or what the map has for it; return the column that it states."""
        words = self.typed.words
        meaning = words.meaning(target.name, text)
        if meaning is not None:
            return target.enter(self.typed, meaning) if meaning else None
        try:
            return target.enter(self.typed, text)
        except CellFault:
            others = words.meaning_of_others(target.name)
            if others is None:
                raise
            return target.enter(self.typed, others) if others else None

    def fill(self, when_empty: Mapping[Column, str]) -> None:
        """Put in what the map gives to people who are new where the row says nothing."""
        for column, text in when_empty.items():
            if column not in self.told:
                column.enter(self.typed, text)
                self._filled[column] = (column.name, text)

    def check(self) -> ProfileValues:
        """Return what the row states; every other field is blank."""
        try:
            values = check_profile(self.typed.entries, own_address=self.email)
        except InvalidProfile as invalid:
            values = invalid.values
            by_field = {column.field: place for column, place in (self._filled | self.told).items()}
            for field, sentence in invalid.faults.items():
                label, text = by_field[field]
                self.faults.append(Fault(about(text, sentence), self.number, label))
        self.faults.sort(key=lambda fault: self._places.get(fault.column, len(self._places)))
        told_of = {column.name for column in self.told}
        self.faults += [
            Fault(_("Fill this in; it is required."), self.number, self._label_of[name])
            for name, stated in (("email", self.email), ("name", values.name))
            if not stated and name not in told_of
        ]
        return values


def _names_itself(heading: Heading, text: str) -> bool:
    """Whether a cell repeats the option that its heading ends with, as surveys do for a tick."""
    option = squeezed(text)
    return bool(option) and squeezed(heading.text).rstrip("])").endswith(option)


def _is_among(answer: str, answers: Collection[str]) -> bool:
    """Whether an answer is one of those that count; `*` is any answer, but not none."""
    return key(answer) in answers or (EVERYTHING_ELSE in answers and bool(answer))


def _cell(record: Record, place: int) -> str:
    return record[place].strip() if place < len(record) else ""
