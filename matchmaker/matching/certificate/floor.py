"""Whether the floor of a fair answer is kept, and whether no higher one lets as many be matched.

A higher floor leaves fewer pairs; a cover of these shows that they match fewer mentees. No solver
is asked.
"""

import numpy as np

from matchmaker.matching.candidates.problem import Pairs
from matchmaker.matching.certificate.claim import Claim, FaultError, Given
from matchmaker.matching.certificate.covers import CoverCount
from matchmaker.matching.values.result import Floor


class FloorCheck:
    """Looks through all pairs: is one below the floor, and would a higher floor do as well?"""

    def __init__(self, given: Given, claim: Claim, floor: Floor | None) -> None:
        if floor is None:
            raise FaultError("a fair answer needs its floor")
        self.units = floor.units
        self._mentor_of = np.where(given.fixed < 0, claim.mentor_of, -1)
        self._lowest: int | None = None
        self._all = CoverCount(given, floor.cover)
        self._above = CoverCount(given, floor.cover_above, floor.units + 1)

    def add(self, pairs: Pairs) -> None:
        """Take a block of pairs into account."""
        self._all.add(pairs)
        self._above.add(pairs)
        is_own = self._mentor_of[pairs.row] == pairs.column
        if is_own.any():
            lowest = int(pairs.units[is_own].min())
            self._lowest = lowest if self._lowest is None else min(lowest, self._lowest)

    def check(self) -> None:
        """Raise the first fault, all pairs having been seen."""
        matched = int((self._mentor_of >= 0).sum())
        if self._lowest is not None and self._lowest < self.units:
            raise FaultError(f"a pair is below the floor of {self.units} units")
        if self._all.most > matched:
            raise FaultError("it is not shown that nobody more can be matched")
        if matched and self._above.most >= matched:
            raise FaultError(
                f"it is not shown that no floor above {self.units} units matches as many"
            )
