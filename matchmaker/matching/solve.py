"""A round from people to answer: score, solve, explain. The two calls that services make."""

from collections import Counter
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from matchmaker.matching.arrays import IntArray, PeopleArrays, arrays_of
from matchmaker.matching.assignment import Assignment, assign
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.eligible import eligible_pairs
from matchmaker.matching.errors import InvalidInput
from matchmaker.matching.explain import alternatives_of, best_first, reasons_of
from matchmaker.matching.konig import KonigSets, cover_of
from matchmaker.matching.means import is_large_round, large_rounds
from matchmaker.matching.objective import UNIT_VALUE, packed, ranks_of
from matchmaker.matching.objectives import solve_for
from matchmaker.matching.people import People
from matchmaker.matching.policy import Policy
from matchmaker.matching.result import (
    Alternative,
    Candidate,
    Matching,
    Pairing,
    Prices,
    Totals,
    Unmatched,
    UnmatchedCode,
)
from matchmaker.matching.rules import Rules, rules_of
from matchmaker.matching.scoring import UNITS_A_POINT
from matchmaker.matching.shortfall import Bottlenecks, highest_levels, rule_counts, untaught_skills
from matchmaker.matching.validation import check_input, check_locks

Others: TypeAlias = list[tuple[Alternative, ...]]
"""What else each mentee could have had."""


def match(
    people: People,
    policy: Policy,
    *,
    start: Matching | None = None,
    is_large: bool | None = None,
) -> Matching:
    """Return the best matching of a round, explained, with the prices that prove it best.

    Parameters
    ----------
    people : People
        In any order; the order changes nothing.
    policy : Policy
    start : Matching, optional
        The answer for similar people, before a lock, a ban, a decline or a change of places. Large
        rounds are solved faster from its prices; the answer is the same.
    is_large : bool, optional
        Whether to use the compiled solver; by the number of mentees if not given. The answer is
        the same; prices may differ, and `Unmatched.competition` may name a larger bottleneck.

    Returns
    -------
    Matching
        Every mentee is in exactly one of ``pairs`` and ``unmatched``.

    Raises
    ------
    InvalidInput
        If people or policy contradict themselves. Nobody, no mentors or no eligible pair is no
        error: the result is empty and says why.

    See Also
    --------
    rank_mentors : who else could mentor one mentee.
    verify : proves the result.
    """
    check_input(people, policy)
    arrays = arrays_of(people)
    rules = rules_of(people, policy, arrays)
    check_locks(people, arrays, rules)
    floor, is_covered = None, None
    bottlenecks: Bottlenecks | KonigSets
    if policy.objective != "coverage":
        graph = eligible_pairs(people, arrays, rules, policy)
        answer = solve_for(policy.objective, graph, arrays.priority, policy.seed)
        best, floor, eligible = answer.assignment, answer.floor, np.diff(graph.start)
        is_covered = np.isin(graph.mentor_ids, floor.cover) if floor else None
        bottlenecks = Bottlenecks(graph, best.mentor_of, arrays.priority)
    elif is_large_round(len(arrays.mentees), is_large) and arrays.mentors and arrays.mentees:
        solved = large_rounds().solve_people(people, policy, arrays, rules, start)
        graph, best, eligible = solved.graph, solved.assignment, solved.eligible
        bottlenecks = KonigSets(graph, best.mentor_of, ranks_of(arrays.priority), solved.level)
    else:
        graph = eligible_pairs(people, arrays, rules, policy)
        best = assign(graph, arrays.priority, seed=policy.seed, is_large=False)
        eligible = np.diff(graph.start)
        bottlenecks = Bottlenecks(graph, best.mentor_of, arrays.priority)
    others = alternatives_of(graph, best.mentor_of, best.is_full(graph), policy.seed)
    pairs = _pairings(arrays, policy, (graph, best), others)
    unmatched = _unmatched(arrays, rules, (graph, best, others), eligible, bottlenecks)
    return Matching(
        pairs=pairs,
        unmatched=unmatched,
        prices=_prices(graph, best),
        totals=Totals(
            mentees=graph.n_mentees,
            mentors=graph.n_mentors,
            places=int(graph.capacity.sum()),
            candidates=int(eligible.sum()),
            matched=best.n_matched,
            units=best.units,
            points=sum(pair.points for pair in pairs),
            lowest_points=min((pair.points for pair in pairs), default=None),
        ),
        floor=floor,
        cover=None
        if policy.objective == "best_score"
        else cover_of(graph, best, eligible, is_covered),
    )


def check(people: People, policy: Policy) -> None:
    """Raise `InvalidInput` where people, policy and locks contradict each other; solve nothing."""
    check_input(people, policy)
    arrays = arrays_of(people)
    check_locks(people, arrays, rules_of(people, policy, arrays))


def rank_mentors(people: People, policy: Policy, mentee_id: int) -> tuple[Candidate, ...]:
    """Return all eligible mentors with a free place for one mentee, best first.

    Places of other mentees' locks are taken; a lock of the mentee's own is not looked at.

    Raises
    ------
    InvalidInput
        If people or policy contradict themselves, or nobody has this id.
    """
    check_input(people, policy)
    mentees = tuple(mentee for mentee in people.mentees if mentee.id == mentee_id)
    if not mentees:
        raise InvalidInput(f"mentee {mentee_id!r}: unknown")
    taken = Counter(mentor for mentee, mentor in people.locked if mentee != mentee_id)
    mentors = tuple(
        replace(mentor, places=max(0, mentor.places - taken[mentor.id]))
        for mentor in people.mentors
    )
    these = replace(people, mentees=mentees, mentors=mentors, locked=frozenset())
    arrays = arrays_of(these)
    graph = eligible_pairs(these, arrays, rules_of(these, policy, arrays), policy)
    reasons = dict(
        zip(
            graph.mentor.tolist(),
            reasons_of(arrays, policy.weights, graph.mentee, graph.mentor),
            strict=True,
        )
    )
    return tuple(
        Candidate(
            mentor_id=int(graph.mentor_ids[graph.mentor[entry]]),
            points=int(graph.units[entry]) // UNITS_A_POINT,
            units=int(graph.units[entry]),
            reasons=reasons[int(graph.mentor[entry])],
        )
        for entry in best_first(graph, 0, policy.seed, np.arange(graph.n_pairs)).tolist()
    )


def _pairings(
    arrays: PeopleArrays,
    policy: Policy,
    answer: tuple[CandidateGraph, Assignment],
    others: Others,
) -> tuple[Pairing, ...]:
    graph, best = answer
    rows = np.flatnonzero(best.mentor_of >= 0)
    columns = best.mentor_of[rows]
    units = graph.units[best.mentor_of[graph.mentee] == graph.mentor]
    return tuple(
        Pairing(
            mentee_id=int(graph.mentee_ids[row]),
            mentor_id=int(graph.mentor_ids[column]),
            units=amount,
            points=amount // UNITS_A_POINT,
            reasons=reasons,
            alternatives=others[row],
            is_locked=bool(graph.fixed[row] >= 0),
        )
        for row, column, amount, reasons in zip(
            rows.tolist(),
            columns.tolist(),
            units.tolist(),
            reasons_of(arrays, policy.weights, rows, columns),
            strict=True,
        )
    )


def _unmatched(
    arrays: PeopleArrays,
    rules: Rules,
    answer: tuple[CandidateGraph, Assignment, Others],
    eligible: IntArray,
    bottlenecks: "Bottlenecks | KonigSets",
) -> tuple[Unmatched, ...]:
    graph, best, others = answer
    highest = highest_levels(arrays)
    left_over = []
    for row in np.flatnonzero(best.mentor_of < 0).tolist():
        competition = bottlenecks.competition_for(row) if eligible[row] else None
        code = _why(arrays, rules, row, int(eligible[row]))
        if competition and competition.mentees <= competition.places:
            code, competition = "outscored", None
        left_over.append(
            Unmatched(
                mentee_id=int(graph.mentee_ids[row]),
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


def _why(arrays: PeopleArrays, rules: Rules, row: int, eligible: int) -> UnmatchedCode:
    if not arrays.mentors:
        return "no_mentors"
    if eligible:
        return "all_taken"
    if "teachable_gap" in rules.codes and not arrays.gap_weight[row]:
        return "no_gap_stated"
    return "no_eligible_mentor"


def _prices(graph: CandidateGraph, best: Assignment) -> Prices:
    return Prices(
        mentor_ids=tuple(graph.mentor_ids.tolist()),
        prices=packed(best.price, best.tie_price),
        class_value=best.objective.class_value * UNIT_VALUE,
        unit_value=UNIT_VALUE,
        tie_bits=best.objective.tie_bits,
        seed=best.objective.seed,
    )
