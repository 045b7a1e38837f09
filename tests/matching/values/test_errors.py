"""People and policies that contradict themselves are refused, and the offender is named."""

from dataclasses import replace
from typing import Any

import pytest

from matchmaker.matching import (
    CandidateGraph,
    InvalidInput,
    Limits,
    People,
    Policy,
    SkillNeed,
    Weights,
    assign,
    rank_mentors,
    solve_round,
    verify,
)
from matchmaker.matching.values.errors import Contradiction
from matchmaker.matching.values.validation import PAIRS
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of
from tests.matching.proved import COMPILED, NUMPY, match


def needing(*needs: Any) -> People:
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
        (needing("planning"), "mentee 1: 'planning' is not of the type SkillNeed"),
        (people_of([], [a_mentor(8, places=2**63 - 1)]), f"mentor 8: places {2**63 - 1} is beyond"),
        (people_of([], [a_mentor(8, places=10**9 + 1)]), "mentor 8: places 1000000001 is beyond"),
        (people_of([], [a_mentor(9, levels=None)]), "mentor 9: levels None"),
        (people_of([], [a_mentor(9, levels=("planning",))]), "mentor 9: 'planning' is not a skill"),
        (people_of([a_mentee(1, needs=None)], []), "mentee 1: needs None"),
        (people_of([a_mentee(1, languages=None)], []), "mentee 1: languages None is not a set"),
        (people_of([a_mentee(1, languages="en")], []), "mentee 1: languages 'en' is not a set"),
        (people_of([a_mentee(1, interests=[])], []), r"mentee 1: interests \[\] is not a set"),
        (people_of([a_mentee(1, manager_ids=None)], []), "mentee 1: manager_ids None"),
        (people_of([a_mentee(1, manager_ids=(2**70,))], []), "mentee 1: manager 1180591620717"),
        (people_of([a_mentee(1, ladder_step=101)], []), "mentee 1: ladder step 101"),
        (people_of([a_mentee(1, target_step=2**70)], []), "mentee 1: ladder step 1180591620717"),
        (people_of([a_mentee(1, ladder_step=True)], []), "mentee 1: ladder step True"),
        (people_of([a_mentee(1, utc_offset_minutes=True)], []), "mentee 1: UTC offset of True"),
        (people_of([a_mentee(1, is_available="no")], []), "mentee 1: is_available 'no'"),
        (people_of([], [a_mentor(9, is_available=None)]), "mentor 9: is_available None"),
        (People(mentees=None), "people: mentees None"),  # type: ignore[arg-type]
        (People(mentors=(a_mentee(1),)), "Mentee.id=1.* is not of the type Mentor"),  # type: ignore[arg-type]
        (People(skills="abc"), "people: skills 'abc' is not a set"),  # type: ignore[arg-type]
    ],
)
def test_a_person_who_cannot_be_meant_is_refused_by_name(people: People, offender: str) -> None:
    with pytest.raises(InvalidInput, match=offender):
        match(people, Policy())


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(
    ("pairs", "offender"),
    [
        ({(1, 8), ("x", 9)}, r"\('x', 9\) is not a pair of whole numbers"),
        ({("1", "8")}, r"\('1', '8'\) is not a pair of whole numbers"),
        ({(1, 8.0)}, r"\(1, 8.0\) is not a pair of whole numbers"),
        ({(True, 8)}, r"\(True, 8\) is not a pair of whole numbers"),
        ({(1, None)}, r"\(1, None\) is not a pair of whole numbers"),
        ({(1,)}, r"\(1,\) is no pair"),
        ({"18"}, "'18' is no pair"),
        ({1}, "1 is no pair"),
        (None, "None is not a set of pairs"),
        ("18", "'18' is not a set of pairs"),
    ],
)
def test_pairs_that_cannot_be_meant_are_refused_by_name(
    name: str, pairs: Any, offender: str
) -> None:
    people = replace(people_of([a_mentee(1)], [a_mentor(8)]), **{name: pairs})

    with pytest.raises(InvalidInput, match=f"{name}: {offender}"):
        match(people, Policy())


@pytest.mark.parametrize("name", [name for name in PAIRS if name != "locked"])
def test_pairs_of_people_who_take_no_part_are_no_fault(name: str) -> None:
    people = people_of([a_mentee(1)], [a_mentor(8)], **{name: [(-3, 77)]})

    assert match(people, Policy()).totals.matched == 1


def test_a_mentor_may_have_as_many_places_as_are_allowed() -> None:
    mentors = [a_mentor(mentor_id, places=10**9) for mentor_id in (7, 8, 9)]

    totals = match(people_of([a_mentee(1)], mentors), Policy()).totals

    assert (totals.matched, totals.places) == (1, 3 * 10**9)


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
        (Policy(weights=-1), "weights: -1"),  # type: ignore[arg-type]
        (Policy(weights=None), "weights: None"),  # type: ignore[arg-type]
        (Policy(rules=None), "rules: None"),  # type: ignore[arg-type]
        (Policy(rules="self"), "rules: 'self'"),  # type: ignore[arg-type]
        (None, "policy: None"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_by_name(policy: Policy, offender: str) -> None:
    with pytest.raises(InvalidInput, match=offender):
        match(People(), policy)


@pytest.mark.parametrize(
    ("changes", "offender", "found"),
    [
        (
            {"locked": [(1, 99)]},
            "mentee 1 and mentor 99: unknown",
            Contradiction("unknown_pair", 1, 99),
        ),
        (
            {"locked": [(99, 9)]},
            "mentee 99 and mentor 9: unknown",
            Contradiction("unknown_pair", 99, 9),
        ),
        (
            {"locked": [(1, 8), (1, 9)]},
            "locked mentee 1 appears 2 times",
            Contradiction("locked_twice", 1, locks=2),
        ),
        (
            {"locked": [(1, 9), (2, 9)]},
            "mentor 9: 2 locked mentees for 1 places",
            Contradiction("too_many_locks", mentor_id=9, locks=2, places=1),
        ),
        (
            {"locked": [(1, 9)], "banned": [(1, 9)]},
            "mentee 1 and mentor 9: .*'excluded'",
            Contradiction("forbidden", 1, 9, "excluded"),
        ),
        (
            {"locked": [(1, 9)], "excluded": [(9, 1)]},
            "mentee 1 and mentor 9: .*'excluded'",
            Contradiction("forbidden", 1, 9, "excluded"),
        ),
        (
            {"locked": [(1, 9)], "live": [(1, 9)]},
            "mentee 1 and mentor 9: .*'live_match'",
            Contradiction("forbidden", 1, 9, "live_match"),
        ),
        (
            {"locked": [(1, 7)]},
            "mentee 1 and mentor 7: .*'no_place'",
            Contradiction("forbidden", 1, 7, "no_place"),
        ),
        (
            {"locked": [(2, 2)]},
            "mentee 2 and mentor 2: .*'self'",
            Contradiction("forbidden", 2, 2, "self"),
        ),
        (
            {"locked": [(3, 9)]},
            "mentee 3 and mentor 9: .*'unavailable'",
            Contradiction("forbidden", 3, 9, "unavailable"),
        ),
    ],
)
def test_a_lock_that_cannot_be_kept_is_refused_by_name(
    changes: dict[str, Any], offender: str, found: Contradiction
) -> None:
    mentees = [a_mentee(1), a_mentee(2), a_mentee(3, is_available=False)]
    mentors = [a_mentor(2), a_mentor(7, places=0), a_mentor(8), a_mentor(9)]

    with pytest.raises(InvalidInput, match=offender) as error:
        match(people_of(mentees, mentors, **changes), Policy(rules=NO_RULES))

    assert error.value.contradiction == found


def test_mentors_are_ranked_for_an_id_alone() -> None:
    for mentee_id in ("1", 1.0, True, None):
        with pytest.raises(InvalidInput, match=r"mentee .*: unknown"):
            rank_mentors(people_of([a_mentee(1)], []), Policy(), mentee_id)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "offender"),
    [
        ({"locked": [(1, 99)]}, "mentee 1 and mentor 99: unknown"),
        ({"locked": [(2, 8), (3, 8)]}, "mentor 8: 2 locked mentees for 1 places"),
        ({"locked": [(2, 8)], "banned": [(2, 8)]}, "mentee 2 and mentor 8: .*'excluded'"),
    ],
)
def test_mentors_are_ranked_only_where_all_locks_can_be_kept(
    changes: dict[str, Any], offender: str
) -> None:
    people = people_of([a_mentee(k) for k in (1, 2, 3)], [a_mentor(8), a_mentor(9)], **changes)

    with pytest.raises(InvalidInput, match=offender):
        rank_mentors(people, Policy(), 1)


@pytest.mark.parametrize(
    ("changes", "offender"),
    [
        ({"banned": {("1", 8)}}, "banned: "),
        ({"locked": {(1,)}}, "locked: "),
        ({"mentors": (a_mentor(8, places=10**10), a_mentor(9))}, "mentor 8: places"),
        ({"mentors": (a_mentor(8, is_available=1), a_mentor(9))}, "mentor 8: is_available 1"),
        ({"mentees": (a_mentee(1, priority=False),)}, "mentee 1: priority False"),
        ({"mentees": None}, "people: mentees None"),
        ({"mentors": (a_mentor(8), None)}, "people: None"),
    ],
)
@pytest.mark.parametrize(
    "limits",
    [
        pytest.param(NUMPY, id="small"),
        pytest.param(COMPILED, id="large", marks=pytest.mark.slow),
    ],
)
def test_a_round_solved_again_refuses_what_it_would_refuse_at_first(
    changes: dict[str, Any], offender: str, limits: Limits
) -> None:
    people = people_of([a_mentee(1)], [a_mentor(8), a_mentor(9)])
    solved = solve_round(people, Policy(), limits=limits)

    with pytest.raises(InvalidInput, match=offender):
        solved.again(replace(people, **changes))


def test_the_compiled_solver_is_refused_where_it_is_not_installed() -> None:
    with pytest.raises(InvalidInput, match="the extra `fast`, is not installed"):
        Limits(is_large=True, has_compiler=False)


def test_limits_are_of_their_type_wherever_they_are_handed_in() -> None:
    people = people_of([a_mentee(1)], [a_mentor(8)])
    graph = CandidateGraph.from_edges(1, 1, 1, [0], [0], [1])
    answer = match(people, Policy())

    for solve in (
        lambda: match(people, Policy(), limits=True),
        lambda: solve_round(people, Policy(), limits=True),
        lambda: verify(people, Policy(), answer, limits=True),
        lambda: assign(graph, limits=True),
    ):
        with pytest.raises(InvalidInput, match="limits: True is not"):
            solve()


def test_a_start_is_an_earlier_answer() -> None:
    with pytest.raises(InvalidInput, match="start: 'here'"):
        match(people_of([a_mentee(1)], [a_mentor(8)]), Policy(), start="here")


def test_a_wish_for_the_compiled_solver_is_true_or_false() -> None:
    with pytest.raises(InvalidInput, match="is_large: 'no'"):
        Limits(is_large="no")


def test_mentors_cannot_be_ranked_for_somebody_unknown() -> None:
    with pytest.raises(InvalidInput, match="mentee 5: unknown"):
        rank_mentors(people_of([a_mentee(1)], []), Policy(), 5)
