"""Edmonds' blossom algorithm on a sparse graph: a perfect pairing of least slack, and its prices.

`perfect_matching` chooses the edges and checks the prices against all pairs; here is only the
search.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

OUTSIDE: Final = 0
EVEN: Final = 1
"""Reached from the root by an even number of pairs; its price falls."""
ODD: Final = -1
"""Reached by an odd number of edges; its price rises."""
NOBODY: Final = -1

Edge: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stuck:
    """No perfect pairing exists on these edges: more odd groups than people to join them to.

    ``groups`` are the groups at even distance from a person who cannot be paired; an edge between
    two groups, or from one to anybody not in ``joiners``, would be needed.
    """

    groups: tuple[tuple[int, ...], ...]
    joiners: frozenset[int]


class BlossomSearch:
    """A perfect pairing that weighs most, from prices under which no edge is dear.

    Parameters
    ----------
    prices : list of int
        One a person, all even.
    edges : list of dict
        ``edges[v][w]`` is four times the weight of the pair, the same in both directions;
        ``prices[v] + prices[w] >= edges[v][w]`` for all of them.

    Notes
    -----
    1. Pair greedily along edges without slack. For each person who is left, grow one tree of
       alternating edges without slack (`_pair`).
    2. An edge from an even node to somebody outside adds two nodes; to somebody unpaired, it
       ends the search: the pairs along the path are exchanged.
    3. An edge between two even nodes closes an odd circle, which is shrunk to one even node, a
       blossom, with a price of its own.
    4. Where no edge is tight, the prices of even nodes fall and those of odd nodes rise until
       one is. An odd blossom whose price reaches 0 is expanded again.

    Times of events are kept in one heap and prices are settled when a label changes, so that a
    search costs O(m log m) for the edges that its tree touches. Prices stay whole, since all
    nodes of a tree have prices of one parity.

    References
    ----------
    .. [1] J. Edmonds, "Paths, trees, and flowers", Canad. J. Math. 17 (1965).
    .. [2] Z. Galil, "Efficient algorithms for finding maximum matching in graphs", ACM
       Computing Surveys 18 (1986), section 4.
    """

    def __init__(self, prices: list[int], edges: list[dict[int, int]]) -> None:
        self.n = len(prices)
        self.price = list(prices)
        self.edges = edges
        self.mate = [NOBODY] * self.n
        self.top = list(range(self.n))
        self.base = list(range(self.n))
        self.people: list[list[int]] = [[v] for v in range(self.n)]
        self.parts: list[list[int]] = [[] for _ in range(self.n)]
        self.links: list[list[Edge]] = [[] for _ in range(self.n)]
        self.set_price = [0] * self.n
        self.label = [OUTSIDE] * self.n
        self.since = [0] * self.n
        self.reached_by: list[Edge] = [(NOBODY, NOBODY)] * self.n
        self.now = 0
        self.events: list[tuple[int, int, int, int]] = []
        self.tree: set[int] = set()

    def run(self) -> Stuck | None:
        """Pair everybody; return None, or why it cannot be done on these edges."""
        for v in range(self.n):
            if self.mate[v] == NOBODY:
                for w, weight in self.edges[v].items():
                    if self.mate[w] == NOBODY and self.price[v] + self.price[w] == weight:
                        self.mate[v], self.mate[w] = w, v
                        break
        for root in range(self.n):
            if self.mate[self.base[self.top[root]]] == NOBODY:
                stuck = self._pair(self.top[root])
                if stuck is not None:
                    return stuck
        return None

    def odd_sets(self) -> list[tuple[int, tuple[int, ...]]]:
        """Return (price, people) of every blossom whose price is not 0."""
        found = []
        waiting = [node for node in set(self.top) if node >= self.n]
        while waiting:
            node = waiting.pop()
            if self.set_price[node]:
                found.append((self.set_price[node], tuple(sorted(self.people[node]))))
            waiting += [part for part in self.parts[node] if part >= self.n]
        return sorted(found)

    def _price_now(self, v: int) -> int:
        node = self.top[v]
        return self.price[v] - self.label[node] * (self.now - self.since[v])

    def _settle(self, node: int) -> None:
        """Write down what the prices of a labelled node are now."""
        label = self.label[node]
        for v in self.people[node]:
            self.price[v] -= label * (self.now - self.since[v])
            self.since[v] = self.now
        if node >= self.n:
            self.set_price[node] += label * (self.now - self.since[node])
            self.since[node] = self.now

    def _set_label(self, node: int, label: int) -> None:
        self._settle(node)
        self.label[node] = label
        if label == OUTSIDE:
            self.tree.discard(node)
            return
        self.tree.add(node)
        if label == ODD and node >= self.n:
            heapq.heappush(self.events, (self.now + self.set_price[node], 0, node, node))

    def _scan(self, v: int) -> None:
        """Note when the edges of somebody who has become even will be tight."""
        price = self._price_now(v)
        here = self.top[v]
        for w, weight in self.edges[v].items():
            node = self.top[w]
            if node == here or self.label[node] == ODD:
                continue
            slack = price + self._price_now(w) - weight
            if self.label[node] == EVEN:
                slack //= 2
            heapq.heappush(self.events, (self.now + slack, 1, v, w))

    def _pair(self, root: int) -> Stuck | None:
        """Grow a tree from an unpaired node until the root is paired."""
        self.now, self.events = 0, []
        self._become_even(root)
        while self.events:
            time, kind, v, w = heapq.heappop(self.events)
            if kind == 0:
                if self.label[v] == ODD and self.now <= time and self._is_top(v):
                    self.now = time
                    if self.set_price[v] == time - self.since[v]:
                        self._expand(v)
                continue
            one, other = self.top[v], self.top[w]
            if one == other or self.label[one] != EVEN or self.label[other] == ODD:
                continue
            if self._slack_at(time, v, w) > 0:
                continue
            self.now = time
            if self.label[other] == EVEN:
                self._shrink(v, w)
            elif self.mate[self.base[other]] == NOBODY:
                self._exchange(v, w)
                self._clear()
                return None
            else:
                self._grow(v, w)
        stuck = Stuck(
            tuple(tuple(self.people[node]) for node in self.tree if self.label[node] == EVEN),
            frozenset(v for v in range(self.n) if self.label[self.top[v]] == ODD),
        )
        self._clear()
        return stuck

    def _is_top(self, node: int) -> bool:
        return self.top[self.base[node]] == node

    def _slack_at(self, time: int, v: int, w: int) -> int:
        self.now, now = time, self.now
        slack = self._price_now(v) + self._price_now(w) - self.edges[v][w]
        self.now = now
        return slack

    def _clear(self) -> None:
        for node in list(self.tree):
            self._set_label(node, OUTSIDE)

    def _become_even(self, node: int) -> None:
        self._set_label(node, EVEN)
        for v in self.people[node]:
            self._scan(v)

    def _grow(self, v: int, w: int) -> None:
        """Take in a pair: the node of ``w`` becomes odd, the one it is paired with even."""
        node = self.top[w]
        self._set_label(node, ODD)
        self.reached_by[node] = v, w
        self._become_even(self.top[self.mate[self.base[node]]])

    def _way_up(self, node: int) -> Iterator[tuple[int, Edge]]:
        """Yield each node on the way to the root, with the edge that leads on from it."""
        while True:
            x = self.base[node]
            y = self.mate[x]
            yield node, (x, y)
            if y == NOBODY:
                return
            odd = self.top[y]
            even_end, odd_end = self.reached_by[odd]
            yield odd, (odd_end, even_end)
            node = self.top[even_end]

    def _shrink(self, v: int, w: int) -> None:
        """Make one even node of the odd circle that the edge (v, w) closes."""
        from_v = list(self._way_up(self.top[v]))
        from_w = list(self._way_up(self.top[w]))
        on_way = {node for node, _ in from_w}
        start = next(node for node, _ in from_v if node in on_way)
        down = from_v[: [node for node, _ in from_v].index(start)]
        up = from_w[: [node for node, _ in from_w].index(start)]
        parts = [start, *(node for node, _ in reversed(down)), *(node for node, _ in up)]
        links = [
            *((y, x) for _, (x, y) in reversed(down)),
            (v, w),
            *(edge for _, edge in up),
        ]
        newly_even = [p for part in parts if self.label[part] == ODD for p in self.people[part]]
        blossom = len(self.parts)
        for part in parts:
            self._set_label(part, OUTSIDE)
        self.people.append([person for part in parts for person in self.people[part]])
        self.parts.append(parts)
        self.links.append(links)
        self.base.append(self.base[start])
        self.set_price.append(0)
        self.label.append(EVEN)
        self.since.append(self.now)
        self.reached_by.append((NOBODY, NOBODY))
        self.tree.add(blossom)
        for person in self.people[blossom]:
            self.top[person] = blossom
        for person in newly_even:
            self._scan(person)

    def _expand(self, blossom: int) -> None:
        """Take an odd blossom of price 0 apart; the way through it stays in the tree."""
        self._set_label(blossom, OUTSIDE)
        parts, links = self.parts[blossom], self.links[blossom]
        for part in parts:
            for v in self.people[part]:
                self.top[v] = part
            if part >= self.n:
                self.since[part] = self.now
        even_end, odd_end = self.reached_by[blossom]
        position = parts.index(self.top[odd_end])
        step = 1 if position % 2 else -1
        newly_even = []
        self._mark_odd(parts[position], (even_end, odd_end))
        while position % len(parts):
            even = parts[(position + step) % len(parts)]
            x, y = self._link(links, position + step, step)
            newly_even.append(even)
            position += 2 * step
            self._mark_odd(parts[position % len(parts)], (x, y))
        for even in newly_even:
            self._become_even(even)
        for part in parts:
            if self.label[part] == OUTSIDE:
                for w in self.people[part]:
                    self._note_edges_to(w)
        self.parts[blossom], self.links[blossom], self.people[blossom] = [], [], []

    def _mark_odd(self, node: int, edge: Edge) -> None:
        self._set_label(node, ODD)
        self.reached_by[node] = edge

    @staticmethod
    def _link(links: list[Edge], position: int, step: int) -> Edge:
        """Return the edge that leads from the part at a position one step on."""
        if step == 1:
            return links[position % len(links)]
        x, y = links[(position - 1) % len(links)]
        return y, x

    def _note_edges_to(self, w: int) -> None:
        price = self._price_now(w)
        for v, weight in self.edges[w].items():
            if self.label[self.top[v]] == EVEN:
                slack = price + self._price_now(v) - weight
                heapq.heappush(self.events, (self.now + slack, 1, v, w))

    def _exchange(self, v: int, w: int) -> None:
        """Pair v with w, and exchange the pairs along the way from v to the root."""
        self._rebase(self.top[w], w)
        self.mate[w] = v
        while True:
            node = self.top[v]
            former = self.mate[self.base[node]]
            self._rebase(node, v)
            self.mate[v] = w
            if former == NOBODY:
                return
            odd = self.top[former]
            even_end, odd_end = self.reached_by[odd]
            self._rebase(odd, odd_end)
            self.mate[odd_end] = even_end
            v, w = even_end, odd_end

    def _rebase(self, node: int, v: int) -> None:
        """Pair the inside of a blossom so that ``v`` is the one paired with somebody outside."""
        if node < self.n:
            return
        parts, links = self.parts[node], self.links[node]
        position = next(k for k, part in enumerate(parts) if v in self.people[part])
        self._rebase(parts[position], v)
        step = 1 if position % 2 else -1
        k = position
        while k % len(parts):
            x, y = self._link(links, k + step, step)
            self._rebase(parts[(k + step) % len(parts)], x)
            self._rebase(parts[(k + 2 * step) % len(parts)], y)
            self.mate[x], self.mate[y] = y, x
            k += 2 * step
        self.parts[node] = parts[position:] + parts[:position]
        self.links[node] = links[position:] + links[:position]
        self.base[node] = v
