"""Tries changes out by solving the changed round: again from its answer, or anew."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from matchmaker.matching.analysis.outcome import Outcome, is_solved_again, outcome_in, outcome_of
from matchmaker.matching.solved import SolvedRound, solve_round
from matchmaker.matching.values.people import Mentor, People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching


class SolvedTrials:
    """A round that is solved for each change; see `trials.Trials`.

    Large rounds are solved once more with the newcomers in sight, and for each change again.
    """

    is_first_place_free = False

    def __init__(
        self, people: People, policy: Policy, matching: Matching, newcomers: Iterable[Mentor] = ()
    ) -> None:
        self.people = people
        self.policy = policy
        self.newcomers = tuple(newcomers)
        self.base = outcome_in(matching)
        self._matching = matching

    def with_places(self, mentor_id: int, places: int) -> Outcome:
        """Return the best answer with so many places more (1 or more) with one mentor."""
        people = self._people_with(mentor_id, places)
        if not is_solved_again(people, self.policy):
            return outcome_of(people, self.policy)
        return outcome_in(self._solved.again(people).matching)

    def without_rule(self, rule: str) -> Outcome:
        """Return the best answer with a rule off."""
        policy = replace(self.policy, rules=self.policy.rules - {rule})
        return outcome_of(self.people, policy, self._matching)

    @cached_property
    def _solved(self) -> SolvedRound:
        return solve_round(self._wider, self.policy, start=self._matching)

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
