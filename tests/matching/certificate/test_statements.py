"""What an answer states besides its pairs is checked: numbers, points, reasons, who is left."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from matchmaker.matching import (
    OBJECTIVES,
    Competition,
    Cover,
    Matching,
    Pairing,
    People,
    Policy,
    Totals,
    Unmatched,
)
from matchmaker.matching.values.policy import Objective
from tests.matching.builders import a_mentee, a_mentor, people_of
from tests.matching.proved import match, verify

pytestmark = pytest.mark.usefixtures("each_solver")

Tamper = Callable[[Matching], Matching]
POLISH = frozenset({"pl"})


@pytest.fixture
def people() -> People:
    """Three for two places; 4 has a lock; 5 shares no language, 6 has nothing to learn."""
    return people_of(
        [
            *(a_mentee(k, interests=frozenset({"agile"})) for k in (1, 2, 3)),
            a_mentee(4, languages=POLISH),
            a_mentee(5, languages=frozenset({"fr"})),
            a_mentee(6, needs=()),
        ],
        [a_mentor(7, languages=POLISH), a_mentor(8, interests=frozenset({"agile"})), a_mentor(9)],
        locked=[(4, 7)],
    )


def left_over(matching: Matching, code: str) -> Unmatched:
    return next(left for left in matching.unmatched if left.code == code)


def with_left_over(code: str, /, **stated: object) -> Tamper:
    def tamper(matching: Matching) -> Matching:
        told = left_over(matching, code)
        false = replace(told, **stated)  # type: ignore[arg-type]
        others = tuple(false if left is told else left for left in matching.unmatched)
        return replace(matching, unmatched=others)

    return tamper


def with_competition(**stated: int) -> Tamper:
    def tamper(matching: Matching) -> Matching:
        competition = left_over(matching, "all_taken").competition
        assert competition is not None
        return with_left_over("all_taken", competition=replace(competition, **stated))(matching)

    return tamper


def with_first_pair(change: Callable[[Pairing], Pairing]) -> Tamper:
    def tamper(matching: Matching) -> Matching:
        return replace(matching, pairs=(change(matching.pairs[0]), *matching.pairs[1:]))

    return tamper


def with_a_part(**more: int) -> Tamper:
    def change(pair: Pairing) -> Pairing:
        first, *others = pair.reasons.criteria
        part = replace(first, **{name: getattr(first, name) + by for name, by in more.items()})
        return replace(pair, reasons=replace(pair.reasons, criteria=(part, *others)))

    return with_first_pair(change)


def without_reasons(pair: Pairing) -> Pairing:
    return replace(pair, reasons=replace(pair.reasons, criteria=()))


def with_cover(change: Callable[[Cover], Cover | None]) -> Tamper:
    def tamper(matching: Matching) -> Matching:
        assert matching.cover is not None
        return replace(matching, cover=change(matching.cover))

    return tamper


def test_the_scene_has_each_kind_of_mentee(people: People) -> None:
    matching = match(people, Policy())

    codes = {left.code for left in matching.unmatched}
    assert codes == {"all_taken", "no_eligible_mentor", "no_gap_stated"}
    assert [pair.is_locked for pair in matching.pairs].count(True) == 1
    assert left_over(matching, "all_taken").competition == Competition(3, 2, 2, 0)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (with_first_pair(lambda p: replace(p, points=p.points + 1)), "points, not"),
        (with_first_pair(lambda p: replace(p, points=float(p.points))), "points, not"),  # type: ignore[arg-type]
        (with_first_pair(lambda p: replace(p, units=p.units + 0.5)), "no whole number"),  # type: ignore[arg-type]
        (with_first_pair(lambda p: replace(p, units=float(p.units))), "no whole number"),  # type: ignore[arg-type]
        (with_first_pair(lambda p: replace(p, is_locked=True)), "locked, and is not"),
        (
            lambda m: replace(m, pairs=tuple(replace(p, is_locked=False) for p in m.pairs)),
            "mentee 4: is said to be without a lock, and has one",
        ),
        (with_a_part(units=1), "the reasons add up to"),
        (with_a_part(units=-1), "the reasons add up to"),
        (with_a_part(points=1), "the reasons add up to"),
        (with_first_pair(without_reasons), "the reasons add up to 0 units, not"),
    ],
)
def test_a_pair_of_which_something_false_is_stated_is_caught(
    people: People, tamper: Tamper, fault: str
) -> None:
    verdict = verify(people, Policy(), tamper(match(people, Policy())))

    assert fault in str(verdict.fault)
    assert "mentee " in str(verdict.fault)


@pytest.mark.parametrize("name", [field.name for field in fields(Totals)])
@pytest.mark.parametrize("by", [-1, 1, 0.0])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_total_that_is_not_that_of_the_pairs_is_caught(
    people: People, name: str, by: float, objective: Objective
) -> None:
    policy = Policy(objective=objective)
    matching = match(people, policy)
    number = getattr(matching.totals, name)

    changed = replace(matching.totals, **{name: number + by})
    verdict = verify(people, policy, replace(matching, totals=changed))

    spoken = name.replace("_", " ")
    assert verdict.fault == f"the totals: {number + by} {spoken}, not {number}"


def test_a_lowest_score_where_nobody_is_matched_is_caught() -> None:
    nobody = People(mentees=(a_mentee(1),))
    matching = match(nobody, Policy())

    changed = replace(matching, totals=replace(matching.totals, lowest_points=0))

    assert verify(nobody, Policy(), changed).fault == "the totals: 0 lowest points, not None"


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (with_left_over("all_taken", eligible=3), "3 eligible mentors, not 2"),
        (with_left_over("all_taken", eligible=0), "0 eligible mentors, not 2"),
        (with_left_over("all_taken", eligible=None), "None is no whole number"),
        (with_left_over("all_taken", code="no_mentors"), "is no_mentors, not all_taken"),
        (with_left_over("all_taken", code="outscored"), "is outscored, not all_taken"),
        (with_left_over("all_taken", code=None), "is None, not all_taken"),
        (with_left_over("no_eligible_mentor", eligible=1), "mentee 5: 1 eligible mentors, not 0"),
        (
            with_left_over("no_eligible_mentor", rules=()),
            "mentee 5: rules take 0 mentors and 0 are eligible, of 3",
        ),
        (with_left_over("no_eligible_mentor", code="all_taken"), "mentee 5: the code is all_taken"),
        (with_left_over("no_eligible_mentor", code="no_gap_stated"), "not no_eligible_mentor"),
        (with_left_over("no_gap_stated", code="no_eligible_mentor"), "not no_gap_stated"),
        (
            with_left_over("no_gap_stated", competition=Competition(3, 2, 2, 0)),
            "mentee 6: no_gap_stated with a competition",
        ),
        (with_left_over("all_taken", competition=None), "all_taken without a competition"),
        (with_competition(mentees=2), "2 mentees do not compete for 2 places"),
        (with_competition(mentees=4), "the competition has 4 mentees"),
        (with_competition(mentors=4), "the competition has 4 mentors"),
        (with_competition(mentors=-1), "the competition has -1 mentors"),
        (with_competition(places=-1), "the competition has -1 places"),
        (with_competition(places=3, mentees=4), "the competition has 3 places"),
        (with_competition(waited_longer=1), "the competition has 1 waited longer"),
        (with_competition(places=None), "None is no whole number"),  # type: ignore[arg-type]
        (with_left_over("all_taken", competition="many"), "cannot be read"),
    ],
)
def test_a_false_word_about_who_is_left_over_is_caught(
    people: People, tamper: Tamper, fault: str
) -> None:
    verdict = verify(people, Policy(), tamper(match(people, Policy())))

    assert fault in str(verdict.fault)


def test_that_there_are_mentors_is_known_where_there_are_none() -> None:
    nobody = People(mentees=(a_mentee(1),))

    changed = with_left_over("no_mentors", code="no_eligible_mentor")(match(nobody, Policy()))

    assert "not no_mentors" in str(verify(nobody, Policy(), changed).fault)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (with_cover(lambda _: None), "has candidates and no mentor, and no cover says why"),
        (
            with_cover(lambda c: replace(c, mentor_ids=(*c.mentor_ids, 99))),
            "mentor 99 is in the cover, and not of this round",
        ),
        (
            with_cover(lambda c: replace(c, mentor_ids=(*c.mentor_ids, c.mentor_ids[0]))),
            "is twice in the cover",
        ),
    ],
)
@pytest.mark.parametrize("objective", ["coverage", "fair"])
def test_a_cover_that_is_missing_or_holds_strangers_is_caught(
    people: People, objective: Objective, tamper: Tamper, fault: str
) -> None:
    policy = Policy(objective=objective)

    verdict = verify(people, policy, tamper(match(people, policy)))

    assert fault in str(verdict.fault)


def test_a_cover_where_nobody_with_candidates_is_left_over_is_caught() -> None:
    pair = people_of([a_mentee(1)], [a_mentor(8)])

    idle = replace(match(pair, Policy()), cover=Cover((), 0, 0))

    assert "nobody with candidates is left over" in str(verify(pair, Policy(), idle).fault)


@pytest.mark.parametrize("name", ["cover", "cover_above"])
def test_a_stranger_in_the_covers_of_a_floor_is_caught(people: People, name: str) -> None:
    policy = Policy(objective="fair")
    matching = match(people, policy)
    assert matching.floor is not None

    floor = replace(matching.floor, **{name: (*getattr(matching.floor, name), 99)})
    verdict = verify(people, policy, replace(matching, floor=floor))

    assert "mentor 99 is in the " in str(verdict.fault)


def test_what_an_answer_lacks_is_not_asked_of_it_and_all_else_is(people: People) -> None:
    matching = match(people, Policy())
    bare = replace(matching, totals=Totals(0, 0, 0, 0, 0, 0, 0, None), cover=None)

    assert verify(people, Policy(), bare, without=("explanation", "cover")).is_proved
    assert not verify(people, Policy(), bare, without=("explanation",)).is_proved
    assert not verify(people, Policy(), bare, without=("cover",)).is_proved
