"""What is known about an answer agrees with matching again, under each objective."""

from dataclasses import replace
from random import Random

import pytest

from matchmaker.matching import Cost, InvalidInput, Limits, Matching, People, Policy, look_into
from matchmaker.matching.analysis import insight as insight_module
from matchmaker.matching.values.policy import OBJECTIVES, Objective
from tests.matching.builders import a_mentee, a_mentor, people_of, random_people, random_policy
from tests.matching.proved import match

AGILE = frozenset({"agile"})


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_each_cost_is_what_matching_again_with_a_lock_finds(objective: Objective) -> None:
    random, n_costs = Random(21), 0

    for _ in range(80):
        people = random_people(random, most_mentees=6, most_mentors=4)
        policy = replace(random_policy(random), objective=objective)
        before = match(people, policy)
        insight = look_into(people, policy, before)
        for pair, known in zip(before.pairs, insight.pairs, strict=True):
            for other, cost in zip(pair.alternatives, known.costs, strict=True):
                n_costs += _confirm(people, policy, before, pair.mentee_id, other.mentor_id, cost)
            for mentee in known.other_mentees:
                n_costs += _confirm(
                    people, policy, before, mentee.mentee_id, pair.mentor_id, mentee.cost
                )
        for left, costs in zip(before.unmatched, insight.left_over_costs, strict=True):
            for other, cost in zip(left.alternatives, costs, strict=True):
                n_costs += _confirm(people, policy, before, left.mentee_id, other.mentor_id, cost)
    assert n_costs > 10


def test_somebody_who_would_lose_their_mentor_is_named() -> None:
    people = people_of([a_mentee(1, priority=1), a_mentee(2)], [a_mentor(8)])

    insight = look_into(people, Policy(), match(people, Policy()))

    ((cost,),) = insight.left_over_costs
    assert cost is not None
    assert (cost.matched, cost.units, cost.loses, cost.gains) == (0, 0, 1, None)
    ((other,),) = (pair.other_mentees for pair in insight.pairs)
    assert (other.mentee_id, other.mentor_id, other.cost) == (2, None, cost)


def test_all_phases_are_told() -> None:
    told = list[tuple[str, int, int]]()
    people = people_of([a_mentee(1)], [a_mentor(8)])

    look_into(people, Policy(), match(people, Policy()), lambda *step: told.append(step))

    assert [phase for phase, _, _ in told] == list(insight_module.PHASES)
    assert {of for _, _, of in told} == {len(told)}


def test_a_round_that_is_too_large_is_not_looked_into() -> None:
    people = people_of([a_mentee(1)], [a_mentor(8)])

    insight = look_into(people, Policy(), match(people, Policy()), limits=Limits(most_pairs=0))

    assert insight == insight_module.Insight()


def test_no_cost_is_told_where_there_are_too_many_mentors() -> None:
    people = people_of([a_mentee(1), a_mentee(2)], [a_mentor(8)])

    insight = look_into(people, Policy(), match(people, Policy()), limits=Limits(most_mentors=0))

    assert insight.left_out == ("costs",)
    assert insight.left_over_costs == ((None,),)
    assert insight.remedies[0].found


def test_under_fair_no_change_of_a_large_round_is_tried() -> None:
    people, fair = people_of([a_mentee(1), a_mentee(2)], [a_mentor(8)]), Policy(objective="fair")
    limits = Limits(pairs_anew=2)

    solved = match(people, fair)

    assert look_into(people, fair, solved, limits=limits).remedies
    awaited = look_into(people, fair, solved, is_awaited=True, limits=limits)
    assert (awaited.left_out, awaited.remedies, awaited.recruits) == (("changes",), (), ())


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_nobody_is_looked_into_without_a_fault(objective: Objective) -> None:
    for people in (People(), people_of([a_mentee(1)], []), people_of([], [a_mentor(8)])):
        policy = Policy(objective=objective)

        insight = look_into(people, policy, match(people, policy))

        assert insight.pairs == ()
        assert insight.stability is not None
        assert insight.stability.blocking_pairs == 0


def _confirm(
    people: People,
    policy: Policy,
    before: Matching,
    mentee_id: int,
    mentor_id: int,
    cost: Cost | None,
) -> bool:
    """Match again with the pair locked; say whether there was a cost to confirm."""
    if cost is None:
        return False
    others = frozenset(lock for lock in people.locked if lock[0] != mentee_id)
    locked = replace(people, locked=others | {(mentee_id, mentor_id)})
    try:
        after = match(locked, policy)
    except InvalidInput as error:
        raise AssertionError(f"a cost of what cannot be: {error}") from error
    floors = {matching.floor.units for matching in (before, after) if matching.floor}
    if len(floors) == 2:
        assert cost.matched == 0
        return False
    assert before.totals.matched - after.totals.matched == cost.matched
    assert before.totals.units - after.totals.units == cost.units
    return True
