"""What each pair is worth and what each place costs, as the explanations reckon with them.

The one module of the explanations that knows how the objective and the prices are written down.
"""

import numpy as np

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.assignment import Assignment
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.objective import Objective, values_of
from matchmaker.matching.result import Prices


def worth_of(graph: CandidateGraph, priority: IntArray, best: Assignment) -> IntArray:
    """Return the worth of each entry, shape (n_pairs,), in the measure of the answer's prices."""
    return values_of(graph, priority, best.objective)


def assignment_of(
    graph: CandidateGraph, mentor_of: IntArray, prices: Prices, units: int
) -> Assignment:
    """Return a stored answer as an assignment of the graph that its prices are about.

    Mentors without a price, who can only be the last, get the price 0.
    """
    price = np.zeros(graph.n_mentors, dtype=np.int64)
    price[: len(prices.prices)] = prices.prices
    scales = Objective(prices.class_value, prices.unit_value, prices.tie_bits, prices.seed)
    return Assignment(mentor_of, price, units, scales)
