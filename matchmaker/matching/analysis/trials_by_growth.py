"""Tries changes out by letting the best answer grow from its prices, place by place."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from matchmaker.matching.analysis.growing import GrowingAnswer
from matchmaker.matching.analysis.outcome import Outcome, outcome_in, outcome_of, outcome_on
from matchmaker.matching.assignment.assignment import worth_of
from matchmaker.matching.assignment.objectives import posed
from matchmaker.matching.assignment.solver import assign
from matchmaker.matching.assignment.stored_prices import carried_over
from matchmaker.matching.candidates.arrays import arrays_of
from matchmaker.matching.candidates.graph import CandidateGraph, row_starts
from matchmaker.matching.candidates.problem import eligible_pairs
from matchmaker.matching.candidates.rules import rules_of
from matchmaker.matching.values.people import Mentor, People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching

NOBODYS_ID: Final = np.iinfo(np.int64).max
"""Of the mentor who suits nobody."""


class GrownTrials:
    """A round whose answer grows with each change; see `trials.Trials`.

    Parameters
    ----------
    most_places : int
        Places that `with_places` will be asked to add at most.
    """

    is_first_place_free = True

    def __init__(
        self,
        people: People,
        policy: Policy,
        matching: Matching,
        newcomers: Iterable[Mentor],
        most_places: int,
    ) -> None:
        self.people = people
        self.policy = policy
        self.newcomers = tuple(newcomers)
        self.most_places = most_places
        self.base = outcome_in(matching)
        self._start = self._grow_from(matching)
        self._residual = self._start.residual()
        self._answers: dict[tuple[int, int], GrowingAnswer] = {}

    def with_places(self, mentor_id: int, places: int) -> Outcome:
        """Return the best answer with so many places more (1 or more) with one mentor."""
        return outcome_on(self._graph, self._grown(mentor_id, places).mentor_of)

    def without_rule(self, rule: str) -> Outcome:
        """Return the best answer with a rule off."""
        return outcome_of(self.people, replace(self.policy, rules=self.policy.rules - {rule}))

    def _grow_from(self, matching: Matching) -> GrowingAnswer:
        """Return the answer with the newcomers in sight, in scales that bear all their places."""
        arrays = arrays_of(self.people)
        rules = rules_of(self.people, self.policy, arrays)
        graph = eligible_pairs(self.people, arrays, rules, self.policy)
        self._graph = _with_columns(graph, self._columns_of_newcomers(), self.most_places)
        self._column_of = {j: column for column, j in enumerate(self._graph.mentor_ids.tolist())}
        asked, claims = posed(self.policy.objective, self._graph, arrays.priority, None)
        is_wider = asked.n_mentors > self._graph.n_mentors
        unmatched_at = self._graph.n_mentors if is_wider else -1
        best = carried_over(asked, claims, matching, unmatched_at)
        best = best or assign(asked, claims, seed=self.policy.seed)
        value = worth_of(asked, claims, best)
        return GrowingAnswer(asked, value, asked.capacity, best.mentor_of, best.price)

    def _grown(self, mentor_id: int, places: int) -> GrowingAnswer:
        column, answer = self._column_of[mentor_id], self._start
        for nth in range(1, places + 1):
            if (column, nth) not in self._answers:
                residual = self._residual if nth == 1 else None
                self._answers[column, nth] = answer.with_place(column, residual)
            answer = self._answers[column, nth]
        return answer

    def _columns_of_newcomers(self) -> CandidateGraph:
        alone = replace(self.people, mentors=self.newcomers, locked=frozenset())
        arrays = arrays_of(alone)
        return eligible_pairs(alone, arrays, rules_of(alone, self.policy, arrays), self.policy)


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
