"""Two answers side by side: totals, load, and who gains, loses or changes."""

from dataclasses import replace

from matchmaker.matching import People, Policy
from matchmaker.matching.analysis.comparison import compare
from tests.matching.builders import a_mentee, a_mentor, people_of
from tests.matching.proved import match

AGILE = frozenset({"agile"})


def _people() -> People:
    return people_of(
        [a_mentee(1, interests=AGILE), a_mentee(2), a_mentee(3)],
        [a_mentor(8, interests=AGILE), a_mentor(9)],
    )


def test_an_answer_compared_with_itself_is_the_same() -> None:
    answer = match(_people(), Policy())

    found = compare(answer, answer)

    assert found.is_same
    assert found.a == found.b
    assert (found.a.matched, found.a.mentors, found.a.loads) == (2, 2, ((1, 2),))
    assert found.a.units == answer.totals.units
    assert found.a.lowest_points == answer.totals.lowest_points


def test_who_gains_loses_and_changes_is_named() -> None:
    people = _people()
    before = match(people, Policy())
    moved = replace(people, banned=frozenset({(1, 8)}), locked=frozenset({(3, 8)}))

    found = compare(before, match(moved, Policy()))

    left_out = {1, 2, 3} - {pair.mentee_id for pair in before.pairs}
    assert {pair.mentor_id for pair in before.pairs if pair.mentee_id == 1} == {8}
    assert found.a.matched == found.b.matched == 2
    assert set(found.gain) == left_out & {3}
    assert not found.is_same
    assert len(found.gain) == len(found.lose)
    assert 0 < found.better + found.worse <= len(found.change)
    assert found.b.points < found.a.points


def test_nobody_matched_has_no_lowest_score() -> None:
    nobody = match(People(), Policy())

    found = compare(nobody, match(_people(), Policy()))

    assert found.a.lowest_points is None
    assert found.gain == tuple(pair.mentee_id for pair in match(_people(), Policy()).pairs)
