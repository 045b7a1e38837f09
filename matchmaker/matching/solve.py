"""A round from people to answer, and again as a coordinator changes it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.assignment.objectives import solve_for
from matchmaker.matching.assignment.scale import ranks_of
from matchmaker.matching.assignment.solver import compiled_solver
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.explanation.bottlenecks import Bottlenecks, KonigSets
from matchmaker.matching.explanation.explain import Solved, Told, tell
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching
from matchmaker.matching.values.validation import check_collections, check_persons

if TYPE_CHECKING:
    from matchmaker.matching.assignment.compiled.solve import CompiledSolution


def match(
    people: People,
    policy: Policy,
    *,
    start: Matching | None = None,
    limits: Limits = LIMITS,
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
    limits : Limits
        Among others, from how many mentees on compiled code is used.

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
    solve_round : keeps what solving again after a change can use.
    rank_mentors : who else could mentor one mentee.
    verify : proves the result.
    """
    return solve_round(people, policy, start=start, limits=limits).matching


def check(people: People, policy: Policy) -> None:
    """Raise `InvalidInput` where people, policy and locks contradict each other; solve nothing."""
    Problem.of(people, policy)


@dataclass(frozen=True, slots=True, eq=False)
class SolvedRound:
    """A round with its answer, and in memory what a change of it may leave as it was.

    Parameters
    ----------
    people, policy : what was solved
    matching : the answer
    """

    people: People
    policy: Policy
    matching: Matching
    _told: Told
    _compiled: "CompiledSolution | None"

    def again(self, people: People) -> "SolvedRound":
        """Return the round solved for people of whom little has changed, with the same policy.

        After a ban, a lock, a decline or other places in a large round this takes a fraction of
        the time; otherwise it is solved anew. The answer is that of `match`.

        Raises
        ------
        InvalidInput
            If the people contradict themselves.
        """
        check_collections(people, self.people)
        problem = self._told.solved.problem
        if self._compiled is None or not _are_alike(self.people, people):
            return solve_round(people, self.policy, start=self.matching, limits=problem.limits)
        check_persons(self._changed(people))
        changed = problem.with_places(people)
        compiled = compiled_solver().solve_people(changed, self._compiled)
        matching, told = tell(_solved_compiled(changed, compiled), self._told)
        return SolvedRound(people, self.policy, matching, told, compiled)

    def _changed(self, people: People) -> People:
        """Return what of the people is not that which was checked when it was solved."""
        then = self.people
        known = set(map(id, (*then.mentees, *then.mentors)))
        return replace(
            people,
            mentees=tuple(mentee for mentee in people.mentees if id(mentee) not in known),
            mentors=tuple(mentor for mentor in people.mentors if id(mentor) not in known),
        )


def solve_round(
    people: People,
    policy: Policy,
    *,
    start: Matching | None = None,
    limits: Limits = LIMITS,
) -> SolvedRound:
    """Solve a round as `match` does, and keep what solving it again can use.

    Raises
    ------
    InvalidInput
        If people or policy contradict themselves.
    """
    problem = Problem.of(people, policy, limits)
    if start is not None and not isinstance(start, Matching):
        raise InvalidInput(f"start: {start!r} is not of the type Matching")
    compiled = None
    if (
        policy.objective == "coverage"
        and limits.is_large_round(len(people.mentees))
        and people.mentors
        and people.mentees
    ):
        compiled = compiled_solver().solve_people(problem, start)
        matching, told = tell(_solved_compiled(problem, compiled))
    else:
        matching, told = tell(_solved_on_graph(problem))
    return SolvedRound(people, policy, matching, told, compiled)


def _solved_on_graph(problem: Problem) -> Solved:
    """Return the answer where all pairs are held."""
    graph, priority = problem.graph(), problem.arrays.priority
    best, floor = solve_for(
        problem.policy.objective, graph, priority, problem.policy.seed, problem.limits
    )
    return Solved(
        problem=problem,
        graph=graph,
        best=best,
        eligible=np.diff(graph.start),
        bottlenecks=Bottlenecks(graph, best.mentor_of, priority),
        floor=floor,
        is_covered=np.isin(graph.mentor_ids, floor.cover) if floor else None,
    )


def _solved_compiled(problem: Problem, compiled: "CompiledSolution") -> Solved:
    graph, best = compiled.graph, compiled.assignment
    rank = ranks_of(problem.arrays.priority)
    bottlenecks = KonigSets(graph, best.mentor_of, rank, compiled.level)
    return Solved(problem, graph, best, compiled.eligible, bottlenecks)


def _are_alike(then: People, now: People) -> bool:
    """Return whether these are the same persons, apart from the mentors' places."""
    return (
        now.skills == then.skills
        and len(now.mentees) == len(then.mentees)
        and all(b is a or b == a for a, b in zip(then.mentees, now.mentees, strict=True))
        and len(now.mentors) == len(then.mentors)
        and all(
            b is a or replace(b, places=a.places) == a
            for a, b in zip(then.mentors, now.mentors, strict=True)
        )
    )
