"""Rounds whose answer everybody can see."""

from dataclasses import replace

import pytest

from matchmaker.matching import (
    CandidateGraph,
    Matching,
    Mentee,
    Mentor,
    People,
    Policy,
    Weights,
    rank_mentors,
)
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of
from tests.matching.proved import assign, match


def pairs_of(matching: Matching) -> list[tuple[int, int]]:
    return [(pair.mentee_id, pair.mentor_id) for pair in matching.pairs]


def test_somebody_with_both_roles_is_never_paired_with_themself() -> None:
    people = people_of([a_mentee(1)], [a_mentor(1, places=5)])

    matching = match(people, Policy(rules=NO_RULES))

    assert matching.pairs == ()
    assert matching.unmatched[0].code == "no_eligible_mentor"
    assert [count.rule for count in matching.unmatched[0].rules] == ["self"]


def test_two_by_two_with_one_pair_forbidden_and_no_score_gives_two_pairs() -> None:
    people = people_of([Mentee(1), Mentee(2)], [Mentor(8), Mentor(9)], excluded=[(1, 8)])

    matching = match(people, Policy(rules=NO_RULES))

    assert pairs_of(matching) == [(1, 9), (2, 8)]
    assert matching.totals.units == 0


def test_two_pairs_come_before_one_pair_with_a_higher_score() -> None:
    graph = CandidateGraph.from_edges(2, 2, 1, [0, 0, 1], [0, 1, 0], [10, 4, 4])

    assert assign(graph).mentor_of.tolist() == [1, 0]


def test_a_mentor_without_a_place_is_never_matched() -> None:
    matching = match(people_of([a_mentee(1)], [a_mentor(9, places=0)]), Policy())

    assert matching.pairs == ()
    assert [count.rule for count in matching.unmatched[0].rules] == ["no_place"]


@pytest.mark.parametrize("pair", [(1, 9), (9, 1)])
def test_an_earlier_pair_is_not_repeated_in_either_direction(pair: tuple[int, int]) -> None:
    people = people_of([a_mentee(1)], [a_mentor(9)], met_before=[pair])

    assert match(people, Policy()).pairs == ()


def test_nothing_in_common_scores_nothing() -> None:
    mentee = a_mentee(1, interests=frozenset({"agile"}), languages=frozenset({"pl"}))
    mentor = Mentor(9, levels=(("budgeting", 5),), interests=frozenset({"public sector"}))

    matching = match(people_of([mentee], [mentor]), Policy(rules=NO_RULES))

    assert matching.pairs[0].units == 0


@pytest.mark.parametrize(
    ("mentee", "mentor"),
    [
        (Mentee(1), Mentor(9)),
        (Mentee(1), a_mentor(9, location="Leeds", utc_offset_minutes=0, ladder_step=3)),
        (a_mentee(1, location="Leeds", utc_offset_minutes=0, ladder_step=1), Mentor(9)),
    ],
)
def test_an_empty_profile_scores_nothing(mentee: Mentee, mentor: Mentor) -> None:
    matching = match(people_of([mentee], [mentor]), Policy(rules=NO_RULES))

    assert matching.pairs[0].units == 0


def test_one_shared_language_alone_is_no_good_score() -> None:
    people = people_of([a_mentee(1, needs=())], [a_mentor(9, levels=())])

    matching = match(people, Policy(rules=NO_RULES))

    assert matching.pairs[0].points == 1


def test_who_waited_longer_comes_before_a_higher_score() -> None:
    waiting = a_mentee(1, priority=2)
    better = a_mentee(2, interests=frozenset({"agile"}))
    people = people_of([waiting, better], [a_mentor(9, interests=frozenset({"agile"}))])

    assert pairs_of(match(people, Policy())) == [(1, 9)]


def test_more_matches_come_before_who_waited_longer() -> None:
    graph = CandidateGraph.from_edges(3, 2, 1, [0, 1, 2, 2], [0, 0, 0, 1], [1, 1, 99, 1])

    assert assign(graph, [5, 9, 7]).mentor_of.tolist() == [-1, 0, 1]


def test_equal_answers_are_decided_by_ids_and_seed_alone() -> None:
    mentees, mentors = [a_mentee(k) for k in range(1, 7)], [a_mentor(k) for k in range(10, 15)]
    answers = set()

    for seed in range(12):
        forwards = match(people_of(mentees, mentors), Policy(seed=seed))
        backwards = match(people_of(mentees[::-1], mentors[::-1]), Policy(seed=seed))
        assert forwards == backwards
        answers.add(tuple(pairs_of(forwards)))

    assert len(answers) > 6


def test_a_lock_is_kept_against_a_better_answer_and_a_switchable_rule() -> None:
    mentees = [a_mentee(1, languages=frozenset({"pl"})), a_mentee(2)]
    people = people_of(mentees, [a_mentor(9)], locked=[(1, 9)])

    matching = match(people, Policy())

    assert pairs_of(matching) == [(1, 9)]
    assert matching.pairs[0].is_locked
    assert matching.totals.candidates == 2
    assert matching.unmatched[0].code == "all_taken"


@pytest.mark.parametrize(
    ("people", "codes"),
    [
        (People(), []),
        (people_of([a_mentee(1)], []), ["no_mentors"]),
        (people_of([], [a_mentor(9)]), []),
        (people_of([a_mentee(1, needs=())], [a_mentor(9)]), ["no_gap_stated"]),
        (people_of([a_mentee(1)], [a_mentor(9, levels=())]), ["no_eligible_mentor"]),
    ],
)
def test_a_round_without_pairs_is_an_answer_with_its_reasons(
    people: People, codes: list[str]
) -> None:
    matching = match(people, Policy())

    assert matching.pairs == ()
    assert matching.totals.lowest_points is None
    assert [left_over.code for left_over in matching.unmatched] == codes


@pytest.mark.parametrize(
    "criterion",
    ["gap_coverage", "interests", "certifications", "languages", "location", "seniority"],
)
def test_each_criterion_decides_where_it_alone_has_weight(criterion: str) -> None:
    mentee = Mentee(
        1,
        needs=a_mentee(1).needs,
        interests=frozenset({"agile"}),
        certifications_wanted=frozenset({"PMP"}),
        languages=frozenset({"pl"}),
        location="Leeds",
        ladder_step=1,
    )
    suited = {
        "gap_coverage": Mentor(2, levels=(("planning", 4),)),
        "interests": Mentor(3, interests=frozenset({"agile"})),
        "certifications": Mentor(4, certifications_held=frozenset({"PMP"})),
        "languages": Mentor(5, languages=frozenset({"pl"})),
        "location": Mentor(6, location="Leeds"),
        "seniority": Mentor(7, ladder_step=2),
    }
    only = replace(Weights(0, 0, 0, 0, 0, 0), **{criterion: 1})
    people = people_of([mentee], list(suited.values()))

    matching = match(people, Policy(only, NO_RULES))

    assert pairs_of(matching) == [(1, suited[criterion].id)]
    assert [part.criterion for part in matching.pairs[0].reasons.criteria if part.units] == [
        criterion
    ]


def test_the_next_best_mentor_is_ranked_among_those_with_a_free_place() -> None:
    interests = frozenset({"agile"})
    mentors = [
        a_mentor(7, places=1, interests=interests),
        a_mentor(8, places=2, interests=interests),
        a_mentor(9),
        a_mentor(10, languages=frozenset({"pl"})),
    ]
    people = people_of(
        [a_mentee(1, interests=interests), a_mentee(2), a_mentee(3)],
        mentors,
        locked=[(2, 7), (3, 8)],
    )

    ranked = rank_mentors(people, Policy(), 1)

    assert [candidate.mentor_id for candidate in ranked] == [8, 9]
    assert ranked[0].points > ranked[1].points
    assert ranked[0].reasons.interests == ("agile",)


def test_a_mentees_own_lock_takes_no_place_from_their_ranking() -> None:
    people = people_of([a_mentee(1), a_mentee(2)], [a_mentor(7), a_mentor(8)], locked=[(1, 7)])

    assert {candidate.mentor_id for candidate in rank_mentors(people, Policy(), 1)} == {7, 8}
    assert {candidate.mentor_id for candidate in rank_mentors(people, Policy(), 2)} == {8}


def test_a_locked_mentee_has_no_other_candidate() -> None:
    people = people_of([a_mentee(1)], [a_mentor(7), a_mentor(8)], locked=[(1, 7)])

    matching = match(people, Policy())

    assert matching.totals.candidates == 1
    assert matching.pairs[0].alternatives == ()
