"""Whether what an answer states besides its pairs is so: numbers, points, and why somebody is left.

No solver is asked. That the pairs are best is checked before, by `verify`.
"""

from typing import Final

import numpy as np

from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.certificate.claim import Claim, FaultError, Given, whole
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.people import Mentee
from matchmaker.matching.values.result import Competition, Matching, Pairing, Unmatched

POINT: Final = 100
"""Units that make a point."""
BOUNDS: Final = ("mentees", "mentors", "places", "waited_longer")


def check_pairings(given: Given, matching: Matching) -> None:
    """See that points, locks and reasons are those of the pairs; the units are proved already."""
    locked = set(given.mentee_ids[given.fixed >= 0].tolist())
    for pair in matching.pairs:
        if pair.points != pair.units // POINT or type(pair.points) is not int:
            raise FaultError(
                f"mentee {pair.mentee_id}: {pair.points} points, not {pair.units // POINT}"
            )
        if pair.is_locked is not (pair.mentee_id in locked):
            raise FaultError(
                f"mentee {pair.mentee_id}: is said to be "
                f"{'locked, and is not' if pair.is_locked else 'without a lock, and has one'}"
            )
        _check_reasons(pair)


def _check_reasons(pair: Pairing) -> None:
    units = points = 0
    for part in pair.reasons.criteria:
        units += part.units
        points += part.points
    for name, total, stated in (("units", units, pair.units), ("points", points, pair.points)):
        if total != stated or type(total) is not int:
            raise FaultError(
                f"mentee {pair.mentee_id}: the reasons add up to {total} {name}, not {stated}"
            )


def check_totals(given: Given, matching: Matching, eligible: IntArray) -> None:
    """See that a round's numbers are those of its people and pairs."""
    points = [pair.points for pair in matching.pairs]
    found = {
        "mentees": len(given.mentee_ids),
        "mentors": len(given.mentor_ids),
        "places": int(given.places.sum()),
        "candidates": int(eligible.sum()),
        "matched": len(points),
        "units": sum(pair.units for pair in matching.pairs),
        "points": sum(points),
        "lowest_points": min(points, default=None),
    }
    for name, number in found.items():
        stated = getattr(matching.totals, name)
        if stated != number or type(stated) is not type(number):
            raise FaultError(f"the totals: {stated} {name.replace('_', ' ')}, not {number}")


class LeftOverCheck:
    """Why mentees are left over, checked against how many candidates each has.

    A bottleneck is only held against what there is at all: that it is one, nothing here shows.
    """

    def __init__(
        self,
        problem: Problem,
        given: Given,
        claim: Claim,
        eligible: IntArray,
    ) -> None:
        self.rules = problem.rules
        self.objective = problem.policy.objective
        self.mentees = problem.arrays.mentees
        self.n_mentors = len(given.mentor_ids)
        self.eligible = dict(zip(given.mentee_ids.tolist(), eligible.tolist(), strict=True))
        self.row_of = {mentee_id: row for row, mentee_id in enumerate(self.eligible)}
        is_free, is_matched = given.fixed < 0, claim.mentor_of >= 0
        locks = np.bincount(given.fixed[~is_free], minlength=self.n_mentors)
        self.places = int(np.maximum(given.places - locks, 0).sum())
        self.left_over = int((~is_matched & (np.asarray(eligible) > 0)).sum())
        self.priority = given.priority
        self.matched_priority = np.sort(given.priority[is_free & is_matched])

    def check(self, left: Unmatched) -> None:
        """Raise the first fault of one mentee."""
        who, eligible = f"mentee {left.mentee_id}", self.eligible[left.mentee_id]
        if whole(f"the eligible mentors of {who}", left.eligible) != eligible:
            raise FaultError(f"{who}: {left.eligible} eligible mentors, not {eligible}")
        removed = sum(rule.removed for rule in left.rules)
        if removed + eligible != self.n_mentors:
            raise FaultError(
                f"{who}: rules take {removed} mentors and {eligible} are eligible, "
                f"of {self.n_mentors}"
            )
        row = self.row_of[left.mentee_id]
        codes = self._codes_for(self.mentees[row], eligible)
        if left.code not in codes:
            raise FaultError(f"{who}: the code is {left.code}, not {' or '.join(codes)}")
        if (left.competition is None) is (left.code == "all_taken"):
            raise FaultError(
                f"{who}: {left.code} {'without' if left.competition is None else 'with'} "
                "a competition"
            )
        if left.competition is not None:
            self._check_competition(row, left.competition)

    def _codes_for(self, mentee: Mentee, eligible: int) -> tuple[str, ...]:
        if not self.n_mentors:
            return ("no_mentors",)
        if eligible:
            return ("all_taken", "outscored") if self.objective == "best_score" else ("all_taken",)
        has_gap = any(n.level is not None and n.level < n.target for n in mentee.needs)
        if "teachable_gap" in self.rules.codes and not has_gap:
            return ("no_gap_stated",)
        return ("no_eligible_mentor",)

    def _check_competition(self, row: int, stated: Competition) -> None:
        who = f"mentee {self.mentees[row].id}"
        for name in BOUNDS:
            whole(f"the competition of {who}", getattr(stated, name))
        if stated.mentees <= stated.places:
            raise FaultError(
                f"{who}: {stated.mentees} mentees do not compete for {stated.places} places"
            )
        before = len(self.matched_priority) - int(
            np.searchsorted(self.matched_priority, self.priority[row], side="right")
        )
        most = {
            "mentors": self.n_mentors,
            "places": self.places,
            "mentees": stated.places + self.left_over,
            "waited_longer": min(before, stated.places),
        }
        for name, number in most.items():
            if not 0 <= getattr(stated, name) <= number:
                raise FaultError(
                    f"{who}: the competition has {getattr(stated, name)} "
                    f"{name.replace('_', ' ')}, and there can be {number} at most"
                )
