"""More networkers than are paired at once: taken in batches, and bounded all together."""

import hashlib
from typing import Final

import numpy as np

from matchmaker.matching.coffee.pair_table import points_between
from matchmaker.matching.coffee.people import CoffeePolicy, Networker

MOST_IN_A_BATCH: Final = 1_000
BLOCK: Final = 500
"""People whose pairs with all others are scored at a time."""


def batches_of(people: list[Networker], seed: int) -> list[list[Networker]]:
    """Return batches of at most 1,000, each sorted by id, that mix languages and departments alike.

    Batches are even in number, but for one where the number of people is odd, so that there is at
    most one group of three.
    """
    n_batches = -(-len(people) // (MOST_IN_A_BATCH - 2))
    order = sorted(people, key=lambda person: _place(person, seed))
    batches = [order[k::n_batches] for k in range(n_batches)]
    odd = [batch for batch in batches if len(batch) % 2]
    for giver, taker in zip(odd[::2], odd[1::2], strict=False):
        taker.append(giver.pop())
    return [sorted(batch, key=lambda person: person.id) for batch in batches]


def best_points(people: list[Networker], policy: CoffeePolicy) -> list[int]:
    """Return each person's points with whom suits them best, whoever may meet whom."""
    best: list[int] = []
    for start in range(0, len(people), BLOCK):
        block = people[start : start + BLOCK]
        points = points_between(block, people, policy)
        points[np.arange(len(block)), start + np.arange(len(block))] = 0
        best += points.max(axis=1).tolist()
    return best


def _place(person: Networker, seed: int) -> tuple[list[str], str, bytes]:
    drawn = hashlib.sha256(f"{seed}:{person.id}".encode()).digest()
    return sorted(person.languages), person.department or "", drawn
