"""One round as the engine reckons with it, made once: who may be paired, and with which score."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from matchmaker.matching.candidates.arrays import PeopleArrays, arrays_of, positions_of_pairs
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.candidates.rules import Rules, rules_of
from matchmaker.matching.candidates.scoring import score
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import Contradiction, InvalidInput, LockFault
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import ALWAYS_RULES, Policy
from matchmaker.matching.values.validation import check_input, check_limits


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """All eligible pairs of the mentees ``first`` to ``last``, sorted by mentee and mentor."""

    first: int
    last: int
    row: IntArray
    column: IntArray
    units: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """People and policy with what follows from them.

    Parameters
    ----------
    fixed : (n_mentees,) position of the mentor whom a lock gives to each mentee, -1 for none
    """

    people: People
    policy: Policy
    limits: Limits
    arrays: PeopleArrays
    rules: Rules
    fixed: IntArray

    @classmethod
    def of(cls, people: People, policy: Policy, limits: Limits = LIMITS) -> Self:
        """Return the problem that people and policy pose.

        Raises
        ------
        InvalidInput
            If they contradict themselves or each other.
        """
        check_input(people, policy)
        check_limits(limits)
        problem = cls.of_valid(people, policy, limits)
        _check_locks(problem)
        return problem

    @classmethod
    def of_valid(cls, people: People, policy: Policy, limits: Limits = LIMITS) -> Self:
        """Return the same for people and policy that were checked before."""
        arrays = arrays_of(people)
        rules = rules_of(people, policy, arrays)
        return cls(people, policy, limits, arrays, rules, _fixed(arrays, people))

    def with_places(self, people: People) -> Self:
        """Return the problem of the same persons with other places, locks or forbidden pairs.

        Raises
        ------
        InvalidInput
            If a lock cannot be kept.
        """
        arrays = self.arrays
        if any(a is not b for a, b in zip(self.people.mentors, people.mentors, strict=True)):
            mentors = tuple(sorted(people.mentors, key=lambda mentor: mentor.id))
            places = np.array([mentor.places for mentor in mentors], dtype=np.int64)
            arrays = replace(arrays, mentors=mentors, places=places)
        rules = rules_of(people, self.policy, arrays, self.rules)
        fixed = _fixed(arrays, people)
        changed = replace(self, people=people, arrays=arrays, rules=rules, fixed=fixed)
        _check_locks(changed)
        return changed

    def blocks(self) -> Iterator[Pairs]:
        """Yield all pairs that no rule forbids with their scores, a block of mentees at a time.

        A locked mentee has one candidate, the mentor of the lock, whatever switchable rules say.

        Notes
        -----
        O(mentees x mentors x words) time, as matrix products; memory for one block.
        """
        n_mentees = len(self.arrays.mentees)
        height = max(1, self.limits.pairs_a_block // max(1, len(self.arrays.mentors)))
        for first in range(0, n_mentees, height):
            block = slice(first, min(first + height, n_mentees))
            is_eligible = self.rules.allowed(block)
            locked: IntArray = np.flatnonzero(self.fixed[block] >= 0)
            is_eligible[locked] = False
            is_eligible[locked, self.fixed[block][locked]] = True
            row, column = np.nonzero(is_eligible)
            units = score(self.arrays, self.policy.weights, block)[is_eligible]
            yield Pairs(block.start, block.stop, row + first, column, units)

    def graph(self) -> CandidateGraph:
        """Return the graph of all these pairs."""
        nothing = np.zeros(0, dtype=np.int64)
        blocks = [Pairs(0, 0, nothing, nothing, nothing), *self.blocks()]
        rows = np.concatenate([pairs.row for pairs in blocks])
        return CandidateGraph(
            mentee_ids=self.arrays.mentee_ids,
            mentor_ids=self.arrays.mentor_ids,
            capacity=self.arrays.places,
            start=row_starts(rows, len(self.arrays.mentees)),
            mentor=np.concatenate([pairs.column for pairs in blocks]),
            units=np.concatenate([pairs.units for pairs in blocks]),
            fixed=self.fixed,
        )


def _fixed(arrays: PeopleArrays, people: People) -> IntArray:
    fixed = np.full(len(arrays.mentees), -1, dtype=np.int64)
    rows, columns = positions_of_pairs(arrays, people.locked)
    fixed[rows] = columns
    return fixed


def _check_locks(problem: Problem) -> None:
    """Raise `InvalidInput` where a lock cannot be kept: a lock overrides switchable rules only."""
    people, arrays = problem.people, problem.arrays
    locks = sorted(people.locked)
    known_mentees = {mentee.id for mentee in people.mentees}
    places = {mentor.id: mentor.places for mentor in people.mentors}
    for pair in locks:
        if pair[0] not in known_mentees or pair[1] not in places:
            raise _lock_refused(Contradiction("unknown_pair", *pair))
    for mentee_id, times in Counter(mentee_id for mentee_id, _ in locks).items():
        if times > 1:
            raise _lock_refused(Contradiction("locked_twice", mentee_id, locks=times))
    for row in np.flatnonzero(problem.fixed >= 0).tolist():
        column = problem.fixed[row]
        for code in ALWAYS_RULES:
            if not problem.rules.allowed(slice(row, row + 1), [code])[0, column]:
                pair = int(arrays.mentee_ids[row]), int(arrays.mentor_ids[column])
                raise _lock_refused(Contradiction("forbidden", *pair, code))
    for mentor_id, taken in Counter(mentor_id for _, mentor_id in locks).items():
        if taken > (free := places[mentor_id]):
            raise _lock_refused(
                Contradiction("too_many_locks", mentor_id=mentor_id, locks=taken, places=free)
            )


def _lock_refused(found: Contradiction) -> InvalidInput:
    pair = f"lock of mentee {found.mentee_id} and mentor {found.mentor_id}"
    messages: dict[LockFault, str] = {
        "unknown_pair": f"{pair}: unknown pair",
        "locked_twice": f"locked mentee {found.mentee_id} appears {found.locks} times",
        "forbidden": f"{pair}: forbidden by the rule {found.rule!r}",
        "too_many_locks": (
            f"mentor {found.mentor_id}: {found.locks} locked mentees for {found.places} places"
        ),
    }
    return InvalidInput(messages[found.fault], found)
