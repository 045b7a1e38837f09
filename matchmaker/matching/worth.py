"""What each pair is worth and what each place costs, as the explanations reckon with them.

The one module of the explanations that knows how the objective and the prices are written down.
They reckon with worth alone and leave the ties out: prices of worth prove by themselves that
nothing is worth more, and which of two equal answers is told makes no difference to the cost.
"""

import numpy as np

from matchmaker.matching.arrays import IntArray
from matchmaker.matching.assignment import Assignment
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.objective import Objective, ranks_of, unpacked
from matchmaker.matching.result import Prices


def worth_of(graph: CandidateGraph, priority: IntArray, best: Assignment) -> IntArray:
    """Return the worth of each entry, shape (n_pairs,), in the measure of the answer's prices."""
    rank: IntArray = ranks_of(priority)[graph.mentee]
    return rank * best.objective.class_value + graph.units


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
