"""Coffee groups: pairs for all, one group of three where the number is odd, few repeats.

Examples
--------
Ana, Bo and Cy work in finance, Di in transport. Ana met Di last month, Bo may not meet Cy.

>>> people = [Networker(k, department="finance") for k in (1, 2, 3)]
>>> people.append(Networker(4, department="transport"))
>>> grouping = form_groups(people, history=[[(1, 4)]], excluded=[(2, 3)])
>>> [group.member_ids for group in grouping.groups]
[(1, 2), (3, 4)]
>>> [form_groups(people[:3]).groups[0].member_ids, form_groups(people[:1]).left_out]
[(1, 2, 3), (LeftOut(networker_id=1, code='alone'),)]
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from random import Random
from typing import Final, NamedTuple

import numpy as np

from matchmaker.matching.coffee.batches import batches_of, best_points
from matchmaker.matching.coffee.later import find_round, rounds_to_come, who_is_free, without
from matchmaker.matching.coffee.pair_table import PairTable, pair_table
from matchmaker.matching.coffee.people import (
    CoffeePolicy,
    FormedGroup,
    Grouping,
    LeftOut,
    Networker,
    PastRounds,
    Repeat,
    check_networkers,
)
from matchmaker.matching.coffee.perfect_matching import FORBIDDEN, LARGEST_WEIGHT, pair_all
from matchmaker.matching.coffee.triples import (
    FEW,
    Members,
    best_of_all_groupings,
    join_pairs,
    most_from_joining,
    worth_of,
)
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.people import Pair

MOST_AT_ONCE: Final = 2_000
"""People up to whom pairs are exact over all pairs; more are taken in batches."""
MOST_THIRDS_TRIED: Final = 60
"""Up to so many people, each is tried as the one who joins a pair."""
MOST_LOOKED_AHEAD: Final = 40
"""People up to whom it is looked at what a choice leaves for later."""
OTHERS_TRIED: Final = 12
"""Answers with the same repeats of which the one that leaves most for later is taken."""


class Formed(NamedTuple):
    """Groups of positions, and by how much weight they may miss the best."""

    groups: list[Members]
    missed: int


def form_groups(
    networkers: Iterable[Networker],
    history: PastRounds = (),
    excluded: Collection[Pair] = (),
    policy: CoffeePolicy | None = None,
) -> Grouping:
    """Return the coffee groups of a round.

    Parameters
    ----------
    networkers : iterable of Networker
        In any order; the result does not depend on it.
    history : sequence of rounds, the newest first
        Groups of earlier rounds. People who take no part now are ignored.
    excluded : pairs of ids
        Unordered; never in one group.
    policy : CoffeePolicy

    Returns
    -------
    Grouping

    Raises
    ------
    InvalidInput
        Names the offender.

    Notes
    -----
    The objective, in this order: as many people in groups as the rules allow; no more groups of
    three than that takes (one where the number is odd); the fewest repeated meetings, so that
    who never met comes first; the newest of them as long ago as possible, a newer one counting
    more than any older ones; to 40 people, as many rounds as possible that can still follow
    without such repeats (`later`); most points; ties by ids and seed.

    1. Repeats are forbidden. Where that leaves somebody out who need not be, as few as possible
       are allowed, the oldest first.
    2. An even number: `pair_all`, exact and proved over all pairs to 2,000 people.
    3. An odd number: to 11 people all groupings are looked at. Beyond, one more vertex stands
       for "joins a pair", worth to each person no less than joining can add; the pairing with it
       is an upper bound. To 60 people everybody is tried as the third, beyond that those whom
       the bound proposes; the rest is paired exactly, and the third joins the best of its pairs.
    4. Where rules leave more people over, each joins a pair where all three may meet; who cannot
       is left out with a reason.
    5. Beyond 2,000 people, batches of at most 1,000 with all departments and languages mixed are
       solved each by itself, against the bound that everybody meets whom suits them best.

    6. To 40 people, it is looked ahead from the best answer. Where fewer rounds can follow it than
       can follow another one with the same repeats, the other one is taken.

    `Grouping.points_at_most_missed` is 0 where the answer is proved: pairs alone, or few people.
    It counts the points that are given up for later rounds, too.
    """
    if not isinstance(networkers, Iterable):
        raise InvalidInput(f"networkers: {networkers!r} are no people")
    unsorted = list(networkers)
    policy = CoffeePolicy() if policy is None else policy
    check_networkers(unsorted, history, excluded, policy)
    people = sorted(unsorted, key=lambda person: person.id)
    if len(people) <= MOST_AT_ONCE:
        return _grouping(people, pair_table(people, history, excluded, policy))
    parts = []
    for batch in batches_of(people, policy.seed):
        table = pair_table(batch, history, excluded, policy)
        parts.append(_grouping(batch, table))
    return _gather(people, parts, (history, excluded, policy))


def _gather(
    people: list[Networker],
    parts: list[Grouping],
    rules: tuple[PastRounds, Collection[Pair], CoffeePolicy],
) -> Grouping:
    """Put the batches together; those left out in different batches get another chance together."""
    left_ids = {left.networker_id for part in parts for left in part.left_out}
    left = [person for person in people if person.id in left_ids]
    if left:
        parts = [*parts, _grouping(left, pair_table(left, *rules))]
    groups = [group for part in parts for group in part.groups]
    total = sum(part.total_points for part in parts)
    bound = sum(best_points(people, rules[2])) // 2 + 100 * sum(
        len(g.member_ids) - 2 for g in groups
    )
    return Grouping(
        groups=tuple(sorted(groups, key=lambda group: group.member_ids)),
        left_out=parts[-1].left_out if left else (),
        total_points=total,
        points_at_most_missed=max(0, bound - total),
    )


def _grouping(people: list[Networker], table: PairTable) -> Grouping:
    formed = _form(table)
    placed = {position for group in formed.groups for position in group}
    total = sum(worth_of(table.points, group) for group in formed.groups)
    most = _most_points(table, threes=sum(len(group) == 3 for group in formed.groups))
    groups = [_coffee_group(people, table, group) for group in formed.groups]
    return Grouping(
        groups=tuple(sorted(groups, key=lambda group: group.member_ids)),
        left_out=tuple(
            _left_out(table, position) for position in range(len(people)) if position not in placed
        ),
        total_points=total,
        points_at_most_missed=min(formed.missed // table.unit, max(0, most - total)),
    )


def _most_points(table: PairTable, threes: int) -> int:
    """Return points that no groups of these people exceed: everybody meets whom suits them best."""
    best = np.where(table.allowed, table.points, 0).max(axis=1, initial=0)
    return int(best.sum() + np.sort(best)[len(best) - 3 * threes :].sum()) // 2


def _form(table: PairTable) -> Formed:
    """Form the groups of all who may meet somebody, and look ahead."""
    able = np.flatnonzero(table.allowed.any(axis=1))
    part = table.part(able)
    formed, newest_allowed = _with_oldest_repeats(part)
    formed = _leave_most(part, formed, newest_allowed)
    return Formed([tuple(able[list(group)].tolist()) for group in formed.groups], formed.missed)


def _with_oldest_repeats(table: PairTable) -> tuple[Formed, int]:
    """Forbid repeats, and allow them again from the oldest on, where somebody is left out.

    As far as it takes to leave out nobody who need not be, and to repeat no more than that takes.
    Return the groups, and from how many rounds ago on a meeting may be repeated in them.
    """
    ages = [*table.ages(), int(table.counted_ago.max(initial=0)) + 1]
    formed = _form_at(table, ages[-1])
    ideal = (len(table.ids), -(len(table.ids) % 2))
    if _placed(formed) == ideal or len(ages) == 1:
        return formed, ages[-1]

    def reached(formed: Formed) -> tuple[int, int, int]:
        return (*_placed(formed), -_repeats(table, formed.groups).total())

    everything = _form_at(table, ages[0])
    most = reached(everything)
    if reached(formed) >= most:
        return formed, ages[-1]
    # What can be reached with some repeats can be with newer ones, too: halve the ages.
    good, bad, best = 0, len(ages) - 1, everything
    while bad - good > 1:
        middle = (good + bad) // 2
        found = _form_at(table, ages[middle])
        if reached(found) >= most:
            good, best, most = middle, found, reached(found)
        else:
            bad = middle
    return best, ages[good]


def _form_at(table: PairTable, newest_allowed: int) -> Formed:
    """Form groups; of an odd number of a few, by a search, too, where somebody is left out."""
    weights = table.weights(newest_allowed)
    formed = _form_with(weights)
    n = len(weights)
    if n % 2 and FEW < n <= MOST_LOOKED_AHEAD and _placed(formed) < (n, -1):
        groups = find_round(who_is_free(weights > FORBIDDEN), _random_for(table))
        bound = _pair_but(weights, most_from_joining(weights), 1)
        if groups is not None and bound is not None:
            return Formed(groups, max(0, bound[2] - _value(weights, groups)[1]))
    return formed


def _leave_most(table: PairTable, formed: Formed, newest_allowed: int) -> Formed:
    """Return the groups, or others with the same repeats that leave more rounds for later."""
    n = len(table.ids)
    if not 4 <= n <= MOST_LOOKED_AHEAD or _placed(formed) != (n, -(n % 2)):
        return formed
    weights = table.weights(newest_allowed)
    free, random = who_is_free(weights > FORBIDDEN), _random_for(table)
    plan = rounds_to_come(free, random)
    enough = len(plan) - 1

    def left_by(groups: list[Members]) -> int:
        return len(rounds_to_come(without(free, groups), random, enough))

    left = left_by(formed.groups)
    if left >= enough:
        return formed
    repeats = _repeats(table, formed.groups)
    value = _value(weights, formed.groups)[1]
    best, whole = formed, value + formed.missed
    # Each round of the plan is followed by all the others.
    others = [(enough, groups) for groups in plan]
    if repeats:
        answers = _other_answers(table, newest_allowed, random)
        others = [(left_by(groups), groups) for groups in answers]
    for left_then, groups in others:
        if _repeats(table, groups) != repeats or _placed(Formed(groups, 0)) != _placed(formed):
            continue
        value_then = _value(weights, groups)[1]
        if (left_then, value_then) > (left, value):
            left, value = left_then, value_then
            best = Formed(groups, max(0, whole - value))
    return best


def _other_answers(table: PairTable, newest_allowed: int, random: Random) -> list[list[Members]]:
    """Return answers with as few repeats, for each of which other points were drawn."""
    n = len(table.ids)
    answers = []
    for _ in range(OTHERS_TRIED):
        drawn = np.array([[random.randrange(101) for _ in range(n)] for _ in range(n)])
        answers.append(
            _form_with(replace(table, points=drawn + drawn.T >> 1).weights(newest_allowed)).groups
        )
    return answers


def _repeats(table: PairTable, groups: list[Members]) -> Counter[int]:
    """Return how many meetings are repeated from how many rounds ago."""
    ago = table.counted_ago
    pairs = ((a, b) for group in groups for k, a in enumerate(group) for b in group[k + 1 :])
    return Counter(int(ago[pair]) for pair in pairs if ago[pair])


def _random_for(table: PairTable) -> Random:
    """Return numbers that look drawn, and are the same for the same people and seed."""
    return Random(int(table.ties.sum()))  # noqa: S311 - no secret


def _placed(formed: Formed) -> tuple[int, int]:
    """Return how many are in a group, and the number of groups of three, negated."""
    return sum(map(len, formed.groups)), -sum(len(group) == 3 for group in formed.groups)


def _form_with(weights: IntArray) -> Formed:
    n = len(weights)
    if n <= FEW:
        return Formed(best_of_all_groupings(weights), 0)
    whole = pair_all(weights)
    if whole is not None:
        return Formed(_pairs(whole.partner), 0)
    joining = most_from_joining(weights)
    for left_over in range(1 if n % 2 else 2, n + 1, 2):
        formed = _with_left_over(weights, joining, left_over)
        if formed is not None:
            return formed
    return Formed([], 0)


def _with_left_over(weights: IntArray, joining: IntArray, left_over: int) -> Formed | None:
    """Pair all but some, who then join pairs; None where more must be left over."""
    found = _pair_but(weights, joining, left_over)
    if found is None:
        return None
    groups, third, bound = found
    best = join_pairs(weights, groups, third)
    if left_over == 1:
        candidates = range(len(weights)) if len(weights) <= MOST_THIRDS_TRIED else ()
        for person in candidates:
            best = max(best, _with_third(weights, person), key=lambda g: _value(weights, g))
        barred = joining.copy()
        while sum(map(len, best)) < len(weights) and (barred > FORBIDDEN).any():
            barred[third] = FORBIDDEN
            again = _pair_but(weights, barred, 1)
            if again is None or again[1] == third:
                break
            third = again[1]
            best = max(best, join_pairs(weights, *again[:2]), key=lambda g: _value(weights, g))
    return Formed(best, max(0, bound - _value(weights, best)[1]))


def _pair_but(
    weights: IntArray, joining: IntArray, left_over: int
) -> tuple[list[Members], list[int], int] | None:
    """Return the pairs, who is left over, and an upper bound on any grouping of this kind."""
    n = len(weights)
    wide = np.full((n + left_over, n + left_over), FORBIDDEN, dtype=weights.dtype)
    wide[:n, :n] = weights
    worst = -LARGEST_WEIGHT if weights.dtype != object else -n * int(weights.max())
    wide[:n, n:] = np.where(joining > FORBIDDEN, joining, worst)[:, None]
    wide[n:, :n] = wide[:n, n:].T
    found = pair_all(wide)
    if found is None:
        return None
    third = sorted(int(person) for person in found.partner[n:])
    return [p for p in _pairs(found.partner) if p[1] < n], third, found.bound() // 4


def _with_third(weights: IntArray, person: int) -> list[Members]:
    rest = np.delete(np.arange(len(weights)), person)
    found = pair_all(weights[np.ix_(rest, rest)])
    if found is None:
        return []
    pairs = [tuple(rest[list(pair)].tolist()) for pair in _pairs(found.partner)]
    return join_pairs(weights, pairs, [person])


def _value(weights: IntArray, groups: list[Members]) -> tuple[int, int]:
    return sum(map(len, groups)), sum(worth_of(weights, group) for group in groups)


def _pairs(partner: IntArray) -> list[Members]:
    return [(k, int(other)) for k, other in enumerate(partner) if k < other]


def _coffee_group(people: list[Networker], table: PairTable, group: Members) -> FormedGroup:
    pairs = [(a, b) for k, a in enumerate(group) for b in group[k + 1 :]]
    shared = frozenset.intersection(*(people[k].interests for k in group))
    return FormedGroup(
        member_ids=tuple(people[k].id for k in group),
        points=worth_of(table.points, group) // len(pairs),
        shared_interests=tuple(sorted(shared)),
        repeats=tuple(
            Repeat((people[a].id, people[b].id), int(table.rounds_ago[a, b]))
            for a, b in pairs
            if table.rounds_ago[a, b]
        ),
    )


def _left_out(table: PairTable, position: int) -> LeftOut:
    person = int(table.ids[position])
    if len(table.ids) == 1:
        return LeftOut(person, "alone")
    is_able = bool(table.allowed[position].any())
    return LeftOut(person, "no_group_left" if is_able else "nobody_allowed")
