"""Makes a full assignment exact: who would gain elsewhere moves, by a shortest chain of moves."""

from typing import Any, Final

import numpy as np

from matchmaker.matching.compiling import compiled, inlined
from matchmaker.matching.types import AnyIntArray, BoolArray, IntArray

FAR: Final = 2**62
FROM_FILLER: Final = -2


def repair(
    start: IntArray,
    column: AnyIntArray,
    value: IntArray,
    places: IntArray,
    is_open: BoolArray,
    seat: IntArray,
    price: IntArray,
) -> tuple[IntArray, IntArray, IntArray, BoolArray]:
    """Return the best seats, exact prices, the gain of each row, and which rows' gain fell.

    Parameters
    ----------
    start, column, value : the graph
    places : (n_columns,)
    is_open : (n_columns,) whether places may stay free
    seat : (n_rows,) a column for each row, within the places; only open ones have places left
    price : (n_columns,) any

    Notes
    -----
    Each row to which another column is better at the prices, and each free place that is dearer
    than the cheapest open column, is taken out and put back by Dijkstra's algorithm on reduced
    values, from itself to the place that it left; the others on the chain move by one. Then
    prices rise by what remained of the chain, so that all reduced values stay non-negative.
    Free places are those of identical rows with the value 0 everywhere open.

    References
    ----------
    R. K. Ahuja, T. L. Magnanti, J. B. Orlin: Network Flows (1993), section 9.7.
    """
    seat, price = seat.astype(np.int64), price.astype(np.int64)
    n_columns = len(places)
    first_place = np.concatenate(([0], np.cumsum(places)))
    taken = np.bincount(seat, minlength=n_columns)
    order = np.argsort(seat, kind="stable")
    rank = np.arange(len(seat)) - np.repeat(np.cumsum(taken) - taken, taken)
    holder = np.full(max(1, first_place[-1]), -1, dtype=np.int64)
    holder[first_place[seat[order]] + rank] = order
    gain = np.empty(len(seat), dtype=np.int64)
    has_fallen = np.zeros(len(seat), dtype=np.bool_)
    _repair_all(
        start, column, value, np.flatnonzero(is_open & (places > 0)), seat, price, gain,
        first_place, holder, taken, np.where(is_open, places - taken, 0), has_fallen,
    )  # fmt: skip
    return seat, price, gain, has_fallen


@inlined
def _push(keys, items, size, key, item):
    position = size
    while position > 0:
        parent = (position - 1) // 2
        if keys[parent] <= key:
            break
        keys[position], items[position] = keys[parent], items[parent]
        position = parent
    keys[position], items[position] = key, item


@inlined
def _pop(keys, items, size):
    """Take the first entry away; the heap has ``size`` entries afterwards."""
    key, item, position = keys[size], items[size], 0
    while True:
        child = 2 * position + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[position], items[position] = keys[child], items[child]
        position = child
    keys[position], items[position] = key, item


@inlined
def _leave(holder, first, count, who):
    for place in range(first, first + count):
        if holder[place] == who:
            holder[place] = holder[first + count - 1]
            break


@compiled
def _repair_all(
    start: Any,
    column: Any,
    value: Any,
    open_columns: Any,
    seat: Any,
    price: Any,
    gain: Any,
    first_place: Any,
    holder: Any,
    taken: Any,
    n_free: Any,
    has_fallen: Any,
) -> None:
    n_rows, n_columns = seat.shape[0], price.shape[0]
    distance = np.full(n_columns, FAR, dtype=np.int64)
    mover = np.empty(n_columns, dtype=np.int64)
    is_settled = np.zeros(n_columns, dtype=np.bool_)
    reached = np.empty(n_columns, dtype=np.int64)
    keys = np.empty(4096, dtype=np.int64)
    items = np.empty(4096, dtype=np.int64)
    is_worse = np.zeros(n_rows, dtype=np.bool_)
    for i in range(n_rows):
        best, own = -FAR, -FAR
        for e in range(start[i], start[i + 1]):
            x = value[e] - price[column[e]]
            best = max(best, x)
            if column[e] == seat[i]:
                own = x
        gain[i] = own
        is_worse[i] = own < best
    cheapest = FAR
    for j in open_columns:
        cheapest = min(cheapest, price[j])
    n_steps = n_rows
    fillers = np.zeros(n_free.sum(), dtype=np.int64)
    n_fillers = 0
    for j in open_columns:
        if price[j] > cheapest:
            for _ in range(n_free[j]):
                fillers[n_fillers] = j
                n_fillers += 1
    n_steps += n_fillers
    for step in range(n_steps):
        who = step if step < n_rows else FROM_FILLER
        if who >= 0 and not is_worse[who]:
            continue
        cheapest = FAR
        for j in open_columns:
            cheapest = min(cheapest, price[j])
        if who >= 0:
            home = seat[who]
            best = -FAR
            for e in range(start[who], start[who + 1]):
                best = max(best, value[e] - price[column[e]])
            if best <= gain[who]:
                continue
            gain[who] = best
            _leave(holder, first_place[home], taken[home], who)
            taken[home] -= 1
        else:
            home = fillers[step - n_rows]
            if price[home] <= cheapest or n_free[home] == 0:
                continue
            n_free[home] -= 1
        n_reached, size, filler_at = 0, 0, -1
        current, base = int(who), np.int64(0)
        place, of_column = np.int64(0), np.int64(-1)
        while True:
            # Offer the candidates of the row (or of a filler) that could move on.
            first, n_offers = 0, 0
            if current == FROM_FILLER:
                n_offers = open_columns.shape[0]
            elif current >= 0:
                first, n_offers = start[current], start[current + 1] - start[current]
            for e in range(first, first + n_offers):
                if current == FROM_FILLER:
                    j = open_columns[e]
                    length = base + price[j] - cheapest
                else:
                    j = np.int64(column[e])
                    length = base + max(np.int64(0), gain[current] - value[e] + price[j])
                if is_settled[j] or length >= distance[j]:
                    continue
                if length >= distance[home] and j != home:
                    continue
                if distance[j] == FAR:
                    reached[n_reached] = j
                    n_reached += 1
                distance[j] = length
                mover[j] = current
                if size + 1 >= keys.shape[0]:
                    keys = np.concatenate((keys, keys))
                    items = np.concatenate((items, items))
                _push(keys, items, size, length, j)
                size += 1
            if of_column >= 0 and place < taken[of_column]:
                current = holder[first_place[of_column] + place]
                place += 1
                continue
            is_filler_next = of_column >= 0 and n_free[of_column] > 0 and filler_at < 0
            if is_filler_next and who != FROM_FILLER and price[of_column] == cheapest:
                filler_at = int(of_column)
                current = FROM_FILLER
                continue
            j = np.int64(-1)
            while size > 0:
                length, j = keys[0], items[0]
                size -= 1
                _pop(keys, items, size)
                if not is_settled[j] and length == distance[j]:
                    break
                j = np.int64(-1)
            is_settled[j] = True
            base = distance[j]
            if j == home:
                break
            of_column, place, current = j, np.int64(0), -1
        longest = distance[home]
        if who >= 0:
            gain[who] -= longest
            has_fallen[who] = True
        for k in range(n_reached):
            j = reached[k]
            if is_settled[j] and distance[j] < longest:
                rise = longest - distance[j]
                price[j] += rise
                for p in range(first_place[j], first_place[j] + taken[j]):
                    gain[holder[p]] -= rise
                    has_fallen[holder[p]] = True
        j = home
        while True:
            moving = mover[j]
            if moving == FROM_FILLER:
                n_free[j] += 1
                if who == FROM_FILLER:
                    break
                n_free[filler_at] -= 1
                j = filler_at
                continue
            left = seat[moving]
            seat[moving] = j
            holder[first_place[j] + taken[j]] = moving
            taken[j] += 1
            if moving == who:
                break
            _leave(holder, first_place[left], taken[left], moving)
            taken[left] -= 1
            j = left
        for k in range(n_reached):
            distance[reached[k]] = FAR
            is_settled[reached[k]] = False
