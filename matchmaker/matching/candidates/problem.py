"""From people to candidates: asks the rules and the scoring about all pairs, block by block."""

from collections import Counter
from typing import Final

import numpy as np

from matchmaker.matching.candidates.arrays import PeopleArrays, positions_of
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.candidates.rules import Rules
from matchmaker.matching.candidates.scoring import score
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import Contradiction, InvalidInput, LockFault
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import ALWAYS_RULES, Policy

PAIRS_A_BLOCK: Final = 2_000_000
"""Pairs that are looked at together: bounds the memory, whatever the number of people."""


def block_height(n_mentors: int) -> int:
    """Return how many mentees are looked at together."""
    return max(1, PAIRS_A_BLOCK // max(1, n_mentors))


def eligible_pairs(
    people: People, arrays: PeopleArrays, rules: Rules, policy: Policy
) -> CandidateGraph:
    """Return the graph of all pairs that no rule forbids, with their scores.

    A locked mentee has one candidate, the mentor of the lock, whatever switchable rules say.

    Notes
    -----
    O(mentees x mentors x words) time, as matrix products; memory for the eligible pairs and one
    block.
    """
    n_mentees, n_mentors = len(arrays.mentees), len(arrays.mentors)
    fixed = np.full(n_mentees, -1, dtype=np.int64)
    locked_rows, locked_columns = positions_of(arrays, people.locked)
    fixed[locked_rows] = locked_columns
    rows, columns, units = ([np.zeros(0, dtype=np.int64)] for _ in range(3))
    height = block_height(n_mentors)
    for first in range(0, n_mentees, height):
        block = slice(first, min(first + height, n_mentees))
        is_eligible = rules.allowed(block)
        locked: IntArray = np.flatnonzero(fixed[block] >= 0)
        is_eligible[locked] = False
        is_eligible[locked, fixed[block][locked]] = True
        row, column = np.nonzero(is_eligible)
        rows.append(row + first)
        columns.append(column)
        units.append(score(arrays, policy.weights, block)[is_eligible])
    return CandidateGraph(
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        capacity=arrays.places,
        start=row_starts(np.concatenate(rows), n_mentees),
        mentor=np.concatenate(columns),
        units=np.concatenate(units),
        fixed=fixed,
    )


def check_locks(people: People, arrays: PeopleArrays, rules: Rules) -> None:
    """Raise `InvalidInput` where a lock cannot be kept: a lock overrides switchable rules only."""
    locks = sorted(people.locked)
    known_mentees = {mentee.id for mentee in people.mentees}
    places = {mentor.id: mentor.places for mentor in people.mentors}
    for pair in locks:
        if pair[0] not in known_mentees or pair[1] not in places:
            raise _lock_refused(Contradiction("unknown_pair", *pair))
    for mentee_id, times in Counter(mentee_id for mentee_id, _ in locks).items():
        if times > 1:
            raise _lock_refused(Contradiction("locked_twice", mentee_id, locks=times))
    for row, column in zip(*positions_of(arrays, locks), strict=True):
        block = slice(int(row), int(row) + 1)
        for code in ALWAYS_RULES:
            if not rules.allowed(block, [code])[0, column]:
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
