"""Where to recruit: each figure is what matching again with one more mentor gives."""

from dataclasses import replace
from random import Random

import pytest

from matchmaker.matching import Mentor, People, Policy, SkillNeed
from matchmaker.matching.analysis.recruits import (
    newcomer,
    newcomers_for,
    unused_id,
    usual_places,
    where_to_recruit,
)
from matchmaker.matching.values.policy import Objective
from tests.matching.builders import a_mentee, a_mentor, people_of, random_people, random_policy
from tests.matching.proved import match


@pytest.mark.parametrize("objective", ["coverage", "best_score"])
def test_each_figure_is_confirmed_and_what_is_left_out_brings_nothing(
    objective: Objective,
) -> None:
    random, n_found, n_left_out = Random(3), 0, 0

    for _ in range(150):
        people = random_people(random)
        policy = replace(random_policy(random), objective=objective)
        before = match(people, policy)
        found = {r.skill: r for r in where_to_recruit(people, policy)}
        for mentor in newcomers_for(people):
            skill = mentor.levels[0][0]
            after = match(_with(people, mentor), policy)
            matched = after.totals.matched - before.totals.matched
            units = after.totals.units - before.totals.units
            if skill in found:
                recruit = found[skill]
                assert (recruit.matched, recruit.units) == (matched, units)
                assert set(recruit.mentees) == _paired(after) - _paired(before)
                n_found += 1
            else:
                assert matched == 0
                assert units <= 0
                n_left_out += 1
    assert n_found > 40
    assert n_left_out > 40


def test_the_skill_that_matches_most_comes_first() -> None:
    risk = tuple(a_mentee(k, needs=(SkillNeed("risk", 1, 4),)) for k in (1, 2))
    data = a_mentee(3, needs=(SkillNeed("data", 1, 4),))
    people = people_of([*risk, data], [a_mentor(8, places=2)])

    found = where_to_recruit(people, Policy())

    assert [(r.skill, r.places, r.matched) for r in found] == [("risk", 2, 2), ("data", 2, 1)]


def test_nobody_is_recruited_where_everybody_has_the_best() -> None:
    people = people_of([a_mentee(1)], [a_mentor(8)])

    assert where_to_recruit(people, Policy()) == ()


def test_a_newcomer_is_like_most_mentees() -> None:
    polish, english = frozenset({"pl"}), frozenset({"en"})
    mentees = [a_mentee(k, languages=lang) for k, lang in enumerate((polish, polish, english))]
    people = people_of(mentees, [a_mentor(8, places=1), a_mentor(9, places=3)])

    assert newcomer(people, "risk", 99).languages == polish
    assert usual_places(people) == 1
    assert unused_id(people) == 10
    assert usual_places(people_of([], [])) == 1


def _with(people: People, mentor: Mentor) -> People:
    return replace(people, mentors=(*people.mentors, mentor))


def _paired(matching: object) -> set[int]:
    return {pair.mentee_id for pair in matching.pairs}  # type: ignore[attr-defined]


def test_a_newcomer_takes_no_more_than_there_are() -> None:
    mentors = tuple(a_mentor(mentor_id, places=5_000) for mentor_id in (8, 9))

    assert usual_places(People((a_mentee(1), a_mentee(2)), mentors)) == 2
