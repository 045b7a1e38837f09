"""Assignment instances that others wrote and solved: the `assign` family of the OR-Library.

The files are not ours to hand on. Whoever has them names their folder in `OR_LIBRARY`; each holds
the number of rows and then the matrix of costs, as J. E. Beasley published them. Without the folder
these tests are skipped, and only the instance below is solved, whose answer needs no solver.

References
----------
J. E. Beasley: Linear programming on Cray supercomputers, Journal of the Operational Research
Society 41 (1990).
"""

import os
from pathlib import Path

import numpy as np
import pytest

from matchmaker.matching import CandidateGraph
from matchmaker.matching.values.limits import LIMITS, Limits, has_compiler
from matchmaker.matching.values.result import UNITS_A_POINT
from tests.matching.proved import COMPILED, NUMPY, assign

LEAST_COST = {
    100: 305,
    200: 475,
    300: 626,
    400: 804,
    500: 991,
    600: 1176,
    700: 1362,
    800: 1552,
}


def least_cost(
    costs: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", limits: Limits = LIMITS
) -> int:
    n, m = costs.shape
    rows, columns = np.indices((n, m)).reshape(2, -1)
    graph = CandidateGraph.from_edges(n, m, 1, rows, columns, -costs.ravel())
    answer = assign(graph, limits=limits)
    assert answer.n_matched == n
    return -answer.units // UNITS_A_POINT


@pytest.mark.slow
@pytest.mark.parametrize("size", LEAST_COST)
def test_the_least_cost_of_the_or_library_s_instances_is_found(size: int) -> None:
    folder = os.environ.get("OR_LIBRARY")
    if not folder:
        pytest.skip("the folder of the OR-Library's files is not named in OR_LIBRARY")
    path = Path(folder) / f"assign{size}.txt"
    if not path.exists():
        pytest.skip(f"there is no {path}")
    numbers = np.array(path.read_text().split(), dtype=np.int64)
    assert numbers[0] == size

    assert least_cost(numbers[1:].reshape(size, size)) == LEAST_COST[size]


@pytest.mark.parametrize(
    "limits",
    [
        NUMPY,
        pytest.param(
            COMPILED,
            marks=[
                pytest.mark.slow,  # compiled first
                pytest.mark.skipif(
                    not has_compiler(), reason="numba, of the extra `fast`, is not installed"
                ),
            ],
        ),
    ],
)
def test_the_least_cost_is_found_where_it_can_be_said_without_a_solver(limits: Limits) -> None:
    """A product of places is least where the largest meets the smallest (rearrangement)."""
    n = 60
    costs = np.outer(np.arange(1, n + 1), np.arange(1, n + 1))

    assert least_cost(costs, limits=limits) == sum(k * (n + 1 - k) for k in range(1, n + 1))
