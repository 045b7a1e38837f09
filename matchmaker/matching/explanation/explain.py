"""From an answer to what people are told: pairs with reasons, and why somebody has nobody."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from matchmaker.matching.assignment.assignment import Assignment
from matchmaker.matching.assignment.scale import UNIT_VALUE, packed
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.explanation.alternatives import alternatives_of
from matchmaker.matching.explanation.bottlenecks import Bottlenecks, KonigSets, cover_of
from matchmaker.matching.explanation.reasons import reasons_of
from matchmaker.matching.explanation.unmatched import highest_levels, rule_counts, untaught_skills
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.result import (
    UNITS_A_POINT,
    Alternative,
    Floor,
    Matching,
    Pairing,
    Prices,
    Totals,
    Unmatched,
    UnmatchedCode,
)

Others: TypeAlias = list[tuple[Alternative, ...]]
"""What else each mentee could have had."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The answer of a round, before it is told.

    Parameters
    ----------
    graph : at least the best candidates of each mentee, and the pairs of the answer
    eligible : (n_mentees,) how many candidates each mentee has in all
    bottlenecks : finds why somebody is left over
    floor, is_covered : the proof of the objective *fair*, and whom it covers
    """

    problem: Problem
    graph: CandidateGraph
    best: Assignment
    eligible: IntArray
    bottlenecks: Bottlenecks | KonigSets
    floor: Floor | None = None
    is_covered: BoolArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What each mentee was told, by position, so that it need not be worked out again."""

    solved: Solved
    others: Others
    pairings: list[Pairing | None]


def tell(solved: Solved, before: Told | None = None) -> tuple[Matching, Told]:
    """Return the matching; ``before`` is what the same people were told under the same policy."""
    graph, best = solved.graph, solved.best
    told = _told(solved, before)
    pairs = tuple(pairing for pairing in told.pairings if pairing)
    matching = Matching(
        pairs=pairs,
        unmatched=_unmatched(solved, told.others),
        prices=_prices(graph, best),
        totals=Totals(
            mentees=graph.n_mentees,
            mentors=graph.n_mentors,
            places=int(graph.capacity.sum()),
            candidates=int(solved.eligible.sum()),
            matched=best.n_matched,
            units=best.units,
            points=sum(pair.points for pair in pairs),
            lowest_points=min((pair.points for pair in pairs), default=None),
        ),
        floor=solved.floor,
        cover=None
        if solved.problem.policy.objective == "best_score"
        else cover_of(graph, best, solved.eligible, solved.is_covered),
    )
    return matching, told


def _told(solved: Solved, before: Told | None) -> Told:
    graph, best = solved.graph, solved.best
    others: Others = [()] * graph.n_mentees if before is None else before.others.copy()
    pairings: list[Pairing | None] = (
        [None] * graph.n_mentees if before is None else before.pairings.copy()
    )
    is_due = np.ones(graph.n_mentees, dtype=np.bool_)
    if before is not None:
        is_due = _is_told_otherwise(solved, before.solved)
    rows = np.flatnonzero(is_due)
    found = alternatives_of(
        graph, best.mentor_of, best.is_full(graph), solved.problem.policy.seed, rows
    )
    for row, alternatives in zip(rows.tolist(), found, strict=True):
        others[row], pairings[row] = alternatives, None
    for row, pairing in _pairings(solved, others, rows[best.mentor_of[rows] >= 0]):
        pairings[row] = pairing
    return Told(solved, others, pairings)


def _is_told_otherwise(now: Solved, then: Solved) -> BoolArray:
    """Return which mentees have another mentor or lock, other candidates, or some who are taken."""
    is_other: BoolArray = now.best.mentor_of != then.best.mentor_of
    is_other |= now.graph.fixed != then.graph.fixed
    is_other[_pairs_of_one(now.graph, then.graph) // max(1, now.graph.n_mentors)] = True
    is_turned = now.best.is_full(now.graph) != then.best.is_full(then.graph)
    is_other[now.graph.mentee[is_turned[now.graph.mentor]]] = True
    return is_other


def _pairs_of_one(graph: CandidateGraph, other: CandidateGraph) -> IntArray:
    """Return the pairs that only one of two graphs has, as ``row * n_mentors + column``."""
    mine, theirs = (g.mentee * max(1, g.n_mentors) + g.mentor for g in (graph, other))
    return np.asarray(np.setxor1d(mine, theirs, assume_unique=True), dtype=np.int64)


def _pairings(solved: Solved, others: Others, rows: IntArray) -> list[tuple[int, Pairing]]:
    """Return the pairs of some mentees who are matched, with their positions."""
    graph, best = solved.graph, solved.best
    units_of = np.zeros(graph.n_mentees, dtype=np.int64)
    is_own = best.mentor_of[graph.mentee] == graph.mentor
    units_of[graph.mentee[is_own]] = graph.units[is_own]
    columns = best.mentor_of[rows]
    return [
        (
            row,
            Pairing(
                mentee_id=mentee_id,
                mentor_id=mentor_id,
                units=units,
                points=units // UNITS_A_POINT,
                reasons=reasons,
                alternatives=others[row],
                is_locked=is_locked,
            ),
        )
        for row, mentee_id, mentor_id, units, reasons, is_locked in zip(
            rows.tolist(),
            graph.mentee_ids[rows].tolist(),
            graph.mentor_ids[columns].tolist(),
            units_of[rows].tolist(),
            reasons_of(solved.problem, rows, columns),
            (graph.fixed[rows] >= 0).tolist(),
            strict=True,
        )
    ]


def _unmatched(solved: Solved, others: Others) -> tuple[Unmatched, ...]:
    problem, eligible = solved.problem, solved.eligible
    arrays, rules = problem.arrays, problem.rules
    highest = highest_levels(arrays)
    left_over = []
    for row in np.flatnonzero(solved.best.mentor_of < 0).tolist():
        competition = solved.bottlenecks.competition_for(row) if eligible[row] else None
        code = _why(problem, row, int(eligible[row]))
        if competition and competition.mentees <= competition.places:
            code, competition = "outscored", None
        left_over.append(
            Unmatched(
                mentee_id=int(arrays.mentee_ids[row]),
                code=code,
                eligible=int(eligible[row]),
                rules=rule_counts(rules, row) if arrays.mentors else (),
                untaught_skills=untaught_skills(arrays.mentees[row], highest)
                if arrays.mentors
                else (),
                competition=competition,
                alternatives=others[row],
            )
        )
    return tuple(left_over)


def _why(problem: Problem, row: int, eligible: int) -> UnmatchedCode:
    if not problem.arrays.mentors:
        return "no_mentors"
    if eligible:
        return "all_taken"
    if "teachable_gap" in problem.rules.codes and not problem.arrays.gap_weight[row]:
        return "no_gap_stated"
    return "no_eligible_mentor"


def _prices(graph: CandidateGraph, best: Assignment) -> Prices:
    return Prices(
        mentor_ids=tuple(graph.mentor_ids.tolist()),
        prices=packed(best.price, best.tie_price),
        class_value=best.scale.class_value * UNIT_VALUE,
        unit_value=UNIT_VALUE,
        tie_bits=best.scale.tie_bits,
        seed=best.scale.seed,
    )
