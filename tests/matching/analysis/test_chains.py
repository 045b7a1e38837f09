"""Changes tried on a table of scores: what they find is in `test_looked_over`, here how."""

from dataclasses import replace
from importlib import import_module
from random import Random

import numpy as np
import pytest

from matchmaker.matching import Policy
from matchmaker.matching.analysis.costs import close_by_rows
from matchmaker.matching.analysis.residual import NO_WAY
from matchmaker.matching.analysis.trials import tabled_trials_of, trials_of
from matchmaker.matching.analysis.trials_by_solving import SolvedTrials
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.values.limits import has_compiler
from tests.matching.builders import a_mentee, a_mentor, people_of, random_people, random_policy
from tests.matching.proved import COMPILED, match

pytestmark = [
    pytest.mark.slow,  # compiled first
    pytest.mark.skipif(not has_compiler(), reason="numba, of the extra `fast`, is not installed"),
]


def test_several_places_give_the_very_answer_of_solving_anew() -> None:
    random, n_changed = Random(5), 0

    for _ in range(150):
        people = random_people(random, most_mentees=8, most_mentors=5)
        policy = replace(random_policy(random), objective="coverage")
        before = match(people, policy, limits=COMPILED)
        by_chains = trials_of(people, policy, before, limits=COMPILED)
        by_solving = SolvedTrials(people, policy, before, limits=COMPILED)
        for mentor in people.mentors:
            for places in (1, 2, 3):
                after = by_chains.with_places(mentor.id, places)
                anew = by_solving.with_places(mentor.id, places)
                assert (dict(after.mentor_of), after.units) == (dict(anew.mentor_of), anew.units)
                n_changed += after.mentor_of != by_chains.base.mentor_of
    assert n_changed > 100


def test_newcomers_join_one_table_after_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    chains = import_module("matchmaker.matching.analysis.compiled.chains")
    monkeypatch.setattr(chains, "MOST_JOINING", 1)
    random, n_changed = Random(6), 0

    for _ in range(60):
        people = random_people(random, most_mentees=8, most_mentors=5)
        policy = replace(random_policy(random), objective="coverage")
        before = match(people, policy, limits=COMPILED)
        tabled = tabled_trials_of(Problem.of_valid(people, policy, COMPILED), before)
        assert tabled is not None
        for n_newcomers in (1, 2, 1):
            mentors = random_people(random, most_mentors=5).mentors[:n_newcomers]
            coming = [replace(mentor, id=900 + k) for k, mentor in enumerate(mentors)]
            joined = trials_of(people, policy, before, coming, COMPILED, tabled)
            by_solving = SolvedTrials(people, policy, before, coming, limits=COMPILED)
            for mentor in (*people.mentors, *coming):
                after = joined.with_places(mentor.id, 2)
                anew = by_solving.with_places(mentor.id, 2)
                assert (dict(after.mentor_of), after.units) == (dict(anew.mentor_of), anew.units)
                n_changed += after.mentor_of != joined.base.mentor_of
    assert n_changed > 100


def test_a_score_is_held_in_two_bytes() -> None:
    people = people_of([a_mentee(k) for k in range(9)], [a_mentor(20 + k) for k in range(4)])

    trials = trials_of(people, Policy(), match(people, Policy()), limits=COMPILED)

    assert trials._table.units.nbytes == 2 * 9 * 4  # type: ignore[attr-defined]


def test_what_is_too_large_to_be_tabled_is_solved_for_each_change() -> None:
    people = people_of([a_mentee(1), a_mentee(2)], [a_mentor(8)])
    limits = replace(COMPILED, most_pairs_tabled=1)

    trials = trials_of(people, Policy(), match(people, Policy()), limits=limits)

    assert isinstance(trials, SolvedTrials)


def test_an_answer_that_its_prices_do_not_prove_is_not_grown_from() -> None:
    people = people_of([a_mentee(1, priority=2), a_mentee(2)], [a_mentor(8)])
    before = match(people, Policy())
    worthless = replace(before, prices=replace(before.prices, prices=(0,)))

    trials = trials_of(people, Policy(), worthless, limits=COMPILED)

    assert isinstance(trials, SolvedTrials)


def test_compiled_ways_are_those_of_numpy_the_first_of_equal_ones_too() -> None:
    close = import_module("matchmaker.matching.analysis.compiled.distances").close
    numbers = np.random.default_rng(3)
    for n in (1, 2, 7, 30):
        for _ in range(20):
            length = numbers.integers(0, 6, (n, n))
            length[numbers.random((n, n)) < 0.4] = NO_WAY
            np.fill_diagonal(length, 0)
            hop = np.tile(np.arange(n), (n, 1))
            both = [(length.copy(), hop.copy()) for _ in range(2)]
            close(*both[0])
            close_by_rows(*both[1])
            assert (both[0][0] == both[1][0]).all()
            reached = both[0][0] < NO_WAY
            assert (both[0][1] == both[1][1])[reached].all()
