"""The pairs that are known so far, of all those that a pass could find. Positions, never ids."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.types import AnyIntArray, BoolArray, IntArray

Positions: TypeAlias = NDArray[np.int32]
COLUMN_BITS: Final = 32


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """Pairs sorted by row and column, each once. ``value`` is what the pair is worth."""

    row: Positions
    column: Positions
    value: IntArray

    @classmethod
    def of(cls, row: AnyIntArray, column: AnyIntArray, value: AnyIntArray) -> Self:
        """Return the pairs in order; those given twice, with the same value, once."""
        key = row.astype(np.int64)
        key <<= COLUMN_BITS
        key |= column
        order = np.argsort(key)
        key = key[order]
        is_first = np.ones(len(key), dtype=np.bool_)
        np.not_equal(key[1:], key[:-1], out=is_first[1:])
        if not is_first.all():
            order, key = order[is_first], key[is_first]
        value = value[order].astype(np.int64)
        row = (key >> COLUMN_BITS).astype(np.int32)
        return cls(row, key.astype(np.int32), value)

    def __len__(self) -> int:
        return len(self.row)

    def start(self, n_rows: int) -> IntArray:
        """Return where each row starts, shape (n_rows + 1,)."""
        return np.concatenate(([0], np.cumsum(np.bincount(self.row, minlength=n_rows))))

    def where(self, is_wanted: BoolArray) -> Self:
        """Return some of the pairs."""
        return type(self)(self.row[is_wanted], self.column[is_wanted], self.value[is_wanted])

    def with_more(self, row: AnyIntArray, column: AnyIntArray, value: AnyIntArray) -> Self:
        """Return these pairs and others."""
        if not len(row):
            return self
        return self.of(
            np.concatenate((self.row, row.astype(np.int32))),
            np.concatenate((self.column, column.astype(np.int32))),
            np.concatenate((self.value, value.astype(np.int64))),
        )

    def and_those_of(self, other: Self) -> Self:
        """Return the pairs of both."""
        return self.with_more(other.row, other.column, other.value)

    def renumbered(self, row_of: IntArray, column_of: IntArray) -> Self:
        """Return the pairs whose row and column have a new number (not -1), in that numbering."""
        row, column = row_of[self.row], column_of[self.column]
        is_kept = (row >= 0) & (column >= 0)
        return self.of(row[is_kept], column[is_kept], self.value[is_kept])


NONE: Final = Shortlist(
    np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
)


def together(lists: Iterable[Shortlist]) -> Shortlist:
    """Return the pairs of all lists."""
    parts = [(pairs.row, pairs.column, pairs.value) for pairs in (NONE, *lists)]
    row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Shortlist.of(row, column, value)


def renumbering(n: int, kept: IntArray) -> IntArray:
    """Return the new number of each position that is kept, -1 for the others."""
    number = np.full(n, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return number
