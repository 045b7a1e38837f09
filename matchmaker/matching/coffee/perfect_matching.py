"""A heaviest perfect pairing of people who are all of one kind, proved over every allowed pair.

Nothing here knows what a weight means; `groups` makes the weights and reads the answer.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from matchmaker.matching.coffee.blossom import BlossomSearch, Stuck
from matchmaker.matching.types import BoolArray, IntArray

FORBIDDEN: Final = np.iinfo(np.int64).min // 4
"""Weight of a pair that must not be; every allowed weight lies far above it."""
LARGEST_WEIGHT: Final = 2**52
FIRST_DEGREE: Final = 10
"""Pairs of least slack a person with which the search begins."""
PAIRS_ADDED: Final = 10
"""Pairs a person that are added at a time where the answer is not yet proved."""

OddSet: TypeAlias = tuple[int, tuple[int, ...]]
"""(price, people): among an odd number of people, at least one is not paired with the others."""


@dataclass(frozen=True, slots=True)
class PerfectPairing:
    """Everybody's partner, and the prices that prove that no pairing weighs more.

    Parameters
    ----------
    partner : (n,) int64
        ``partner[partner[v]] == v != partner[v]``.
    prices : (n,) int64
        Four times each person's price.
    odd_sets : tuple of OddSet
        Twice the price of each odd set.
    """

    partner: IntArray
    prices: IntArray
    odd_sets: tuple[OddSet, ...]

    def bound(self) -> int:
        """Return four times the weight that no pairing can exceed, if `is_feasible`."""
        whole = sum(map(int, self.prices))
        return whole + sum(price * (len(people) - 1) for price, people in self.odd_sets)


def pair_all(weights: IntArray) -> PerfectPairing | None:
    """Return a heaviest pairing that leaves nobody out; None where there is none.

    Parameters
    ----------
    weights : (n, n) int64
        Symmetric; `FORBIDDEN` where two may not meet, and on the diagonal. Absolute values of
        the others are at most `LARGEST_WEIGHT`; as an array of Python's own numbers they may be
        larger, which is slow.

    Notes
    -----
    1. The assignment problem on two copies of the people is the pairing problem without its
       odd-set constraints. Its prices are the start (`symmetric_prices`).
    2. A heaviest pairing on the pairs of least slack is found by Edmonds' blossom algorithm,
       which returns prices for people and odd sets.
    3. All pairs are priced with them. Those that are worth more than their prices are added, and
       the search is repeated, until there are none. Then linear-programming duality proves the
       answer over *all* pairs (`find_undercut`).
    4. Where the search is stuck, all pairs that could help are added; where none could, the odd
       groups that it returns prove that no perfect pairing exists (Tutte 1947).

    Numbers are whole. Equal input gives equal output.

    References
    ----------
    .. [1] D. Applegate, W. Cook, "Solving large-scale matching problems", in Network Flows and
       Matching (1993): solve a sparse graph, then price the rest.

    Examples
    --------
    >>> no = FORBIDDEN
    >>> found = pair_all(np.array([[no, 5, 9, 0], [5, no, 0, 0], [9, 0, no, 5], [0, 0, 5, no]]))
    >>> found.partner.tolist(), found.bound() / 4
    ([1, 0, 3, 2], 10.0)
    """
    n = len(weights)
    if n == 0:
        return PerfectPairing(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), ())
    if weights.dtype == object:
        return _pair_on_all_edges(weights)
    start = symmetric_prices(weights) if n % 2 == 0 else None
    if start is None:
        return None
    rows, columns = _tightest(weights, start)
    edges: list[dict[int, int]] = [{} for _ in range(n)]
    while True:
        _add_edges(edges, weights, rows, columns)
        search = BlossomSearch((2 * start).tolist(), edges)
        stuck = search.run()
        if stuck is None:
            found = PerfectPairing(
                np.array(search.mate, dtype=np.int64),
                np.array(search.price, dtype=np.int64),
                tuple(search.odd_sets()),
            )
            rows, columns = find_undercut(weights, found)
            if not len(rows):
                return found
        else:
            rows, columns = _way_out(weights, stuck, start)
            if not len(rows):
                return None


def _pair_on_all_edges(weights: IntArray) -> PerfectPairing | None:
    """Return the same for numbers of any size, without leaving out any pair."""
    n = len(weights)
    allowed = weights > FORBIDDEN
    if n % 2 or not allowed.any(axis=1).all():
        return None
    edges = [
        {int(w): 4 * int(weights[v, w]) for w in np.flatnonzero(row)}
        for v, row in enumerate(allowed)
    ]
    search = BlossomSearch([max(row.values()) // 2 for row in edges], edges)
    if search.run() is not None:
        return None
    return PerfectPairing(
        np.array(search.mate, dtype=np.int64),
        np.array(search.price, dtype=object),
        tuple(search.odd_sets()),
    )


def find_undercut(weights: IntArray, found: PerfectPairing) -> tuple[IntArray, IntArray]:
    """Return pairs that are worth more than their prices, at most some for each person.

    With none, and no price of an odd set negative, `found.bound()` holds for every pairing.
    """
    allowed = weights > FORBIDDEN
    slack = found.prices[:, None] + found.prices[None, :] - 4 * np.where(allowed, weights, 0)
    rows, columns = np.nonzero((slack < 0) & allowed)
    missing = slack[rows, columns]
    is_inside = np.zeros(len(weights), dtype=np.bool_)
    for price, people in sorted(found.odd_sets, key=lambda odd: -len(odd[1])):
        is_inside[:] = False
        is_inside[list(people)] = True
        missing += 2 * price * (is_inside[rows] & is_inside[columns])
        is_left = missing < 0
        rows, columns, missing = rows[is_left], columns[is_left], missing[is_left]
    return _least_of_each_row(rows, columns, missing, PAIRS_ADDED)


def symmetric_prices(weights: IntArray) -> IntArray | None:
    """Return (n,) prices with ``s[v] + s[w] >= 2 * weights[v, w]`` and the least possible sum.

    Half that sum is an upper bound on the weight of every pairing. None where not even the
    relaxation has a perfect answer: then no perfect pairing exists.

    Notes
    -----
    Successive shortest augmenting paths with prices (Jonker and Volgenant 1987), on the costs
    ``-weights``: each person looks for a partner in a copy of everybody.
    """
    n = len(weights)
    allowed = weights > FORBIDDEN
    if not allowed.any(axis=1).all():
        return None
    cost = np.where(allowed, -weights, -FORBIDDEN)
    column_price = cost.min(axis=0)
    row_price = (cost - column_price).min(axis=1)
    row_of, column_of = _match_tight(cost - column_price - row_price[:, None])
    for row in np.flatnonzero(column_of < 0):
        if not _augment(cost, int(row), row_price, column_price, row_of, column_of):
            return None
    sums: IntArray = -(row_price + column_price)
    return sums if n else row_price


def _match_tight(slack: IntArray) -> tuple[IntArray, IntArray]:
    """Match rows and columns along tight pairs, greedily in order."""
    n = len(slack)
    row_of, column_of = np.full(n, -1), np.full(n, -1)
    for row in range(n):
        free = np.flatnonzero((slack[row] == 0) & (row_of < 0))
        if len(free):
            row_of[free[0]], column_of[row] = row, free[0]
    return row_of, column_of


def _augment(
    cost: IntArray,
    start: int,
    row_price: IntArray,
    column_price: IntArray,
    row_of: IntArray,
    column_of: IntArray,
) -> bool:
    """Give one free row a column along a shortest path; False where there is no path."""
    n = len(cost)
    distance = np.full(n, -FORBIDDEN)
    came_from = np.full(n, start)
    is_done = np.zeros(n, dtype=np.bool_)
    scanned: list[int] = []
    row, reached = start, 0
    while True:
        found = cost[row] - row_price[row] - column_price + reached
        is_better = (found < distance) & ~is_done
        distance[is_better] = found[is_better]
        came_from[is_better] = row
        column = int(np.where(is_done, -2 * FORBIDDEN, distance).argmin())
        reached = int(distance[column])
        if is_done[column] or reached >= -FORBIDDEN // 2:
            return False
        if row_of[column] < 0:
            break
        is_done[column] = True
        scanned.append(column)
        row = int(row_of[column])
    _raise_prices(start, scanned, distance, reached, (row_price, column_price, row_of))
    while True:
        row = int(came_from[column])
        row_of[column] = row
        column, column_of[row] = int(column_of[row]), column
        if row == start:
            return True


def _raise_prices(
    start: int,
    scanned: list[int],
    distance: IntArray,
    reached: int,
    prices: tuple[IntArray, IntArray, IntArray],
) -> None:
    row_price, column_price, row_of = prices
    row_price[start] += reached
    shift = reached - distance[scanned]
    column_price[scanned] -= shift
    row_price[row_of[scanned]] += shift


def _tightest(weights: IntArray, prices: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of least slack of each person."""
    slack = np.where(
        weights > FORBIDDEN, prices[:, None] + prices[None, :] - 2 * weights, -FORBIDDEN
    )
    most = min(FIRST_DEGREE, len(weights) - 1)
    columns = np.argpartition(slack, most, axis=1)[:, :most].ravel()
    rows = np.repeat(np.arange(len(weights)), most)
    kept = weights[rows, columns] > FORBIDDEN
    return rows[kept], columns[kept]


def _best_of_each_row(slack: IntArray, chosen: BoolArray, most: int) -> tuple[IntArray, IntArray]:
    """Return up to ``most`` chosen pairs of least slack in each row."""
    rows, columns = np.nonzero(chosen)
    return _least_of_each_row(rows, columns, slack[rows, columns], most)


def _least_of_each_row(
    rows: IntArray, columns: IntArray, slack: IntArray, most: int
) -> tuple[IntArray, IntArray]:
    """Return up to ``most`` of some pairs in each row, those of least slack; rows ascend."""
    if not len(rows):
        return rows, columns
    order = np.lexsort((columns, slack, rows))
    rows, columns = rows[order], columns[order]
    starts = np.searchsorted(rows, rows)
    kept = np.arange(len(rows)) - starts < most
    return rows[kept], columns[kept]


def _add_edges(
    edges: list[dict[int, int]], weights: IntArray, rows: IntArray, columns: IntArray
) -> None:
    for v, w in zip(rows.tolist(), columns.tolist(), strict=True):
        edges[v][w] = edges[w][v] = 4 * int(weights[v, w])


def _way_out(weights: IntArray, stuck: Stuck, prices: IntArray) -> tuple[IntArray, IntArray]:
    """Return pairs that join an odd group to somebody it is not tied to yet."""
    n = len(weights)
    group = np.full(n, -1)
    for number, people in enumerate(stuck.groups):
        group[list(people)] = number
    would_help = (weights > FORBIDDEN) & (group >= 0)[:, None] & (group[:, None] != group[None, :])
    would_help[:, sorted(stuck.joiners)] = False
    slack = prices[:, None] + prices[None, :] - 2 * weights
    return _best_of_each_row(slack, would_help, PAIRS_ADDED)
