"""What other choices cost and what would help, said so that a coordinator can read it aloud."""

from typing import Any

import pytest

from matchmaker.services.engine.stored import (
    Cost,
    Cover,
    LeftOverFacts,
    Recruit,
    Stability,
    Structure,
    left_over_facts,
    pair_facts,
    value_of,
)
from matchmaker.services.wording.choices import (
    cost_sentence,
    cover_sentence,
    dependence_sentences,
    left_out_sentence,
    points_of,
    proof_sentence,
    recruit_sentence,
    remedy_sentences,
    stability_sentences,
)

NAMES = {1: "Ada", 2: "Ben", 3: "Cid", 8: "Mia", 9: "Max"}
NOTHING: dict[str, Any] = {"matched": 0, "units": 0, "moves": [], "loses": None, "gains": None}


def left_over(facts: dict[str, Any]) -> LeftOverFacts:
    return left_over_facts(facts.get("code", "no_eligible_mentor"), facts)


def a_move(mentee_id: int, from_id: int | None, to_id: int | None) -> dict[str, Any]:
    return {"mentee_id": mentee_id, "from_id": from_id, "to_id": to_id}


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        (None, ""),
        (NOTHING, "Costs nothing."),
        (NOTHING | {"units": 3}, "Costs next to nothing."),
        (NOTHING | {"units": 420}, "Costs 4.2 points in all."),
        (NOTHING | {"units": -100}, "Brings one point in all."),
        (
            NOTHING | {"units": 2000, "moves": [a_move(2, 8, 9)]},
            "Costs 20 points in all; Ben would go to Max.",
        ),
        (
            NOTHING | {"matched": 1, "units": 500, "loses": 2, "moves": [a_move(2, 8, None)]},
            "Costs five points in all; Ben would have no mentor.",
        ),
        (
            NOTHING | {"loses": 2, "gains": 3, "moves": [a_move(2, 8, None), a_move(3, None, 9)]},
            "Costs nothing; Ben would have no mentor, and Cid would have one.",
        ),
        (
            NOTHING | {"moves": [a_move(k, 8, 9) for k in (1, 2, 3)]},
            "Costs nothing; three other mentees would change mentors.",
        ),
        (
            NOTHING | {"units": 420, "moves": [a_move(k, 8, 9) for k in (1, 2, 3)]},
            "Costs 4.2 points in all; 3 other mentees would change mentors.",
        ),
        (
            NOTHING | {"loses": 77, "moves": [a_move(77, 8, None)]},
            "Costs nothing; somebody who has left would have no mentor.",
        ),
    ],
)
def test_a_cost_is_a_sentence(cost: dict[str, Any] | None, sentence: str) -> None:
    assert cost_sentence(cost and value_of(Cost, cost), NAMES) == sentence


def a_remedy(kind: str, **known: Any) -> dict[str, Any]:
    nothing = {"matched": 1, "mentor_id": None, "places": 0, "with_mentor_id": None}
    return nothing | {"kind": kind, "rule": None, "skill": None, "languages": []} | known


@pytest.mark.parametrize(
    ("remedy", "sentence"),
    [
        (a_remedy("place", mentor_id=8, places=1, with_mentor_id=8), "One more place with Mia."),
        (
            a_remedy("place", mentor_id=8, places=3, with_mentor_id=9),
            "Three more places with Mia (fewer would not be enough); others would move, and Max "
            "would mentor.",
        ),
        (
            a_remedy("rule", rule="met_before", with_mentor_id=9, matched=2),
            "Without the rule “not a pair that met before”: Max would be the mentor, and two more "
            "mentees matched in all.",
        ),
        (
            a_remedy("rule", rule="met_before", with_mentor_id=9, matched=0),
            "Without the rule “not a pair that met before”: Max would be the mentor.",
        ),
        (
            a_remedy("recruit", skill="risk", places=2),
            "One more mentor strong in Risk, issue and dependency management, with two places.",
        ),
        (
            a_remedy("recruit", skill="risk", places=1, languages=["de", "pl"]),
            "One more mentor strong in Risk, issue and dependency management who speaks German or "
            "Polish.",
        ),
    ],
)
def test_a_remedy_is_a_sentence(remedy: dict[str, Any], sentence: str) -> None:
    facts = {"remedies": {"found": [remedy], "is_complete": True}}

    assert remedy_sentences(left_over(facts), NAMES) == (sentence,)


def test_that_fewer_places_would_not_be_enough_is_said_only_where_fewer_were_tried() -> None:
    remedy = a_remedy("place", mentor_id=8, places=2, with_mentor_id=8)

    tried, untried = (
        remedy_sentences(left_over({"remedies": {"found": [remedy], "is_complete": done}}), NAMES)
        for done in (True, False)
    )

    assert tried == ("Two more places with Mia (fewer would not be enough).",)
    assert untried == ("Two more places with Mia.",)


def test_that_nothing_small_helps_is_said_only_where_all_was_tried() -> None:
    tried, untried = (
        remedy_sentences(left_over({"remedies": {"found": [], "is_complete": done}}), NAMES)
        for done in (True, False)
    )

    assert tried[0].startswith("None of these alone would be enough: up to three more places")
    assert untried == ("None of the small changes that were tried would be enough.",)
    assert remedy_sentences(left_over({}), NAMES) == ()


def test_a_round_without_a_gap_needs_no_change_of_mentors() -> None:
    facts = {"code": "no_gap_stated", "remedies": {"found": [], "is_complete": True}}

    assert remedy_sentences(left_over(facts), NAMES) == ()


def test_stability_is_said_in_two_sentences() -> None:
    calm = {"blocking_pairs": 0, "mentees": 0, "mentors": 0, "beside_a_free_place": 0}

    def told(**found: int) -> tuple[str, ...]:
        return stability_sentences(value_of(Stability, calm | found))

    assert stability_sentences(None) == ()
    assert told()[0].startswith("No mentee and mentor would both score higher")
    assert told(blocking_pairs=1)[0].startswith("One pair of a mentee")
    assert "please report" in told(beside_a_free_place=2)[1]


def test_only_a_mentor_with_too_few_places_is_named_as_needed() -> None:
    only = [
        {"mentor_id": 8, "mentees": 3, "places": 1},
        {"mentor_id": 9, "mentees": 2, "places": 2},
    ]

    assert dependence_sentences(value_of(Structure, {"only_mentors": only}), NAMES) == (
        "Mia is the only mentor who suits three mentees, with one place.",
    )


def test_everybody_in_a_sentence_is_known_beforehand() -> None:
    cost = NOTHING | {"loses": 1, "gains": 2, "moves": [a_move(3, 8, 9)]}
    facts = {
        "alternatives": [{"mentor_id": 8, "cost": cost}],
        "other_mentees": [{"mentee_id": 2, "mentor_id": None, "cost": None}],
    }
    remedies = {"found": [a_remedy("place", mentor_id=8, with_mentor_id=9)]}

    assert pair_facts(facts).people == {1, 2, 3, 8, 9}
    assert left_over({"remedies": remedies}).people == {8, 9}
    assert left_over({"alternatives": facts["alternatives"]}).people == {1, 2, 3, 8, 9}


@pytest.mark.parametrize(
    ("units", "words"), [(100, "one point"), (140, "1.4 points"), (123_456, "1,234.6 points")]
)
def test_points_have_at_most_one_decimal(units: int, words: str) -> None:
    assert points_of(units) == words


def test_a_recruit_that_brings_points_alone_says_so() -> None:
    assert (
        recruit_sentence(value_of(Recruit, {"matched": 0, "units": 640}))
        == "6.4 points more in total"
    )
    assert (
        recruit_sentence(value_of(Recruit, {"matched": 2, "units": -50}))
        == "two more mentees matched"
    )


def test_what_a_recruit_brings_is_all_in_words_or_all_in_digits() -> None:
    assert [
        recruit_sentence(value_of(Recruit, {"matched": 2, "units": units}))
        for units in (300, 640, 1200)
    ] == [
        "two more mentees matched and three points more in total",
        "2 more mentees matched and 6.4 points more in total",
        "2 more mentees matched and 12 points more in total",
    ]


def test_each_objective_has_its_own_proof() -> None:
    sentences = {proof_sentence(code) for code in ("coverage", "best_score", "fair")}

    assert len(sentences) == 3
    assert all(sentence.endswith("Checked independently.") for sentence in sentences)


def test_a_shortage_is_said_in_numbers_and_nothing_where_there_is_none() -> None:
    cover = {"mentor_ids": [8, 9, 11], "mentees": 7, "places": 5}

    assert cover_sentence(value_of(Cover, cover)) == (
        "7 mentees can turn only to 3 mentors with 5 places between them, so 2 of them "
        "must go without, whoever is chosen."
    )
    assert cover_sentence(None) == ""


def test_what_a_large_round_lacks_is_named() -> None:
    assert left_out_sentence([]) == ""
    assert left_out_sentence(["costs", "others", "shape"]) == (
        "Left out for so large a round: what other choices would cost; whom else each mentor "
        "could have had; on whom many mentees depend. Of the changes that could help, only the "
        "likeliest were tried."
    )
    assert left_out_sentence(["changes"]) == (
        "Left out for so large a round: what would help whom and where to recruit."
    )
    assert left_out_sentence(["costs"]) == (
        "Left out for so large a round: what other choices would cost."
    )
