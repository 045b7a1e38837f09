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

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

import numpy as np

from matchmaker.matching.coffee.batches import batches_of, best_points
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
    three than that takes (one where the number is odd); the newest repeated meeting as long ago
    as possible; then the fewest repeats, a newer one counting more than older ones; most points;
    ties by ids and seed.

    1. Repeats within the policy's rounds are forbidden. Where that leaves somebody out who need
       not be, those from the oldest round are allowed, then the next.
    2. An even number: `pair_all`, exact and proved over all pairs to 2,000 people.
    3. An odd number: to 11 people all groupings are looked at. Beyond, one more vertex stands
       for "joins a pair", worth to each person no less than joining can add; the pairing with it
       is an upper bound. To 60 people everybody is tried as the third, beyond that those whom
       the bound proposes; the rest is paired exactly, and the third joins the best of its pairs.
    4. Where rules leave more people over, each joins a pair where all three may meet; who cannot
       is left out with a reason.
    5. Beyond 2,000 people, batches of at most 1,000 with all departments and languages mixed are
       solved each by itself, against the bound that everybody meets whom suits them best.

    `Grouping.points_at_most_missed` is 0 where the answer is proved: pairs alone, or few people.
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
    groups = [_coffee_group(people, table, group) for group in formed.groups]
    return Grouping(
        groups=tuple(sorted(groups, key=lambda group: group.member_ids)),
        left_out=tuple(
            _left_out(table, position) for position in range(len(people)) if position not in placed
        ),
        total_points=sum(worth_of(table.points, group) for group in formed.groups),
        points_at_most_missed=formed.missed // table.unit,
    )


def _form(table: PairTable) -> Formed:
    """Forbid repeats, and allow them again from the oldest on, as far as somebody is left out."""
    able = np.flatnonzero(table.allowed.any(axis=1))
    part = table.part(able)
    newest_needed = int(part.rounds_ago.max(initial=0)) + 1
    formed = _form_with(part.weights(newest_needed))
    ideal = (len(able), -(len(able) % 2))
    if _placed(formed) < ideal and newest_needed > 1:
        most = _placed(_form_with(part.weights(1)))
        while _placed(formed) < most:
            newest_needed -= 1
            formed = _form_with(part.weights(newest_needed))
    return Formed([tuple(able[list(group)].tolist()) for group in formed.groups], formed.missed)


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
    wide = np.full((n + left_over, n + left_over), FORBIDDEN)
    wide[:n, :n] = weights
    wide[:n, n:] = np.where(joining > FORBIDDEN, joining, -LARGEST_WEIGHT)[:, None]
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
