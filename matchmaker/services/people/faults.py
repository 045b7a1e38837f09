"""What is wrong with a people file: all of it, up to a limit, and what would settle it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.text import shown_line

MOST_FAULTS: Final = 100
"""Different ones; who reads more of them mends the file in one go all the same."""

_SHOWN_AT_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that could be said about a file: an entry of its map, by name and value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `row` counts as a spreadsheet does: the header is row 1.

    `more_rows` have the same fault; any one of the settings `settled_by` would settle it.
    """

    sentence: str
    row: int | None = None
    column: str = ""
    settled_by: tuple[Setting, ...] = ()
    more_rows: int = 0

    def __str__(self) -> str:
        return f"{where}: {self.sentence}" if (where := self._place()) else self.sentence

    def _place(self) -> str:
        if self.row is None:
            return ""
        if self.more_rows:
            rows = ngettext(
                "row %(row)s and %(num)s more", "row %(row)s and %(num)s more", self.more_rows,
                row=self.row,
            )  # fmt: skip
        else:
            rows = _("row %(row)s", row=self.row)
        if not self.column:
            return rows
        return _("%(row)s, column %(column)s", row=rows, column=self.column)


class CellFault(ValueError):
    """A cell cannot be used; the message is a sentence that says how to mend it.

    Any one of the settings `settled_by` would settle it for the whole file.
    """

    def __init__(self, sentence: str, settled_by: tuple[Setting, ...] = ()) -> None:
        self.settled_by = settled_by
        super().__init__(sentence)


def shown(text: str) -> str:
    """Return what a message shows of a text: its beginning, on one line."""
    return shown_line(text, _SHOWN_AT_MOST)


def about(text: str, sentence: str) -> str:
    """Return a sentence about a text that somebody typed, with the text in front."""
    return _("“%(text)s”: %(sentence)s", text=shown(text), sentence=sentence)


class FaultyFile(Exception):
    """The file cannot be imported; `faults` says everything that is wrong with it.

    With very many faults reading ends early: `unread_from` is the first row not looked at.
    """

    def __init__(self, faults: Iterable[Fault], unread_from: int | None = None) -> None:
        self.faults = tuple(faults)
        self.unread_from = unread_from
        super().__init__("; ".join(str(fault) for fault in self.faults))


class FaultList:
    """Collects faults of rows; the same one in many rows is one."""

    def __init__(self) -> None:
        self._of_rows: dict[int, list[Fault]] = {}
        self._different: Counter[tuple[str, str]] = Counter()

    @property
    def is_full(self) -> bool:
        """Whether there are so many that the rest of the file need not be read."""
        return len(self._different) >= MOST_FAULTS

    def add(self, row: int, faults: Iterable[Fault]) -> None:
        """Take in the faults of a row."""
        for fault in faults:
            self._of_rows.setdefault(row, []).append(fault)
            self._different[fault.column, fault.sentence] += 1

    def forget(self, row: int) -> None:
        """Leave out the faults of a row that does not count."""
        gone = Counter((fault.column, fault.sentence) for fault in self._of_rows.pop(row, ()))
        # Only what is left over counts.
        self._different -= gone

    def __iter__(self) -> Iterator[Fault]:
        """Each different fault at the first row that has it."""
        found: dict[tuple[str, str], Fault] = {}
        for row in sorted(self._of_rows):
            for fault in self._of_rows[row]:
                key = (fault.column, fault.sentence)
                before = found.get(key)
                found[key] = replace(before, more_rows=before.more_rows + 1) if before else fault
        yield from found.values()
