"""From frozen people to a round's answer, as plain values that rows and pages can hold."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias

from matchmaker.matching import (
    LIMITS,
    Alternative,
    Cost,
    Insight,
    InvalidInput,
    Matching,
    Pairing,
    PairInsight,
    check,
    form_groups,
    look_into,
    match,
    rank_mentors,
    verify,
)
from matchmaker.matching.coffee.people import CoffeeProblem, Grouping
from matchmaker.matching.values.people import Pair, People
from matchmaker.matching.values.policy import Policy
from matchmaker.services.engine.certificates import certificate_document, matching_in
from matchmaker.services.engine.documents import document_of

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told a phase's code, and how many of how many phases are done."""

PHASES = ("matching", "proving", "costs", "recruits", "remedies", "shape")


class Unsolvable(Exception):
    """The decisions of a round contradict each other; the message says which, by ids.

    `contradiction` holds the same as values, where it is a lock that cannot be kept.
    """

    def __init__(self, error: InvalidInput) -> None:
        self.contradiction = error.contradiction
        super().__init__(str(error))


def contradiction_to_document(error: Unsolvable) -> dict[str, Any]:
    """Return which lock cannot be kept as JSON can hold it; nothing where it is not known."""
    return asdict(error.contradiction) if error.contradiction else {}


class NotProved(Exception):
    """The independent check found a fault in an answer; nothing was saved."""


@dataclass(frozen=True, slots=True)
class SolvedPair:
    """One proposed pair; `reasons` is JSON-ready (the engine's reasons and alternatives)."""

    mentee_id: int
    mentor_id: int
    points: int
    reasons: dict[str, Any]
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class LeftOver:
    """One mentee without a pair; `explanation` is JSON-ready."""

    mentee_id: int
    code: str
    explanation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Solution:
    """A round's answer, with a digest that is equal for equal answers.

    `summary` holds its numbers, and under "certificate" and "insight" its proof and what else is
    known about it, if that was asked for.
    """

    pairs: tuple[SolvedPair, ...]
    left_over: tuple[LeftOver, ...]
    summary: dict[str, Any]
    digest: str


def solve(
    people: People,
    policy: Policy,
    *,
    in_depth: bool = True,
    is_awaited: bool = False,
    earlier: Mapping[str, Any] | None = None,
    progress: Progress = lambda _phase, _done, _of: None,
) -> Solution:
    """Return the best matching, checked by the independent verifier, and analysed.

    Without `in_depth`, what other choices would cost and what would help is left out. If
    `is_awaited` (somebody waits for the page), less is analysed in large rounds. `earlier` is the
    summary of a solution of nearly the same round; its prices save time in a large one. Raises
    `Unsolvable` for contradictory decisions and `NotProved` if the check fails.
    """
    progress("matching", 0, len(PHASES))
    try:
        matching = match(people, policy, start=_start_from(earlier, policy), limits=LIMITS)
    except InvalidInput as error:
        raise Unsolvable(error) from error
    progress("proving", 1, len(PHASES))
    verdict = verify(people, policy, matching, limits=LIMITS)
    if not verdict.is_proved:
        raise NotProved(str(verdict))
    insight = Insight()
    if in_depth:
        insight = look_into(
            people, policy, matching, _after(2, progress), is_awaited=is_awaited, limits=LIMITS
        )
    return Solution(
        pairs=_pairs(matching, insight),
        left_over=_left_over(matching, insight),
        summary=_summary(people, matching)
        | {
            "objective": policy.objective,
            "certificate": certificate_document(matching),
            "insight": {
                "left_out": list(insight.left_out),
                "recruits": [document_of(recruit) for recruit in insight.recruits],
                "stability": insight.stability and document_of(insight.stability),
                "structure": insight.structure and document_of(insight.structure),
            },
        },
        digest=_digest(matching),
    )


def _start_from(earlier: Mapping[str, Any] | None, policy: Policy) -> Matching | None:
    """Return the earlier answer to start from if it can be read and has the same objective.

    It only saves time, so an unreadable one is ignored.
    """
    if not earlier or earlier.get("objective") != policy.objective:
        return None
    try:
        start = matching_in(earlier["certificate"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    is_whole = all(isinstance(price, int) for price in start.prices.prices)
    return start if is_whole else None


def check_decisions(people: People, policy: Policy) -> None:
    """Raise `Unsolvable` where a lock contradicts a rule, a ban or another lock; solve nothing."""
    try:
        check(people, policy)
    except InvalidInput as error:
        raise Unsolvable(error) from error


def ranked(
    people: People,
    policy: Policy,
    mentee_id: int,
    places: Mapping[int, int],
    excluded: frozenset[Pair],
) -> Iterator[SolvedPair]:
    """Yield the remaining mentors of a frozen round for one mentee, the best first.

    `places` are the mentors' free places now (absent: none); `excluded` comes on top of what the
    snapshot forbids.
    """
    now = replace(
        people,
        mentors=tuple(
            replace(mentor, places=places.get(mentor.id, 0), is_available=mentor.id in places)
            for mentor in people.mentors
        ),
        excluded=people.excluded | excluded,
        locked=frozenset(),
    )
    for candidate in rank_mentors(now, policy, mentee_id):
        reasons = document_of(candidate.reasons) | {"alternatives": []}
        yield SolvedPair(mentee_id, candidate.mentor_id, candidate.points, reasons)


def may_be_paired(people: People, policy: Policy) -> bool:
    """Whether the rules let the one mentee and the one mentor be paired."""
    return bool(rank_mentors(people, policy, people.mentees[0].id))


def _after(done: int, progress: Progress) -> Progress:
    """Return a progress that counts on from phases that are done."""
    return lambda phase, more, _of: progress(phase, done + more, len(PHASES))


def _pairs(matching: Matching, insight: Insight) -> tuple[SolvedPair, ...]:
    known = {pair.mentee_id: pair for pair in insight.pairs}
    return tuple(
        SolvedPair(
            pair.mentee_id,
            pair.mentor_id,
            pair.points,
            document_of(pair.reasons) | _other_choices(pair, known.get(pair.mentee_id)),
            pair.is_locked,
        )
        for pair in matching.pairs
    )


def _other_choices(pair: Pairing, known: PairInsight | None) -> dict[str, Any]:
    return {
        "alternatives": _with_costs(pair.alternatives, known.costs if known else ()),
        "other_mentees": [document_of(other) for other in known.other_mentees] if known else [],
    }


def _left_over(matching: Matching, insight: Insight) -> tuple[LeftOver, ...]:
    remedies = {remedies.mentee_id: document_of(remedies) for remedies in insight.remedies}
    ids = [left.mentee_id for left in matching.unmatched]
    costs = dict(zip(ids, insight.left_over_costs, strict=bool(insight.left_over_costs)))
    return tuple(
        LeftOver(
            left.mentee_id,
            left.code,
            document_of(left)
            | {
                "alternatives": _with_costs(left.alternatives, costs.get(left.mentee_id, ())),
                "remedies": remedies.get(left.mentee_id),
            },
        )
        for left in matching.unmatched
    )


def _with_costs(
    others: Sequence[Alternative], costs: Sequence[Cost | None]
) -> list[dict[str, Any]]:
    return [
        document_of(other) | {"cost": cost and document_of(cost)}
        for other, cost in zip(others, costs or (None,) * len(others), strict=True)
    ]


def _summary(people: People, matching: Matching) -> dict[str, Any]:
    """Return the round in numbers; mentors who are paused or full are not counted, nor places."""
    totals = matching.totals
    free = [mentor.places for mentor in people.mentors if mentor.is_available and mentor.places]
    return {
        "mentees": totals.mentees,
        "mentors": len(free),
        "places": sum(free),
        "candidates": totals.candidates,
        "matched": totals.matched,
        "unmatched": totals.mentees - totals.matched,
        "average_points": round(totals.units / totals.matched / 100, 1) if totals.matched else None,
        "lowest_points": totals.lowest_points,
        "is_proved": True,
    }


def _digest(matching: Matching) -> str:
    answer = {
        "pairs": [[pair.mentee_id, pair.mentor_id, pair.units] for pair in matching.pairs],
        "unmatched": [[left.mentee_id, left.code] for left in matching.unmatched],
    }
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()


def check_coffee(problem: CoffeeProblem) -> None:
    """Raise `Unsolvable` where a coffee round cannot be formed as its policy says."""
    try:
        solve_coffee(problem)
    except InvalidInput as error:
        raise Unsolvable(error) from error


def solve_coffee(problem: CoffeeProblem) -> Grouping:
    """Form the coffee groups of a coffee round; raises `InvalidInput`."""
    return form_groups(problem.networkers, problem.history, problem.excluded, problem.policy)
