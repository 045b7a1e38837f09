"""People and policies that contradict themselves are refused, and the offender is named."""

from dataclasses import replace
from typing import Any

import pytest

from matchmaker.matching import InvalidInput, People, Policy, SkillNeed, Weights, rank_mentors
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of
from tests.matching.proved import match


def needing(*needs: SkillNeed) -> People:
    return people_of([a_mentee(1, needs=needs)], [])


@pytest.mark.parametrize(
    ("people", "offender"),
    [
        (people_of([a_mentee(1), a_mentee(1)], []), "mentee 1 appears 2 times"),
        (people_of([], [a_mentor(9), a_mentor(9)]), "mentor 9 appears 2 times"),
        (people_of([], [a_mentor(9, places=-1)]), "mentor 9: -1 places"),
        (people_of([], [a_mentor(9, places=1.5)]), "mentor 9: places 1.5"),
        (people_of([], [a_mentor(9, levels=(("a", 6),))]), "mentor 9: level of a is 6"),
        (people_of([], [a_mentor(9, levels=(("a", 3), ("a", 4)))]), "mentor 9: skill 'a'"),
        (needing(SkillNeed("a", -1, 3)), "mentee 1: level of a is -1"),
        (needing(SkillNeed("a", 1, 6)), "mentee 1: target of a is 6"),
        (needing(SkillNeed("a", 1, 3, 0)), "mentee 1: importance of a is 0"),
        (needing(SkillNeed("a", 1, 3), SkillNeed("a", 1, 4)), "mentee 1: skill 'a'"),
        (people_of([a_mentee(1, priority=float("nan"))], []), "mentee 1: priority nan"),
        (people_of([a_mentee(1, target_step=-2)], []), "mentee 1: ladder step -2"),
        (people_of([a_mentee(1, utc_offset_minutes=2000)], []), "mentee 1: UTC offset"),
        (people_of([a_mentee(float("nan"))], []), "mentee nan: id nan"),
        (people_of([a_mentee(1, manager_ids=(float("nan"),))], []), "mentee 1: manager nan"),
        (people_of([a_mentee(1, languages=frozenset({float("nan")}))], []), "mentee 1: nan"),
        (people_of([], [a_mentor(9, interests=frozenset({7}))]), "mentor 9: 7 is not a word"),
        (people_of([], [a_mentor(9, location=4.5)]), "mentor 9: 4.5 is not a word"),
        (people_of([], [a_mentor(9, levels=((3, 4),))]), "mentor 9: 3 is not the code"),
        (
            people_of([], [a_mentor(9, levels=(("a", float("nan")),))]),
            "mentor 9: level of a is nan",
        ),
        (needing(SkillNeed("", 1, 3)), "mentee 1: '' is not the code of a skill"),
    ],
)
def test_a_person_who_cannot_be_meant_is_refused_by_name(people: People, offender: str) -> None:
    with pytest.raises(InvalidInput, match=offender):
        match(people, Policy())


def test_a_skill_that_is_not_in_the_list_is_refused_by_name_and_any_is_taken_without_a_list() -> (
    None
):
    people = people_of(
        [a_mentee(1, needs=(SkillNeed("risk", 1, 3),))], [a_mentor(9, levels=(("typing", 5),))]
    )
    both = frozenset({"risk", "typing"})

    with pytest.raises(InvalidInput, match="mentee 1: unknown skill 'risk'"):
        match(replace(people, skills=both - {"risk"}), Policy())
    with pytest.raises(InvalidInput, match="mentor 9: unknown skill 'typing'"):
        match(replace(people, skills=both - {"typing"}), Policy())
    assert match(replace(people, skills=both), Policy()) == match(people, Policy())


@pytest.mark.parametrize(
    ("policy", "offender"),
    [
        (Policy(Weights(interests=-1)), "weight interests: -1"),
        (Policy(Weights(location=float("nan"))), "weight location: nan"),  # type: ignore[arg-type]
        (Policy(Weights(seniority=True)), "weight seniority: True"),
        (Policy(rules=frozenset({"no_such_rule"})), "unknown rule 'no_such_rule'"),
        (Policy(rules=frozenset({"self"})), "rule 'self' is always on"),
        (Policy(max_time_zone_hours=-1), "max_time_zone_hours: -1"),
        (Policy(seed="x"), "seed: 'x'"),  # type: ignore[arg-type]
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_by_name(policy: Policy, offender: str) -> None:
    with pytest.raises(InvalidInput, match=offender):
        match(People(), policy)


@pytest.mark.parametrize(
    ("changes", "offender"),
    [
        ({"locked": [(1, 99)]}, "mentee 1 and mentor 99: unknown"),
        ({"locked": [(99, 9)]}, "mentee 99 and mentor 9: unknown"),
        ({"locked": [(1, 8), (1, 9)]}, "locked mentee 1 appears 2 times"),
        ({"locked": [(1, 9), (2, 9)]}, "mentor 9: 2 locked mentees for 1 places"),
        ({"locked": [(1, 9)], "banned": [(1, 9)]}, "mentee 1 and mentor 9: .*'excluded'"),
        ({"locked": [(1, 9)], "excluded": [(9, 1)]}, "mentee 1 and mentor 9: .*'excluded'"),
        ({"locked": [(1, 9)], "live": [(1, 9)]}, "mentee 1 and mentor 9: .*'live_match'"),
        ({"locked": [(1, 7)]}, "mentee 1 and mentor 7: .*'no_place'"),
        ({"locked": [(2, 2)]}, "mentee 2 and mentor 2: .*'self'"),
        ({"locked": [(3, 9)]}, "mentee 3 and mentor 9: .*'unavailable'"),
    ],
)
def test_a_lock_that_cannot_be_kept_is_refused_by_name(
    changes: dict[str, Any], offender: str
) -> None:
    mentees = [a_mentee(1), a_mentee(2), a_mentee(3, is_available=False)]
    mentors = [a_mentor(2), a_mentor(7, places=0), a_mentor(8), a_mentor(9)]

    with pytest.raises(InvalidInput, match=offender):
        match(people_of(mentees, mentors, **changes), Policy(rules=NO_RULES))


def test_mentors_cannot_be_ranked_for_somebody_unknown() -> None:
    with pytest.raises(InvalidInput, match="mentee 5: unknown"):
        rank_mentors(people_of([a_mentee(1)], []), Policy(), 5)
