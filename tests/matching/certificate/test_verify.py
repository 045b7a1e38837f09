"""The independent check accepts the best answer, and catches each way of tampering with it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from matchmaker.matching import (
    OBJECTIVES,
    CandidateGraph,
    Cover,
    Matching,
    People,
    Policy,
    verify_assignment,
)
from matchmaker.matching.values.policy import Objective
from tests.matching import proved
from tests.matching.builders import NO_RULES, a_mentee, a_mentor, people_of, random_people
from tests.matching.proved import assign, match, verify

pytestmark = pytest.mark.usefixtures("each_solver")

AGILE = frozenset({"agile"})


@pytest.fixture
def people() -> People:
    """Mentors 8 and 9 are wanted by all four; 9 suits 1 and 2 better; 7 is only for 4."""
    return people_of(
        [
            a_mentee(1, interests=AGILE),
            a_mentee(2, interests=AGILE, priority=1),
            a_mentee(3),
            a_mentee(4, languages=frozenset({"pl", "en"})),
        ],
        [
            a_mentor(7, languages=frozenset({"pl"}), places=2),
            a_mentor(8),
            a_mentor(9, interests=AGILE),
        ],
    )


def test_the_engines_own_answer_is_proved(people: People) -> None:
    verdict = verify(people, Policy(), match(people, Policy()))

    assert verdict.is_proved
    assert (verdict.mentees, verdict.matched, verdict.candidates) == (4, 3, 9)


def _drop_a_pair(matching: Matching) -> Matching:
    return replace(matching, pairs=matching.pairs[1:])


def _leave_somebody_out(matching: Matching) -> Matching:
    gone = matching.pairs[0].mentee_id
    left_over = replace(matching.unmatched[0], mentee_id=gone)
    return replace(matching, pairs=matching.pairs[1:], unmatched=(*matching.unmatched, left_over))


def _swap_mentors(matching: Matching) -> Matching:
    by_mentor = {pair.mentor_id: pair for pair in matching.pairs}
    first, second = by_mentor[8], by_mentor[9]
    swapped = (
        replace(first, mentor_id=9, units=second.units),
        replace(second, mentor_id=8, units=first.units),
    )
    return replace(matching, pairs=(*swapped, by_mentor[7]))


def _repeat_a_pair(matching: Matching) -> Matching:
    return replace(matching, pairs=(*matching.pairs, matching.pairs[0]))


def _pair_against_a_rule(matching: Matching) -> Matching:
    return replace(matching, pairs=(replace(matching.pairs[0], mentor_id=7), *matching.pairs[1:]))


def _fill_a_mentor_twice(matching: Matching) -> Matching:
    return replace(
        matching,
        pairs=tuple(
            replace(pair, mentor_id=8) if pair.mentor_id == 9 else pair for pair in matching.pairs
        ),
    )


def _better_a_score(matching: Matching) -> Matching:
    first = matching.pairs[0]
    return replace(matching, pairs=(replace(first, units=first.units + 1), *matching.pairs[1:]))


def _invent_a_mentor(matching: Matching) -> Matching:
    return replace(matching, pairs=(replace(matching.pairs[0], mentor_id=99), *matching.pairs[1:]))


def _invent_a_mentee(matching: Matching) -> Matching:
    return replace(
        matching, unmatched=(*matching.unmatched, replace(matching.unmatched[0], mentee_id=99))
    )


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (_drop_a_pair, "appears 0 times"),
        (_repeat_a_pair, "appears 2 times"),
        (_leave_somebody_out, "free place, and yet a price"),
        (_swap_mentors, "units, not|would be better"),
        (_pair_against_a_rule, "is not a candidate|free place"),
        (_fill_a_mentor_twice, "units, not|has 2 mentees for 1 places"),
        (_better_a_score, "units, not"),
        (_invent_a_mentor, "mentor 99"),
        (_invent_a_mentee, "mentee 99"),
    ],
)
def test_a_tampered_matching_is_caught(
    people: People, tamper: Callable[[Matching], Matching], fault: str
) -> None:
    verdict = verify(people, Policy(), tamper(match(people, Policy())))

    assert verdict.fault is not None
    assert any(part in verdict.fault for part in fault.split("|"))


def _know_of_a_place_more(matching: Matching) -> Matching:
    assert matching.cover is not None
    return replace(matching, cover=replace(matching.cover, places=matching.cover.places + 1))


def _count_somebody_twice(matching: Matching) -> Matching:
    assert matching.cover is not None
    return replace(matching, cover=replace(matching.cover, mentees=matching.cover.mentees + 1))


def _cover_with_somebody_else(matching: Matching) -> Matching:
    assert matching.cover is not None
    return replace(matching, cover=replace(matching.cover, mentor_ids=(7, 8)))


def _cover_with_nobody(matching: Matching) -> Matching:
    return replace(matching, cover=Cover(mentor_ids=(), mentees=0, places=0))


def test_why_nobody_more_can_be_matched_is_part_of_the_answer(people: People) -> None:
    assert match(people, Policy()).cover == Cover(mentor_ids=(8, 9), mentees=3, places=2)


@pytest.mark.parametrize(
    "tamper",
    [
        _know_of_a_place_more,
        _count_somebody_twice,
        _cover_with_somebody_else,
        _cover_with_nobody,
    ],
)
def test_a_tampered_cover_is_caught(people: People, tamper: Callable[[Matching], Matching]) -> None:
    verdict = verify(people, Policy(), tamper(match(people, Policy())))

    assert "cover" in str(verdict.fault) or "nobody more" in str(verdict.fault)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_pair_that_the_solver_never_saw_is_caught(objective: Objective) -> None:
    """Solve without one pair, and ask the check, which knows of it, whenever it would matter."""
    random, policy = Random(6), Policy(objective=objective, rules=NO_RULES)
    n_caught = 0

    for _ in range(60):
        people = replace(random_people(random), banned=frozenset())
        for pair in product((m.id for m in people.mentees), (m.id for m in people.mentors)):
            blind = match(replace(people, banned=frozenset({pair})), policy)
            whole = match(people, policy)
            if facts_of(blind) != facts_of(whole):
                assert not verify(people, policy, blind).is_proved
                n_caught += 1

    assert n_caught > 20


def facts_of(matching: Matching) -> list[tuple[int, int]]:
    return [(pair.mentee_id, pair.mentor_id) for pair in matching.pairs]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_score_that_is_not_the_pairs_is_caught_under_each_objective(
    people: People, objective: Objective
) -> None:
    policy = Policy(objective=objective)

    matching = match(people, policy)
    first = matching.pairs[0]

    verdict = verify(people, policy, _better_a_score(matching))

    assert verdict.fault == f"mentee {first.mentee_id}: {first.units + 1} units, not {first.units}"


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_an_answer_is_proved_and_refused_alike_however_the_pairs_are_cut_into_blocks(
    people: People, objective: Objective
) -> None:
    policy, cut = Policy(objective=objective), replace(proved.LIMITS, pairs_a_block=1)
    matching = match(people, policy)
    tampered = [_swap_mentors(matching), _better_a_score(matching), _drop_a_pair(matching)]
    faults = [verify(people, policy, each).fault for each in tampered]

    assert match(people, policy, limits=cut) == matching
    assert verify(people, policy, matching, limits=cut).candidates == 9
    assert [verify(people, policy, each, limits=cut).fault for each in tampered] == faults


def test_a_fault_names_the_mentee_and_the_mentor(people: People) -> None:
    matching = match(people, Policy())
    by_mentor = {pair.mentor_id: pair for pair in matching.pairs}
    left_over = matching.unmatched[0].mentee_id
    to_a_stranger = replace(
        matching,
        pairs=(by_mentor[8], by_mentor[9], replace(by_mentor[7], mentee_id=left_over)),
        unmatched=(replace(matching.unmatched[0], mentee_id=4),),
    )

    verdict = verify(people, Policy(), to_a_stranger)

    assert verdict.fault == f"mentee {left_over} with mentor 7 is not a candidate"


def test_a_better_pair_is_named() -> None:
    people = people_of(
        [a_mentee(1, interests=AGILE), a_mentee(3)], [a_mentor(8), a_mentor(9, interests=AGILE)]
    )
    crossed = match(replace(people, locked=frozenset({(1, 8)})), Policy())
    free = replace(match(people, Policy()).prices, prices=(0, 0))

    verdict = verify(people, Policy(), replace(crossed, prices=free))

    assert verdict.fault == "mentee 1 with mentor 9 would be better at these prices"


@pytest.mark.parametrize("mentor", [0, 1, 2])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_tampered_price_is_caught(people: People, mentor: int, sign: int) -> None:
    matching = match(people, Policy())
    prices = list(matching.prices.prices)
    prices[mentor] += sign * matching.prices.class_value

    tampered = replace(matching, prices=replace(matching.prices, prices=tuple(prices)))

    assert not verify(people, Policy(), tampered).is_proved


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("unit_value", 1, "does not outweigh the ties"),
        ("class_value", 1, "does not outweigh"),
        ("class_value", 2**124, "64 bits"),
        ("mentor_ids", (7, 8), "not those of these mentors"),
        ("prices", (0, 0), "2 prices for 3 mentors"),
    ],
)
def test_a_tampered_proof_is_caught(people: People, name: str, value: object, fault: str) -> None:
    matching = match(people, Policy())

    tampered = replace(matching, prices=replace(matching.prices, **{name: value}))

    assert fault in str(verify(people, Policy(), tampered).fault)


def test_a_mentor_with_more_mentees_than_places_is_caught() -> None:
    people = people_of([a_mentee(1), a_mentee(2)], [a_mentor(9)])
    matching = match(people, Policy())
    both = tuple(replace(matching.pairs[0], mentee_id=mentee_id) for mentee_id in (1, 2))

    verdict = verify(people, Policy(), replace(matching, pairs=both, unmatched=()))

    assert verdict.fault == "mentor 9 has 2 mentees for 1 places"


def test_a_price_above_what_the_match_is_worth_is_caught() -> None:
    people = people_of([a_mentee(1)], [a_mentor(9)])
    matching = match(people, Policy())
    dear = replace(matching.prices, prices=(3 * matching.prices.class_value,))

    verdict = verify(people, Policy(), replace(matching, prices=dear))

    assert verdict.fault == "mentee 1 costs more than the match is worth"


def test_an_answer_for_other_people_is_not_a_proof(people: People) -> None:
    matching = match(people, Policy())
    one_more_place = replace(
        people, mentors=(*people.mentors[:2], replace(people.mentors[2], places=2))
    )

    assert not verify(one_more_place, Policy(), matching).is_proved


def test_a_lock_that_is_not_kept_is_caught(people: People) -> None:
    matching = match(people, Policy())
    unkept = next((p.mentee_id, 17 - p.mentor_id) for p in matching.pairs if p.mentor_id in {8, 9})

    verdict = verify(replace(people, locked=frozenset({unkept})), Policy(), matching)

    assert verdict.fault is not None


def test_every_other_answer_is_refused_with_the_same_prices(people: People) -> None:
    matching = match(people, Policy())
    random = Random(1)
    best = {pair.mentee_id: pair.mentor_id for pair in matching.pairs}

    for _ in range(200):
        given = {m: random.choice([None, 7, 8, 9]) for m in (1, 2, 3, 4)}
        if {m: j for m, j in given.items() if j} == best:
            continue
        pairs = tuple(
            replace(matching.pairs[0], mentee_id=m, mentor_id=j) for m, j in given.items() if j
        )
        left = tuple(replace(matching.unmatched[0], mentee_id=m) for m, j in given.items() if not j)
        assert not verify(
            people, Policy(), replace(matching, pairs=pairs, unmatched=left)
        ).is_proved


def test_an_assignment_that_is_not_the_best_is_refused_with_its_numbers() -> None:
    graph = CandidateGraph.from_edges(2, 2, 1, [0, 0, 1, 1], [0, 1, 0, 1], [90, 50, 80, 60])
    best = assign(graph)

    verdict = verify_assignment(graph, replace(best, mentor_of=best.mentor_of[::-1].copy()))

    assert best.mentor_of.tolist() == [0, 1]
    assert verdict.fault is not None
    assert verdict.fault.startswith("mentee ")
    assert (verdict.mentees, verdict.candidates, verdict.matched) == (2, 4, 2)
