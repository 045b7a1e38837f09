"""Each objective against every possible answer; each proof accepted, and refused when forged."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any, get_args

import pytest

from matchmaker.matching import InvalidInput, Limits, Matching, Mentee, People, Policy, verify
from matchmaker.matching.values.policy import OBJECTIVES, Objective
from tests.matching.builders import a_mentee, a_mentor, people_of, random_people, random_policy
from tests.matching.proved import match
from tests.matching.reference import forbidding_rules, units_of
from tests.matching.seeds import seeds

AGILE, DATA = frozenset({"agile"}), frozenset({"data"})
Facts = tuple[int, list[int], int, int]
"""Of one answer: matched, priorities from the highest, total and lowest units."""

ORDERS: dict[str, Callable[[Facts], Any]] = {
    "coverage": lambda facts: (facts[0], facts[1], facts[2]),
    "best_score": lambda facts: (facts[2], facts[0], facts[1]),
    "fair": lambda facts: (facts[0], facts[3], facts[1], facts[2]),
}


def test_every_objective_has_an_order_to_be_judged_by() -> None:
    assert tuple(ORDERS) == OBJECTIVES == get_args(Objective)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("seed", seeds(3, quick=1))
def test_no_listed_answer_is_better_by_the_objectives_order(
    objective: Objective, seed: int
) -> None:
    random, order = Random(seed), ORDERS[objective]

    for _ in range(200):
        people = random_people(random)
        policy = replace(random_policy(random), objective=objective)
        matching = match(people, policy)
        assert verify(people, policy, matching).fault is None
        assert order(_facts_of(people, matching)) == max(map(order, _all_facts(people, policy)))


@pytest.mark.parametrize("objective", ["best_score", "fair"])
def test_locks_are_kept_under_every_objective(objective: Objective) -> None:
    random, n_locked = Random(9), 0

    for _ in range(200):
        people, policy = random_people(random), Policy(rules=frozenset(), objective=objective)
        lock = next(
            (
                (mentee.id, mentor.id)
                for mentee, mentor in product(people.mentees, people.mentors)
                if not forbidding_rules(mentee, mentor, people, policy)
            ),
            None,
        )
        locked = replace(people, locked=frozenset({lock} if lock else ()))
        n_locked += len(locked.locked)
        matching = match(locked, policy)
        assert verify(locked, policy, matching).fault is None
        assert {(p.mentee_id, p.mentor_id) for p in matching.pairs} >= locked.locked
    assert n_locked > 80


@pytest.fixture
def people() -> People:
    """Ann suits 8 well and 9 a little; Ben suits 8 well and only him; Cas suits both a little."""
    return people_of(
        [
            a_mentee(1, interests=AGILE),
            a_mentee(2, interests=AGILE, location="Leeds", languages=frozenset({"pl"})),
            a_mentee(3, interests=DATA),
        ],
        [
            a_mentor(8, interests=AGILE, location="Leeds", languages=frozenset({"en", "pl"})),
            a_mentor(9, levels=(("planning", 3),)),
        ],
    )


def test_points_first_may_leave_places_free_and_says_so() -> None:
    both_want_8 = people_of(
        [
            a_mentee(1, interests=AGILE, location="Leeds"),
            a_mentee(2, needs=(), languages=frozenset({"pl"})),
        ],
        [
            a_mentor(8, interests=AGILE, location="Leeds", languages=frozenset({"en", "pl"})),
            a_mentor(9, levels=(), interests=frozenset()),
        ],
    )
    policy = Policy(rules=frozenset({"shared_language"}), objective="best_score")

    matching = match(both_want_8, policy)

    assert [(pair.mentee_id, pair.mentor_id) for pair in matching.pairs] == [(1, 8)]
    assert matching.unmatched[0].code == "outscored"
    assert matching.unmatched[0].competition is None
    assert match(both_want_8, replace(policy, objective="coverage")).totals.matched == 2


def test_fair_raises_the_lowest_score_and_never_matches_fewer() -> None:
    random, n_raised = Random(4), 0

    for _ in range(400):
        people = random_people(random, most_mentees=5, most_mentors=4)
        policy = random_policy(random)
        wide, fair = (match(people, replace(policy, objective=o)) for o in ("coverage", "fair"))
        assert fair.totals.matched == wide.totals.matched
        lowest, raised = (min((p.units for p in m.pairs), default=0) for m in (wide, fair))
        assert raised >= lowest
        n_raised += raised > lowest
    assert n_raised > 5


def test_an_unknown_objective_is_refused() -> None:
    with pytest.raises(InvalidInput, match="unknown objective 'cheapest'"):
        match(People(), Policy(objective="cheapest"))  # type: ignore[arg-type]


def _raise_the_floor(matching: Matching) -> Matching:
    assert matching.floor is not None
    return replace(matching, floor=replace(matching.floor, units=matching.floor.units + 1))


def _lower_the_floor(matching: Matching) -> Matching:
    assert matching.floor is not None
    return replace(matching, floor=replace(matching.floor, units=0))


def _forget_the_floor(matching: Matching) -> Matching:
    return replace(matching, floor=None)


def _cover_with_nobody(matching: Matching) -> Matching:
    assert matching.floor is not None
    return replace(matching, floor=replace(matching.floor, cover=()))


@pytest.mark.parametrize(
    ("forge", "fault"),
    [
        (_raise_the_floor, "below the floor"),
        (_lower_the_floor, "no floor above 0 units"),
        (_forget_the_floor, "needs its floor"),
        (_cover_with_nobody, "nobody more can be matched"),
    ],
)
def test_a_forged_floor_is_caught(
    people: People, forge: Callable[[Matching], Matching], fault: str
) -> None:
    policy = Policy(objective="fair")
    matching = match(people, policy)
    assert verify(people, policy, matching).is_proved
    assert matching.floor is not None
    assert matching.unmatched

    verdict = verify(people, policy, forge(matching))

    assert fault in str(verdict.fault)


def test_a_floor_is_looked_at_in_every_block(people: People) -> None:
    policy, cut = Policy(objective="fair"), Limits(pairs_a_block=1)
    matching = match(people, policy)

    assert verify(people, policy, matching, limits=cut).is_proved
    too_high = _raise_the_floor(matching)
    assert "below the floor" in str(verify(people, policy, too_high, limits=cut).fault)


def test_an_answer_by_one_objective_is_no_proof_of_another() -> None:
    random, n_refused = Random(2), 0

    for _ in range(200):
        people, policy = random_people(random), random_policy(random)
        wide = match(people, policy)
        for objective in ("best_score", "fair"):
            other = replace(policy, objective=objective)
            verdict = verify(people, other, wide)
            if ORDERS[objective](_facts_of(people, wide)) != ORDERS[objective](
                _facts_of(people, match(people, other))
            ):
                assert not verdict.is_proved
                n_refused += 1
    assert n_refused > 10


def _facts_of(people: People, matching: Matching) -> Facts:
    priorities = {mentee.id: mentee.priority for mentee in people.mentees}
    return _facts([(priorities[p.mentee_id], p.units) for p in matching.pairs])


def _facts(pairs: list[tuple[int, int]]) -> Facts:
    units = [amount for _, amount in pairs]
    waiting = sorted((priority for priority, _ in pairs), reverse=True)
    return len(pairs), waiting, sum(units), min(units, default=0)


def _all_facts(people: People, policy: Policy) -> list[Facts]:
    """Return the facts of every answer without locks that breaks no rule."""
    places = {mentor.id: mentor.places for mentor in people.mentors}
    found = []
    for answer in product(*(_choices(mentee, people, policy) for mentee in people.mentees)):
        pairs = [pair for pair in answer if pair is not None]
        chosen = [mentor_id for mentor_id, _, _ in pairs]
        if all(chosen.count(mentor_id) <= places[mentor_id] for mentor_id in chosen):
            found.append(_facts([(priority, units) for _, priority, units in pairs]))
    return found


def _choices(mentee: Mentee, people: People, policy: Policy) -> list[tuple[int, int, int] | None]:
    return [
        None,
        *(
            (mentor.id, mentee.priority, units_of(mentee, mentor, policy.weights))
            for mentor in people.mentors
            if not forbidding_rules(mentee, mentor, people, policy)
        ),
    ]
