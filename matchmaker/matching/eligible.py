"""From people to candidates: asks the rules and the scoring about all pairs, block by block."""

from typing import Final

import numpy as np

from matchmaker.matching.arrays import IntArray, PeopleArrays, positions_of
from matchmaker.matching.candidates import CandidateGraph, row_starts
from matchmaker.matching.people import People
from matchmaker.matching.policy import Policy
from matchmaker.matching.rules import Rules
from matchmaker.matching.scoring import score

PAIRS_A_BLOCK: Final = 2_000_000
"""Pairs that are looked at together: bounds the memory, whatever the number of people."""


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
    height = max(1, PAIRS_A_BLOCK // max(1, n_mentors))
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
