"""From people to candidates: asks the rules and the scoring about all pairs, block by block."""

from collections import Counter
from typing import Final

import numpy as np

from matchmaker.matching.candidates.arrays import PeopleArrays, positions_of
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.candidates.rules import Rules
from matchmaker.matching.candidates.scoring import score
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import ALWAYS_RULES, Policy
from matchmaker.matching.values.validation import check_unique

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
    for mentee_id, mentor_id in locks:
        if mentee_id not in known_mentees or mentor_id not in places:
            raise InvalidInput(f"lock of mentee {mentee_id} and mentor {mentor_id}: unknown pair")
    check_unique("locked mentee", [mentee_id for mentee_id, _ in locks])
    for row, column in zip(*positions_of(arrays, locks), strict=True):
        block = slice(int(row), int(row) + 1)
        for code in ALWAYS_RULES:
            if not rules.allowed(block, [code])[0, column]:
                raise InvalidInput(
                    f"lock of mentee {arrays.mentee_ids[row]} and mentor "
                    f"{arrays.mentor_ids[column]}: forbidden by the rule {code!r}"
                )
    for mentor_id, taken in Counter(mentor_id for _, mentor_id in locks).items():
        if taken > places[mentor_id]:
            raise InvalidInput(
                f"mentor {mentor_id}: {taken} locked mentees for {places[mentor_id]} places"
            )
