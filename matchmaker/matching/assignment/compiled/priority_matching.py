"""Who is matched: the most mentees, and among these the highest ranks, on a given graph."""

from typing import Any, Final

import numpy as np

from matchmaker.matching.compiling import compiled
from matchmaker.matching.types import AnyIntArray, IntArray

NOBODY: Final = -1


def seat_by_rank(
    start: IntArray,
    mentor: AnyIntArray,
    places: IntArray,
    rank: IntArray,
    seat: IntArray,
    *,
    is_rough: bool = False,
) -> tuple[IntArray, IntArray]:
    """Return a seat for each mentee (-1 for none) and the level of each mentor.

    Parameters
    ----------
    start, mentor : the graph in compressed sparse rows
    places : (n_mentors,) all positive
    rank : (n_mentees,) positive; larger is served first
    seat : (n_mentees,) seats to begin with, within the places
    is_rough : bool
        Whether all ranks count as 1, except for the order in which mentees take seats: the most
        mentees, quickly, on a graph that lacks the pairs for more.

    Returns
    -------
    seat : (n_mentees,)
    level : (n_mentors,)
        The highest rank of a mentee left over from whom alternating moves lead to the mentor; 0
        where none does. It is the price of a place in ranks: a mentor with a level is full, and
        everybody there has a rank at least as high.

    Notes
    -----
    1. As many mentees as there are places, of the highest ranks, take free places among their
       own, then by alternating moves found depth first, in phases that pass each mentor once.
    2. Whoever still has no seat is taken by falling rank. Breadth first, along candidates and the
       mentees seated with them, for a free place. All on the way move up by one. If there is none,
       whoever has the lowest rank of those seated on the way, if it is lower, leaves.
    3. Otherwise all mentors that were reached can never again be entered: they get the rank as
       their level, and later searches stop at them.

    The sets of mentees that can be seated together are the independent sets of a transversal
    matroid, for which this greedy order is the best by any weights that rise with the rank.
    O(n_mentees * n_pairs) at worst.

    References
    ----------
    J. Edmonds, D. R. Fulkerson: Transversals and matroid partition (1965). D. König (1931).
    """
    seat = seat.astype(np.int64)
    level = np.zeros(len(places), dtype=np.int64)
    order = np.argsort(-rank, kind="stable")
    rarity = np.bincount(mentor, minlength=len(places)) // np.maximum(places, 1)
    first_place = np.concatenate(([0], np.cumsum(places)))
    holder = np.full(max(1, first_place[-1]), NOBODY, dtype=np.int64)
    taken = np.zeros(len(places), dtype=np.int64)
    if is_rough:
        rank = np.ones_like(rank)
    seats = (first_place, holder, taken, seat)
    _seat_first(start, mentor, places, order, rarity, *seats)
    _seat_many(start, mentor, places, order[: first_place[-1]], *seats)
    _seat_rest(start, mentor, places, rank, order, *seats, level)
    return seat, level


@compiled
def _seat_first(
    start: Any,
    mentor: Any,
    places: Any,
    order: Any,
    rarity: Any,
    first_place: Any,
    holder: Any,
    taken: Any,
    seat: Any,
) -> None:
    """Enter the seats there are; give others a free place with whom the fewest others could go."""
    for i in range(seat.shape[0]):
        if seat[i] >= 0:
            holder[first_place[seat[i]] + taken[seat[i]]] = i
            taken[seat[i]] += 1
    for i in order[: first_place[-1]]:
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


@compiled
def _seat_many(
    start: Any,
    mentor: Any,
    places: Any,
    wanted: Any,
    first_place: Any,
    holder: Any,
    taken: Any,
    seat: Any,
) -> None:
    """Seat all of the wanted who can be, by phases of depth-first searches that share no mentor."""
    n_mentors, n_mentees = places.shape[0], seat.shape[0]
    passed_in = np.full(n_mentors, -1, dtype=np.int64)
    looked = start[:n_mentees].copy()  # no place becomes free again
    tried = np.empty(n_mentees, dtype=np.int64)
    comer = np.empty(n_mentors + 1, dtype=np.int64)
    column = np.empty(n_mentors + 1, dtype=np.int64)
    place = np.empty(n_mentors + 1, dtype=np.int64)
    phase, n_seated = 0, 1
    while n_seated > 0:
        phase, n_seated = phase + 1, 0
        tried[:] = start[:n_mentees]
        for root in wanted:
            if seat[root] >= 0:
                continue
            depth, who = 0, root
            while True:
                free = NOBODY
                while looked[who] < start[who + 1]:
                    j = mentor[looked[who]]
                    if taken[j] < places[j]:
                        free = j
                        break
                    looked[who] += 1
                if free >= 0:
                    seat[who] = free
                    holder[first_place[free] + taken[free]] = who
                    taken[free] += 1
                    for d in range(depth - 1, -1, -1):
                        holder[first_place[column[d]] + place[d]] = comer[d]
                        seat[comer[d]] = column[d]
                    n_seated += 1
                    break
                while True:
                    while tried[who] < start[who + 1] and passed_in[mentor[tried[who]]] == phase:
                        tried[who] += 1
                    if tried[who] < start[who + 1]:
                        j = mentor[tried[who]]
                        passed_in[j] = phase
                        comer[depth], column[depth], place[depth] = who, j, 0
                        depth += 1
                        if taken[j] > 0:
                            who = holder[first_place[j]]
                            break
                    if depth == 0:
                        break
                    place[depth - 1] += 1
                    if place[depth - 1] < taken[column[depth - 1]]:
                        who = holder[first_place[column[depth - 1]] + place[depth - 1]]
                        break
                    depth -= 1
                    who = comer[depth]
                if depth == 0:
                    break


@compiled
def _seat_rest(
    start: Any,
    mentor: Any,
    places: Any,
    rank: Any,
    order: Any,
    first_place: Any,
    holder: Any,
    taken: Any,
    seat: Any,
    level: Any,
) -> None:
    """Seat the others one by one, or find that nobody can make room for them."""
    n_mentors = places.shape[0]
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
            if rank[who] < rank[i] and (least < 0 or rank[who] < rank[least]):
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
                level[queue[k]] = rank[i]
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
