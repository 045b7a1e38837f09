"""A round from people to answer, and again as a coordinator changes it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.matching.assignment.objective import ranks_of
from matchmaker.matching.assignment.objectives import solve_for
from matchmaker.matching.assignment.solver import assign, is_large_round, large_rounds
from matchmaker.matching.candidates.arrays import PeopleArrays, arrays_of
from matchmaker.matching.candidates.problem import check_locks, eligible_pairs
from matchmaker.matching.candidates.rules import Rules, rules_of
from matchmaker.matching.explanation.bottlenecks import Bottlenecks, KonigSets
from matchmaker.matching.explanation.explain import Answered, Told, tell
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.people import Mentor, People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching
from matchmaker.matching.values.validation import check_collections, check_input, check_persons

if TYPE_CHECKING:
    from matchmaker.matching.assignment.compiled.solve import Solved


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
    solve_round : keeps what solving again after a change can use.
    rank_mentors : who else could mentor one mentee.
    verify : proves the result.
    """
    return solve_round(people, policy, start=start, is_large=is_large).matching


def check(people: People, policy: Policy) -> None:
    """Raise `InvalidInput` where people, policy and locks contradict each other; solve nothing."""
    check_input(people, policy)
    arrays = arrays_of(people)
    check_locks(people, arrays, rules_of(people, policy, arrays))


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
    _solved: "Solved | None"
    _is_large: bool | None

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
        if self._solved is None or not _are_alike(self.people, people):
            return solve_round(people, self.policy, start=self.matching, is_large=self._is_large)
        changed = self._changed(people)
        check_persons(changed)
        arrays = (
            _with_places(self._told.answered.arrays, people)
            if changed.mentors
            else (self._told.answered.arrays)
        )
        rules = rules_of(people, self.policy, arrays, self._told.answered.rules)
        check_locks(people, arrays, rules)
        solved = large_rounds().solve_people(people, self.policy, arrays, rules, self._solved)
        matching, told = tell(_answered(arrays, rules, solved), self.policy, self._told)
        return SolvedRound(people, self.policy, matching, told, solved, self._is_large)

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
    is_large: bool | None = None,
) -> SolvedRound:
    """Solve a round as `match` does, and keep what solving it again can use.

    Raises
    ------
    InvalidInput
        If people or policy contradict themselves.
    """
    check_input(people, policy)
    if start is not None and not isinstance(start, Matching):
        raise InvalidInput(f"start: {start!r} is not of the type Matching")
    arrays = arrays_of(people)
    rules = rules_of(people, policy, arrays)
    check_locks(people, arrays, rules)
    solved = None
    if policy.objective != "coverage":
        answered = _answered_for(people, policy, arrays, rules)
    elif is_large_round(len(arrays.mentees), is_large) and arrays.mentors and arrays.mentees:
        solved = large_rounds().solve_people(people, policy, arrays, rules, start)
        answered = _answered(arrays, rules, solved)
    else:
        graph = eligible_pairs(people, arrays, rules, policy)
        best = assign(graph, arrays.priority, seed=policy.seed, is_large=False)
        bottlenecks = Bottlenecks(graph, best.mentor_of, arrays.priority)
        answered = Answered(arrays, rules, graph, best, np.diff(graph.start), bottlenecks)
    matching, told = tell(answered, policy)
    return SolvedRound(people, policy, matching, told, solved, is_large)


def _answered_for(people: People, policy: Policy, arrays: PeopleArrays, rules: Rules) -> Answered:
    """Return the answer under another objective than *coverage*."""
    graph = eligible_pairs(people, arrays, rules, policy)
    answer = solve_for(policy.objective, graph, arrays.priority, policy.seed)
    best, floor = answer.assignment, answer.floor
    return Answered(
        arrays,
        rules,
        graph,
        best,
        np.diff(graph.start),
        Bottlenecks(graph, best.mentor_of, arrays.priority),
        floor,
        np.isin(graph.mentor_ids, floor.cover) if floor else None,
    )


def _answered(arrays: PeopleArrays, rules: Rules, solved: "Solved") -> Answered:
    best, claim = solved.assignment, ranks_of(arrays.priority)
    bottlenecks = KonigSets(solved.graph, best.mentor_of, claim, solved.level)
    return Answered(arrays, rules, solved.graph, best, solved.eligible, bottlenecks)


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


def _with_places(arrays: PeopleArrays, people: People) -> PeopleArrays:
    mentors: tuple[Mentor, ...] = tuple(sorted(people.mentors, key=lambda mentor: mentor.id))
    places = np.array([mentor.places for mentor in mentors], dtype=np.int64)
    return replace(arrays, mentors=mentors, places=places)
