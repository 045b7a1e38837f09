"""The smallest change that would give a mentee a mentor, found by trying changes out.

Three kinds, the smallest first: one more place with a mentor who is there; one rule off; one more
mentor. Each is reported only where the best answer with it, found exactly, matches the mentee.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from matchmaker.matching.analysis.recruits import Recruit, newcomer, unused_id, what_it_brings
from matchmaker.matching.analysis.trials import (
    MOST_PLACES,
    Budget,
    TabledTrials,
    Trials,
    budget_for,
    trials_of,
)
from matchmaker.matching.analysis.trials_by_solving import Outcome, outcome_in
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import Mentee, Mentor, People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching

RemedyKind: TypeAlias = Literal["place", "rule", "recruit"]

MOST_NEWCOMERS: Final = 40
"""Newcomers thought of, each for one mentee whom nothing else helped."""


_MENTORS_HELP: Final[frozenset[RemedyKind]] = frozenset({"place", "recruit"})


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change after which the mentee would be matched.

    Parameters
    ----------
    kind : "place", "rule" or "recruit"
    matched : int
        Mentees more who would be matched in all.
    mentor_id, places
        Of a place: who would offer so many places more. Of a recruit: the newcomer's places.
    with_mentor_id
        Whom the mentee would then have; None if that is the newcomer.
    rule
        The rule that would be off, for everybody.
    skill, languages
        Of a recruit: strong in what, and speaking what, where that is not the usual language.
    """

    kind: RemedyKind
    matched: int
    mentor_id: int | None = None
    places: int = 0
    with_mentor_id: int | None = None
    rule: str | None = None
    skill: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedies:
    """What would help one mentee, the smallest change first; empty where nothing small would.

    ``is_complete`` is False where the search ended before all that `find_remedies` tries was tried.
    """

    mentee_id: int
    found: tuple[Remedy, ...]
    is_complete: bool


def find_remedies(
    people: People,
    policy: Policy,
    matching: Matching,
    recruits: Iterable[Recruit] = (),
    budget: Budget | None = None,
    limits: Limits = LIMITS,
    tabled: TabledTrials | None = None,
) -> tuple[Remedies, ...]:
    """Return what would help each mentee left over, in the order of ``matching.unmatched``.

    Parameters
    ----------
    recruits
        What `where_to_recruit` found: newcomers who were tried already.
    budget
        How many rules, and how many other changes, may be tried; by the round's size if not given.
    tabled
        See `trials_of`.

    Notes
    -----
    1. Each switchable rule that takes a mentor from a mentee left over is tried once, for all.
    2. One more place with each mentor who would suit somebody, the most wanted first; then two and
       three more, for those whom fewer did not help.
    3. For whom neither helped, a newcomer strong in their weightiest gaps, like them in
       language, location and zone.

    Where the answer grows, the first place more is next to free; all other trials count.
    """
    budget = budget or budget_for(people, policy, limits)
    search = _Search(people, policy, matching, budget, limits, tabled)
    search.try_changes()
    search.take_recruits(recruits)
    search.try_newcomers()
    return tuple(
        Remedies(left.mentee_id, search.found_for(left.mentee_id), search.is_complete)
        for left in matching.unmatched
    )


class _Search:
    """What was tried so far, and whom it helped."""

    def __init__(
        self,
        people: People,
        policy: Policy,
        matching: Matching,
        budget: Budget,
        limits: Limits,
        tabled: TabledTrials | None,
    ) -> None:
        self.people = people
        self.policy = policy
        self.matching = matching
        self.limits = limits
        self.tabled = tabled
        self.left_over = {left.mentee_id: left for left in matching.unmatched}
        self.mentees = {mentee.id: mentee for mentee in people.mentees}
        self.usual = newcomer(people, "", unused_id(people)).languages
        self.base = outcome_in(matching)
        self.rules_left, self.changes_left = budget.rules, budget.changes
        self.is_complete = True
        self.helped: dict[int, dict[RemedyKind, Remedy]] = {i: {} for i in self.left_over}

    def found_for(self, mentee_id: int) -> tuple[Remedy, ...]:
        order: tuple[RemedyKind, ...] = ("place", "rule", "recruit")
        return tuple(self.helped[mentee_id][k] for k in order if k in self.helped[mentee_id])

    def try_changes(self) -> None:
        """Try rules and places; what they are tried on is let go of before newcomers are."""
        trials = self._trials_with(())
        self._try_rules(trials)
        self._try_places(trials)

    def _try_rules(self, trials: Trials) -> None:
        alone = Counter(
            {
                count.rule: count.alone
                for left in self.left_over.values()
                for count in left.rules
                if count.alone and count.rule in self.policy.rules
            }
        )
        self.is_complete &= len(alone) <= self.rules_left
        weightiest = sorted(alone, key=lambda rule: (-alone[rule], rule))[: self.rules_left]
        for rule in sorted(weightiest):
            self._note(trials.without_rule(rule), Remedy("rule", 0, rule=rule))

    def _try_places(self, trials: Trials) -> None:
        waiting = [left for left in self.left_over.values() if left.eligible]
        for places in range(1, MOST_PLACES + 1):
            wanted = Counter(
                other.mentor_id
                for left in waiting
                if "place" not in self.helped[left.mentee_id]
                for other in left.alternatives[: 4 - places]
            )
            in_turn = sorted(wanted, key=lambda mentor_id: (-wanted[mentor_id], mentor_id))
            if places > 1 or not trials.is_first_place_free:
                in_turn = self._affordable(in_turn)
            for mentor_id in in_turn:
                self._note(
                    trials.with_places(mentor_id, places),
                    Remedy("place", 0, mentor_id=mentor_id, places=places),
                )

    def take_recruits(self, recruits: Iterable[Recruit]) -> None:
        for recruit in sorted(recruits, key=lambda r: (-r.matched, -r.units, r.skill)):
            for mentee_id in recruit.mentees:
                if mentee_id in self.helped and self._lacks(mentee_id, recruit.skill):
                    remedy = Remedy(
                        "recruit", recruit.matched, places=recruit.places, skill=recruit.skill
                    )
                    self.helped[mentee_id].setdefault("recruit", remedy)

    def try_newcomers(self) -> None:
        wishes = [
            (mentee, skill)
            for mentee in (self.mentees[mentee_id] for mentee_id in self.left_over)
            if mentee.is_available and self.helped[mentee.id].keys().isdisjoint(_MENTORS_HELP)
            for skill in _weightiest_gaps(mentee)[:2]
        ]
        self.is_complete &= len(wishes) <= MOST_NEWCOMERS
        wishes, first_id = wishes[:MOST_NEWCOMERS], unused_id(self.people)
        mentors = [
            newcomer(self.people, skill, first_id + k, mentee, places=1)
            for k, (mentee, skill) in enumerate(wishes)
        ]
        if not mentors:
            return
        trials = self._trials_with(mentors)
        for (mentee, skill), mentor in zip(wishes, mentors, strict=True):
            if "recruit" in self.helped[mentee.id] or not self._may_try():
                continue
            recruit = what_it_brings(trials, mentor)
            if mentee.id in recruit.mentees:
                unusual = () if mentee.languages & self.usual else tuple(sorted(mentee.languages))
                self.helped[mentee.id]["recruit"] = Remedy(
                    "recruit", recruit.matched, places=1, skill=skill, languages=unusual
                )

    def _trials_with(self, newcomers: Sequence[Mentor]) -> Trials:
        return trials_of(
            self.people, self.policy, self.matching, newcomers, self.limits, self.tabled
        )

    def _lacks(self, mentee_id: int, skill: str) -> bool:
        return any(need.skill == skill and need.gap for need in self.mentees[mentee_id].needs)

    def _affordable(self, mentor_ids: list[int]) -> list[int]:
        """Return those who are tried: in half of the trials that are left, so that some remain."""
        most = (self.changes_left + 1) // 2
        self.is_complete &= len(mentor_ids) <= most
        self.changes_left -= min(most, len(mentor_ids))
        return mentor_ids[:most]

    def _may_try(self) -> bool:
        if self.changes_left == 0:
            self.is_complete = False
            return False
        self.changes_left -= 1
        return True

    def _note(self, after: Outcome, remedy: Remedy) -> None:
        """Keep a change for those whom it helps, unless a smaller or better one of its kind is."""
        gained = after.mentor_of.keys() - self.base.mentor_of.keys()
        for mentee_id in sorted(gained & self.left_over.keys()):
            helps = replace(
                remedy,
                matched=after.matched - self.base.matched,
                with_mentor_id=after.mentor_of[mentee_id],
            )
            known = self.helped[mentee_id].get(remedy.kind)
            if known is None or _is_better(helps, known):
                self.helped[mentee_id][remedy.kind] = helps


def _is_better(remedy: Remedy, known: Remedy) -> bool:
    """Fewer places; then with the mentor who would offer them; then more mentees in all."""
    return _rank(remedy) < _rank(known)


def _rank(remedy: Remedy) -> tuple[int, bool, int]:
    return (remedy.places, remedy.with_mentor_id != remedy.mentor_id, -remedy.matched)


def _weightiest_gaps(mentee: Mentee) -> list[str]:
    needs = [need for need in mentee.needs if need.gap]
    return [n.skill for n in sorted(needs, key=lambda n: (-n.importance * n.gap, n.skill))]
