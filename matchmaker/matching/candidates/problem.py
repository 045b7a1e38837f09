"""From people to candidates: asks the rules and the scoring about all pairs, block by block."""

from dataclasses import replace
from typing import Final

import numpy as np

from matchmaker.matching.candidates.arrays import IntArray, PeopleArrays, arrays_of, positions_of
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.candidates.rules import Rules, rules_of
from matchmaker.matching.candidates.scoring import criterion_units, scaled_weights, score
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import CRITERIA, Policy
from matchmaker.matching.values.validation import check_input, check_locks

PAIRS_A_BLOCK: Final = 2_000_000
"""Pairs that are looked at together: bounds the memory, whatever the number of people."""


def candidate_graph(people: People, policy: Policy) -> CandidateGraph:
    """Return all eligible pairs of a round with their reasons, to be looked at with networkx.

    Raises
    ------
    InvalidInput
        As `match`.

    Notes
    -----
    Holds all pairs, and six numbers for each: meant for rounds of some hundreds of people. `match`
    does not need it.

    Examples
    --------
    >>> from matchmaker.matching.values.people import Mentee, Mentor, SkillNeed
    >>> ada = Mentee(1, needs=(SkillNeed("risk", 1, 3),), languages=frozenset({"en"}))
    >>> cleo = Mentor(8, levels=(("risk", 4),), languages=frozenset({"en"}))
    >>> view = candidate_graph(People((ada,), (cleo,)), Policy()).to_networkx()
    >>> pair = view.edges[("mentee", 1), ("mentor", 8)]
    >>> pair["points"], pair["reasons"]["gap_coverage"], pair["reasons"]["languages"]
    (51, 5000, 166)
    """
    check_input(people, policy)
    arrays = arrays_of(people)
    rules = rules_of(people, policy, arrays)
    check_locks(people, arrays, rules)
    graph = eligible_pairs(people, arrays, rules, policy)
    return replace(graph, parts=_parts(graph, arrays, policy))


def _parts(graph: CandidateGraph, arrays: PeopleArrays, policy: Policy) -> IntArray:
    scaled = scaled_weights(policy.weights)
    parts = np.zeros((graph.n_pairs, len(CRITERIA)), dtype=np.int64)
    row, column = graph.mentee, graph.mentor
    for first in range(0, graph.n_mentees, _block_height(graph.n_mentors)):
        block = slice(first, min(first + _block_height(graph.n_mentors), graph.n_mentees))
        here = slice(int(graph.start[block.start]), int(graph.start[block.stop]))
        for number, criterion in enumerate(CRITERIA):
            units = criterion_units(arrays, scaled, criterion, block)
            parts[here, number] = units[row[here] - first, column[here]]
    return parts


def _block_height(n_mentors: int) -> int:
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
    height = _block_height(n_mentors)
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
