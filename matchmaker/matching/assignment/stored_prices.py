"""What each pair is worth and what each place costs, as the explanations reckon with them.

The one module of the explanations that knows how the objective and the prices are written down.
They reckon with worth alone and leave the ties out: prices of worth prove by themselves that
nothing is worth more, and which of two equal answers is told makes no difference to the cost.
"""

import numpy as np

from matchmaker.matching.assignment.assignment import Assignment, scale_for, worth_of
from matchmaker.matching.assignment.objective import Objective, unpacked
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.result import Matching, Prices


def assignment_of(
    graph: CandidateGraph, mentor_of: IntArray, prices: Prices, units: int
) -> Assignment:
    """Return a stored answer as an assignment of the graph that its prices are about.

    Mentors without a price, who can only be the last, get the price 0.
    """
    price, tie_price = (np.zeros(graph.n_mentors, dtype=np.int64) for _ in range(2))
    known = slice(0, len(prices.prices))
    price[known], tie_price[known] = unpacked(prices.prices, prices.unit_value)
    scale = Objective(prices.class_value // prices.unit_value, prices.seed)
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


def _in_scale_of(
    graph: CandidateGraph, priority: IntArray, matching: Matching, unmatched_at: int
) -> Assignment:
    prices = matching.prices
    scale = scale_for(graph, priority, prices.seed)
    worth, _ = unpacked(prices.prices, prices.unit_value)
    before = prices.class_value // prices.unit_value
    claims = (worth + before // 2) // before
    row_of = {i: row for row, i in enumerate(graph.mentee_ids.tolist())}
    column_of = {j: column for column, j in enumerate(graph.mentor_ids.tolist())}
    price = np.zeros(graph.n_mentors, dtype=np.int64)
    columns = np.array([column_of[j] for j in prices.mentor_ids], dtype=np.int64)
    price[columns] = claims * scale.class_value + (worth - claims * before)
    seats = np.full(graph.n_mentees, unmatched_at, dtype=np.int64)
    for pair in matching.pairs:
        seats[row_of[pair.mentee_id]] = column_of[pair.mentor_id]
    return Assignment(seats, price, np.zeros_like(price), matching.totals.units, scale)
