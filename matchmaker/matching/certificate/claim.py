"""What an answer claims, and what of its proof needs no pair: places, locks, prices, scale.

A value that is damaged is a fault, never an error. The pairs are checked by `verify`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from matchmaker.matching.assignment.scale import TIE_BITS, unpacked
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.result import Matching


class FaultError(Exception):
    """The first thing that is wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Who takes part, by position; ``fixed`` is the mentor of a lock, -1 for none."""

    mentee_ids: IntArray
    mentor_ids: IntArray
    places: IntArray
    priority: IntArray
    fixed: IntArray

    @classmethod
    def of(cls, problem: Problem) -> Self:
        people = problem.arrays
        return cls(
            people.mentee_ids, people.mentor_ids, people.places, people.priority, problem.fixed
        )

    @property
    def largest_path(self) -> int:
        """Return more than the pairs that two answers can differ by on one alternating path."""
        n_locked = int((self.fixed >= 0).sum())
        return 1 + min(len(self.mentee_ids), int(self.places.sum()) - n_locked)

    def name(self, row: int, column: int) -> str:
        known = 0 <= column < len(self.mentor_ids)
        mentor_id = self.mentor_ids[column] if known else column
        return f"mentee {self.mentee_ids[row]} with mentor {mentor_id}"


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """What is claimed to be best, and the prices that are to prove it."""

    mentor_of: IntArray
    price: IntArray
    tie_price: IntArray
    class_value: int
    seed: int


def check_readable(matching: Matching) -> None:
    """See that ids, units, prices and scales are whole numbers."""
    pairs, prices = matching.pairs, matching.prices
    mentees = [pair.mentee_id for pair in pairs]
    all_whole("the mentee of a pair", mentees)
    all_whole("a mentee left over", [left.mentee_id for left in matching.unmatched])
    all_whole("the mentor of mentee", [pair.mentor_id for pair in pairs], mentees)
    all_whole("the units of mentee", [pair.units for pair in pairs], mentees)
    all_whole("a mentor with a price", prices.mentor_ids)
    all_whole("the price of mentor", prices.prices, prices.mentor_ids)
    for name in ("class_value", "unit_value", "tie_bits", "seed"):
        whole(name, getattr(prices, name))


def claim_of(given: Given, matching: Matching, seed: int) -> Claim:
    mentor_of = _positions(given, matching)
    prices = matching.prices
    if prices.mentor_ids != tuple(given.mentor_ids.tolist()):
        raise FaultError("the prices are not those of these mentors")
    if len(prices.prices) != len(prices.mentor_ids):
        raise FaultError(f"{len(prices.prices)} prices for {len(prices.mentor_ids)} mentors")
    if prices.tie_bits != TIE_BITS:
        raise FaultError(f"ties of {prices.tie_bits} bits, not {TIE_BITS}")
    if prices.seed != seed:
        raise FaultError(f"ties of the seed {prices.seed}, not {seed}")
    if not given.largest_path * 2**TIE_BITS < prices.unit_value < 2**63:
        raise FaultError(f"a unit ({prices.unit_value}) does not outweigh the ties")
    try:
        worth, tie = unpacked([int(price) for price in prices.prices], int(prices.unit_value))
    except OverflowError:
        raise FaultError("the prices exceed 64 bits") from None
    return Claim(mentor_of, worth, tie, int(prices.class_value) // int(prices.unit_value), seed)


def _positions(given: Given, matching: Matching) -> IntArray:
    """Return each mentee's mentor by position, having seen that each mentee occurs once."""
    row_of = {mentee_id: row for row, mentee_id in enumerate(given.mentee_ids.tolist())}
    column_of = {mentor_id: column for column, mentor_id in enumerate(given.mentor_ids.tolist())}
    paired = [pair.mentee_id for pair in matching.pairs]
    seen = Counter([*paired, *(mentee.mentee_id for mentee in matching.unmatched)])
    for mentee_id in sorted(row_of.keys() | seen.keys()):
        if mentee_id not in row_of:
            raise FaultError(f"mentee {mentee_id} is not of this round")
        if seen[mentee_id] != 1:
            raise FaultError(f"mentee {mentee_id} appears {seen[mentee_id]} times, not once")
    mentor_of = np.full(len(given.mentee_ids), -1, dtype=np.int64)
    for pair in matching.pairs:
        if pair.mentor_id not in column_of:
            raise FaultError(f"mentor {pair.mentor_id} is not of this round")
        mentor_of[row_of[pair.mentee_id]] = column_of[pair.mentor_id]
    return mentor_of


def stated_units(given: Given, matching: Matching) -> IntArray:
    """Return the score that the answer states for each mentee, shape (n_mentees,)."""
    units = {pair.mentee_id: pair.units for pair in matching.pairs}
    return np.array([units.get(mentee, 0) for mentee in given.mentee_ids.tolist()], dtype=np.int64)


def check_scale(given: Given, class_value: int, largest_units: int) -> None:
    """See that a place in the order of waiting outweighs all scores of a path."""
    k = given.largest_path
    if class_value < 2 * k * (1 + largest_units):
        raise FaultError(f"a place ({class_value}) does not outweigh {k} scores")
    check_width(given, class_value, largest_units)


def check_width(given: Given, class_value: int, largest_units: int) -> None:
    """See that all that is reckoned with fits into 64 bits."""
    classes = 1 + len(np.unique(given.priority))
    if max(class_value, 0) * classes + largest_units * classes >= 2**62 or class_value < 0:
        raise FaultError("the scales exceed 64 bits")


def check_counts(given: Given, claim: Claim) -> None:
    """See that locks and places are kept, and that only full mentors have a price."""
    if claim.mentor_of.shape != given.mentee_ids.shape:
        raise FaultError(
            f"answers for {claim.mentor_of.shape}, not for {len(given.mentee_ids)} mentees"
        )
    for row in np.flatnonzero((claim.mentor_of < -1) | (claim.mentor_of >= len(given.mentor_ids)))[
        :1
    ]:
        raise FaultError(f"{given.name(row, claim.mentor_of[row])} is not a candidate")
    for row in np.flatnonzero((given.fixed >= 0) & (given.fixed != claim.mentor_of))[:1]:
        raise FaultError(f"{given.name(row, given.fixed[row])} is locked, and not kept")
    taken = np.bincount(claim.mentor_of[claim.mentor_of >= 0], minlength=len(given.mentor_ids))
    for column in np.flatnonzero(taken > given.places)[:1]:
        raise FaultError(
            f"mentor {given.mentor_ids[column]} has {taken[column]} mentees for "
            f"{given.places[column]} places"
        )
    for prices in (claim.price, claim.tie_price):
        if prices.shape != given.mentor_ids.shape:
            raise FaultError(f"{prices.size} prices for {len(given.mentor_ids)} mentors")
    is_negative = (claim.price < 0) | ((claim.price == 0) & (claim.tie_price < 0))
    for column in np.flatnonzero(is_negative | (claim.price >= 2**62))[:1]:
        raise FaultError(f"mentor {given.mentor_ids[column]}: price {claim.price[column]}")
    has_price = (claim.price != 0) | (claim.tie_price != 0)
    for column in np.flatnonzero(has_price & (taken < given.places))[:1]:
        raise FaultError(f"mentor {given.mentor_ids[column]} has a free place, and yet a price")


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever goes wrong while a damaged proof is read into a fault."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise unreadable(str(error)) from None


def unreadable(what: str) -> FaultError:
    return FaultError(f"the proof cannot be read: {what}")


def whole(name: str, value: Any) -> Any:
    """Return a value that is a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise unreadable(f"{name}: {value!r} is no whole number")
    return value


def all_whole(name: str, values: Sequence[Any], of: Sequence[Any] | None = None) -> None:
    """See that all values are whole numbers; a fault says whose (``of``) the first other one is."""
    if set(map(type, values)) <= {int}:
        return
    for number, value in enumerate(values):
        whole(name if of is None else f"{name} {of[number]}", value)


def whole_array(name: str, values: Any) -> IntArray:
    """Return whole numbers, given as an array or a list, as an array."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise unreadable(f"{name} holds {array.dtype}, no whole numbers")
    if array.size and int(array.max()) >= 2**63:
        raise unreadable(f"{name} exceeds 64 bits")
    return array.astype(np.int64)
