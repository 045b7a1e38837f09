"""What holds for every round, whoever takes part."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import OBJECTIVES, Matching, People, Policy, rank_mentors
from matchmaker.matching.values.people import Pair
from matchmaker.matching.values.policy import SWITCHABLE_RULES, Objective
from tests.matching.builders import a_mentor, random_people, random_policy
from tests.matching.proved import match, verify

pytestmark = pytest.mark.usefixtures("each_solver")

randoms = st.integers(0, 2**32).map(Random)
quick = settings(max_examples=150, deadline=None)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[People, Policy]:
    random = draw(randoms)
    return random_people(random, most_mentees=8, most_mentors=6), random_policy(random)


NAMED_PAIRS = ("excluded", "met_before", "live", "banned", "asked_lately")


def _shuffled(pairs: frozenset[Pair], random: Random) -> frozenset[Pair]:
    """Return the same pairs, put in another order into a set that may be walked in another one."""
    return frozenset(random.sample(sorted(pairs), len(pairs)))


@quick
@given(rounds(), randoms)
def test_the_order_of_the_rows_changes_nothing(
    given_round: tuple[People, Policy], random: Random
) -> None:
    people, policy = given_round
    shuffled = replace(
        people,
        mentees=tuple(random.sample(people.mentees, len(people.mentees))),
        mentors=tuple(random.sample(people.mentors, len(people.mentors))),
        **{name: _shuffled(getattr(people, name), random) for name in NAMED_PAIRS},
    )

    assert match(shuffled, policy) == match(people, policy)


@quick
@given(rounds())
def test_everybody_is_answered_once_and_no_mentor_is_overloaded(
    given_round: tuple[People, Policy],
) -> None:
    people, policy = given_round

    matching = match(people, policy)

    answered = [p.mentee_id for p in matching.pairs] + [u.mentee_id for u in matching.unmatched]
    assert sorted(answered) == sorted(mentee.id for mentee in people.mentees)
    for mentor in people.mentors:
        assert _load(matching, mentor.id) <= mentor.places
    assert verify(people, policy, matching).fault is None


@quick
@given(rounds(), randoms, st.sampled_from(OBJECTIVES))
def test_one_more_place_never_gives_less(
    given_round: tuple[People, Policy], random: Random, objective: Objective
) -> None:
    people, policy = given_round[0], replace(given_round[1], objective=objective)
    chosen = random.choice(people.mentors).id if people.mentors else None
    more = replace(
        people,
        mentors=tuple(
            replace(mentor, places=mentor.places + (mentor.id == chosen))
            for mentor in people.mentors
        ),
    )

    before, after = match(people, policy), match(more, policy)

    if objective == "best_score":
        assert after.totals.units >= before.totals.units
    else:
        assert after.totals.matched >= before.totals.matched
    if objective == "coverage" and after.totals.matched == before.totals.matched:
        assert _waiting(people, after) >= _waiting(people, before)


@quick
@given(rounds())
def test_one_more_mentor_never_lowers_the_number_matched(
    given_round: tuple[People, Policy],
) -> None:
    people, policy = given_round
    more = replace(people, mentors=(*people.mentors, a_mentor(100, location="Leeds")))

    assert match(more, policy).totals.matched >= match(people, policy).totals.matched


@quick
@given(rounds(), st.sampled_from(sorted(SWITCHABLE_RULES)), st.sampled_from(OBJECTIVES))
def test_one_more_rule_never_gives_more(
    given_round: tuple[People, Policy], rule: str, objective: Objective
) -> None:
    people, policy = given_round[0], replace(given_round[1], objective=objective)
    stricter = replace(policy, rules=policy.rules | {rule})

    before, after = match(people, policy), match(people, stricter)

    if objective == "best_score":
        assert after.totals.units <= before.totals.units
    else:
        assert after.totals.matched <= before.totals.matched


@quick
@given(rounds())
def test_nobody_prefers_a_mentor_with_a_free_place(given_round: tuple[People, Policy]) -> None:
    matching = match(*given_round)

    for pair in matching.pairs:
        assert all(other.is_taken or other.units <= pair.units for other in pair.alternatives)
    for left_over in matching.unmatched:
        assert all(other.is_taken for other in left_over.alternatives)


@quick
@given(rounds())
def test_the_matched_mentor_stands_in_the_ranking_of_the_mentee(
    given_round: tuple[People, Policy],
) -> None:
    people, policy = given_round

    for pair in match(people, policy).pairs:
        ranked = rank_mentors(people, policy, pair.mentee_id)
        found = next(c for c in ranked if c.mentor_id == pair.mentor_id)
        assert (found.units, found.reasons) == (pair.units, pair.reasons)
        assert [c.units for c in ranked] == sorted((c.units for c in ranked), reverse=True)


def _waiting(people: People, matching: Matching) -> list[int]:
    """Return the priorities of those matched, the highest first."""
    priorities = {mentee.id: mentee.priority for mentee in people.mentees}
    return sorted((priorities[pair.mentee_id] for pair in matching.pairs), reverse=True)


def _load(matching: Matching, mentor_id: int) -> int:
    return sum(pair.mentor_id == mentor_id for pair in matching.pairs)
