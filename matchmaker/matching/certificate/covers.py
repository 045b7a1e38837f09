"""Whether covers prove what they are said to prove: that nobody more can be matched (König).

A cover is a set of mentors. No matching has more pairs than they have places, plus one for each
mentee who has a candidate outside. No solver is asked.
"""

import numpy as np

from matchmaker.matching.candidates.problem import Pairs
from matchmaker.matching.certificate.claim import (
    Claim,
    FaultError,
    Given,
    all_whole,
    unreadable,
    whole,
)
from matchmaker.matching.certificate.slackness import NO_LEAST
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.result import Cover, Matching


class CoverCount:
    """How many mentees a cover lets be matched at most, on pairs from ``least_units`` on."""

    def __init__(
        self, given: Given, mentor_ids: tuple[int, ...], least_units: int = NO_LEAST
    ) -> None:
        self.is_covered = np.isin(given.mentor_ids, np.array(mentor_ids, dtype=np.int64))
        self.places = _free_places(given, self.is_covered)
        self._least_units = least_units
        self._is_free = given.fixed < 0
        self._has_any, self._has_outside = (
            np.zeros(len(given.mentee_ids), dtype=np.bool_) for _ in range(2)
        )

    def add(self, pairs: Pairs) -> None:
        """Take a block of pairs into account."""
        counts = self._is_free[pairs.row] & (pairs.units >= self._least_units)
        self._has_any[pairs.row[counts]] = True
        self._has_outside[pairs.row[counts & ~self.is_covered[pairs.column]]] = True

    @property
    def mentees_within(self) -> int:
        """Mentees with candidates, all of them covered."""
        return int((self._has_any & ~self._has_outside).sum())

    @property
    def most(self) -> int:
        """Return how many of those who are not locked can be matched at most."""
        return self.places + int(self._has_outside.sum())


def check_covers_readable(given: Given, matching: Matching) -> None:
    """See that covers hold mentors of this round, each of them once, and whole numbers."""
    floor, cover = matching.floor, matching.cover
    if floor is not None:
        whole("the floor", floor.units)
        _check_mentors(given, "the floor's cover", floor.cover)
        _check_mentors(given, "the cover above the floor", floor.cover_above)
    if cover is not None:
        whole("the mentees of the cover", cover.mentees)
        whole("the places of the cover", cover.places)
        _check_mentors(given, "the cover", cover.mentor_ids)


def _check_mentors(given: Given, name: str, mentor_ids: tuple[int, ...]) -> None:
    if not isinstance(mentor_ids, tuple | list):
        raise unreadable(f"{name} holds {mentor_ids!r}, no mentors")
    all_whole(f"a mentor of {name}", mentor_ids)
    unseen = set(given.mentor_ids.tolist())
    for mentor_id in mentor_ids:
        if mentor_id not in unseen:
            is_known = mentor_id in given.mentor_ids
            why = f"twice in {name}" if is_known else f"in {name}, and not of this round"
            raise FaultError(f"mentor {mentor_id} is {why}")
        unseen.remove(mentor_id)


def check_cover_is_due(given: Given, claim: Claim, cover: Cover | None, eligible: IntArray) -> None:
    """See that there is a cover just where somebody with candidates is left over."""
    is_left_over = (given.fixed < 0) & (claim.mentor_of < 0) & (eligible > 0)
    if cover is not None and not is_left_over.any():
        raise FaultError("there is a cover, and nobody with candidates is left over")
    for row in np.flatnonzero(is_left_over)[:1]:
        if cover is None:
            raise FaultError(
                f"mentee {given.mentee_ids[row]} has candidates and no mentor, "
                "and no cover says why"
            )


def check_cover(given: Given, claim: Claim, cover: Cover, count: CoverCount) -> None:
    """See that a cover's numbers are right, and that it lets no more be matched than are."""
    if (cover.mentees, cover.places) != (count.mentees_within, count.places):
        raise FaultError(
            f"the cover: {cover.mentees} mentees for {cover.places} places, not "
            f"{count.mentees_within} for {count.places}"
        )
    if count.most > int(((given.fixed < 0) & (claim.mentor_of >= 0)).sum()):
        raise FaultError("it is not shown that nobody more can be matched")


def check_cover_by_prices(given: Given, claim: Claim, cover: Cover, eligible: IntArray) -> None:
    """See the same by prices that are proved already, where the pairs are not at hand.

    The cover must be exactly the mentors priced at one waiting rank or more. At proved prices,
    every mentee with a candidate outside the cover is matched outside it.
    """
    is_dear = claim.price > claim.class_value // 2
    if not np.array_equal(np.sort(given.mentor_ids[is_dear]), np.sort(cover.mentor_ids)):
        raise FaultError("the cover is not that of the prices")
    is_free = given.fixed < 0
    is_within = is_free & np.where(
        claim.mentor_of >= 0, is_dear[claim.mentor_of], np.asarray(eligible) > 0
    )
    found = int(is_within.sum()), _free_places(given, is_dear)
    if (cover.mentees, cover.places) != found:
        raise FaultError(
            f"the cover: {cover.mentees} mentees for {cover.places} places, not "
            f"{found[0]} for {found[1]}"
        )


def _free_places(given: Given, is_covered: BoolArray) -> int:
    locked = given.fixed[given.fixed >= 0]
    return int(given.places[is_covered].sum()) - int(is_covered[locked].sum())
