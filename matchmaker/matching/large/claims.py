"""Who is matched: the most mentees, and among these the largest claims, on a given graph."""

from typing import Any, Final

import numpy as np

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.large.compiling import compiled

NOBODY: Final = -1
UNMARKED: Final = -1


def seat_by_claims(
    start: IntArray, mentor: IntArray, places: IntArray, claim: IntArray, seat: IntArray
) -> tuple[IntArray, IntArray]:
    """Return a seat for each mentee (-1 for none) and the level of each mentor.

    Parameters
    ----------
    start, mentor : the graph in compressed sparse rows
    places : (n_mentors,) all positive
    claim : (n_mentees,) positive; larger is served first
    seat : (n_mentees,) seats to begin with, within the places

    Returns
    -------
    seat : (n_mentees,)
    level : (n_mentors,)
        The largest claim of a mentee left over from whom alternating moves lead to the mentor; 0
        where none does. It is the price of a place in claims: a mentor with a level is full, and
        everybody there has a claim at least as large.

    Notes
    -----
    1. Mentees without a seat are taken by falling claim.
    2. Breadth first, along candidates and the mentees seated with them, for a free place. All on
       the way move up by one.
    3. If there is none, the smallest claim among those seated on the way, if it is smaller, leaves.
    4. Otherwise all mentors that were reached can never again be entered: they get the claim as
       their level, and later searches stop at them.

    The sets of mentees that can be seated together are the independent sets of a transversal
    matroid, for which this greedy order is the best by any weights that rise with the claim.
    O(n_mentees * n_pairs) at worst.

    References
    ----------
    J. Edmonds, D. R. Fulkerson: Transversals and matroid partition (1965). D. König (1931).
    """
    seat = seat.astype(np.int64)
    level = np.zeros(len(places), dtype=np.int64)
    order = np.argsort(-claim, kind="stable")
    rarity = np.bincount(mentor, minlength=len(places)) // np.maximum(places, 1)
    _seat_all(start, mentor, places, claim, order, rarity, seat, level)
    return seat, level


@compiled
def _seat_all(
    start: Any,
    mentor: Any,
    places: Any,
    claim: Any,
    order: Any,
    rarity: Any,
    seat: Any,
    level: Any,
) -> None:
    n_mentors = places.shape[0]
    first_place = np.zeros(n_mentors + 1, dtype=np.int64)
    for j in range(n_mentors):
        first_place[j + 1] = first_place[j] + places[j]
    holder = np.empty(first_place[n_mentors], dtype=np.int64)
    taken = np.zeros(n_mentors, dtype=np.int64)
    for i in range(seat.shape[0]):
        if seat[i] >= 0:
            holder[first_place[seat[i]] + taken[seat[i]]] = i
            taken[seat[i]] += 1
    for i in order:  # a free place of the own, with whom the fewest others could go
        rarest = NOBODY
        if seat[i] < 0:
            for e in range(start[i], start[i + 1]):
                j = mentor[e]
                if taken[j] < places[j] and (rarest < 0 or rarity[j] < rarity[rarest]):
                    rarest = j
        if rarest >= 0:
            seat[i] = rarest
            holder[first_place[rarest] + taken[rarest]] = i
            taken[rarest] += 1
    reached_by = np.full(n_mentors, -1, dtype=np.int64)
    mover = np.empty(n_mentors, dtype=np.int64)
    queue = np.empty(n_mentors, dtype=np.int64)
    for i in order:
        if seat[i] >= 0:
            continue
        head, tail, free, least = 0, 0, NOBODY, NOBODY
        who = i
        place = 0
        while True:
            for e in range(start[who], start[who + 1]):
                j = mentor[e]
                if reached_by[j] == i or level[j] > 0:
                    continue
                reached_by[j] = i
                mover[j] = who
                if taken[j] < places[j]:
                    free = j
                    break
                queue[tail] = j
                tail += 1
            if free >= 0:
                break
            while head < tail and place == taken[queue[head]]:
                head += 1
                place = 0
            if head == tail:
                break
            who = holder[first_place[queue[head]] + place]
            place += 1
            if claim[who] < claim[i] and (least < 0 or claim[who] < claim[least]):
                least = who
        j = free
        if free >= 0:
            taken[j] += 1
            holder[first_place[j] + taken[j] - 1] = NOBODY
            hole = first_place[j] + taken[j] - 1
        elif least >= 0:
            j = seat[least]
            hole = _place_of(holder, first_place[j], taken[j], least)
            seat[least] = NOBODY
        else:
            for k in range(tail):
                level[queue[k]] = claim[i]
            continue
        while True:
            who = mover[j]
            left = seat[who]
            seat[who] = j
            holder[hole] = who
            if who == i:
                break
            hole = _place_of(holder, first_place[left], taken[left], who)
            j = left


@compiled
def _place_of(holder: Any, first: Any, count: Any, who: Any) -> Any:
    for place in range(first, first + count):
        if holder[place] == who:
            return place
    return -1
