"""The engine's facts in words: right for each reader, and never more than they may know."""

import re
from dataclasses import asdict

import pytest

from matchmaker.matching import Mentee, Mentor, People, Policy, SkillNeed, match
from matchmaker.matching.candidates.rules import RULE_ORDER
from matchmaker.matching.values.errors import Contradiction
from matchmaker.matching.values.policy import CRITERIA
from matchmaker.messages import format_duration, format_list
from matchmaker.services.engine.stored import Reasons, left_over_facts, value_of
from matchmaker.services.wording.grammar import counted, in_words
from matchmaker.services.wording.reasons import (
    CRITERION_NAMES,
    criterion_sentence,
    gap_lines,
    points_together,
    reason_lines,
)
from matchmaker.services.wording.unmatched import (
    RULE_NAMES,
    UnmatchedReader,
    contradiction_words,
    why_unmatched,
)

ADA = Mentee(
    1,
    needs=(SkillNeed("risk", 1, 4, 3), SkillNeed("finance", 2, 3)),
    interests=frozenset({"agile_pmo", "public_sector"}),
    certifications_wanted=frozenset({"pmp"}),
    languages=frozenset({"en", "de"}),
    utc_offset_minutes=0,
    ladder_step=1,
    target_step=4,
)
CLEO = Mentor(
    9,
    levels=(("risk", 3),),
    interests=frozenset({"agile_pmo"}),
    certifications_held=frozenset({"pmp"}),
    languages=frozenset({"en"}),
    utc_offset_minutes=330,
    ladder_step=3,
)


NOTHING = value_of(Reasons, {})


def reasons_of_a_pair() -> Reasons:
    matching = match(People(mentees=(ADA,), mentors=(CLEO,)), Policy())
    return matching.pairs[0].reasons


def test_every_criterion_and_every_rule_of_the_engine_has_words() -> None:
    assert set(CRITERION_NAMES) == set(CRITERIA)
    assert set(RULE_NAMES) == set(RULE_ORDER)


def test_the_mentor_reads_what_they_can_do_for_the_mentee() -> None:
    sentences = {
        line.criterion: line.sentence for line in reason_lines(reasons_of_a_pair(), "mentor")
    }

    assert sentences == {
        "gap_coverage": "You can help with: Risk, issue and dependency management "
        "(from level 1 to 3).",
        "interests": "You both chose Agile PMO.",
        "certifications": "You have what your mentee is aiming for: PMP.",
        "languages": "You both speak English.",
        "location": "Different places; the clocks differ by 5½ hours.",
        "seniority": "You are a PMO specialist, two steps ahead on the role ladder.",
    }


def test_the_lines_carry_the_points_and_what_was_possible() -> None:
    lines = {line.criterion: line for line in reason_lines(reasons_of_a_pair())}

    assert (lines["certifications"].points, lines["certifications"].most_points) == ("10", "10")
    assert lines["gap_coverage"].most_points == "50"


def test_equal_reasons_read_alike_and_the_parts_add_up_to_the_total() -> None:
    def reasons(*units: int) -> Reasons:
        names = ("languages", "interests", "seniority")
        parts = [
            {"criterion": name, "points": 0, "units": part, "most_units": 500}
            for name, part in zip(names, units, strict=True)
        ]
        return value_of(Reasons, {"criteria": parts})

    one, other = reasons(166, 390, 0), reasons(166, 130, 500)

    assert [line.points for line in reason_lines(one)] == ["1.66", "3.9", "0"]
    assert [line.points for line in reason_lines(other)] == ["1.66", "1.3", "5"]
    assert (points_together(one, 5), points_together(other, 7)) == ("5.56", "7.96")
    assert points_together(NOTHING, 7) == "7"


def test_a_sentence_speaks_to_its_reader() -> None:
    facts = value_of(Reasons, {"certifications": ["capm"], "languages": ["en"]})

    assert criterion_sentence("certifications", facts, "mentee") == (
        "Your mentor has what you are aiming for: CAPM."
    )
    assert criterion_sentence("languages", facts, "mentor") == "You both speak English."


def test_a_gap_keeps_its_levels() -> None:
    gap = gap_lines(reasons_of_a_pair())[0]

    assert (gap.skill, gap.level, gap.reached, gap.target) == ("risk", 1, 3, 4)


def test_missing_facts_make_a_sentence_and_no_error() -> None:
    assert reason_lines(NOTHING) == []
    for criterion in CRITERIA:
        assert criterion_sentence(criterion, NOTHING).endswith(".")


def test_a_code_that_the_taxonomy_has_lost_is_still_readable() -> None:
    facts = value_of(Reasons, {"interests": ["old_topic"]})

    assert criterion_sentence("interests", facts) == "Both chose Old topic."


def test_a_mentee_without_an_eligible_mentor_learns_which_rules_took_them_away() -> None:
    facts = {"rules": [rule("shared_language", 6), rule("teachable_gap", 70), rule("self", 0)]}

    why = why_unmatched(left_over_facts("no_eligible_mentor", facts), "mentee")

    assert why.headline == "No mentor could be paired with you."
    assert why.details == (
        "Five to nine mentors shared no language with you.",
        "Ten or more mentors could not teach any of your gaps.",
    )


def test_a_mentee_learns_what_they_could_add_to_their_own_profile() -> None:
    facts = {"rules": [rule("reporting_line", 7), rule("shared_language", 9)]}

    told = why_unmatched(left_over_facts("no_eligible_mentor", facts), "mentee")

    assert told.details[0] == "Five to nine mentors were in your reporting line."
    assert told.advice == (
        "Another language, if you really speak it: add it to your profile. Five to nine mentors "
        "share none of those you gave.",
    )
    assert why_unmatched(left_over_facts("no_eligible_mentor", facts), "other").advice == ()


def test_a_mentee_never_learns_that_somebody_ruled_them_out() -> None:
    facts = {"rules": [rule("excluded", 1), rule("unavailable", 2)]}

    told = why_unmatched(left_over_facts("no_eligible_mentor", facts), "mentee")
    known = why_unmatched(left_over_facts("no_eligible_mentor", facts), "other")

    assert told.details == ("Fewer than five mentors were not available this month.",)
    assert "One mentor was ruled out by a wish or a ban." in known.details


DIGITS = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE
)
BANDS = re.compile("fewer than five|five to nine|ten or more", re.IGNORECASE)


@pytest.mark.parametrize("code", ["no_eligible_mentor", "all_taken", "outscored"])
def test_a_mentee_is_told_counts_in_bands_alone(code: str) -> None:
    def told(count: int) -> list[str]:
        facts = {
            "eligible": count,
            "rules": [rule("shared_language", count), rule("excluded", count)],
            "competition": {
                "mentees": count + 2,
                "mentors": count,
                "places": count + 1,
                "waited_longer": count,
            },
        }
        why = why_unmatched(left_over_facts(code, facts), "mentee")
        return [why.headline, *why.details, *why.advice]

    for band in (range(1, 5), range(5, 10), range(10, 40)):
        assert len({tuple(told(count)) for count in band}) == 1
    for count in range(1, 40):
        exact = [text for text in told(count) if DIGITS.search(BANDS.sub("", text))]
        assert exact == []


@pytest.mark.parametrize("reason", ["all_taken", "outscored"])
def test_a_mentee_learns_of_a_bottleneck_without_small_numbers(reason: str) -> None:
    competition = {"mentees": 6, "mentors": 3, "places": 4, "waited_longer": 2}
    facts = {"eligible": 3, "competition": competition}

    why = why_unmatched(left_over_facts(reason, facts), "mentee")

    told = " ".join((why.headline, *why.details)).lower()
    assert "fewer than five mentors suited you" in told
    assert not [word for word in ("one ", "two ", "three ", "four ", "six ") if word in told]


def test_a_mentee_who_came_too_short_reads_the_bottleneck() -> None:
    rival = Mentee(2, needs=ADA.needs, languages=ADA.languages, priority=1)
    matching = match(People(mentees=(ADA, rival), mentors=(CLEO,)), Policy())
    left_over = matching.unmatched[0]

    why = why_unmatched(left_over_facts(left_over.code, asdict(left_over)))

    assert why.headline == "One mentor suited this mentee, and every place was taken."
    assert why.details == (
        "Two mentees could turn only to one mentor with one place between them.",
        "One mentee matched there comes first: they have waited longer, or a match of theirs fell "
        "through.",
    )


def test_who_came_first_is_counted_to_a_coordinator_alone() -> None:
    def told(number: int, reader: UnmatchedReader) -> str:
        competition = {"mentees": 20, "mentors": 8, "places": 9, "waited_longer": number}
        facts = {"eligible": 8, "competition": competition}
        return why_unmatched(left_over_facts("all_taken", facts), reader).details[1].split(":")[0]

    assert told(4, "other") == "Four mentees matched there come first"
    assert told(4, "mentee") == "Some of those matched there come first"
    assert told(60, "mentee") == "Some of those matched there come first"


def test_skills_in_which_nobody_is_further_are_named_without_saying_that_nobody_teaches_them() -> (
    None
):
    facts = {"untaught_skills": ["finance", "risk"]}

    known = why_unmatched(left_over_facts("no_eligible_mentor", facts))
    told = why_unmatched(left_over_facts("no_eligible_mentor", facts), "mentee")

    assert known.advice == (
        "Nobody who takes part can take this mentee further in Budgeting, forecasting and "
        "financial reporting or Risk, issue and dependency management than they are now: worth "
        "looking for somebody who can.",
    )
    assert told.advice == (
        "No mentor can take you further in Budgeting, forecasting and financial reporting or Risk, "
        "issue and dependency management yet; another gap in your profile could open more doors.",
    )


def test_a_contradiction_names_the_rule_and_not_its_code() -> None:
    names = {1: "Ada", 2: "Mia"}

    assert contradiction_words(Contradiction("forbidden", 1, 2, "no_place"), names) == (
        "lock of Ada and Mia: forbidden by the rule “a mentor needs a free place”"
    )
    assert contradiction_words(Contradiction("locked_twice", 1, locks=2), names) == (
        "locked Ada appears 2 times"
    )
    assert (
        contradiction_words(Contradiction("too_many_locks", mentor_id=2, locks=3, places=1), names)
        == "Mia: 3 locked mentees for 1 places"
    )
    assert contradiction_words(Contradiction("unknown_pair", 1, 9), names) == (
        "lock of Ada and somebody: unknown pair"
    )


def test_numbers_in_one_sentence_are_all_words_or_all_digits() -> None:
    assert in_words(4, beside=[5, 1]) == "four"
    assert in_words(4, beside=[6]) == "4"
    assert counted(1, "place", beside=[7]) == "1 place"
    assert counted(2, "mentee", beside=[1.4]) == "2 mentees"


@pytest.mark.parametrize("reason", ["no_mentors", "no_gap_stated", "all_taken", "something_new"])
def test_each_reason_has_a_sentence_without_facts(reason: str) -> None:
    assert why_unmatched(left_over_facts(reason, {}), "mentee").headline.endswith(".")


def test_lists_numbers_and_times_read_well() -> None:
    assert [format_list(names) for names in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [counted(n, "place") for n in (0, 1, 2, 1200)] == [
        "no places",
        "one place",
        "two places",
        "1,200 places",
    ]
    assert [format_duration(m) for m in (60, 330, 345, 45)] == [
        "one hour",
        "5½ hours",
        "5 h 45 min",
        "45 minutes",
    ]


def rule(code: str, removed: int) -> dict[str, object]:
    return {"rule": code, "removed": removed, "forbidden": removed, "alone": removed}
