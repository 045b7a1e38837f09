"""What was stored is read back as the engine said it, and what an earlier version stored, too."""

import json
from typing import Any

import pytest

from matchmaker.matching import Matching, look_into, match
from matchmaker.matching.values.people import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.values.policy import Policy
from matchmaker.services.engine.solving import Solution, solve
from matchmaker.services.engine.stored import (
    Cost,
    Reasons,
    Remedy,
    RoundNumbers,
    left_over_facts,
    pair_facts,
    round_facts,
    value_of,
)

ENGLISH = frozenset({"en"})
PEOPLE = People(
    mentees=tuple(
        Mentee(
            k,
            needs=(SkillNeed("risk", 1, k + 1, 2), SkillNeed("finance", 1, 3)),
            languages=ENGLISH,
            interests=frozenset({"agile_pmo"}),
            utc_offset_minutes=60,
            ladder_step=1,
        )
        for k in (1, 2, 3)
    ),
    mentors=tuple(
        Mentor(
            k,
            levels=(("risk", k - 4),),
            languages=ENGLISH,
            interests=frozenset({"agile_pmo"}),
            utc_offset_minutes=0,
        )
        for k in (8, 9)
    ),
)


@pytest.fixture(scope="module")
def answer() -> Matching:
    return match(PEOPLE, Policy())


@pytest.fixture(scope="module")
def solution() -> Solution:
    return solve(PEOPLE, Policy())


def stored(document: dict[str, Any]) -> dict[str, Any]:
    """The document as it comes back from the database."""
    found: dict[str, Any] = json.loads(json.dumps(document))
    return found


def test_a_pair_is_read_as_the_engine_said_it(answer: Matching, solution: Solution) -> None:
    insight = look_into(PEOPLE, Policy(), answer)

    for said, known, kept in zip(answer.pairs, insight.pairs, solution.pairs, strict=True):
        facts = pair_facts(stored(kept.reasons))
        assert facts.reasons == said.reasons
        assert facts.other_mentees == known.other_mentees
        assert facts.alternatives is not None
        assert [other.cost for other in facts.alternatives] == list(known.costs)
        assert [(o.mentor_id, o.points, o.is_taken) for o in facts.alternatives] == [
            (o.mentor_id, o.points, o.is_taken) for o in said.alternatives
        ]


def test_a_mentee_left_over_is_read_as_the_engine_said_it(
    answer: Matching, solution: Solution
) -> None:
    [said], [kept] = answer.unmatched, solution.left_over
    [remedies] = look_into(PEOPLE, Policy(), answer).remedies

    facts = left_over_facts(kept.code, stored(kept.explanation))

    assert (facts.code, facts.eligible, facts.rules) == (said.code, said.eligible, said.rules)
    assert facts.competition == said.competition is not None
    assert facts.untaught_skills == said.untaught_skills != ()
    assert [other.mentor_id for other in facts.alternatives] == [
        other.mentor_id for other in said.alternatives
    ]
    assert facts.remedies == remedies
    assert remedies.found


def test_a_round_is_read_as_the_engine_said_it(answer: Matching, solution: Solution) -> None:
    insight = look_into(PEOPLE, Policy(), answer)

    facts = round_facts(stored(solution.summary))

    assert facts.numbers == RoundNumbers(
        mentees=3,
        mentors=2,
        places=2,
        matched=2,
        unmatched=1,
        average_points=solution.summary["average_points"],
        lowest_points=answer.totals.lowest_points,
    )
    assert (facts.objective, facts.is_proved) == ("coverage", True)
    assert facts.cover == answer.cover is not None
    assert facts.left_out == insight.left_out
    assert facts.recruits == insight.recruits != ()
    assert facts.stability == insight.stability is not None
    assert facts.structure == insight.structure is not None


def test_an_empty_document_says_nothing() -> None:
    pair, left, round_ = pair_facts({}), left_over_facts("mentor_unavailable", {}), round_facts({})

    assert pair.reasons == Reasons((), (), (), (), (), None, None, None, None, None)
    assert (pair.alternatives, pair.other_mentees, pair.people) == (None, (), set())
    assert (left.code, left.eligible, left.rules, left.remedies) == (
        "mentor_unavailable",
        0,
        (),
        None,
    )
    assert (left.competition, left.alternatives, left.people) == (None, (), set())
    assert round_.numbers == RoundNumbers(0, 0, 0, 0, 0, None, None)
    assert (round_.objective, round_.is_proved, round_.cover) == ("coverage", False, None)
    assert (round_.left_out, round_.recruits) == ((), ())
    assert (round_.stability, round_.structure) == (None, None)


def test_that_nobody_else_was_found_is_not_that_nobody_was_looked_for() -> None:
    assert pair_facts({"alternatives": []}).alternatives == ()
    assert pair_facts({}).alternatives is None


def test_alternatives_from_before_there_were_costs_are_read() -> None:
    [other] = pair_facts({"alternatives": [{"mentor_id": 8, "points": 40}]}).alternatives or ()

    assert (other.mentor_id, other.points, other.is_taken, other.cost) == (8, 40, False, None)


def test_a_round_from_before_there_were_certificates_and_insight_is_read() -> None:
    facts = round_facts({"mentees": 5, "matched": 3, "average_points": 61.5, "is_proved": True})

    assert (facts.numbers.unmatched, facts.numbers.average_points) == (2, 61.5)
    assert facts.is_proved
    assert round_facts({"certificate": {"prices": {}}}).cover is None


def test_what_is_not_known_any_more_is_passed_over() -> None:
    reasons = {"gaps": [{"skill": "risk", "colour": "red"}], "weather": "fine"}

    [gap] = pair_facts(reasons).reasons.gaps

    assert (gap.skill, gap.level, gap.reached) == ("risk", 0, 0)


@pytest.mark.parametrize("damage", [None, "", "x", [], [1], 7])
def test_what_is_no_document_says_nothing(damage: Any) -> None:
    facts = round_facts({"certificate": damage, "insight": damage})

    assert (facts.cover, facts.recruits, facts.stability) == (None, (), None)
    assert (
        left_over_facts("all_taken", {"competition": damage, "remedies": damage}).remedies is None
    )


def test_nothing_and_none_are_told_apart() -> None:
    assert value_of(Remedy, {"mentor_id": 0}).mentor_id == 0
    assert value_of(Remedy, {}).mentor_id is None
    assert value_of(Cost, {"loses": None, "gains": 0}) == Cost(0, 0, (), None, 0)
