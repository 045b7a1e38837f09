"""Coffee groups against every possible grouping, against networkx, and over many rounds."""

from collections.abc import Collection, Iterable, Iterator
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import CoffeePolicy, Grouping, InvalidInput, Networker, form_groups
from matchmaker.matching.coffee.later import rounds_to_come
from matchmaker.matching.coffee.pair_table import PairTable, pair_table
from matchmaker.matching.coffee.perfect_matching import (
    FORBIDDEN,
    find_undercut,
    pair_all,
    symmetric_prices,
)
from tests.matching.seeds import seeds

History = list[list[tuple[int, ...]]]
randoms = st.integers(0, 2**32).map(Random)
quick = settings(max_examples=60, deadline=None)


def a_networker(random: Random, person: int) -> Networker:
    return Networker(
        person,
        department=random.choice([None, "finance", "transport", "health"]),
        interests=frozenset(random.sample("abcdef", random.randrange(4))),
        languages=frozenset(random.sample(["en", "de"], random.randrange(3))),
        utc_offset_minutes=random.choice([None, 0, 60, 330]),
        manager_ids=random.choice([(), (), (-1,), (2, 1)]),
    )


def random_case(random: Random, n: int) -> tuple[list[Networker], History, list[tuple[int, int]]]:
    people = [a_networker(random, person) for person in range(1, n + 1)]
    history = []
    for _ in range(random.choice([0, 1, 3, 7, 12, 40])):
        ids = random.sample(range(1, n + 1), n)
        history.append([tuple(ids[k : k + 2]) for k in range(0, n - 1, 2)])
    pairs = [(a, b) for a in range(1, n + 1) for b in range(1, a)]
    return people, history, random.sample(pairs, random.randrange(1 + len(pairs) // 2))


def every_grouping(people: list[int]) -> Iterator[list[tuple[int, ...]]]:
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    yield from every_grouping(rest)
    for k, one in enumerate(rest):
        for groups in every_grouping(rest[:k] + rest[k + 1 :]):
            yield [(first, one), *groups]
        for j in range(k):
            others = [p for p in rest if p not in (one, rest[j])]
            for groups in every_grouping(others):
                yield [(first, rest[j], one), *groups]


def value(table: PairTable, groups: list[tuple[int, ...]]) -> tuple[int, ...] | None:
    """Most people, fewest groups of three, fewest repeats, of them the oldest, most points."""
    pairs = [(a, b) for group in groups for k, a in enumerate(group) for b in group[k + 1 :]]
    if not all(table.allowed[pair] for pair in pairs):
        return None
    ages = [int(table.rounds_ago[pair]) for pair in pairs]
    placed, triples = sum(map(len, groups)), sum(len(group) == 3 for group in groups)
    points = sum(int(table.points[pair]) for pair in pairs)
    repeats = sum(age > 0 for age in ages)
    return (placed, -triples, -repeats, *(-ages.count(age) for age in range(1, 41)), points)


def value_of(table: PairTable, grouping: Grouping) -> tuple[int, ...] | None:
    position = {person: k for k, person in enumerate(table.ids.tolist())}
    return value(table, [tuple(position[p] for p in g.member_ids) for g in grouping.groups])


@pytest.mark.parametrize("seed", seeds(120, quick=60))
def test_no_grouping_of_few_people_is_better(seed: int) -> None:
    random = Random(seed)
    people, history, excluded = random_case(random, random.randrange(8))
    table = pair_table(people, history, excluded, CoffeePolicy())
    found = [value(table, groups) for groups in every_grouping(list(range(len(people))))]

    grouping = form_groups(people, history, excluded)

    best, ours = max(worth for worth in found if worth is not None), value_of(table, grouping)
    assert ours is not None
    assert ours[:-1] == best[:-1]
    # Points may be given up for rounds to come, and then this is said.
    assert ours[-1] <= best[-1] <= ours[-1] + grouping.points_at_most_missed
    assert grouping.points_at_most_missed == 0 or len(people) >= 4


@pytest.mark.parametrize("seed", seeds(300, quick=100))
def test_pairs_are_as_good_as_those_of_networkx(seed: int) -> None:
    random = Random(seed)
    n = random.choice([2, 4, 6, 8, 12, 16])
    weights = np.full((n, n), FORBIDDEN)
    graph = nx.empty_graph(n)
    for one in range(n):
        for other in range(one):
            if random.random() < random.choice([0.3, 0.6, 1]):
                weights[one, other] = weights[other, one] = random.randrange(-9, 40)
                graph.add_edge(one, other, weight=int(weights[one, other]))
    reference = nx.max_weight_matching(graph, maxcardinality=True)

    found = pair_all(weights)

    if 2 * len(reference) < n:
        assert found is None
        return
    assert found is not None
    weight = sum(int(weights[pair]) for pair in reference)
    assert int(weights[np.arange(n), found.partner].sum()) == 2 * weight
    assert found.bound() == 4 * weight
    assert not len(find_undercut(weights, found)[0])
    relaxed = symmetric_prices(weights)
    assert relaxed is not None
    assert relaxed.sum() >= 2 * weight


@pytest.mark.parametrize("seed", seeds(40, quick=20))
def test_pairs_are_as_good_where_numbers_are_larger_than_64_bits(seed: int) -> None:
    random = Random(seed)
    n = random.choice([2, 4, 8, 12, 18])
    weights = np.full((n, n), FORBIDDEN, dtype=object)
    graph = nx.empty_graph(n)
    for one in range(n):
        for other in range(one):
            if random.random() < random.choice([0.4, 1]):
                weights[one, other] = weights[other, one] = random.randrange(10**80)
                graph.add_edge(one, other, weight=weights[one, other])
    reference = nx.max_weight_matching(graph, maxcardinality=True)

    found = pair_all(weights)

    if 2 * len(reference) < n:
        assert found is None
        return
    assert found is not None
    weight = sum(weights[pair] for pair in reference)
    assert sum(weights[v, w] for v, w in enumerate(found.partner)) == 2 * weight
    assert found.bound() == 4 * weight


@pytest.mark.parametrize("n", [60, 150])
def test_a_middling_round_is_as_good_as_the_full_graph_of_networkx(n: int) -> None:
    people, history, excluded = random_case(Random(n), n)
    table = pair_table(people, history, excluded[: n // 2], CoffeePolicy())
    weights = table.weights(len(history) + 1)
    graph = nx.Graph()
    for one, other in zip(*np.nonzero(np.triu(weights > FORBIDDEN)), strict=True):
        graph.add_edge(int(one), int(other), weight=int(weights[one, other]))
    reference = nx.max_weight_matching(graph, maxcardinality=True)

    grouping = form_groups(people, history, excluded[: n // 2])

    points = sum(int(table.points[pair]) for pair in reference)
    assert 2 * len(reference) == n
    assert (grouping.total_points, grouping.points_at_most_missed) == (points, 0)


@quick
@given(randoms, st.integers(0, 24))
def test_whatever_happens_rules_hold_and_everybody_is_answered_once(random: Random, n: int) -> None:
    people, history, excluded = random_case(random, n)
    table = pair_table(people, history, excluded, CoffeePolicy())

    grouping = form_groups(people, history, excluded)

    placed = [person for group in grouping.groups for person in group.member_ids]
    assert sorted(placed + [left.networker_id for left in grouping.left_out]) == table.ids.tolist()
    assert value_of(table, grouping) is not None
    assert {len(group.member_ids) for group in grouping.groups} <= {2, 3}
    for group in grouping.groups:
        assert {repeat.pair for repeat in group.repeats} == {
            (a, b)
            for a in group.member_ids
            for b in group.member_ids
            if a < b and table.rounds_ago[a - 1, b - 1]
        }


@quick
@given(randoms, st.integers(0, 16))
def test_the_order_of_rows_groups_and_pairs_changes_nothing(random: Random, n: int) -> None:
    people, history, excluded = random_case(random, n)
    mixed = [[tuple(reversed(group)) for group in reversed(groups)] for groups in history]

    again = form_groups(random.sample(people, n), mixed, [(b, a) for a, b in reversed(excluded)])

    assert again == form_groups(people, history, excluded)


def test_another_seed_chooses_between_equal_answers() -> None:
    people = [Networker(k) for k in range(20)]

    answers = {form_groups(people, policy=CoffeePolicy(seed=s)).groups for s in range(5)}

    assert len(answers) == 5


def next_round(
    people: list[Networker],
    history: History,
    seed: int,
    excluded: Collection[tuple[int, int]] = (),
    **policy: int,
) -> list[int]:
    """Form a round, put it into the history, and return how long ago its repeats were."""
    grouping = form_groups(people, history, excluded, CoffeePolicy(seed=seed, **policy))
    n, sizes = len(people), sorted(len(group.member_ids) for group in grouping.groups)
    assert sizes == [2] * (n // 2 - n % 2) + [3] * (n % 2)
    history.insert(0, [group.member_ids for group in grouping.groups])
    return [repeat.rounds_ago for group in grouping.groups for repeat in group.repeats]


def some_people(random: Random, ids: Iterable[int]) -> list[Networker]:
    return [
        Networker(
            k,
            department=random.choice("abc"),
            interests=frozenset(random.sample("abcdef", 3)),
        )
        for k in ids
    ]


@pytest.mark.parametrize("rounds_apart", [6, 120])
@pytest.mark.parametrize("n", [4, 6, 8, 10, 12, 14, 16, 20])
def test_an_even_number_has_all_its_rounds_before_anybody_meets_again(
    n: int, rounds_apart: int
) -> None:
    people, history = some_people(Random(n), range(1, n + 1)), History()

    repeats = [next_round(people, history, month, rounds_apart=rounds_apart) for month in range(n)]

    assert repeats[:-1] == [[]] * (n - 1)
    assert len(repeats[-1]) == n // 2
    assert min(repeats[-1]) == n - 1 or rounds_apart < n - 1


@pytest.mark.parametrize(("n", "rounds"), [(5, 1), (7, 3), (9, 6), (11, 7), (13, 9), (15, 11)])
def test_an_odd_number_has_nearly_all_its_rounds_too(n: int, rounds: int) -> None:
    """Three who meet take three pairs: of 36 pairs among nine people, six rounds take them all."""
    people, history = some_people(Random(n), range(1, n + 1)), History()

    repeats = [next_round(people, history, month) for month in range(rounds + 1)]

    assert repeats[:-1] == [[]] * rounds
    assert repeats[-1]


@pytest.mark.parametrize(
    ("n", "apart"), [(6, [(1, 2)]), (10, [(1, 2)]), (10, [(1, 2), (3, 4), (5, 6)])]
)
def test_everybody_who_may_meet_has_met_although_some_may_not(
    n: int, apart: list[tuple[int, int]]
) -> None:
    """Two who are kept apart leave no round for the last ones who never met: some meet again."""
    people, history = some_people(Random(n), range(1, n + 1)), History()

    repeats = [next_round(people, history, month, excluded=apart) for month in range(3 * n)]

    met = {frozenset(pair) for groups in history for pair in groups}
    assert len(met) == n * (n - 1) // 2 - len(apart)
    assert min(min(ago, default=n) for ago in repeats) >= n // 2 - 1


@pytest.mark.parametrize("seed", seeds(3, quick=1))
def test_who_joins_and_who_leaves_take_no_round_from_the_others(seed: int) -> None:
    random = Random(seed)
    people, history = some_people(random, range(1, 11)), History()
    for month in range(14):
        if month in {3, 6, 9}:
            people = random.sample(people, len(people) - random.choice([0, 1, 2]))
            people += some_people(random, range(100 + month, 100 + month + random.randrange(3)))
            left = None
        free = never_met(people, history)
        could_follow = len(rounds_to_come(free, Random(seed)))
        if month not in {0, 3, 6, 9}:
            assert could_follow >= max(0, left - 1), month

        repeats = next_round(people, history, month)

        assert bool(repeats) is (could_follow == 0), month
        left = could_follow


def never_met(people: list[Networker], history: History) -> list[int]:
    met = {frozenset((a, b)) for groups in history for g in groups for a in g for b in g}
    ids = sorted(person.id for person in people)
    return [sum(1 << k for k, b in enumerate(ids) if {a, b} not in met and a != b) for a in ids]


def test_who_never_met_comes_before_who_met_long_ago_whatever_the_points() -> None:
    people = [Networker(k, interests=frozenset("abc")) for k in (1, 2)]
    people += [Networker(k, interests=frozenset("xyz")) for k in (3, 4)]
    history = [*([[(8, 9)]] * 50), [(1, 2), (3, 4)]]

    for rounds_apart in (0, 6, 50, 51, 99):
        grouping = form_groups(people, history, policy=CoffeePolicy(rounds_apart=rounds_apart))
        assert {group.member_ids for group in grouping.groups} in (
            {(1, 3), (2, 4)},
            {(1, 4), (2, 3)},
        )


def test_how_long_ago_counts_within_the_rounds_of_the_policy_only() -> None:
    """The points are for those who met 20 rounds ago, the age for those of 30 and 40."""
    people = [Networker(k, interests=frozenset("abc")) for k in (1, 2)]
    people += [Networker(k, interests=frozenset("xyz")) for k in (3, 4)]
    history = [[(8, 9)]] * 40
    history[19], history[29], history[39] = (
        [(1, 2), (3, 4)],
        [(1, 3), (2, 4)],
        [(1, 4), (2, 3)],
    )

    far, near = (
        form_groups(people, history, policy=CoffeePolicy(rounds_apart=apart)).groups
        for apart in (60, 12)
    )

    assert [group.member_ids for group in far] == [(1, 4), (2, 3)]
    assert [group.member_ids for group in near] == [(1, 2), (3, 4)]


def test_of_four_people_the_oldest_meeting_is_repeated() -> None:
    people = [Networker(k) for k in range(1, 5)]
    history = [[(1, 2), (3, 4)], [(1, 3), (2, 4)], [(1, 4), (2, 3)]]

    grouping = form_groups(people, history)

    assert [group.member_ids for group in grouping.groups] == [(1, 4), (2, 3)]
    assert {r.rounds_ago for group in grouping.groups for r in group.repeats} == {3}


def test_a_group_of_three_counts_as_three_meetings() -> None:
    people = [Networker(k) for k in range(1, 5)]

    grouping = form_groups(people, history=[[(1, 2, 3)], [(1, 4)]])

    [repeat] = [repeat for group in grouping.groups for repeat in group.repeats]
    assert repeat.rounds_ago == 1
    assert set(repeat.pair) < {1, 2, 3}


def test_somebody_whom_everybody_avoids_is_left_out_and_nobody_is_forced() -> None:
    people = [Networker(k) for k in range(1, 6)]
    excluded = [(5, k) for k in range(1, 5)]

    grouping = form_groups(people, excluded=excluded)

    assert [(left.networker_id, left.code) for left in grouping.left_out] == [(5, "nobody_allowed")]
    assert [len(group.member_ids) for group in grouping.groups] == [2, 2]


def test_three_who_may_all_meet_one_only_leave_two_over() -> None:
    people = [Networker(k) for k in range(1, 5)]

    grouping = form_groups(people, excluded=[(2, 3), (2, 4), (3, 4)])

    assert len(grouping.groups) == 1
    assert {left.code for left in grouping.left_out} == {"no_group_left"}


def test_who_has_not_stated_a_language_is_kept_apart_from_nobody() -> None:
    silent, german = Networker(1), Networker(2, languages=frozenset({"de"}))
    english = Networker(3, languages=frozenset({"en"}))

    assert form_groups([silent, german]).left_out == ()
    assert len(form_groups([english, german]).left_out) == 2
    lenient = CoffeePolicy(is_language_required=False)
    assert form_groups([english, german], policy=lenient).left_out == ()


def test_a_reporting_line_is_never_a_coffee_chat() -> None:
    boss, report, peer = (
        Networker(1),
        Networker(2, manager_ids=(1,)),
        Networker(3, manager_ids=(1,)),
    )

    assert len(form_groups([boss, report, peer]).left_out) == 3


def test_an_odd_number_beyond_a_few_says_how_far_it_may_be_from_the_best() -> None:
    people, _, _ = random_case(Random(3), 43)

    grouping = form_groups(people)

    assert sorted(len(group.member_ids) for group in grouping.groups) == [2] * 20 + [3]
    assert 0 <= grouping.points_at_most_missed <= 100


def test_nobody_is_no_groups() -> None:
    assert form_groups([]) == Grouping((), ())


@pytest.mark.slow
def test_more_than_two_thousand_are_dealt_into_hands() -> None:
    random = Random(1)
    people = [
        Networker(
            k, department=random.choice("abcdef"), interests=frozenset(random.sample("ghijk", 2))
        )
        for k in range(2_101)
    ]

    grouping = form_groups(people)

    sizes = [len(group.member_ids) for group in grouping.groups]
    assert (sum(sizes), sizes.count(3)) == (2_101, 1)
    assert grouping.points_at_most_missed <= grouping.total_points // 50


@pytest.mark.parametrize(
    ("arguments", "offender"),
    [
        (([Networker(1), Networker(1)],), "networker 1 appears twice"),
        (([Networker("1")],), "networker '1'"),
        (([Networker(None), Networker(2)],), "networker None"),
        (([Networker(2**70)],), f"networker {2**70}"),
        (([1],), "networkers: 1 is not"),
        ((None,), "networkers: None"),
        (([Networker(1, manager_ids=(float("nan"),))],), "networker 1: manager nan"),
        (([Networker(1, manager_ids=None)],), "networker 1: manager_ids None"),
        (([Networker(1, department=1.5)],), "networker 1: 1.5 is not a word"),
        (([Networker(1, languages="en")],), "networker 1: languages 'en' is not a set"),
        (([Networker(1, interests=None)],), "networker 1: interests None is not a set"),
        (([], None), "history: None"),
        (([], [None]), "1 rounds ago: None"),
        (([], [[("1", "2")]]), "1 rounds ago: ('1', '2')"),
        (([], [[5]]), "1 rounds ago: 5 is no group"),
        (([], [], [("1", "2")]), "excluded: ('1', '2')"),
        (([], [], [(1,)]), "excluded: (1,)"),
        (([], [], None), "excluded: None"),
        (([], [], [], "kind"), "policy: 'kind'"),
        (([], [], [], CoffeePolicy(is_language_required="no")), "is_language_required 'no'"),
        (([Networker(1, utc_offset_minutes=5_000)],), "UTC offset of 5000"),
        (([], [[(1, 1)]]), "1 rounds ago: (1, 1)"),
        (([], [[], [(4,)]]), "2 rounds ago: (4,)"),
        (([], [], [(3, 3)]), "excluded: (3, 3)"),
        (([], [], [], CoffeePolicy(other_department=-1)), "other_department: -1"),
        (([], [], [], CoffeePolicy(other_department=41)), "sum to 101"),
        (([], [], [], CoffeePolicy(rounds_apart=-1)), "rounds_apart: -1"),
        (([], [], [], CoffeePolicy(rounds_apart=2.5)), "rounds_apart: 2.5"),
        (([], [], [], CoffeePolicy(seed=0.5)), "seed: 0.5"),
    ],
)
def test_input_that_cannot_be_meant_names_the_offender(
    arguments: tuple[object, ...], offender: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        form_groups(*arguments)  # type: ignore[arg-type]

    assert offender in str(error.value)
