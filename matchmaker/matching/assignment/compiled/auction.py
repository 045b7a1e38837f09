"""With whom: an auction of the places, with bids that rise by less and less. Nearly exact.

What remains to be exact is done by `augmenting_paths`.
"""

from typing import Any, Final

import numpy as np

from matchmaker.matching.compiling import compiled, inlined
from matchmaker.matching.types import AnyIntArray, BoolArray, IntArray

EMPTY: Final = -1
FILLER: Final = -2
"""Holds a place that stays free."""
REMEMBERED: Final = 4
"""Best candidates of a mentee that are remembered between bids."""
BEYOND: Final = 2**62
LARGEST_PRICE: Final = 2**61


def auction(
    start: IntArray,
    column: AnyIntArray,
    value: IntArray,
    places: IntArray,
    is_open: BoolArray,
    n_fillers: int,
    price: IntArray,
    epsilons: list[int],
) -> tuple[IntArray, IntArray] | None:
    """Return the column of each row and the price of each column, None if prices ran away.

    Parameters
    ----------
    start, column, value : the graph; a perfect assignment of rows and fillers to places must exist
    places : (n_columns,)
    is_open : (n_columns,) whether places may stay free, that is, go to a filler
    n_fillers : places that stay free in all
    price : (n_columns,) to begin with
    epsilons : least rises of a bid, one phase for each, falling

    Notes
    -----
    In each phase, until nobody is without a place:

    1. A row bids for the cheapest place of the column that gains it most: as much as makes it
       indifferent to the next best place, and epsilon more. A filler bids for the cheapest place.
    2. Whoever held the place is out.

    Holders to whom another place is better by more than the new epsilon are out when a phase
    begins. At the end nobody can gain more than the last epsilon elsewhere. Places of a column
    form a heap by price, so that many places cost no more than few.

    References
    ----------
    D. P. Bertsekas: The auction algorithm (1988); D. P. Bertsekas, D. A. Castañon: The auction
    algorithm for the transportation problem, Annals of Operations Research 20 (1989).
    """
    first_place = np.concatenate(([0], np.cumsum(places)))
    place_price = np.repeat(price, places)
    holder = np.full(first_place[-1], EMPTY, dtype=np.int64)
    seat = np.full(len(start) - 1, EMPTY, dtype=np.int64)
    lowest = np.full(len(places), BEYOND, dtype=np.int64)
    open_columns = np.flatnonzero(is_open & (places > 0))
    for epsilon in epsilons:
        done = _phase(
            start, column, value, first_place, open_columns, n_fillers, epsilon,
            place_price, holder, seat, lowest,
        )  # fmt: skip
        if not done:
            return None
    return seat, lowest


@inlined
def _sink(heap, key, size, position):
    """Let an entry of a heap of columns sink to where its price belongs."""
    column, own = heap[position], key[position]
    while True:
        child = 2 * position + 1
        if child >= size:
            break
        if child + 1 < size and key[child + 1] < key[child]:
            child += 1
        if key[child] >= own:
            break
        heap[position], key[position] = heap[child], key[child]
        position = child
    heap[position], key[position] = column, own


@inlined
def _give_cheapest(place_price, holder, first, last, price, who):
    """Give the cheapest place of a column away at a price, and restore the heap."""
    size, position = last - first, 0
    while True:
        child = 2 * position + 1
        if child >= size:
            break
        if child + 1 < size and place_price[first + child + 1] < place_price[first + child]:
            child += 1
        if place_price[first + child] >= price:
            break
        place_price[first + position] = place_price[first + child]
        holder[first + position] = holder[first + child]
        position = child
    place_price[first + position] = price
    holder[first + position] = who


@inlined
def _second_cheapest(place_price, first, last):
    second = BEYOND
    if last - first > 1:
        second = place_price[first + 1]
    if last - first > 2:
        second = min(second, place_price[first + 2])
    return second


@compiled
def _phase(
    start: Any,
    column: Any,
    value: Any,
    first_place: Any,
    open_columns: Any,
    n_fillers: Any,
    epsilon: Any,
    place_price: Any,
    holder: Any,
    seat: Any,
    lowest: Any,
) -> Any:
    n_rows, n_columns, n_open = start.shape[0] - 1, lowest.shape[0], open_columns.shape[0]
    farthest = 2 * np.abs(value).max() + 1
    for j in range(n_columns):
        if first_place[j] < first_place[j + 1]:
            lowest[j] = place_price[first_place[j]]
    heap = open_columns.copy()
    key = lowest[open_columns]
    for position in range(n_open // 2, -1, -1):
        if position < n_open:
            _sink(heap, key, n_open, position)
    n_out_fillers = n_fillers
    for i in range(n_rows):
        seat[i] = EMPTY
    for j in range(n_columns):
        for place in range(first_place[j], first_place[j + 1]):
            who = holder[place]
            if who == FILLER:
                if place_price[place] > key[0] + epsilon:
                    holder[place] = EMPTY
                else:
                    n_out_fillers -= 1
            elif who >= 0:
                best, own = -BEYOND, -BEYOND
                for e in range(start[who], start[who + 1]):
                    best = max(best, value[e] - lowest[column[e]])
                    if column[e] == j:
                        own = value[e] - place_price[place]
                if own < best - epsilon:
                    holder[place] = EMPTY
                else:
                    seat[who] = j
    queue = np.empty(n_rows + 1, dtype=np.int64)
    tail = 0
    for i in range(n_rows):
        if seat[i] < 0:
            queue[tail] = i
            tail += 1
    head, waiting = 0, tail
    known = np.empty((n_rows, REMEMBERED), dtype=np.int64)
    known_value = np.empty((n_rows, REMEMBERED), dtype=np.int64)
    beyond_known = np.full(n_rows, BEYOND, dtype=np.int64)
    best_entry = np.empty(REMEMBERED + 1, dtype=np.int64)
    best_gain = np.empty(REMEMBERED + 1, dtype=np.int64)
    while waiting > 0 or n_out_fillers > 0:
        if waiting > 0:
            i = queue[head]
            head = head + 1 if head < n_rows else 0
            waiting -= 1
            n_known = min(REMEMBERED, start[i + 1] - start[i])
            best, second, at = -BEYOND, -BEYOND, -1
            if beyond_known[i] < BEYOND:
                for y in range(n_known):
                    gain = known_value[i, y] - lowest[known[i, y]]
                    if gain > best:
                        best, second, at = gain, best, y
                    elif gain > second:
                        second = gain
            if beyond_known[i] == BEYOND or second < beyond_known[i]:
                for y in range(REMEMBERED + 1):
                    best_gain[y] = -BEYOND
                for e in range(start[i], start[i + 1]):
                    gain = value[e] - lowest[column[e]]
                    if gain > best_gain[REMEMBERED]:
                        y = REMEMBERED
                        while y > 0 and best_gain[y - 1] < gain:
                            best_gain[y], best_entry[y] = best_gain[y - 1], best_entry[y - 1]
                            y -= 1
                        best_gain[y], best_entry[y] = gain, e
                for y in range(n_known):
                    known[i, y] = column[best_entry[y]]
                    known_value[i, y] = value[best_entry[y]]
                beyond_known[i] = best_gain[REMEMBERED]
                best, second, at = best_gain[0], best_gain[1], 0
            j = known[i, at]
            first, last = first_place[j], first_place[j + 1]
            cheapest = place_price[first]
            second = max(second, known_value[i, at] - _second_cheapest(place_price, first, last))
            price = cheapest + min(best - second, farthest) + epsilon
            who = i
        else:
            n_out_fillers -= 1
            while key[0] < lowest[heap[0]]:
                key[0] = lowest[heap[0]]
                _sink(heap, key, n_open, 0)
            j = heap[0]
            first, last = first_place[j], first_place[j + 1]
            cheapest = place_price[first]
            next_best = _second_cheapest(place_price, first, last)
            for child in range(1, 3):
                if child < n_open:
                    while key[child] < lowest[heap[child]]:
                        key[child] = lowest[heap[child]]
                        _sink(heap, key, n_open, child)
                    next_best = min(next_best, key[child])
            price = min(next_best, cheapest + farthest) + epsilon
            who = FILLER
        if price > LARGEST_PRICE:
            return False
        out = holder[first]
        _give_cheapest(place_price, holder, first, last, price, who)
        lowest[j] = place_price[first]
        if who >= 0:
            seat[who] = j
        if out >= 0:
            seat[out] = EMPTY
            queue[tail] = out
            tail = tail + 1 if tail < n_rows else 0
            waiting += 1
        elif out == FILLER:
            n_out_fillers += 1
    return True
