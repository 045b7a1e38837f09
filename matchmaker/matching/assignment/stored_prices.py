"""What each pair is worth and what each place costs, as the explanations reckon with them.

The one module of the explanations that knows how the objective and the prices are written down.
They reckon with worth alone and leave the ties out: prices of worth prove by themselves that
nothing is worth more, and which of two equal answers is told makes no difference to the cost.
"""

from collections.abc import Iterable

import numpy as np

from matchmaker.matching.assignment.assignment import Assignment, scale_of_graph, worth_of
from matchmaker.matching.assignment.scale import Scale, unpacked
from matchmaker.matching.candidates.arrays import positions_of
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.result import Matching, Pairing, Prices


def assignment_of(
    graph: CandidateGraph, mentor_of: IntArray, prices: Prices, units: int
) -> Assignment:
    """Return a stored answer as an assignment of the graph that its prices are about.

    Mentors without a price, who can only be the last, get the price 0.
    """
    price, tie_price = (np.zeros(graph.n_mentors, dtype=np.int64) for _ in range(2))
    known = slice(0, len(prices.prices))
    price[known], tie_price[known] = unpacked(prices.prices, prices.unit_value)
    scale = Scale(prices.class_value // prices.unit_value, prices.seed)
    return Assignment(mentor_of, price, tie_price, units, scale)


def carried_over(
    graph: CandidateGraph, priority: IntArray, matching: Matching, unmatched_at: int
) -> Assignment | None:
    """Return an answer on a graph with more mentors, who have no places yet, with its prices.

    The prices are put into the scale of this graph, and a newcomer's is what a place with them
    would be worth to whom it is worth most. None if they prove nothing there: solve it anew.
    ``unmatched_at`` is where the graph seats who has no mentor. Tie prices are left out.
    """
    best = _in_scale_of(graph, priority, matching, unmatched_at)
    rows, value = graph.mentee, worth_of(graph, priority, best)
    is_own = best.mentor_of[rows] == graph.mentor
    gain = value - best.price[graph.mentor]
    has = np.zeros(graph.n_mentees, dtype=np.int64)
    has[rows[is_own]] = gain[is_own]
    may_move = (graph.fixed < 0)[rows]
    is_new = ~np.isin(graph.mentor_ids, matching.prices.mentor_ids) & (graph.capacity == 0)
    wishes = may_move & is_new[graph.mentor]
    np.maximum.at(best.price, graph.mentor[wishes], (gain - has[rows])[wishes])
    gain = value - best.price[graph.mentor]
    is_proved = (
        (gain <= has[rows])[may_move].all()
        and (has >= 0)[graph.fixed < 0].all()
        and (best.price >= 0).all()
        and (best.price[~best.is_full(graph)] == 0).all()
    )
    return best if is_proved else None


def seats_of(pairs: Iterable[Pairing], mentee_ids: IntArray, mentor_ids: IntArray) -> IntArray:
    """Return where each mentee has their mentor among these, -1 for those in none of the pairs."""
    ids = np.array([(p.mentee_id, p.mentor_id) for p in pairs], dtype=np.int64).reshape(-1, 2)
    rows = positions_of(mentee_ids, ids[:, 0])
    seats = np.full(len(mentee_ids), -1, dtype=np.int64)
    seats[rows[rows >= 0]] = positions_of(mentor_ids, ids[rows >= 0, 1])
    return seats


def prices_in_parts(prices: Prices) -> tuple[IntArray, IntArray, IntArray]:
    """Return each price in ranks of the waiting priority, units and ties, as near to 0 as can be.

    A price is ``(rank * class_value + units) * unit_value + tie``.
    """
    worth, tie = unpacked(prices.prices, prices.unit_value)
    class_value = prices.class_value // prices.unit_value
    rank = (worth + class_value // 2) // class_value
    return rank, worth - rank * class_value, tie


def _in_scale_of(
    graph: CandidateGraph, priority: IntArray, matching: Matching, unmatched_at: int
) -> Assignment:
    scale = scale_of_graph(graph, priority, matching.prices.seed)
    rank, units, _ = prices_in_parts(matching.prices)
    price = np.zeros(graph.n_mentors, dtype=np.int64)
    columns = positions_of(graph.mentor_ids, matching.prices.mentor_ids)
    price[columns] = rank * scale.class_value + units
    seats = seats_of(matching.pairs, graph.mentee_ids, graph.mentor_ids)
    seats = np.where(seats < 0, unmatched_at, seats)
    return Assignment(seats, price, np.zeros_like(price), matching.totals.units, scale)
