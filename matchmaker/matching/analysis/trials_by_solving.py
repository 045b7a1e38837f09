"""Tries changes out by solving the changed round, again from its answer or anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from matchmaker.matching.assignment.objectives import solve_for
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.solve import SolvedRound, solve_round
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import Mentor, People
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


def is_solved_again(people: People, policy: Policy, limits: Limits) -> bool:
    """Return whether `SolvedRound.again` saves time with such a round."""
    return policy.objective == "coverage" and limits.is_large_round(len(people.mentees))


def outcome_of(
    people: People, policy: Policy, limits: Limits, start: Matching | None = None
) -> Outcome:
    """Return the best answer for people and policy that are known to be valid.

    ``start`` is an answer for similar people or a similar policy, which saves time in large rounds.
    """
    if is_solved_again(people, policy, limits):
        return outcome_in(solve_round(people, policy, start=start, limits=limits).matching)
    problem = Problem.of_valid(people, policy, limits)
    graph, priority = problem.graph(), problem.arrays.priority
    best, _ = solve_for(policy.objective, graph, priority, policy.seed, limits)
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


class SolvedTrials:
    """A round that is solved for each change; see `trials.Trials`.

    Large rounds are solved once more with the newcomers in sight, and for each change again.
    """

    is_first_place_free = False

    def __init__(
        self,
        people: People,
        policy: Policy,
        matching: Matching,
        newcomers: Iterable[Mentor] = (),
        limits: Limits = LIMITS,
    ) -> None:
        self.people = people
        self.policy = policy
        self.newcomers = tuple(newcomers)
        self.base = outcome_in(matching)
        self._matching = matching
        self._limits = limits

    def with_places(self, mentor_id: int, places: int) -> Outcome:
        """Return the best answer with so many places more (1 or more) with one mentor."""
        people = self._people_with(mentor_id, places)
        if not is_solved_again(people, self.policy, self._limits):
            return outcome_of(people, self.policy, self._limits)
        return outcome_in(self._solved.again(people).matching)

    def without_rule(self, rule: str) -> Outcome:
        """Return the best answer with a rule off."""
        policy = replace(self.policy, rules=self.policy.rules - {rule})
        return outcome_of(self.people, policy, self._limits, self._matching)

    @cached_property
    def _solved(self) -> SolvedRound:
        return solve_round(self._wider, self.policy, start=self._matching, limits=self._limits)

    @cached_property
    def _wider(self) -> People:
        """The people together with the newcomers, who have no places yet."""
        coming = tuple(replace(mentor, places=0) for mentor in self.newcomers)
        return replace(self.people, mentors=(*self.people.mentors, *coming))

    def _people_with(self, mentor_id: int, places: int) -> People:
        mentors = tuple(
            replace(m, places=m.places + places) if m.id == mentor_id else m
            for m in self._wider.mentors
        )
        return replace(self._wider, mentors=mentors)
