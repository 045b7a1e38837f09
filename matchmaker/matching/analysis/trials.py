"""Tries changes out: what the answer would be with one thing in the round changed; no reasons.

Every "what would help" of the engine is found here, by one of two ways that are both exact: the
best answer grows from its prices (`trials_by_growth`, and for large rounds `compiled.chains`), or
the changed round is solved (`trials_by_solving`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol

from matchmaker.matching.analysis.trials_by_growth import GrownTrials
from matchmaker.matching.analysis.trials_by_solving import Outcome, SolvedTrials, is_solved_again
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import Mentor, People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching

MOST_PLACES: Final = 3
"""More places with one mentor that are tried; more are no small change."""
EVERY: Final = 10**6
"""More trials than there could be."""
MOST_GROWN: Final = 60
"""Changes that are tried where the answer grows, beside those that cost next to nothing."""
PAIRS_WITHOUT_RULES: Final = 2_000_000
"""Pairs in all trials with a rule off together, where the answer grows; half if it is awaited."""
MOST_ANEW: Final = 3
"""Trials of a kind under *fair*, each of which means solving several graphs."""
MOST_AGAIN: Final = 200
"""Places that are tried in a round that is solved again for each."""
PAIRS_AT_LEAST: Final = 3_000_000
"""Added to the pairs of such a trial, for what takes its time in any round."""
TRIALS_A_RULE: Final = 4
"""Trials of a place in the time of one with a rule off."""
PATIENCE: Final = 5
"""How many times as many of these trials are made while nobody waits."""


class Trials(Protocol):
    """A solved round in which changes are tried out, each apart from the others.

    ``base`` is its answer; ``is_first_place_free`` says whether one more place costs next to
    nothing to try.
    """

    base: Outcome
    is_first_place_free: bool

    def with_places(self, mentor_id: int, places: int) -> Outcome:
        """Return the best answer with so many places more (1 or more) with one mentor."""
        ...

    def without_rule(self, rule: str) -> Outcome:
        """Return the best answer with a rule off."""
        ...


class TabledTrials(Trials, Protocol):
    """Trials on a table of all scores, which newcomers can join without another table."""

    def joined_by(self, newcomers: Sequence[Mentor]) -> Trials:
        """Return the same trials with newcomers, in place of those who joined before."""
        ...


@dataclass(frozen=True, slots=True)
class Budget:
    """How many newcomers, other changes and rules may be tried, by the time that each takes."""

    newcomers: int = EVERY
    changes: int = EVERY
    rules: int = EVERY

    @property
    def is_empty(self) -> bool:
        """Whether nothing may be tried."""
        return not (self.newcomers or self.changes or self.rules)


def can_be_held(people: People, limits: Limits) -> bool:
    """Return whether all pairs of the round can be held, so that everything is looked into."""
    return _n_pairs(people) <= limits.most_pairs


def can_be_looked_over(people: People, limits: Limits) -> bool:
    """Return whether compiled code can go through all pairs in a few seconds, holding none."""
    is_large = limits.is_large_round(len(people.mentees))
    return is_large and _n_pairs(people) <= limits.most_pairs_looked_over


def can_be_solved_again(people: People, policy: Policy, limits: Limits) -> bool:
    """Return whether compiled code solves the round again for a change in a second or so."""
    return can_be_looked_over(people, limits) and is_solved_again(people, policy, limits)


def budget_for(
    people: People, policy: Policy, limits: Limits = LIMITS, *, is_awaited: bool = False
) -> Budget:
    """Return how much is tried in a round; less in a large one if somebody waits for the page.

    Nothing is tried where a trial would take too long: in large rounds under *fair*, and where
    pairs cannot be held and the round cannot be solved again quickly.
    """
    n_pairs = max(1, _n_pairs(people))
    if not can_be_held(people, limits) and not can_be_solved_again(people, policy, limits):
        return Budget(0, 0, 0)
    if is_solved_again(people, policy, limits):
        most = min(MOST_AGAIN, limits.pairs_again // (n_pairs + PAIRS_AT_LEAST))
        most //= PATIENCE if is_awaited else 1
        return Budget(most // 2, most, most // 2 // TRIALS_A_RULE)
    if policy.objective == "fair":
        most = min(MOST_ANEW, limits.pairs_anew // n_pairs // (MOST_ANEW if is_awaited else 1))
        return Budget(most, most, most)
    pairs = PAIRS_WITHOUT_RULES // (2 if is_awaited else 1)
    return Budget(changes=MOST_GROWN, rules=pairs // n_pairs)


def trials_of(
    people: People,
    policy: Policy,
    matching: Matching,
    newcomers: Sequence[Mentor] = (),
    limits: Limits = LIMITS,
    tabled: TabledTrials | None = None,
) -> Trials:
    """Return a round in which changes can be tried out.

    Parameters
    ----------
    matching : the answer for these people and this policy
    newcomers : mentors who could come, with ids of their own
        They have no places until `Trials.with_places` gives them some.
    tabled : what `tabled_trials_of` returned for this round, to be made once for several trials

    Notes
    -----
    Under *fair* the floor itself can move with a place, so that such rounds are solved anew. So are
    large ones with more pairs than can be tabled.
    """
    if tabled is None and _can_be_tabled(people, policy, limits):
        tabled = tabled_trials_of(Problem.of_valid(people, policy, limits), matching)
    if tabled:
        return tabled.joined_by(newcomers)
    if policy.objective == "fair" or is_solved_again(people, policy, limits):
        return SolvedTrials(people, policy, matching, newcomers, limits)
    most_places = MOST_PLACES + max((mentor.places for mentor in newcomers), default=0)
    return GrownTrials(people, policy, matching, newcomers, most_places, limits)


def tabled_trials_of(problem: Problem, matching: Matching) -> TabledTrials | None:
    """Return the trials of a large round whose scores can be tabled and whose prices hold."""
    if not _can_be_tabled(problem.people, problem.policy, problem.limits):
        return None
    chains = import_module("matchmaker.matching.analysis.compiled.chains")
    tabled: TabledTrials | None = chains.trials_on_table(problem, matching)
    return tabled


def _can_be_tabled(people: People, policy: Policy, limits: Limits) -> bool:
    return is_solved_again(people, policy, limits) and _n_pairs(people) <= limits.most_pairs_tabled


def _n_pairs(people: People) -> int:
    return len(people.mentees) * len(people.mentors)
