"""What is said about a pair, and about a mentee without one."""

import json
from dataclasses import asdict
from random import Random

from matchmaker.matching import Competition, Policy, RuleCount, SkillNeed
from tests.matching.builders import a_mentee, a_mentor, people_of, random_people
from tests.matching.proved import match


def test_a_pair_says_what_it_has_in_common_and_which_gaps_it_closes() -> None:
    mentee = a_mentee(
        1,
        needs=(
            SkillNeed("planning", 1, 3),
            SkillNeed("reporting", 0, 5, importance=3),
            SkillNeed("budgeting", 2, 4),
            SkillNeed("coaching", None, 4),
        ),
        interests=frozenset({"agile", "career"}),
        certifications_wanted=frozenset({"PMP"}),
        location="Leeds",
        utc_offset_minutes=0,
        ladder_step=1,
        target_step=3,
    )
    mentor = a_mentor(
        9,
        levels=(("planning", 5), ("reporting", 4), ("budgeting", 2), ("coaching", 5)),
        interests=frozenset({"agile"}),
        certifications_held=frozenset({"PMP", "MSP"}),
        location="Leeds",
        utc_offset_minutes=60,
        ladder_step=2,
    )

    reasons = match(people_of([mentee], [mentor]), Policy()).pairs[0].reasons

    assert [(gap.skill, gap.level, gap.reached, gap.target) for gap in reasons.gaps] == [
        ("reporting", 0, 4, 5),
        ("planning", 1, 3, 3),
    ]
    assert reasons.interests == ("agile",)
    assert reasons.certifications == ("PMP",)
    assert reasons.languages == ("en",)
    assert (reasons.location, reasons.minutes_apart) == ("Leeds", 60)
    assert (reasons.mentee_step, reasons.target_step, reasons.mentor_step) == (1, 3, 2)


def test_alternatives_are_the_three_best_others_and_say_who_is_taken() -> None:
    words = ["a", "b", "c"]
    mentees = [a_mentee(1, interests=frozenset(words)), a_mentee(2)]
    mentors = [a_mentor(10 + k, interests=frozenset(words[:k])) for k in range(4)]
    mentors.append(a_mentor(20, interests=frozenset(words), languages=frozenset({"pl"})))

    matching = match(people_of(mentees, mentors, locked=[(2, 12)]), Policy())

    first = matching.pairs[0]
    assert first.mentor_id == 13
    assert [(a.mentor_id, a.is_taken) for a in first.alternatives] == [
        (12, True),
        (11, False),
        (10, False),
    ]
    assert all(first.units >= alternative.units for alternative in first.alternatives)


def test_rules_are_counted_in_their_order_alone_and_for_themselves() -> None:
    polish = frozenset({"pl"})
    mentors = [
        a_mentor(7, languages=polish),
        a_mentor(8, languages=polish, levels=()),
        a_mentor(9, levels=(("planning", 2),)),
        a_mentor(10, places=0),
    ]

    left_over = match(people_of([a_mentee(1)], mentors), Policy()).unmatched[0]

    assert left_over.code == "no_eligible_mentor"
    assert left_over.rules == (
        RuleCount("no_place", removed=1, forbidden=1, alone=1),
        RuleCount("shared_language", removed=2, forbidden=2, alone=1),
        RuleCount("teachable_gap", removed=1, forbidden=2, alone=1),
    )


def test_skills_that_nobody_can_teach_are_named() -> None:
    needs = (SkillNeed("planning", 3, 5), SkillNeed("coaching", 0, 2), SkillNeed("budgeting", 2, 4))
    mentors = [a_mentor(9, levels=(("planning", 3), ("budgeting", 5)))]

    people = people_of([a_mentee(1, needs=needs, languages=frozenset())], mentors)
    left_over = match(people, Policy()).unmatched[0]

    assert left_over.untaught_skills == ("coaching", "planning")


def test_a_bottleneck_counts_those_who_can_turn_nowhere_else() -> None:
    polish = frozenset({"pl"})
    crowd = [a_mentee(k, languages=polish, priority=k % 2) for k in range(1, 6)]
    bridge = a_mentee(6, languages=polish | {"en"})
    mentors = [
        a_mentor(10, languages=polish, places=2),
        a_mentor(11, languages=polish),
        a_mentor(12, places=4),
    ]

    unmatched = match(people_of([*crowd, bridge], mentors), Policy()).unmatched

    assert [left_over.mentee_id % 2 for left_over in unmatched] == [0, 0]
    assert {left_over.code for left_over in unmatched} == {"all_taken"}
    assert unmatched[0].competition == Competition(mentees=5, mentors=2, places=3, waited_longer=3)
    assert [alternative.is_taken for alternative in unmatched[0].alternatives] == [True, True]


def test_bottlenecks_do_not_count_each_others_mentees_nor_equal_claims_as_longer() -> None:
    polish = frozenset({"pl"})
    mentees = [*(a_mentee(k) for k in (1, 2, 3)), *(a_mentee(k, languages=polish) for k in (4, 5))]
    mentors = [a_mentor(8), a_mentor(9, languages=polish)]

    unmatched = match(people_of(mentees, mentors), Policy()).unmatched

    assert [left_over.competition for left_over in unmatched] == [
        Competition(mentees=3, mentors=1, places=1, waited_longer=0),
        Competition(mentees=3, mentors=1, places=1, waited_longer=0),
        Competition(mentees=2, mentors=1, places=1, waited_longer=0),
    ]


def test_every_bottleneck_holds_more_mentees_than_places() -> None:
    random = Random(3)
    seen = 0

    for _ in range(300):
        matching = match(random_people(random, most_mentees=6), Policy(rules=frozenset()))
        for left_over in matching.unmatched:
            if left_over.competition:
                seen += 1
                assert left_over.competition.mentees > left_over.competition.places

    assert seen > 50


def test_everything_that_is_said_can_be_kept_as_json() -> None:
    people = random_people(Random(0), most_mentees=6)
    matching = match(people, Policy(rules=frozenset()))

    assert matching.pairs
    assert matching.unmatched
    assert json.loads(json.dumps(asdict(matching)))["totals"]["mentees"] == len(people.mentees)
