"""Who has whom after a change, and the total: an answer without reasons."""

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.matching.assignment.objectives import solve_for
from matchmaker.matching.assignment.solver import is_large_round
from matchmaker.matching.candidates.arrays import IntArray, arrays_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import eligible_pairs
from matchmaker.matching.candidates.rules import rules_of
from matchmaker.matching.solved import solve_round
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who has whom, as ids, and the total units."""

    mentor_of: Mapping[int, int]
    units: int

    @property
    def matched(self) -> int:
        return len(self.mentor_of)


def is_solved_again(people: People, policy: Policy) -> bool:
    """Return whether `SolvedRound.again` saves time with such a round."""
    return policy.objective == "coverage" and is_large_round(len(people.mentees))


def outcome_of(people: People, policy: Policy, start: Matching | None = None) -> Outcome:
    """Return the best answer for people and policy that are known to be valid.

    ``start`` is an answer for similar people or a similar policy, which saves time in large rounds.
    """
    if is_solved_again(people, policy):
        return outcome_in(solve_round(people, policy, start=start).matching)
    arrays = arrays_of(people)
    graph = eligible_pairs(people, arrays, rules_of(people, policy, arrays), policy)
    best = solve_for(policy.objective, graph, arrays.priority, policy.seed).assignment
    return outcome_on(graph, best.mentor_of)


def outcome_in(matching: Matching) -> Outcome:
    """Return an answer without its reasons."""
    return Outcome({p.mentee_id: p.mentor_id for p in matching.pairs}, matching.totals.units)


def outcome_on(graph: CandidateGraph, mentor_of: IntArray) -> Outcome:
    """Return an assignment of positions, as far as it is pairs of the graph, by ids."""
    is_chosen = mentor_of[graph.mentee] == graph.mentor
    mentees = graph.mentee_ids[graph.mentee[is_chosen]].tolist()
    mentors = graph.mentor_ids[graph.mentor[is_chosen]].tolist()
    units = int(graph.units[is_chosen].sum())
    return Outcome(dict(zip(mentees, mentors, strict=True)), units)
