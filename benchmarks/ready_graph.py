"""The graph of the best candidates that the baselines are given; loaded by name, for its numba."""

import numpy as np

from matchmaker.matching import CandidateGraph
from matchmaker.matching.assignment.compiled.features import features_of
from matchmaker.matching.assignment.compiled.pricing import DEAREST, best_pairs
from matchmaker.matching.assignment.compiled.shortlist import Shortlist
from matchmaker.matching.candidates.problem import Problem


def best_candidates(problem: Problem, most: int) -> CandidateGraph:
    """Return a graph of the best candidates of each mentee; locks are not looked at."""
    arrays = problem.arrays
    rows = np.flatnonzero(arrays.mentee_available)
    price = np.where(arrays.mentor_available & (arrays.places > 0), 0, DEAREST)
    found = best_pairs(features_of(problem), rows, price, np.full(len(rows), -1), most)
    pairs = Shortlist.of(found.mentee, found.mentor, found.units)
    return CandidateGraph(
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids,
        capacity=arrays.places,
        start=pairs.start(len(arrays.mentee_ids)),
        mentor=pairs.column.astype(np.int64),
        units=pairs.value,
        fixed=np.full(len(arrays.mentee_ids), -1, dtype=np.int64),
    )
