"""From frozen people to a round's answer, as plain values that rows and pages can hold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from matchmaker.matching import InvalidInput, Matching, match, rank_mentors, verify
from matchmaker.matching.networkers import Grouping, NetworkingProblem
from matchmaker.matching.networking import form_groups
from matchmaker.matching.people import Pair, People
from matchmaker.matching.policy import Policy


class Unsolvable(Exception):
    """The decisions of a round contradict each other; the message says which, in a sentence."""


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
    """A round's answer, with a digest that is equal for equal answers."""

    pairs: tuple[SolvedPair, ...]
    left_over: tuple[LeftOver, ...]
    summary: dict[str, Any]
    digest: str


def solve(people: People, policy: Policy) -> Solution:
    """Return the best matching, checked by the independent verifier.

    Raises `Unsolvable` for contradictory decisions and `NotProved` if the check fails.
    """
    try:
        matching = match(people, policy)
    except InvalidInput as error:
        raise Unsolvable(str(error)) from error
    verdict = verify(people, policy, matching)
    if not verdict.is_proved:
        raise NotProved(str(verdict))
    return Solution(
        pairs=tuple(
            SolvedPair(
                pair.mentee_id,
                pair.mentor_id,
                pair.points,
                asdict(pair.reasons)
                | {"alternatives": [asdict(other) for other in pair.alternatives]},
                pair.is_locked,
            )
            for pair in matching.pairs
        ),
        left_over=tuple(
            LeftOver(left.mentee_id, left.code, asdict(left)) for left in matching.unmatched
        ),
        summary=_summary(people, matching),
        digest=_digest(matching),
    )


def next_best(
    people: People,
    policy: Policy,
    mentee_id: int,
    places: Mapping[int, int],
    excluded: frozenset[Pair],
) -> SolvedPair | None:
    """Return the best remaining mentor of a frozen round for one mentee, or None.

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
    for candidate in rank_mentors(now, policy, mentee_id)[:1]:
        reasons = asdict(candidate.reasons) | {"alternatives": []}
        return SolvedPair(mentee_id, candidate.mentor_id, candidate.points, reasons)
    return None


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


def solve_networking(problem: NetworkingProblem) -> Grouping:
    """Form the coffee groups of a networking round; raises `InvalidInput`."""
    return form_groups(problem.networkers, problem.history, problem.excluded, problem.policy)
