"""What is said of a round whose pairs are not held is what is said of it when they are."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from matchmaker.matching import Insight, Matching, Mentor, People, Policy, look_into
from matchmaker.matching.analysis.trials import budget_for
from matchmaker.matching.analysis.trials_by_solving import SolvedTrials
from matchmaker.matching.values.limits import Limits, has_compiler
from matchmaker.matching.values.policy import Objective
from tests.matching.builders import people_of, random_people, random_policy
from tests.matching.proved import COMPILED, match

pytestmark = [
    pytest.mark.slow,  # the solver is compiled first
    pytest.mark.skipif(not has_compiler(), reason="numba, of the extra `fast`, is not installed"),
]


AS_LARGE = replace(COMPILED, most_pairs=-1)


@pytest.mark.parametrize("seed", range(2))
def test_small_rounds_are_told_what_solving_each_change_anew_tells(seed: int) -> None:
    random, n_told = Random(seed), 0

    for _ in range(100):
        people = random_people(random, most_mentees=8, most_mentors=5)
        policy = replace(random_policy(random), objective="coverage")
        before = match(people, policy)

        large = looked_over(people, policy, before)

        small = looked_into_by_solving_anew(people, policy, before)
        assert large.left_out == ("costs", "others", "shape")
        assert (large.recruits, large.remedies) == (small.recruits, small.remedies)
        assert large.stability == small.stability
        n_told += len(large.recruits) + sum(len(left.found) for left in large.remedies)
    assert n_told > 100


def test_a_round_of_hundreds_is_told_what_it_is_told_when_its_pairs_are_held() -> None:
    people = middling_people(260, 100)
    before = match(people, Policy())

    large = looked_over(people, Policy(), before)

    small = look_into(people, Policy(), before)
    assert small.left_out == ()
    assert large.recruits
    assert large.recruits == small.recruits
    assert large.stability == small.stability
    assert kinds_in(large) == kinds_in(small)


@pytest.mark.parametrize("objective", ["best_score", "fair"])
def test_under_other_objectives_stability_alone_is_counted(objective: Objective) -> None:
    random, n_blocking = Random(4), 0

    for _ in range(40):
        people = random_people(random, most_mentees=8, most_mentors=5)
        policy = replace(random_policy(random), objective=objective)
        before = match(people, policy)

        large = looked_over(people, policy, before)

        stability = look_into(people, policy, before).stability
        assert large == Insight(
            left_out=("changes", "costs", "others", "shape"), stability=stability
        )
        n_blocking += stability.blocking_pairs if stability else 0
    assert n_blocking


def test_less_is_tried_while_somebody_waits_and_the_search_says_so() -> None:
    people = middling_people(120, 20)
    before = match(people, Policy())
    limits = replace(AS_LARGE, pairs_again=30_000_000)
    large = look_into(people, Policy(), before, is_awaited=True, limits=limits)
    budget = budget_for(people, Policy(), limits, is_awaited=True)

    assert (budget.newcomers, budget.changes, budget.rules) == (0, 1, 0)
    assert large.recruits == ()
    assert not any(left.is_complete for left in large.remedies)
    assert any(left.found for left in large.remedies)


def test_nothing_is_said_of_a_round_that_takes_too_long_to_go_through() -> None:
    people = middling_people(40, 20)
    limits = replace(AS_LARGE, most_pairs_looked_over=700)

    assert look_into(people, Policy(), match(people, Policy()), limits=limits) == Insight()


def looked_over(people: People, policy: Policy, before: Matching) -> Insight:
    """Look into a round as into one of thousands."""
    return look_into(people, policy, before, limits=AS_LARGE)


def looked_into_by_solving_anew(people: People, policy: Policy, before: Matching) -> Insight:
    """Look into a round, with each change solved from the start, ties included."""

    def trials(
        people: People,
        policy: Policy,
        before: Matching,
        newcomers: Sequence[Mentor],
        _limits: Limits,
        _tabled: None,
    ) -> SolvedTrials:
        return SolvedTrials(people, policy, before, newcomers)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchmaker.matching.analysis.recruits.trials_of", trials)
        patch.setattr("matchmaker.matching.analysis.remedies.trials_of", trials)
        return look_into(people, policy, before)


def kinds_in(insight: Insight) -> dict[int, list[str]]:
    """Return what would help whom, but not with whom: of two equal mentors either may be told."""
    return {left.mentee_id: [remedy.kind for remedy in left.found] for left in insight.remedies}


def middling_people(n_mentees: int, n_mentors: int) -> People:
    """Return a round of the random people of the tests, of whom no two wait equally long."""
    random = Random(n_mentees)
    mentees, mentors = [], []
    while len(mentees) < n_mentees or len(mentors) < n_mentors:
        few = random_people(random)
        mentees += [
            replace(m, id=len(mentees) + k, priority=len(mentees) + k)
            for k, m in enumerate(few.mentees)
        ]
        mentors += [replace(m, id=1000 + len(mentors) + k) for k, m in enumerate(few.mentors)]
    return people_of(mentees[:n_mentees], mentors[:n_mentors])
