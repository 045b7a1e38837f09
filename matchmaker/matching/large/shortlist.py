"""The pairs that are known so far, of all those that a pass could find. Positions, never ids."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from matchmaker.matching.arrays import BoolArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """Pairs sorted by row and column, each once. ``value`` is what the pair is worth."""

    row: IntArray
    column: IntArray
    value: IntArray

    @classmethod
    def of(cls, row: IntArray, column: IntArray, value: IntArray) -> Self:
        """Return the pairs in order, those given twice once."""
        key = row.astype(np.int64) * (1 + int(column.max(initial=0))) + column
        order = np.argsort(key, kind="stable")
        key = key[order]
        is_first = np.ones(len(key), dtype=np.bool_)
        is_first[1:] = key[1:] != key[:-1]
        order = order[is_first]
        return cls(row[order], column[order], value[order])

    def __len__(self) -> int:
        return len(self.row)

    def start(self, n_rows: int) -> IntArray:
        """Return where each row starts, shape (n_rows + 1,)."""
        return np.searchsorted(self.row, np.arange(n_rows + 1))

    def where(self, is_wanted: BoolArray) -> Self:
        """Return some of the pairs."""
        return type(self)(self.row[is_wanted], self.column[is_wanted], self.value[is_wanted])

    def with_more(self, row: IntArray, column: IntArray, value: IntArray) -> Self:
        """Return these pairs and others."""
        return self.of(
            np.concatenate((self.row, row)),
            np.concatenate((self.column, column)),
            np.concatenate((self.value, value)),
        )

    def renumbered(self, row_of: IntArray, column_of: IntArray) -> Self:
        """Return the pairs whose row and column have a new number (not -1), in that numbering."""
        row, column = row_of[self.row], column_of[self.column]
        is_kept = (row >= 0) & (column >= 0)
        return self.of(row[is_kept], column[is_kept], self.value[is_kept])
