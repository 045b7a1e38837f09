"""From the text of a file to its headings and rows: separators, and headings of several rows."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.services.people.columns import header_key
from matchmaker.services.people.faults import Fault, FaultyFile
from matchmaker.services.people.file_map import FileMap
from matchmaker.services.people.targets import target_named

DELIMITERS: Final = (",", ";", "\t")
MOST_COLUMNS: Final = 1_000
_TITLES_WITHIN: Final = 15
"""In which rows headings are looked for; reports may have a title above them."""
_LOOKED_AT: Final = 20
_NO_OPTION: Final = frozenset(["", "response", "openendedresponse"])
"""What SurveyMonkey has in its second row under a question without options."""
_IMPORT_ID: Final = '{"ImportId"'
"""With what the cells of Qualtrics's third row begin."""

Record = list[str]


@dataclass(frozen=True, slots=True)
class Title:
    """What stands above a column: a heading, and a survey tool's own code for it."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's headings and its rows, which are read from the text again each time: none is kept.

    Rows have numbers as a spreadsheet counts them: the file's first is row 1.
    """

    titles: tuple[Title, ...]
    title_row: int
    first_records: tuple[Record, ...]
    """Some rows from the file's beginning, by which it is told what stands in a column."""
    _after: int
    _text: str
    _delimiter: str

    def rows(self) -> Iterator[tuple[int, Record]]:
        """Yield each row below the headings that is not blank, with its number."""
        return _rows(self._text, self._delimiter, self._after)


def read_sheet(text: str, file_map: FileMap) -> Sheet:
    """Return a file's headings and rows. Raises `FaultyFile` where it is no CSV, or empty."""
    meaning = _Meaning(file_map)
    text, delimiter = _without_declaration(text, meaning)
    place = _title_row(text, delimiter, meaning)
    if place is None:
        raise FaultyFile([Fault(_("The file is empty; its first row must name the columns."))])
    records = list(islice(_parse(text, delimiter), place, place + 3))
    if file_map.header_rows == 2 and _holds_an_address(records[1:2]):
        sentence = _(
            "The map says that the headings take two rows, but somebody's address stands in the "
            "second. Is it the map of this file?"
        )
        raise FaultyFile([Fault(sentence, place + 2)])
    titles, count = _titles(records, file_map.header_rows)
    if len(titles) > MOST_COLUMNS:
        sentence = _(
            "The file has %(columns)s columns; at most %(most)s can be read.",
            columns=len(titles),
            most=MOST_COLUMNS,
        )
        raise FaultyFile([Fault(sentence, place + 1)])
    after = place + count
    first = tuple(record for _, record in islice(_rows(text, delimiter, after), _LOOKED_AT))
    return Sheet(titles, place + 1, first, after, text, delimiter)


class _Meaning:
    """Which headings are known by themselves or through the map."""

    def __init__(self, file_map: FileMap) -> None:
        self._mapped = {header_key(name): target for name, target in file_map.columns.items()}

    def is_known(self, title: str) -> bool:
        """Whether a heading is one of ours, or one of the map."""
        return header_key(title) in self._mapped or target_named(title) is not None

    def is_email(self, title: str) -> bool:
        """Whether a heading is that of the address."""
        target = target_named(self._mapped.get(header_key(title), title))
        return target is not None and target.needs == "email"


def _without_declaration(text: str, meaning: _Meaning) -> tuple[str, str]:
    """Return the text without a line that declares the delimiter, and the delimiter.

    Raises `FaultyFile` where the text is no CSV, wherever in it that is.
    """
    declared = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if declared:
        text = text[declared.end() :]
    try:
        delimiter = declared[1] if declared else _delimiter_of(text, meaning)
        deque(_parse(text, delimiter), maxlen=0)
    except csv.Error as error:
        sentence = _(
            "The file is not well-formed CSV (%(error)s); look for a stray quotation mark.",
            error=error,
        )
        raise FaultyFile([Fault(sentence)]) from error
    return text, delimiter


def _parse(text: str, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise csv.Error(f"{error}, near line {reader.line_num}") from error


def _rows(text: str, delimiter: str, after: int) -> Iterator[tuple[int, Record]]:
    for number, record in enumerate(_parse(text, delimiter), 1):
        if number > after and any(cell.strip() for cell in record):
            yield number, record


def _delimiter_of(text: str, meaning: _Meaning) -> str:
    """Return the delimiter under which most cells of a row are headings, or else the most cells."""

    def fit(delimiter: str) -> tuple[int, int]:
        records = list(_first_records(text, delimiter))
        known = (
            len({header_key(cell) for cell in record if meaning.is_known(cell)})
            for record in records
        )
        return max(known, default=0), max(map(len, records), default=0)

    return max(DELIMITERS, key=fit)


def _first_records(text: str, delimiter: str) -> Iterator[Record]:
    """Yield the first rows, up to the first that is no CSV under this delimiter."""
    with suppress(csv.Error):
        yield from islice(_parse(text, delimiter), _TITLES_WITHIN)


def _title_row(text: str, delimiter: str, meaning: _Meaning) -> int | None:
    """Return the place of the row of headings: the first with one for the address.

    Without any it is the first row that is not much shorter than others, as a report's title is.
    """
    records = list(_first_records(text, delimiter))
    filled = {
        place: sum(bool(cell.strip()) for cell in record) for place, record in enumerate(records)
    }
    with_email = (place for place in filled if any(map(meaning.is_email, records[place])))
    widest = max(filled.values(), default=0)
    if widest == 0:
        every = enumerate(_parse(text, delimiter))
        return next((place for place, record in every if any(record)), None)
    return next(with_email, next(place for place, cells in filled.items() if 2 * cells > widest))


def _titles(records: Sequence[Record], said: int) -> tuple[tuple[Title, ...], int]:
    """Return the headings and how many rows they take."""
    first = records[0]
    if said != 1 and len(records) == 3 and _is_of_qualtrics(records[2]):
        texts = [*records[1], *[""] * (len(first) - len(records[1]))]
        titles = (Title(text or code, code) for text, code in zip(texts, first, strict=False))
        return tuple(titles), 3
    if len(records) > 1 and (said == 2 or (said == 0 and _has_options(records[1]))):
        return tuple(_with_options(first, records[1])), 2
    return tuple(map(Title, first)), 1


def _is_of_qualtrics(record: Record) -> bool:
    return any(record) and all(cell.startswith(_IMPORT_ID) for cell in record if cell)


def _has_options(record: Record) -> bool:
    """Whether a second row is that of SurveyMonkey, which names options."""
    names_answers = any(header_key(cell) in _NO_OPTION - {""} for cell in record)
    return names_answers and not _holds_an_address([record])


def _holds_an_address(records: Iterable[Record]) -> bool:
    """Whether a cell looks like an address, and not like a question about one."""
    return any("@" in cell and " " not in cell.strip() for record in records for cell in record)


def _with_options(questions: Record, options: Record) -> Iterator[Title]:
    """Join the two rows; a question stands above its first option alone."""
    question = ""
    width = max(len(questions), len(options))
    for asked, option in zip(
        [*questions, *[""] * (width - len(questions))],
        [*options, *[""] * (width - len(options))],
        strict=True,
    ):
        question = asked.strip() or (question if option.strip() else "")
        is_option = header_key(option) not in _NO_OPTION
        yield Title(f"{question} [{option.strip()}]".strip() if is_option else question)
