"""How good a pair is: six criteria, each a share of its weight. Who may be paired: `rules`.

A score is an integer number of *units*, 0 to 10,000, hundredths of a point. Each criterion gives a
share of 0 to 10,000 and, times its weight, a part of the units; the parts add up to the score, so
each criterion's part of any pair is recoverable. What somebody did not state counts nothing.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from matchmaker.matching.candidates.arrays import NO_OFFSET, NOT_STATED, PeopleArrays
from matchmaker.matching.candidates.rules import minutes_apart
from matchmaker.matching.types import FloatArray, IntArray
from matchmaker.matching.values.policy import CRITERIA, Weights
from matchmaker.matching.values.result import FULL

ENOUGH_INTERESTS: Final = 3
"""Shared interests that make a full share; ticking more boxes asks no more of a mentor."""
ENOUGH_LANGUAGES: Final = 3
"""Shared languages that make a full share; one, which nearly all pairs have, is a third."""
FAR_MINUTES: Final = 6 * 60
"""Time-zone difference from which on nearness counts nothing."""
PAIRS_A_SQUARE: Final = 64
"""Given pairs that are scored at once."""
STEPS_AHEAD: Final = 2
"""A mentor one or two steps up the ladder remembers the step that the mentee is on."""


def score(arrays: PeopleArrays, weights: Weights, block: slice) -> IntArray:
    """Return the (b, m) units of all pairs of a block of mentees with all mentors."""
    scaled = scaled_weights(weights)
    shape = (len(range(*block.indices(len(arrays.mentees)))), len(arrays.mentors))
    total = np.zeros(shape, dtype=np.int64)
    for criterion in CRITERIA:
        if scaled[criterion]:
            total += criterion_units(arrays, scaled, criterion, block)
    return total


def units_of_pairs(
    arrays: PeopleArrays, weights: Weights, rows: IntArray, columns: IntArray
) -> IntArray:
    """Return the score of each pair (rows[k], columns[k]), whether it is eligible or not."""
    total: IntArray = parts_of_pairs(arrays, weights, rows, columns).sum(axis=1)
    return total


def parts_of_pairs(
    arrays: PeopleArrays, weights: Weights, rows: IntArray, columns: IntArray
) -> IntArray:
    """Return the part of each criterion, shape (len(rows), 6).

    Notes
    -----
    A few pairs at a time are scored as a square of their mentees and mentors, of which the
    diagonal is wanted.
    """
    scaled = scaled_weights(weights)
    parts = np.zeros((len(rows), len(CRITERIA)), dtype=np.int64)
    for first in range(0, len(rows), PAIRS_A_SQUARE):
        here = slice(first, first + PAIRS_A_SQUARE)
        few = arrays.among(rows[here], columns[here])
        for number, criterion in enumerate(CRITERIA):
            square = criterion_units(few, scaled, criterion, slice(None))
            parts[here, number] = square.diagonal()
    return parts


def criterion_units(
    arrays: PeopleArrays, scaled: dict[str, int], criterion: str, block: slice
) -> IntArray:
    """Return the (b, m) part of the units that one criterion gives."""
    return _SHARES[criterion](arrays, block) * scaled[criterion] // FULL


def scaled_weights(weights: Weights) -> dict[str, int]:
    """Return the weights as units that add up to 10,000 exactly (or all 0), by largest remainder.

    Examples
    --------
    >>> scaled_weights(Weights(1, 1, 1, 0, 0, 0))["gap_coverage"]
    3334
    """
    return apportion({name: getattr(weights, name) for name in CRITERIA}, FULL)


def apportion(parts: dict[str, int], total: int) -> dict[str, int]:
    """Share out ``total`` in proportion to ``parts``, in whole numbers that add up to it.

    Notes
    -----
    Largest remainder; equal remainders go in the order of ``parts``. All zero if every part is.

    Examples
    --------
    >>> apportion({"a": 250, "b": 249, "c": 1}, 5)
    {'a': 3, 'b': 2, 'c': 0}
    """
    whole = sum(parts.values())
    if not whole:
        return dict.fromkeys(parts, 0)
    result = {name: part * total // whole for name, part in parts.items()}
    by_remainder = sorted(parts, key=lambda name: -(parts[name] * total % whole))
    for name in by_remainder[: total - sum(result.values())]:
        result[name] += 1
    return result


def gap_coverage(arrays: PeopleArrays, block: slice) -> IntArray:
    """Importance-weighted share of the mentee's missing levels that the mentor can teach."""
    return _shares(arrays.climb[block] @ arrays.can_reach.T, arrays.gap_weight[block])


def interests(arrays: PeopleArrays, block: slice) -> IntArray:
    """Shared interests among the mentee's, of which three are enough."""
    mine = arrays.mentee_interests[block]
    enough = np.minimum(mine.sum(axis=1), ENOUGH_INTERESTS).astype(np.int64)
    return _shares(np.minimum(mine @ arrays.mentor_interests.T, enough[:, None]), enough)


def certifications(arrays: PeopleArrays, block: slice) -> IntArray:
    """Share of the certifications which the mentee wants that the mentor holds."""
    wanted = arrays.wanted[block]
    return _shares(wanted @ arrays.held.T, wanted.sum(axis=1).astype(np.int64))


def languages(arrays: PeopleArrays, block: slice) -> IntArray:
    """A third for each shared language: one is needed to talk and alone makes no good pair."""
    shared = arrays.mentee_languages[block] @ arrays.mentor_languages.T
    return _shares(np.minimum(shared, ENOUGH_LANGUAGES), np.full(len(shared), ENOUGH_LANGUAGES))


def location(arrays: PeopleArrays, block: slice) -> IntArray:
    """Half for the same location, half for a near time zone (nothing from six hours on)."""
    mine, theirs = arrays.mentee_location[block, None], arrays.mentor_location[None, :]
    here, there = arrays.mentee_offset[block, None], arrays.mentor_offset[None, :]
    is_same_place = (mine == theirs) & (mine != NOT_STATED)
    has_zones = (here != NO_OFFSET) & (there != NO_OFFSET)
    near = np.maximum(0, FAR_MINUTES - minutes_apart(here, there)) * has_zones
    share: IntArray = FULL // 2 * is_same_place + FULL // 2 * near // FAR_MINUTES
    return share


def seniority(arrays: PeopleArrays, block: slice) -> IntArray:
    """How useful the mentor's step on the role ladder is to the mentee.

    Full: one or two steps above the mentee, or at the target step or above (and not below the
    mentee). Half: further above, or one step short of the target. A quarter: the same step.
    """
    return seniority_shares(
        arrays.mentee_step[block, None], arrays.target_step[block, None], arrays.mentor_step[None]
    )


def seniority_shares(now: IntArray, target: IntArray, mentor: IntArray) -> IntArray:
    """Return the share by the steps of mentee, target and mentor, broadcast together."""
    knows_now, knows_target = now != NOT_STATED, target != NOT_STATED
    ahead = mentor - now
    is_not_below = ~knows_now | (ahead >= 0)
    is_best = (knows_now & (ahead >= 1) & (ahead <= STEPS_AHEAD)) | (
        knows_target & (mentor >= target) & is_not_below
    )
    is_good = (knows_now & (ahead > STEPS_AHEAD)) | (
        knows_target & (mentor == target - 1) & is_not_below
    )
    is_peer = knows_now & (ahead == 0)
    share = np.select([is_best, is_good, is_peer], [FULL, FULL // 2, FULL // 4], 0)
    return np.where(mentor != NOT_STATED, share, 0).astype(np.int64)


def _shares(parts: FloatArray | IntArray, wholes: IntArray) -> IntArray:
    """Return ``FULL * part // whole`` by row; 0 where the whole is 0."""
    exact = parts.astype(np.int64) * FULL
    return np.asarray(exact // np.maximum(wholes, 1)[:, None], dtype=np.int64)


_SHARES: Final[dict[str, Callable[[PeopleArrays, slice], IntArray]]] = {
    "gap_coverage": gap_coverage,
    "interests": interests,
    "certifications": certifications,
    "languages": languages,
    "location": location,
    "seniority": seniority,
}
