"""The smallest change that would help: each claim holds when the round is matched again with it."""

from dataclasses import replace
from random import Random

import pytest

from matchmaker.matching import Matching, Mentee, People, Policy, SkillNeed
from matchmaker.matching.analysis.recruits import newcomer, unused_id, where_to_recruit
from matchmaker.matching.analysis.remedies import Remedy, find_remedies
from matchmaker.matching.analysis.trials import Budget
from matchmaker.matching.values.policy import OBJECTIVES, Objective
from tests.matching.builders import a_mentee, a_mentor, people_of, random_people, random_policy
from tests.matching.proved import match


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_each_claim_is_confirmed_by_matching_again(objective: Objective) -> None:
    random, kinds = Random(11), list[str]()

    for _ in range(100):
        people = random_people(random, most_mentees=7, most_mentors=2)
        policy = replace(random_policy(random), objective=objective)
        before = match(people, policy)
        recruits = where_to_recruit(people, policy)
        for remedies in find_remedies(people, policy, before, recruits):
            mentee = next(m for m in people.mentees if m.id == remedies.mentee_id)
            for remedy in remedies.found:
                after = _with(people, policy, mentee, remedy)
                assert mentee.id in {pair.mentee_id for pair in after.pairs}
                assert after.totals.matched - before.totals.matched == remedy.matched
                kinds.append(remedy.kind)
    assert min(kinds.count(kind) for kind in ("place", "rule", "recruit")) > 5


def test_one_more_place_comes_before_a_recruit() -> None:
    people = people_of([a_mentee(1), a_mentee(2)], [a_mentor(8)])
    before = match(people, Policy())

    (remedies,) = find_remedies(people, Policy(), before, where_to_recruit(people, Policy()))

    assert [remedy.kind for remedy in remedies.found] == ["place", "recruit"]
    place = remedies.found[0]
    assert (place.mentor_id, place.places, place.with_mentor_id, place.matched) == (8, 1, 8, 1)


def test_who_comes_later_in_line_needs_more_places() -> None:
    people = people_of([a_mentee(k, priority=9 - k) for k in range(1, 6)], [a_mentor(8)])

    found = find_remedies(people, Policy(), match(people, Policy()))

    assert [_places(remedies.found) for remedies in found] == [1, 2, 3, 0]


def test_a_rule_that_alone_forbids_is_named() -> None:
    people = people_of([a_mentee(1)], [a_mentor(8)], met_before=[(1, 8)])

    (remedies,) = find_remedies(people, Policy(), match(people, Policy()))

    assert (
        remedies.found
        == (
            Remedy("rule", matched=1, rule="met_before", with_mentor_id=8),
            Remedy("recruit", matched=1, places=1, skill="planning"),
        )[: len(remedies.found)]
    )


def test_a_private_exclusion_is_never_named_as_something_to_change() -> None:
    people = people_of([a_mentee(1)], [a_mentor(8)], excluded=[(1, 8)])

    (remedies,) = find_remedies(people, Policy(), match(people, Policy()))

    assert [(r.kind, r.skill) for r in remedies.found] == [("recruit", "planning")]


def test_a_newcomer_for_somebody_with_another_language_speaks_it() -> None:
    polish = frozenset({"pl"})
    people = people_of(
        [a_mentee(1, languages=polish), a_mentee(2), a_mentee(3)], [a_mentor(8, places=2)]
    )

    (remedies,) = find_remedies(people, Policy(), match(people, Policy()))

    (recruit,) = (remedy for remedy in remedies.found if remedy.kind == "recruit")
    assert recruit.languages == ("pl",)


def test_who_states_no_gap_gets_no_promise_of_mentors() -> None:
    people = people_of([a_mentee(1, needs=(SkillNeed("risk", None, 3),))], [a_mentor(8)])

    (remedies,) = find_remedies(people, Policy(), match(people, Policy()))

    assert [remedy.kind for remedy in remedies.found] == ["rule"]


def test_a_search_that_ends_early_says_so() -> None:
    people = people_of([a_mentee(k) for k in range(5)], [a_mentor(8)])

    found = find_remedies(
        people, Policy(), match(people, Policy()), budget=Budget(changes=0, rules=0)
    )

    assert not any(remedies.is_complete for remedies in found)
    assert [_places(remedies.found) for remedies in found].count(1) == 1


def _places(found: tuple[Remedy, ...]) -> int:
    return next((remedy.places for remedy in found if remedy.kind == "place"), 0)


def _with(people: People, policy: Policy, mentee: Mentee, remedy: Remedy) -> Matching:
    """Match again with the change that a remedy names."""
    if remedy.kind == "rule":
        return match(people, replace(policy, rules=policy.rules - {remedy.rule or ""}))
    if remedy.kind == "place":
        mentors = tuple(
            replace(m, places=m.places + remedy.places) if m.id == remedy.mentor_id else m
            for m in people.mentors
        )
        return match(replace(people, mentors=mentors), policy)
    return _with_a_newcomer(people, policy, mentee, remedy)


def _with_a_newcomer(people: People, policy: Policy, mentee: Mentee, remedy: Remedy) -> Matching:
    """Match again with a newcomer; ids decide ties, so several are tried."""
    before = match(people, policy).totals.matched
    answers = []
    for mentor_id in range(unused_id(people), unused_id(people) + 12):
        for like in (None, mentee):
            one = newcomer(people, remedy.skill or "", mentor_id, like, remedy.places)
            after = match(replace(people, mentors=(*people.mentors, one)), policy)
            answers.append(after)
            if (
                mentee.id in {pair.mentee_id for pair in after.pairs}
                and after.totals.matched - before == remedy.matched
            ):
                return after
    return answers[0]
