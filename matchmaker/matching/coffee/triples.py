"""Who is third: groups of three where somebody is left over, exact for few people.

Two ways: all groupings of a dozen people at most, and joining those left over to pairs.
"""

from functools import cache
from typing import Final, TypeAlias

from matchmaker.matching.coffee.perfect_matching import FORBIDDEN
from matchmaker.matching.types import IntArray

FEW: Final = 11
"""People up to whom every grouping is looked at: 2**11 sets of them."""

Members: TypeAlias = tuple[int, ...]
"""Positions, ascending."""


def worth_of(weights: IntArray, group: Members) -> int:
    """Return what a group's pairs are worth together; far below everything if one is forbidden."""
    pairs = [(a, b) for k, a in enumerate(group) for b in group[k + 1 :]]
    return sum(int(weights[a, b]) for a, b in pairs)


def is_allowed(weights: IntArray, group: Members) -> bool:
    """Whether all pairs of a group may meet."""
    return all(weights[a, b] > FORBIDDEN for k, a in enumerate(group) for b in group[k + 1 :])


def best_of_all_groupings(weights: IntArray) -> list[Members]:
    """Return the groups of a best grouping of at most `FEW` people.

    Best is: most people in a group, then fewest groups of three, then most weight.

    Notes
    -----
    Dynamic programming over sets of people: the first one of a set stays out, or meets one or
    two of the others. O(2^n n^2).
    """
    n = len(weights)

    @cache
    def best(left: int) -> tuple[int, int, int, tuple[Members, ...]]:
        if not left:
            return 0, 0, 0, ()
        first = (left & -left).bit_length() - 1
        rest = left & ~(1 << first)
        answer = best(rest)
        others = [k for k in range(first + 1, n) if rest >> k & 1 and weights[first, k] > FORBIDDEN]
        groups: list[Members] = [(first, k) for k in others]
        groups += [(first, a, b) for a in others for b in others if a < b]
        for group in groups:
            if not is_allowed(weights, group):
                continue
            remaining = best(rest & ~sum(1 << k for k in group[1:]))
            found = (
                remaining[0] + len(group),
                remaining[1] - (len(group) == 3),
                remaining[2] + worth_of(weights, group),
                (group, *remaining[3]),
            )
            answer = max(answer, found, key=lambda value: value[:3])
        return answer

    return list(best((1 << n) - 1)[3])


def join_pairs(weights: IntArray, pairs: list[Members], left_over: list[int]) -> list[Members]:
    """Return the groups after each of the left-over people has joined a pair, where one may.

    Those with the fewest pairs to choose from choose first, each the pair worth most; who finds
    none is in no group of the answer.
    """
    groups = list(pairs)
    options = {
        person: [g for g in pairs if is_allowed(weights, (person, *g))] for person in left_over
    }
    for person in sorted(left_over, key=lambda person: (len(options[person]), person)):
        free = [group for group in options[person] if group in groups]
        if free:
            chosen = max(free, key=lambda group: (worth_of(weights, (person, *group)), group))
            groups[groups.index(chosen)] = tuple(sorted((person, *chosen)))
    return groups


def most_from_joining(weights: IntArray) -> IntArray:
    """Return (n,) no less than what each person's joining any pair can add.

    `FORBIDDEN` for a person who has not two others whom they may meet.
    """
    n = len(weights)
    best = weights.copy()
    best.sort(axis=1)
    if n < 3:
        return weights[:, 0] * 0 + FORBIDDEN
    added: IntArray = best[:, -1] + best[:, -2]
    added[best[:, -2] <= FORBIDDEN] = FORBIDDEN
    return added
