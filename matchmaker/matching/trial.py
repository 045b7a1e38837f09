"""Tries changes out: what the answer would be with one thing in the round changed; no reasons.

Every "what would help" of the engine is found here: by growing the best answer from its prices, or
by solving the changed round anew. Both are exact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matchmaker.matching.arrays import IntArray, arrays_of
from matchmaker.matching.assignment import assign
from matchmaker.matching.candidates import CandidateGraph, row_starts
from matchmaker.matching.eligible import eligible_pairs
from matchmaker.matching.growing import GrowingAnswer
from matchmaker.matching.objectives import posed, solve_for
from matchmaker.matching.people import Mentor, People
from matchmaker.matching.policy import Policy
from matchmaker.matching.rules import rules_of
from matchmaker.matching.worth import worth_of

MOST_PLACES: Final = 3
"""More places with one mentor that are tried; more are no small change."""
NOBODYS_ID: Final = np.iinfo(np.int64).max
"""Of the mentor who suits nobody."""
MOST_PAIRS: Final = 400_000
"""Pairs of a mentee and a mentor up to which changes are tried out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who has whom, as ids, and the total units."""

    mentor_of: Mapping[int, int]
    units: int

    @property
    def matched(self) -> int:
        return len(self.mentor_of)


def can_be_tried(people: People) -> bool:
    """Return whether the round is small enough for changes to be tried out."""
    return len(people.mentees) * len(people.mentors) <= MOST_PAIRS


def outcome_of(people: People, policy: Policy) -> Outcome:
    """Return the best answer for people and policy that are known to be valid."""
    arrays = arrays_of(people)
    graph = eligible_pairs(people, arrays, rules_of(people, policy, arrays), policy)
    best = solve_for(policy.objective, graph, arrays.priority, policy.seed).assignment
    return _outcome(graph, best.mentor_of)


class Trials:
    """A solved round in which changes are tried out, each apart from the others.

    Parameters
    ----------
    people, policy
        What was solved. ``base`` is its answer once more.
    newcomers : mentors who could come, with ids of their own
        They have no places until `with_places` gives them some.

    Notes
    -----
    Under *fair* the floor itself can move with a place, so that such rounds are solved anew.
    """

    def __init__(
        self,
        people: People,
        policy: Policy,
        newcomers: Iterable[Mentor] = (),
    ) -> None:
        self.people = people
        self.policy = policy
        self.newcomers = tuple(newcomers)
        self.can_grow = policy.objective != "fair"
        if self.can_grow:
            self._start = self._grow_from()
            self._residual = self._start.residual()
            self._answers: dict[tuple[int, int], GrowingAnswer] = {}
            self.base = _outcome(self._graph, self._start.mentor_of)
        else:
            self.base = outcome_of(people, policy)

    def with_places(self, mentor_id: int, places: int) -> Outcome:
        """Return the best answer with so many places more (1 or more) with one mentor."""
        if not self.can_grow:
            return outcome_of(self._people_with(mentor_id, places), self.policy)
        return _outcome(self._graph, self._grown(mentor_id, places).mentor_of)

    def without_rule(self, rule: str) -> Outcome:
        """Return the best answer with a rule off."""
        return outcome_of(self.people, replace(self.policy, rules=self.policy.rules - {rule}))

    def _grow_from(self) -> GrowingAnswer:
        """Return the answer with the newcomers in sight, in scales that bear all their places."""
        arrays = arrays_of(self.people)
        rules = rules_of(self.people, self.policy, arrays)
        graph = eligible_pairs(self.people, arrays, rules, self.policy)
        self._graph = _with_columns(graph, self._columns_of_newcomers(), self._most_places())
        self._column_of = {j: column for column, j in enumerate(self._graph.mentor_ids.tolist())}
        asked, claims = posed(self.policy.objective, self._graph, arrays.priority, None)
        best = assign(asked, claims, seed=self.policy.seed)
        value = worth_of(asked, claims, best)
        return GrowingAnswer(asked, value, asked.capacity, best.mentor_of, best.price)

    def _most_places(self) -> int:
        return MOST_PLACES + max((mentor.places for mentor in self.newcomers), default=0)

    def _grown(self, mentor_id: int, places: int) -> GrowingAnswer:
        column = self._column_of[mentor_id]
        if places == 0:
            return self._start
        if (column, places) not in self._answers:
            before = self._grown(mentor_id, places - 1)
            residual = self._residual if places == 1 else None
            self._answers[column, places] = before.with_place(column, residual)
        return self._answers[column, places]

    def _columns_of_newcomers(self) -> CandidateGraph:
        alone = replace(self.people, mentors=self.newcomers, locked=frozenset())
        arrays = arrays_of(alone)
        return eligible_pairs(alone, arrays, rules_of(alone, self.policy, arrays), self.policy)

    def _people_with(self, mentor_id: int, places: int) -> People:
        newcomers = (replace(m, places=0) for m in self.newcomers if m.id == mentor_id)
        mentors = (*self.people.mentors, *newcomers)
        return replace(
            self.people,
            mentors=tuple(
                replace(m, places=m.places + places) if m.id == mentor_id else m for m in mentors
            ),
        )


def _with_columns(graph: CandidateGraph, more: CandidateGraph, most_places: int) -> CandidateGraph:
    """Return the graph with more mentors, who have no places yet; who is locked stays so.

    The last mentor suits nobody, and has as many places as will be added at most. So the scales of
    the objective, which grow with the places, are wide enough for any answer that grows from here.
    """
    is_free = graph.fixed[more.mentee] < 0
    rows = np.concatenate([graph.mentee, more.mentee[is_free]])
    mentor = np.concatenate([graph.mentor, more.mentor[is_free] + graph.n_mentors])
    units = np.concatenate([graph.units, more.units[is_free]])
    order = np.argsort(rows, kind="stable")
    return replace(
        graph,
        parts=None,
        mentor_ids=np.concatenate([graph.mentor_ids, more.mentor_ids, [NOBODYS_ID]]),
        capacity=np.concatenate([graph.capacity, np.zeros_like(more.capacity), [most_places]]),
        start=row_starts(rows[order], graph.n_mentees),
        mentor=mentor[order],
        units=units[order],
    )


def _outcome(graph: CandidateGraph, mentor_of: IntArray) -> Outcome:
    is_chosen = mentor_of[graph.mentee] == graph.mentor
    mentees = graph.mentee_ids[graph.mentee[is_chosen]].tolist()
    mentors = graph.mentor_ids[graph.mentor[is_chosen]].tolist()
    units = int(graph.units[is_chosen].sum())
    return Outcome(dict(zip(mentees, mentors, strict=True)), units)
