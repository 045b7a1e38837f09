"""Complementary slackness: whether anybody would gain more elsewhere at an answer's prices.

How an objective values pairs is worked out here once more, from its description alone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching.assignment.scale import tie_breaks
from matchmaker.matching.candidates.problem import Pairs
from matchmaker.matching.certificate.claim import Claim, FaultError, Given
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.policy import Objective

NO_LEAST: Final = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """How an objective values a pair, and what having nobody is worth, for each mentee.

    A pair of mentee i is worth ``bonus[i] + scale * units``; one below ``least_units`` must not be
    chosen. Nobody is worth ``nobody``, with the ties ``tie_of_nobody[i]``.
    """

    scale: int
    bonus: IntArray
    nobody: int
    tie_of_nobody: IntArray
    least_units: int = NO_LEAST


def measure_of(
    objective: Objective, given: Given, claim: Claim, least_units: int = NO_LEAST
) -> Measure:
    """Return how an objective values pairs.

    Where points come first, a match is worth no more than its points, and then a place in the
    order of waiting; everybody may have nobody, a choice with ties of its own.
    """
    waiting: IntArray = np.searchsorted(np.unique(given.priority), given.priority)
    if objective == "best_score":
        nobody = np.full_like(given.mentee_ids, min(0, int(given.mentor_ids.min(initial=0))) - 1)
        return Measure(
            scale=2 + int(waiting.max(initial=0)),
            bonus=claim.class_value + 1 + waiting,
            nobody=claim.class_value,
            tie_of_nobody=tie_breaks(given.mentee_ids, nobody, claim.seed),
        )
    return Measure(
        scale=1,
        bonus=(1 + waiting) * claim.class_value,
        nobody=0,
        tie_of_nobody=np.zeros_like(waiting),
        least_units=least_units,
    )


def check_pairs(
    given: Given, claim: Claim, measure: Measure, pairs: Pairs, stated: IntArray | None
) -> None:
    """See that these mentees have eligible mentors, and would gain more with nobody else."""
    own_of = claim.mentor_of[pairs.first : pairs.last]
    is_own = claim.mentor_of[pairs.row] == pairs.column
    own = np.full(len(own_of), -1, dtype=np.int64)
    own[pairs.row[is_own] - pairs.first] = np.flatnonzero(is_own)
    for at in np.flatnonzero((own < 0) & (own_of >= 0))[:1]:
        raise FaultError(f"{given.name(pairs.first + at, own_of[at])} is not a candidate")
    if stated is not None:
        units = np.where(own >= 0, pairs.units[own] if len(pairs.row) else 0, 0)
        for at in np.flatnonzero(units != stated[pairs.first : pairs.last])[:1]:
            row = pairs.first + at
            raise FaultError(
                f"mentee {given.mentee_ids[row]}: {stated[row]} units, not {units[at]}"
            )
    counts = (given.fixed[pairs.row] < 0) & (pairs.units >= measure.least_units)
    row, column = pairs.row[counts], pairs.column[counts]
    gain = measure.bonus[row] + measure.scale * pairs.units[counts] - claim.price[column]
    _check_gains(given, claim, measure, (pairs.first, own_of), (row, column, gain))


def _check_gains(
    given: Given,
    claim: Claim,
    measure: Measure,
    whose: tuple[int, IntArray],
    pairs: tuple[IntArray, IntArray, IntArray],
) -> None:
    first, own_of = whose
    row, column, gain = pairs
    at = row - first
    tie_of_nobody = measure.tie_of_nobody[first : first + len(own_of)]
    has, tie_has = np.full(len(own_of), measure.nobody), tie_of_nobody.copy()
    is_own = own_of[at] == column
    has[at[is_own]] = gain[is_own]
    tie_has[at[is_own]] = _tie_gains(given, claim, row[is_own], column[is_own])
    is_dear = (has < measure.nobody) | ((has == measure.nobody) & (tie_has < tie_of_nobody))
    for position in np.flatnonzero(is_dear)[:1]:
        raise FaultError(
            f"mentee {given.mentee_ids[first + position]} costs more than the match is worth"
        )
    is_close = gain >= has[at]
    row, column, gain, at = row[is_close], column[is_close], gain[is_close], at[is_close]
    is_better = gain > has[at]
    is_better |= _tie_gains(given, claim, row, column) > tie_has[at]
    for entry in np.flatnonzero(is_better)[:1]:
        raise FaultError(f"{given.name(row[entry], column[entry])} would be better at these prices")


def _tie_gains(given: Given, claim: Claim, row: IntArray, column: IntArray) -> IntArray:
    ties = tie_breaks(given.mentee_ids[row], given.mentor_ids[column], claim.seed)
    return ties - claim.tie_price[column]
