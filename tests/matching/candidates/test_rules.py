"""Each rule forbids what it says, and a policy that switches it off lets the pair through."""

from typing import Any

import pytest

from matchmaker.matching import People, Policy
from matchmaker.matching.candidates.rules import RULE_ORDER
from matchmaker.matching.values.policy import ALWAYS_RULES, SWITCHABLE_RULES
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of
from tests.matching.proved import match

GERMAN = frozenset({"de"})

FORBIDDEN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("reporting_line", {"manager_ids": (9,)}, {}),
    ("reporting_line", {"manager_ids": (5, 9)}, {}),
    ("reporting_line", {}, {"manager_ids": (1,)}),
    ("reporting_line", {}, {"manager_ids": (5, 1)}),
    ("reporting_line", {"manager_ids": (-4,)}, {"manager_ids": (-4,)}),
    ("shared_language", {"languages": GERMAN}, {}),
    ("shared_language", {"languages": frozenset()}, {}),
    ("shared_language", {"languages": frozenset()}, {"languages": frozenset()}),
    ("teachable_gap", {}, {"levels": (("planning", 2),)}),
    ("teachable_gap", {}, {"levels": ()}),
    ("same_department", {"department": "IT"}, {"department": "IT"}),
    ("time_zone", {"utc_offset_minutes": 0}, {"utc_offset_minutes": 241}),
    ("time_zone", {"utc_offset_minutes": None}, {"utc_offset_minutes": 0}),
    ("different_location", {"location": "Leeds"}, {"location": "Lodz"}),
    ("different_location", {"location": None}, {"location": None}),
]

ALLOWED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("reporting_line", {"manager_ids": (5, 6, 9)}, {}),
    ("reporting_line", {"manager_ids": (5, 6)}, {"manager_ids": (6, 5)}),
    ("shared_language", {"languages": GERMAN | {"fr"}}, {"languages": frozenset({"fr"})}),
    ("teachable_gap", {}, {"levels": (("planning", 3),)}),
    ("same_department", {"department": None}, {"department": None}),
    ("same_department", {"department": "IT"}, {"department": "HR"}),
    ("time_zone", {"utc_offset_minutes": 0}, {"utc_offset_minutes": 240}),
    ("time_zone", {"utc_offset_minutes": 12 * 60}, {"utc_offset_minutes": -11 * 60}),
    ("different_location", {"location": "Leeds"}, {"location": "Leeds"}),
]


def is_matched(people: People, *rules: str) -> bool:
    return bool(match(people, Policy(rules=frozenset(rules))).pairs)


@pytest.mark.parametrize(("rule", "mentee", "mentor"), FORBIDDEN)
def test_a_rule_forbids_only_while_it_is_on(
    rule: str, mentee: dict[str, Any], mentor: dict[str, Any]
) -> None:
    people = people_of([a_mentee(1, **mentee)], [a_mentor(9, **mentor)])

    assert not is_matched(people, rule)
    assert is_matched(people)


@pytest.mark.parametrize(("rule", "mentee", "mentor"), ALLOWED)
def test_a_rule_lets_through_what_it_does_not_mean(
    rule: str, mentee: dict[str, Any], mentor: dict[str, Any]
) -> None:
    people = people_of([a_mentee(1, **mentee)], [a_mentor(9, **mentor)])

    assert is_matched(people, rule)


@pytest.mark.parametrize("pair", [(1, 9), (9, 1)])
@pytest.mark.parametrize("name", ["excluded", "live"])
def test_a_private_wish_and_a_live_match_hold_both_ways_and_always(
    name: str, pair: tuple[int, int]
) -> None:
    people = people_of([a_mentee(1)], [a_mentor(9)], **{name: [pair]})

    assert not is_matched(people)


def test_a_pair_that_met_before_may_meet_again_where_the_rule_is_off() -> None:
    people = people_of([a_mentee(1)], [a_mentor(9)], met_before=[(9, 1)])

    assert not is_matched(people, "met_before")
    assert is_matched(people)


def test_a_ban_is_of_a_mentee_and_a_mentor_not_of_two_persons() -> None:
    mentees, mentors = [a_mentee(1), a_mentee(2)], [a_mentor(1), a_mentor(2)]
    people = people_of(mentees, mentors, banned=[(1, 2)])

    pairs = match(people, Policy(rules=NO_RULES)).pairs

    assert [(pair.mentee_id, pair.mentor_id) for pair in pairs] == [(2, 1)]


def test_a_pair_asked_lately_rests_in_that_direction_and_a_lock_goes_before_it() -> None:
    mentees, mentors = [a_mentee(1), a_mentee(2)], [a_mentor(1), a_mentor(2)]
    resting = people_of(mentees, mentors, asked_lately=[(1, 2)])
    locked = people_of(mentees, mentors, asked_lately=[(1, 2)], locked=[(1, 2)])

    pairs, kept = (match(people, Policy(rules=NO_RULES)).pairs for people in (resting, locked))

    assert [(pair.mentee_id, pair.mentor_id) for pair in pairs] == [(2, 1)]
    assert {(pair.mentee_id, pair.mentor_id) for pair in kept} == {(1, 2), (2, 1)}


@pytest.mark.parametrize("away", ["mentee", "mentor"])
def test_who_is_not_available_is_not_matched(away: str) -> None:
    people = people_of(
        [a_mentee(1, is_available=away != "mentee")], [a_mentor(9, is_available=away != "mentor")]
    )

    assert not is_matched(people)


def test_every_rule_of_the_policy_has_its_place_in_the_order() -> None:
    assert set(RULE_ORDER) == set(ALWAYS_RULES) | SWITCHABLE_RULES
    assert len(RULE_ORDER) == len(set(RULE_ORDER))
